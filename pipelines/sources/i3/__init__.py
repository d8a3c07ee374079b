"""I3: projects of Interregional Innovation Investments, from the portal's projects index and shipped facts.

Only the declaration is here. What the data means and where it bites is in ``NOTES.md``. Calls of the
instrument are in ``funding_tenders``.
"""

from datetime import date

from pipelines.ingest.source import Cadence, Licence, Source, Table

SOURCE = Source(
    name="i3",
    title="Interregional Innovation Investments (I3): funded projects",
    package=__name__,
    base_url="https://api.tech.ec.europa.eu",
    documentation_url="https://eismea.ec.europa.eu/programmes/interregional-innovation-investments_en",
    cadence=Cadence("weekly", limit_days=30),
    licence=Licence(
        name="CC BY 4.0",
        url="https://creativecommons.org/licenses/by/4.0/",
        attribution="© European Union, Funding & Tenders Portal; Interregio fact tables, the pages named per row",
    ),
    citation=(
        "European Commission, EU Funding & Tenders Portal, funded projects; "
        "Interregio, facts on I3 projects, from the public pages named per row"
    ),
    # Read from the public pages in November 2026; the pages' own dates vary.
    facts_vintage=date(2026, 11, 1),
    facts_suffice=True,
    tables=(
        Table(
            name="projects", row="one record of the portal's projects index, in one language", member="projects index"
        ),
        Table(name="shipped_projects", row="one project known from public pages", facts="i3_projects.csv"),
    ),
)
