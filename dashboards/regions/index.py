"""`/regions`: which regions and countries are members, and of what?"""

from dashboards.components.figure_card import Card, draw_card
from dashboards.formats import count_of
from dashboards.overview.tables import MEMBER_REGIONS
from dashboards.visit import Page, Route, Tab, Visit

PATH = "/regions"


def build(visit: Visit) -> Page:
    """The page of all member regions."""
    tab = Tab("list", "All member regions", lambda: (draw_card(visit.snapshot, MEMBER_REGIONS, lambda: _card(visit)),))
    return Page("Regions", "Choose a region or country to see its partnerships, projects and calls.", tabs=(tab,))


ROUTE = Route(PATH, build, "All member regions of the partnerships", "Regions")


def _card(visit: Visit) -> Card:
    members = MEMBER_REGIONS.rows(visit.snapshot, {})
    countries = members["country_code"].n_unique()
    return Card(
        heading="Member regions and countries",
        finding=f"{count_of(members.height, 'member')} in {count_of(countries, 'country', 'countries')}.",
        spec=MEMBER_REGIONS,
        frame=members,
        coverage="Members that a public page or a workbook names; lists are rarely complete.",
        path=PATH,
        page_parameters=visit.parameters,
        page_size=50,
    )
