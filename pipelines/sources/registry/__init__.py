"""Registry: thematic smart specialisation partnerships, as shipped facts and as secretariats' workbooks state them.

Only the declaration is here. What the data means and where it bites is in ``NOTES.md``. Topics that
partnerships can apply for are in ``funding_tenders``, regions' names and shapes in ``regions``.
"""

from datetime import date

from pipelines.ingest.source import Cadence, Licence, Source, Table
from pipelines.sources.registry.workbook.sheets import SHEETS

SOURCE = Source(
    name="registry",
    title="Thematic smart specialisation partnerships and their member regions",
    package=__name__,
    base_url="",
    inbox="registry",
    documentation_url=(
        "https://ec.europa.eu/regional_policy/policy/communities-and-networks/s3-community-of-practice/"
        "thematic_platforms_en"
    ),
    cadence=Cadence("when a fact changes or a workbook is dropped", limit_days=None),
    licence=Licence(
        name="CC BY 4.0",
        url="https://creativecommons.org/licenses/by/4.0/",
        attribution="Interregio fact tables; each row names the public pages it rests on",
    ),
    citation="Interregio, facts on thematic smart specialisation partnerships, from the public pages named per row",
    # Read from the public pages in November 2026; the pages' own dates vary, see ``stated_on`` and the acts' dates.
    facts_vintage=date(2026, 11, 1),
    tables=(
        Table(name="partnerships", row="one thematic smart specialisation partnership", facts="partnerships.csv"),
        Table(
            name="partnership_regions",
            row="one region or country in one partnership, in one role",
            facts="partnership_regions.csv",
        ),
        Table(
            name="acts",
            row="one act of a partnership, or of a platform or instrument, that a public page names",
            facts="activity.csv",
        ),
        Table(name="theme_profiles", row="one partnership's scope in a sentence", facts="theme_profiles.csv"),
        Table(
            name="theme_niches",
            row="one niche (sub-topic) of a partnership's theme, with its synonyms",
            facts="theme_niches.csv",
        ),
        Table(
            name="theme_facets",
            row="words of one strength for one field that a partnership's theme joins",
            facts="theme_facets.csv",
        ),
        # A secretariat's newer workbook says all that holds: what it leaves out is withdrawn and not lost.
        *(Table(name=sheet.table, row=sheet.row, member=sheet.title, shrink_tolerance=None) for sheet in SHEETS),
    ),
)
