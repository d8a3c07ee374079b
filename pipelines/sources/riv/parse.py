"""No table is fetched, so none is parsed here; shipped facts are read by ``pipelines.ingest.parsing``."""

from pipelines.ingest.source import Parser

PARSERS: dict[str, Parser] = {}
