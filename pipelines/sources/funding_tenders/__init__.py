"""Funding & Tenders Portal: topics and cascade calls from its search API, and shipped calls.

Only the declaration is here. What the data means and where it bites is in ``NOTES.md``. Funded
projects are in ``cordis``.
"""

from datetime import date

from pipelines.ingest.source import Cadence, Licence, Source, Table

SOURCE = Source(
    name="funding_tenders",
    title="EU Funding & Tenders Portal: topics and cascade calls",
    package=__name__,
    base_url="https://api.tech.ec.europa.eu",
    documentation_url="https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/support/apis",
    cadence=Cadence("nightly", limit_days=3),
    licence=Licence(
        name="CC BY 4.0",
        url="https://creativecommons.org/licenses/by/4.0/",
        attribution="© European Union, Funding & Tenders Portal",
    ),
    citation=(
        "European Commission, EU Funding & Tenders Portal, "
        "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/home"
    ),
    # The portal export that the shipped calls were checked against.
    facts_vintage=date(2026, 8, 10),
    tables=(
        Table(
            name="topics",
            row="one record of the portal's search: a topic or cascade call, in one language",
            member="search listing",
        ),
        Table(name="shipped_calls", row="one call topic known before any visit to the portal", facts="calls.csv"),
    ),
)
