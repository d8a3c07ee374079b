"""One folder per publisher: declaration, extract, parse, contract, notes.

What sources share is in ``pipelines.ingest``; how a source becomes assets is in ``pipelines.orchestration.assets``.
A source never imports another one. ``README.md`` beside this says how to add one.
"""

import pkgutil
from importlib import import_module

from pipelines.ingest.source import Source


def discover_sources() -> tuple[Source, ...]:
    """Every source that has a folder here, by name. Imports declarations only."""
    packages = [module.name for module in pkgutil.iter_modules(__path__) if module.ispkg]
    declared = [getattr(import_module(f"{__name__}.{package}"), "SOURCE", None) for package in packages]
    sources = [source for source in declared if isinstance(source, Source)]
    return tuple(sorted(sources, key=lambda source: source.name))


def find_source(name: str) -> Source:
    """The source of that name.

    Raises:
        LookupError: there is none; the message names those that exist.
    """
    sources = {source.name: source for source in discover_sources()}
    if name not in sources:
        raise LookupError(f"source: expected one of {', '.join(sources)}, got {name!r}")
    return sources[name]
