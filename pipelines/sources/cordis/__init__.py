"""CORDIS: projects, participations, topics and classifications of Horizon Europe and, if chosen, Horizon 2020.

Only the declaration is here. What the data means and where it bites is in ``NOTES.md``.
"""

from pipelines.ingest.source import Cadence, Licence, Source, Table
from pipelines.sources.cordis.extract import ARCHIVES, REPORTS_ARCHIVE

SOURCE = Source(
    name="cordis",
    title="CORDIS: EU research projects under Horizon Europe",
    package=__name__,
    base_url="https://cordis.europa.eu",
    documentation_url="https://data.europa.eu/data/datasets/cordis-eu-research-projects-under-horizon-europe-2021-2027",
    cadence=Cadence("checked nightly, changes about monthly", limit_days=10),
    licence=Licence(
        name="CC BY 4.0",
        url="https://creativecommons.org/licenses/by/4.0/",
        attribution="© European Union, CORDIS",
    ),
    citation=(
        "Publications Office of the European Union, CORDIS: EU research projects under Horizon Europe (2021-2027), "
        "https://data.europa.eu/data/datasets/cordis-eu-research-projects-under-horizon-europe-2021-2027"
    ),
    tables=(
        Table(
            name="organization",
            archives=ARCHIVES,
            row="one organisation's part in one project, in one role and at one position",
            member="organization.csv",
        ),
        Table(
            name="topics",
            archives=ARCHIVES,
            row="the topic that one project was funded under",
            member="topics.csv",
        ),
        Table(
            name="legal_basis",
            archives=ARCHIVES,
            row="one programme part that one project rests on",
            member="legalBasis.csv",
        ),
        Table(
            name="euro_sci_voc",
            archives=ARCHIVES,
            row="one field of science given to one project",
            member="euroSciVoc.csv",
        ),
        Table(
            name="web_link", archives=ARCHIVES, row="one web address that belongs to one project", member="webLink.csv"
        ),
        Table(
            name="web_item",
            archives=ARCHIVES,
            row="one picture or document shown beside projects; names no project",
            member="webItem.csv",
        ),
        Table(
            name="project",
            archives=ARCHIVES,
            row="one funded project",
            member="project.csv",
        ),
        Table(
            name="report",
            archives=(REPORTS_ARCHIVE,),
            row="one published report of one project",
            member="reportSummaries.csv",
        ),
    ),
)
