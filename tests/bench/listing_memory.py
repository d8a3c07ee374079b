"""How much memory landing and parsing a listing of 130 MB takes.

    python -m tests.bench.listing_memory

Makes a listing of 10,000 made-up records in the portal's search form, visits it and parses it in this
process, and prints its size, the seconds taken and the peak resident memory.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from pipelines.ingest.session import Session
from pipelines.ingest.transport import MirrorTransport
from pipelines.sources import find_source
from warehouse.store.landing import Landing

PAGES = 100
RECORDS_PER_PAGE = 100
TEXT_LENGTH = 12_600
FOLDER = "api.tech.ec.europa.eu/search-api/prod/rest/search/SEDIA"


def write_listing(mirror: Path) -> int:
    """Writes the made-up listing as a mirror; gives its size in bytes."""
    folder = mirror / FOLDER
    folder.mkdir(parents=True)
    for page in range(1, PAGES + 1):
        results = [_record(page * RECORDS_PER_PAGE + number) for number in range(RECORDS_PER_PAGE)]
        answer = {"totalResults": PAGES * RECORDS_PER_PAGE, "pageNumber": page, "results": results}
        (folder / f"page-{page:04d}.json").write_text(json.dumps(answer), encoding="utf-8")
    return sum(path.stat().st_size for path in folder.iterdir())


def _record(number: int) -> dict[str, object]:
    text = f"<p>Made-up topic {number} on sensors, textiles and water. " + "word " * (TEXT_LENGTH // 5) + "</p>"
    return {
        "reference": f"{number}TOPICSen",
        "url": f"https://portal.example/{number}",
        "language": "en",
        "metadata": {
            "identifier": [f"BENCH-2026-{number}"],
            "title": [f"Made-up topic {number}"],
            "type": ["1"],
            "status": ["31094502"],
            "ccm2Id": [str(number)],
            "deadlineDate": ["2026-12-01T00:00:00.000+0100"],
            "descriptionByte": [text],
        },
    }


def main() -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        size = write_listing(root / "mirror")
        source = find_source("funding_tenders")
        landing = Landing(root / "raw", source.name)
        began = time.perf_counter()
        session = Session(
            source=source,
            transport=MirrorTransport(root / "mirror"),
            landing=landing,
            as_of=date(2026, 8, 10),
            retrieved_at="2026-08-10",
        )
        source.extract(session)
        parsed = source.parsers()["topics"](session.arrival().paths)
        seconds = time.perf_counter() - began
        rows = parsed.frame.height if parsed else 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{size / 1e6:.0f} MB, {rows:,} records: {seconds:.1f} s, peak {peak:.0f} MiB\n")


if __name__ == "__main__":
    main()
