"""Regional Innovation Valleys: which regions hold the label and by which route, as shipped facts.

Only the declaration is here. What the data means and where it bites is in ``NOTES.md``. The valleys'
projects are in ``cordis`` and ``i3``, where their topic tells them.
"""

from datetime import date

from pipelines.ingest.source import Cadence, Licence, Source, Table

SOURCE = Source(
    name="riv",
    title="Regional Innovation Valleys: labelled regions",
    package=__name__,
    base_url="",
    documentation_url="https://eismea.ec.europa.eu/programmes/interregional-innovation-investments_en",
    cadence=Cadence("when a fact changes", limit_days=None),
    licence=Licence(
        name="CC BY 4.0",
        url="https://creativecommons.org/licenses/by/4.0/",
        attribution="Interregio fact tables; each row names the public pages it rests on",
    ),
    citation="Interregio, facts on Regional Innovation Valleys, from the public pages named per row",
    # The newest of the pages that the rows rest on.
    facts_vintage=date(2025, 1, 31),
    tables=(
        Table(
            name="riv_regions",
            row="one region that holds the Regional Innovation Valley label or was selected for it",
            facts="riv_regions.csv",
        ),
    ),
)
