"""Pages and files through a client: what a page says, and that its table is its file."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from lxml import html
from starlette.testclient import TestClient

from dashboards import words as page_words
from dashboards.answers import CONTENT_POLICY
from dashboards.app import create_app
from dashboards.components.table import print_value
from dashboards.domains import NAVIGATION, ROUTES, TABLES, find_route
from dashboards.serve import warm
from dashboards.visit import Route
from tests.dashboards.conftest import AS_OF, INVEST, ORCHARD, TIDE, Ask, BuildEdition, visitor
from tests.dashboards.tree import column, figures, read_page, tables, words
from warehouse.products.matches.columns import MATCH_COLUMNS
from warehouse.store.reader import Reader

ASSETS = Path(__file__).parents[2] / "dashboards" / "assets"
MOST_COLUMNS = 11
STAGES = ("learn", "connect", "demonstrate", "commercialise")
ESTABLISHED = "Demonstration: an established partnership"
TODAY = "11 August 2026"
CARRYING = [
    *(f"/partnership/{named}" for named in ("tidal-mills?tab=calls", "textile-innovation?tab=services")),
    *(
        f"/{page}?partnership=apple-growing&tab={tab}"
        for page, tab in (("funding", "rules"), ("collaboration", "pairs"))
    ),
    "/partnering?tab=fit&partnership=apple-growing&region=ES51",
]
"""Where tables stand that the first addresses lack."""
WORDED = {
    "source-status": {"source", "status", "age_days", "missing_members"},
    "doubtful-acts": {"detail"},
    "funding-match": {"near_miss"},
}
"""Columns that a page says in other words than the file."""
NAMED = "where partnership_id not in (select partnership_id from marts_core.dim_partnership where is_placeholder)"
"""What pages count: a placeholder stands for partnerships without a name."""
SHEET = f"/funding/apple-growing/{ORCHARD}"
FIGURE_PAGES = [
    "/",
    "/partnerships",
    "/partnership/apple-growing",
    "/region/BE21",
    "/regions",
    "/maturity",
    "/funding",
    SHEET,
    "/engagement",
    "/collaboration",
    "/scoping",
    "/partnering",
    "/quality",
]
PAGES = [
    "/",
    "/partnerships",
    "/partnership/apple-growing",
    "/partnership/silent-circle",
    "/region/BE21",
    "/region/EL",
    "/maturity",
    "/funding",
    SHEET,
    "/regions",
    "/engagement",
    "/collaboration",
    "/scoping",
    "/partnering",
    "/quality",
    "/methodology",
    "/search?q=apple",
    "/changes",
    "/about",
]
OTHER_ADDRESSES = [
    "/export/partnerships.csv",
    "/feeds/funding-match.atom",
    "/api/v1",
    "/api/v1/openapi.json",
    "/api/v1/tables/partnerships",
    "/assets/icon.svg",
]
DEMO_PAGES = [
    path.replace("apple-growing", "textile-innovation").replace("silent-circle", "bioenergy") for path in PAGES
]


def _interval(row: Mapping[str, Any]) -> str:
    return f"{row['score_p50']:.1f}, {row['score_p05']:.1f} to {row['score_p95']:.1f}"


def _joined(*parts: Any) -> str:
    return " ".join(words(*parts).split())


@pytest.mark.parametrize("path", [*PAGES, "/nowhere"])
def test_page_wears_heading_stamp_and_one_badge_of_freshness(client: TestClient, edition_id: str, path: str) -> None:
    page = html.fromstring(client.get(path).content)
    assert len(page.xpath("//h1")) == 1
    assert edition_id in words(page.find(".//footer"))
    assert TODAY in words(page.find(".//footer"))
    (badge,) = page.xpath("//header//details")
    assert "Funding & Tenders Portal: failed on the last night, 61 days old" in words(badge.find("summary"))
    assert "7 sources: 1 failed, 1 stale, 1 incomplete" in words(badge)
    assert "failed, last good data kept" in words(badge)
    assert "missing: project.csv" in words(badge)
    assert "Demonstration data" not in words(page)


@pytest.mark.parametrize("path", [*DEMO_PAGES, "/nowhere", "/funding?eligibility=maybe"])
def test_demonstration_edition_says_so_on_every_page(demo_client: TestClient, path: str) -> None:
    banners = html.fromstring(demo_client.get(path).content).find_class("demo-banner")
    assert len(banners) == 1
    assert "Demonstration data" in words(*banners)


def test_figures_resting_on_demonstration_data_say_so(demo_client: TestClient, client: TestClient) -> None:
    page = read_page(demo_client, "/partnership/textile-innovation")
    cards = [card for card in page.find_class("card") if card.find(".//h2") is not None]
    findings = {words(card.find(".//h2")): words(card) for card in cards}
    assert "demonstration data" in findings["Who carries it"]
    assert "demonstration data" in findings["Its joint projects"]
    assert "demonstration data" not in findings["What it could apply for"]
    real = read_page(client, "/partnership/apple-growing")
    shown = [*real.find_class("counts"), *real.find_class("source-line")]
    assert shown
    assert "demonstration data" not in words(*shown)


@pytest.mark.parametrize("path", FIGURE_PAGES)
def test_every_figure_has_finding_source_date_coverage_definition_table_and_file(client: TestClient, path: str) -> None:
    cards = [part for part in read_page(client, path).find_class("card") if part.find_class("card-foot")]
    assert cards
    for card in cards:
        about = words(*card.find_class("about"))
        assert all(term in about for term in ("Definition", "Coverage", "As of", TODAY)), about
        assert words(*card.find_class("source-line")).strip()
        assert words(*card.find_class("finding")).strip().endswith((".", ")"))
        assert card.find_class("download")
        assert card.find(".//table") is not None or "no row" in words(card)


def test_source_line_says_until_when_a_source_reaches(client: TestClient) -> None:
    (card,) = read_page(client, "/region/BE21?tab=carries").xpath(".//section[@aria-labelledby='region-years']")
    assert "CORDIS, Horizon Europe to 10 June 2026" in words(*card.find_class("source-line"))


@pytest.mark.parametrize("path", ["/", "/partnership/apple-growing", "/region/BE21"])
def test_counts_of_projects_and_money_say_how_far_they_are_known(client: TestClient, path: str) -> None:
    counts = [words(count) for count in read_page(client, path).iterfind(".//dl/div[@class='count']")]
    observed = [count for count in counts if re.match("Joint projects|Projects|Net EU contribution", count)]
    assert len(observed) == 2
    assert all(count.endswith("known to 10 June 2026") for count in observed), observed


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_every_table_of_every_page_is_its_file_row_by_row_and_its_permalink(
    client: TestClient, reader: Reader, edition_id: str, addresses: dict[Route, list[str]], route: Route
) -> None:
    for address in (*addresses[route], *(more for more in CARRYING if find_route(more.partition("?")[0])[0] is route)):
        page = html.fromstring(client.get(address).content).get_element_by_id("content")
        pinned = client.get(f"{address}{'&' if '?' in address else '?'}edition={edition_id}").content
        assert tables(html.fromstring(pinned).get_element_by_id("content")) == tables(page)
        for table in page.xpath(".//table[@data-table]"):
            spec = TABLES[table.get("data-table")]
            (card,) = table.xpath("ancestor::section[1]")
            (link,) = card.xpath(".//a[@class='download'][contains(@href, '.csv')]/@href")
            file = pl.read_parquet(client.get(link.replace(".csv", ".parquet")).content)
            assert table.get("data-rows") == str(file.height)
            with reader.snapshot() as snapshot:
                columns = {entry.name: entry for entry in spec.describe(snapshot)}
            heads = table.xpath(".//th[@data-column]/@data-column")
            assert len(heads) <= MOST_COLUMNS
            # What the page itself words differently from the file: addresses as links, and what is missing.
            shown = [name for name in heads if columns[name].kind != "url" and name not in WORDED.get(spec.name, ())]
            places = [heads.index(name) for name in shown]
            lacking = {name: "–" if name in spec.may_lack else "not known" for name in shown}
            rows = [
                [cell.text_content() for cell in row.xpath("./td[not(@data-action)]")]
                for row in table.xpath("tbody/tr")
            ]
            seen = Counter(tuple(row[place] for place in places) for row in rows)
            kept = Counter(
                tuple(lacking[name] if row[name] is None else print_value(columns[name], row[name]) for name in shown)
                for row in file.iter_rows(named=True)
            )
            assert seen <= kept, (address, spec.name, next(iter(seen - kept)))
            whole = f"Rows 1 to {len(rows)} of {file.height},"
            assert len(rows) == file.height or whole in words(card).replace("\u202f", "")


def test_every_table_stands_on_a_page(client: TestClient, addresses: dict[Route, list[str]]) -> None:
    asked = (client.get(address).text for found in (*addresses.values(), CARRYING) for address in found)
    offered = {name for text in asked for name in re.findall(r"/export/([a-z-]+)\.csv", text)}
    # That one needs a second edition: `test_two_editions_are_compared_with_the_causes_of_all_between`.
    assert offered == set(TABLES) - {"edition-changes"}


def test_deadline_that_passed_leaves_the_page_at_once(client: TestClient, reader: Reader) -> None:
    later = visitor(create_app(reader, today=lambda: date(2026, 9, 16)))
    for address in ("/funding", "/funding?tab=apply-now", "/region/BE21?tab=calls"):
        assert ORCHARD in client.get(address).text
        assert ORCHARD not in later.get(address).text
    assert "This call has closed" in later.get(f"/funding?text={ORCHARD}").text
    assert "This call has closed" not in client.get(f"/funding?text={ORCHARD}&min_score=100").text
    prepared = tables(read_page(client, "/funding?tab=prepare"))["funding-match"]
    assert len(prepared) == 2
    assert "contradict each other" in client.get("/funding?tab=apply-now&status=forthcoming").text


def test_funding_page_and_file_agree_under_filters(client: TestClient, ask: Ask) -> None:
    query = "?partnership=apple-growing&status=open"
    rows = tables(read_page(client, f"/funding{query}"))["funding-match"]
    file = pl.read_csv(client.get(f"/export/funding-match.csv{query}").content)
    held = ask(
        "select topic_id from marts_funding.fct_match where partnership_id = 'apple-growing' and topic_status = 'open' "
        "order by score desc nulls last"
    )
    assert tuple(file.columns) == MATCH_COLUMNS
    assert set(rows[0]) <= set(MATCH_COLUMNS)
    assert {ORCHARD, TIDE} < set(file["topic_id"])
    assert file["topic_id"].to_list() == [row["topic_id"] for row in held]
    assert sorted(column(rows, "topic_title")) == sorted(title.lstrip("'") for title in file["topic_title"])


def test_unknown_is_written_and_never_zero(client: TestClient) -> None:
    rows = tables(read_page(client, "/partnerships?platform=energy"))["partnerships"]
    silent = next(row for row in rows if row[0] == "Silent circle")
    assert silent[rows[0].index("net_ec_contribution_eur")] == "not known"
    assert silent[rows[0].index("score_high")] == "100.0"
    mills = next(row for row in rows if row[0] == "Tidal mills")
    assert mills[rows[0].index("joint_project_count")] == "1"


def test_maturity_page_keeps_every_partnership_and_says_why_one_is_not_assessed(client: TestClient, ask: Ask) -> None:
    page = read_page(client, "/maturity")
    said = words(page)
    scores = ask(f"from marts_maturity.fct_maturity_score {NAMED} order by score_p50 desc nulls last")
    assessed = [row for row in scores if row["score"] is not None]
    assert [row["partnership_id"] for row in assessed] == ["textile-innovation", "solar-energy", "smart-grids"]
    assert (
        f"{ESTABLISHED} stands highest (median {_interval(assessed[0])}); "
        f"{100 - 300 / len(scores):.0f}\u202f% of {len(scores)} partnerships are not assessed, "
        "which does not mean weak."
    ) in said
    stages = dict(Counter(row["stage_id"] for row in ask(f"select stage_id from marts_maturity.fct_stage {NAMED}")))
    told = ", ".join(f"{stages[stage]} {stage}" for stage in STAGES if stage in stages)
    assert f"Stage, which is separate from the score: {told}; not known of {stages['not_known']}." in said
    assert "Nothing points to scale-up and commercialisation: the guidance has no insight" in said
    assert "0 of 21 indicators have a value (0 %); 65 % are needed." in said
    (table,) = page.xpath(".//table[@data-table='maturity-scores']")
    assert table.get("data-rows") == str(len(scores))
    evidence = Counter(row["evidence"] for row in ask(f"from marts_maturity.fct_indicator_value {NAMED}"))
    counted = [
        f"{evidence.total():,} places".replace(",", "\u202f"),
        *(f"{evidence[kind]} {kind}" for kind in ("declared", "observed")),
    ]
    assert [part for part in (f"{counted[0]}: {counted[1]}", f", {counted[2]}, ") if part not in said] == []
    assert f"{evidence['none']:,} missing.".replace(",", "\u202f") in said
    services = ask(
        "select service_name, partnership_id from marts_maturity.fct_service_recommendation "
        "where status = 'recommended'"
    )
    recommended = re.search(r"Recommended to (\d+) partnerships: ([^.]*)\.", said)
    assert recommended
    assert int(recommended[1]) == len({row["partnership_id"] for row in services})
    assert set(recommended[2].split(", ")) == {row["service_name"] for row in services}


def test_bounds_and_the_next_fact_stand_on_both_pages(client: TestClient, ask: Ask) -> None:
    (best, *others) = ask(
        f"from marts_maturity.fct_maturity_bounds {NAMED} and pillar_id is null "
        "order by score_high - score_low, partnership_id"
    )
    facts = {(row["partnership_id"], row["rank"]): row for row in ask(f"from marts_maturity.fct_next_fact {NAMED}")}
    page = read_page(client, "/maturity")
    said = words(page)
    assert f"{best['score_low']:.1f} to {best['score_high']:.1f} points as a whole are still possible" in said
    exported = pl.read_csv(client.get("/export/maturity-bounds.csv").content)
    assert exported.height == 1 + len(others)
    first = {partnership: row["fact"] for (partnership, rank), row in facts.items() if rank == 1}
    known = exported.drop_nulls("fact")
    assert dict(known.select("partnership_id", "fact").iter_rows()) == first
    assert column(tables(page)["maturity-bounds"], "fact")[0] == exported["fact"][0]

    own = read_page(client, "/partnership/silent-circle?tab=maturity")
    told, then = facts["silent-circle", 1], facts["silent-circle", 2]
    assert f"one fact would narrow this most: {told['fact']} ({told['points']:.1f} points)." in words(own)
    assert f"Once that is known: {then['fact']} ({then['points']:.1f} points)" in words(own)
    assert [trace.get("name") for trace in figures(own)["chart-next-facts"]["data"]][-1] == "Known alone"


def test_partnership_page_tells_unknown_from_weak(client: TestClient, ask: Ask) -> None:
    pages = ("apple-growing", "tidal-mills", "silent-circle", "smart-grids")
    apples, mills, circle, grids = (words(read_page(client, f"/partnership/{name}")) for name in pages)
    contact, partners = ask(
        "select * from marts_maturity.fct_pillar_interval where partnership_id = 'apple-growing' "
        "and pillar_id in ('contact', 'partners') and score_p50 is not null order by pillar_id"
    )
    assert (
        f"Known: committed partners, median {_interval(partners)}; regular contact, median {_interval(contact)} points."
        in apples
    )
    assert "Stage: connect (observed). 1 × joint project." in mills
    assert "Not assessed as a whole. 0 of 21 indicators" in circle
    assert "No service can be recommended: what the rules ask for is not known or not the case." in circle
    (weak,) = ask("select * from marts_maturity.fct_maturity_score where partnership_id = 'smart-grids'")
    assert f"As a whole low: median {_interval(weak)} points" in grids


def test_what_cannot_be_told_apart_is_said_and_drawn(client: TestClient, ask: Ask) -> None:
    page = read_page(client, "/maturity?pillar=contact&platform=energy")
    said = words(page)
    (top,) = ask(
        "select * from marts_maturity.fct_pillar_interval "
        "where pillar_id = 'contact' and partnership_id = 'solar-energy'"
    )
    pairs = ask(
        "select partnership_id as one, other_partnership_id as other, is_distinguishable, "
        "is_order_certain "
        "from marts_maturity.fct_maturity_pair where scope = 'contact' and partnership_id < other_partnership_id"
    )
    alike = {(pair["one"], pair["other"]) for pair in pairs if not pair["is_distinguishable"]}
    assert alike == {("apple-growing", "solar-energy")}
    assert (
        f"Regular contact: Demonstration: a partnership between stands highest (median {_interval(top)}) and cannot be "
        "distinguished from 1 of 3 others; 75\u202f% are not assessed."
    ) in said
    everywhere = words(read_page(client, "/maturity?pillar=contact"))
    certain = sum(pair["is_order_certain"] for pair in pairs)
    assert (
        f"In regular contact, 1 of {len(pairs)} pairs of partnerships cannot be distinguished, and {certain} stand in "
        "an order that no missing fact can reverse."
    ) in everywhere


def test_chart_draws_what_cannot_be_told_apart_from_the_first(tmp_path: Path, build_edition: BuildEdition) -> None:
    first = "partnership_id = 'textile-innovation'"
    build_edition(
        tmp_path,
        "2026-08-11-0000000d",
        change=(
            f"update marts_maturity.fct_pillar_score set score = null where {first}; "
            f"delete from marts_maturity.fct_maturity_pair where {first} or other_{first}"
        ),
    )
    page = read_page(visitor(create_app(Reader(tmp_path))), "/maturity?pillar=contact")
    assert [trace.get("name") for trace in figures(page)["chart-pillar-scores"]["data"]] == [
        None,
        "First",
        "Cannot be distinguished from the first",
        "Below the first",
    ]


def test_what_drives_the_ranks_is_said_of_the_pillar_that_can_be_compared(client: TestClient, ask: Ask) -> None:
    said = words(read_page(client, "/maturity?pillar=contact"))
    (top, *_) = ask(
        "select indices.*, assumptions.assumption_name from marts_maturity.fct_maturity_sensitivity as indices "
        "inner join marts_maturity.dim_maturity_assumption as assumptions using (assumption_id) "
        "where scope = 'contact' and statistic = 'rank_shift' and total_order is not null order by total_order desc"
    )
    assert (
        f"In regular contact, ranks depend most on one assumption, {top['assumption_name'].lower()}: "
        f"{100 * top['first_order']:.0f}\u202f% of their variance alone, {100 * top['total_order']:.0f}\u202f% "
        "together with the others."
    ) in said
    (left_out,) = ask(
        "select indicators.indicator_name, avg(abs(rank_shift)) as places, max(abs(rank_shift)) as most "
        "from marts_maturity.fct_leave_one_out inner join marts_maturity.dim_indicator as indicators "
        "using (indicator_id) where scope = 'contact' group by all "
        "order by places desc nulls last, any_value(indicator_id) limit 1"
    )
    assert (
        f"In regular contact, ranks depend most on {left_out['indicator_name']}: without it partnerships move by "
        f"{left_out['places']:.1f} places on average, at most by {left_out['most']:.0f}."
    ) in said
    total = words(read_page(client, "/maturity?pillar=mission"))
    assert "In clear mission, nothing changes rank when one indicator is left out." in total


def test_checks_of_the_framework_stand_with_their_rule_what_is_flagged_first(client: TestClient, ask: Ask) -> None:
    page = read_page(client, "/maturity?tab=checks")
    said = words(page)
    (counts,) = ask(
        "select count(*) as all, count(is_flagged) as said, sum(is_flagged::int) as flagged "
        "from marts_maturity.fct_framework_check"
    )
    assert f"{counts['flagged']} of {counts['said']} checks that can be made are flagged: Availability, " in said
    assert f"; {counts['all'] - counts['said']} cannot be made with what is known today." in said
    (availability,) = ask(
        "select any_value(rule) as rule, count(is_flagged) as said, sum(is_flagged::int) as flagged "
        "from marts_maturity.fct_framework_check where check_id = 'availability'"
    )
    assert (
        f"Availability {availability['flagged']} of {availability['said']} flagged {availability['rule']}. Flagged: "
    ) in said
    assert "Cronbach's alpha cannot be made today" in said
    rows = tables(page)["framework-checks"]
    assert {row[rows[0].index("finding")] for row in rows[1:]} == {"Flagged"}
    assert availability["rule"] in rows[1]


def test_recommendation_on_the_page_of_a_partnership_has_evidence_share_of_draws_and_what_would_change_it(
    client: TestClient, ask: Ask
) -> None:
    said = _joined(read_page(client, "/partnership/textile-innovation"))
    (total,) = ask("select * from marts_maturity.fct_maturity_score where partnership_id = 'textile-innovation'")
    assert f"As a whole {total['band']}: median {_interval(total)} points" in said
    rule = ask(
        "select * from marts_maturity.fct_service_recommendation "
        "where partnership_id = 'textile-innovation' and rule_id = 'R5'"
    )[0]
    assert rule["status"] == "recommended"
    assert (
        f"Demonstration recommended Evidence {rule['evidence_read']} Stays in {100 * rule['draw_share']:.0f} % of the "
        f"draws What would change it {rule['what_would_change_it']} Rule {rule['statement']} ({rule['document']})"
    ) in said


def test_partnership_page_says_why_its_maturity_differs_and_what_lay_before_a_service(
    client: TestClient, ask: Ask
) -> None:
    said = _joined(read_page(client, "/partnership/textile-innovation"))
    changes = ask("select * from marts_maturity.fct_maturity_change where partnership_id = 'textile-innovation'")
    (moved,) = [row for row in changes if row["change_kind"] == "moved" and row["amount"] == max(_amounts(changes))]
    subjects = {(row["comparison_id"], row["subject_id"]) for row in changes}
    assert f"{len(subjects)} scores differ from before; most by " in said
    assert (
        f"Connected ecosystems, since the edition of 15 March 2026 {moved['previous_score']:.1f} → "
        f"{moved['current_score']:.1f} +{moved['difference']:.1f} +{moved['amount']:.1f} "
    ) in said
    assert "assessed now, not then" in said
    everybody = read_page(client, "/maturity?tab=changes")
    assert "scores differ from before; most by " in words(*everybody.find_class("finding"))
    assert everybody.find_class("chart")
    effects = ask("select * from marts_maturity.fct_service_effect where partnership_id = 'textile-innovation'")
    assert "3 services recorded; of no indicator is known what it was before and after." in said
    assert f"0 of {len(effects)} pairs of before and after are known" in said


def _amounts(changes: Sequence[Mapping[str, Any]]) -> list[float]:
    return [row["amount"] for row in changes if row["amount"] is not None]


def test_what_is_known_marks_demonstration_values_and_draws_whom_most_is_known_of(
    demo_client: TestClient, demo_reader: Reader
) -> None:
    page = read_page(demo_client, "/maturity?tab=known")
    said = words(page)
    (generated,) = demo_reader.frame("select count(*) from marts_maturity.fct_indicator_value where is_demo").row(0)
    assert generated > 0
    assert f", {generated} demonstration, " in said
    partnerships, known = demo_reader.frame(
        "select count(distinct partnership_name), list(distinct partnership_name) filter (where evidence <> 'none') "
        f"from marts_maturity.fct_indicator_value inner join marts_core.dim_partnership using (partnership_id) {NAMED}"
    ).row(0)
    traces = figures(page)["chart-indicator-values"]["data"]
    drawn = {name for trace in traces for name, _ in trace["customdata"]}
    assert set(known) <= drawn
    assert len(drawn) == 30 < partnerships
    assert f"The chart shows the 30 partnerships of {partnerships} of which most is known" in said


def test_withheld_name_is_not_shown_and_its_money_is(client: TestClient) -> None:
    said = words(read_page(client, "/region/EL52"))
    assert "Withheld because the beneficiary is a natural person: 1 name." in said
    assert "400\u202f000" in said


def test_overview_says_what_changed_why_and_where_the_rows_are(client: TestClient, ask: Ask) -> None:
    page = read_page(client, "/?tab=changes")
    said = _joined(page)
    figures_moved = {row["figure_id"] for row in ask("select * from marts_quality.fct_change where subject_id = 'all'")}
    assert (
        f"{len(figures_moved)} headline figures moved since the edition of 15 March 2026; main cause, by rows" in said
    )
    (money,) = ask(
        "select * from marts_quality.fct_change where subject_id = 'all' and figure_id = 'net_ec_contribution_eur'"
    )
    assert f"+€3.3 million new data ({money['row_count']} rows)" in said
    regions = ask("select * from marts_quality.fct_change where subject_id = 'all' and figure_id = 'member_regions'")
    assert {row["cause"] for row in regions} >= {"new_data", "corrected_data"}
    assert f"{regions[0]['previous_value']:.0f} → {regions[0]['current_value']:.0f} " in said
    assert "Since 15 March 2026: " in said
    assert "1 deadline changed, 1 budget changed" in said
    assert "Deadline changed: HORIZON-EX-2026-01-01: Pruning robots for apple orchards (Apple growing)" in said
    links = page.xpath(".//a[text()='Show the rows']/@href")
    assert {f"/?figure={figure}#changed-rows" for figure in figures_moved} == set(links)


def test_rows_behind_a_figure_are_listed_with_name_and_cause(client: TestClient) -> None:
    page = read_page(client, "/?figure=joint_projects")
    rows = tables(page)["changed-rows"]
    assert [row[:2] + row[-2:] for row in rows[1:]] == [
        ["900000101", "APPLE", "new data", "rows added"],
        ["900000102", "MILL", "new data", "record is new"],
    ]
    assert "2 rows moved the figure: new data 2." in words(page)
    wrong = words(read_page(client, "/?figure=luck", status=400))
    assert "valid values: joint_net_ec_contribution_eur, joint_organisations, joint_projects, " in wrong
    own = pl.read_csv(client.get("/export/figure-changes.csv?partnership=apple-growing").content)
    assert own.filter(figure_id="joint_projects")["difference"].to_list() == [1.0]


@pytest.mark.parametrize(
    ("base", "sentence"),
    [
        pytest.param("date '2026-03-15'", "No headline figure moved since the edition of 15 March 2026.", id="nothing"),
        pytest.param("null::date", "This is the first edition: there is no earlier one", id="first"),
    ],
)
def test_overview_says_plainly_when_nothing_changed_or_nothing_was_before(
    tmp_path: Path, build_edition: BuildEdition, base: str, sentence: str
) -> None:
    build_edition(
        tmp_path,
        "2026-08-11-0000000c",
        change=(
            "delete from marts_quality.fct_change; delete from marts_funding.fct_match_event; "
            f"update marts_quality.edition set base_as_of = {base}"
        ),
    )
    said = words(html.fromstring(visitor(create_app(Reader(tmp_path))).get("/?tab=changes").content))
    assert sentence in said
    assert ("Nothing has happened to a watched match" in said) == ("No headline" in sentence)


def test_published_baselines_stand_beside_todays_counts(client: TestClient, ask: Ask) -> None:
    rows = tables(read_page(client, "/?tab=years"))["baselines"]
    # A member region lies in no other, is no country, and has a code.
    (held,) = ask(
        "with members as (select distinct nuts_code as code from marts_core.fct_membership "
        "where coalesce(valid_to, '9999') >= '2026' and length(nuts_code) > 2) "
        "select (select count(*) from marts_core.dim_partnership where not is_placeholder) as partnerships, "
        "(select count(*) from members where not exists (select 1 from members as wider "
        "where wider.code <> members.code and starts_with(members.code, wider.code))) as members"
    )
    assert [row[1:3] for row in rows[1:]] == [
        ["28", "42"],
        ["145", "not known"],
        ["more than 380", "not known"],
        ["not known", "33"],
    ]
    assert [row[3] for row in rows[1:]] == [str(held["partnerships"]), str(held["members"]), "4", "not known"]


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/nowhere", 404, "There is no page at this address"),
        ("/partnership/nope", 404, "No such partnership"),
        ("/partnership/nope/deeper", 404, "There is no page at this address"),
        ("/region/XX99", 404, "No such region"),
        ("/methodology/nope", 404, "No such method"),
        ("/funding/apple-growing/NOPE", 404, "No such call for this partnership"),
        (f"/funding/nobody/{ORCHARD}", 404, "No such call for this partnership"),
        ("/funding/apple-growing/HORIZON-CL6-2023-01-APPLE", 404, "This call takes no applications"),
        (f"{SHEET}?text=apple", 400, "This address asks for something that is not there"),
        ("/funding?eligibility=maybe", 400, "This address asks for something that is not there"),
        ("/funding?colour=red", 400, "This address asks for something that is not there"),
        ("/funding?status=open&status=forthcoming", 400, "This address asks for something that is not there"),
        ("/partnerships?platform=nope", 400, "This address asks for something that is not there"),
        ("/partnerships?tab=nope", 400, "This address asks for something that is not there"),
        ("/partnerships?partnerships_sort=colour", 400, "This address asks for something that is not there"),
        ("/partnerships?partnerships_page=0", 400, "This address asks for something that is not there"),
        ("/partnerships?partnerships_page=x", 400, "This address asks for something that is not there"),
        ("/maturity?pillar=nope", 400, "This address asks for something that is not there"),
        ("/maturity?w_mission=heavy", 400, "This address asks for something that is not there"),
    ],
)
def test_wrong_address_is_answered_in_words_with_a_way_on(
    client: TestClient, address: str, status: int, heading: str
) -> None:
    page = html.fromstring(client.get(address).content)
    assert client.get(address).status_code == status
    assert words(page.find(".//h1")) == heading
    assert "/partnerships" in page.xpath(".//main//a/@href")


@pytest.mark.parametrize("path", [*PAGES, "/report", "/nowhere", *OTHER_ADDRESSES])
@pytest.mark.parametrize("given", ["", "<script>alert(1)</script>", "x" * 5_000, "\x00", "'; drop table x; --"])
def test_nothing_that_an_address_says_breaks_a_page_or_runs_in_it(client: TestClient, path: str, given: str) -> None:
    names = ("platform", "partnership", "text", "tab", "edition", "q", "since", "<b>")
    # What comes twice is refused whatever it is, in words that hold its name.
    twice: list[dict[str, Any]] = [{name: [given, given]} for name in ("tab", "edition", "<b>")]
    for asked in (*({name: given} for name in names), *twice):
        answer = client.get(path, params=asked)
        assert answer.status_code in (200, 400, 404)
        assert "<script>alert" not in answer.text or "html" not in answer.headers["Content-Type"]
        assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "start",
    [
        "partnership/",
        "region/",
        "methodology/",
        "funding/",
        "funding/apple-growing/",
        "assets/",
        "export/",
        "feeds/",
        "api/v1/",
        "api/v1/tables/",
    ],
)
def test_name_of_nothing_is_not_found(client: TestClient, start: str) -> None:
    for name in (
        "nothing",
        "%00",
        "..%2F..%2Fetc%2Fpasswd",
        "<script>alert(1)</script>.csv",
        "x" * 5_000,
        "a/b",
        "ä.csv",
    ):
        answer = client.get(f"/{start}{name}")
        assert answer.status_code == 404, (start, name, answer.text[:100])
        assert "<script>alert" not in answer.text or "html" not in answer.headers["Content-Type"]


def test_funding_page_without_a_match_says_so_in_every_card(client: TestClient) -> None:
    page = words(read_page(client, "/funding?text=nothing-of-the-kind"))
    assert "No match passes these filters; fewer filters show more." in page
    assert "No partnership has a match under these filters." in page
    assert "best 0" not in page


def test_lower_case_region_code_finds_the_region(client: TestClient) -> None:
    title = html.fromstring(client.get("/region/be21").content).findtext(".//title")
    assert title == "Prov. Antwerpen / Antwerp (BE21) – Interregio"


def test_filter_form_shows_what_the_url_says(client: TestClient) -> None:
    page = read_page(client, "/funding?partnership=tidal-mills&min_score=42.5&text=tide")
    chosen = set(page.xpath(".//option[@selected]/@value"))
    assert {"tidal-mills", "42.5"} <= chosen
    assert page.xpath(".//input[@type='search']/@value") == ["tide"]


def test_large_table_is_paged_by_the_url(tmp_path: Path, build_edition: BuildEdition) -> None:
    build_edition(
        tmp_path,
        "2026-08-11-0000000f",
        change=f"""
            insert into marts_funding.fct_match by name
            select 'silent-circle' as partnership_id, '{INVEST}' as topic_id, 'open' as topic_status,
                'pass' as eligibility, number as score, 1.0 as score_theme, true as is_default
            from range(60) as numbers (number)
        """,
    )
    client = visitor(create_app(Reader(tmp_path), today=lambda: date.fromisoformat(AS_OF)))
    query = "?partnership=silent-circle"
    first = tables(read_page(client, f"/funding{query}"))["funding-match"]
    last_page = read_page(client, f"/funding{query}&funding_match_page=4")
    assert len(first) - 1 == 15
    assert len(tables(last_page)["funding-match"]) - 1 == 15
    assert "Rows 46 to 60 of 60, page 4 of 4" in words(last_page)
    assert client.get(f"/export/funding-match.csv{query}").content.count(b"\n") == 61


@pytest.mark.parametrize(
    ("address", "status", "message"),
    [
        ("/export/funding-match.csv?partnership=nope", 400, "no such value 'nope'; valid values: 3d-printing, "),
        ("/export/funding-match.csv?colour=red", 400, "valid filters: partnership, programme"),
        ("/export/funding-match.xls", 400, "valid values: xlsx, csv, parquet, json, ics, atom, bundle"),
        ("/export/members.csv", 400, "partnership: expected a value"),
        ("/export/nope.csv", 404, "valid tables: baselines"),
    ],
)
def test_wrong_file_is_refused_in_one_line(client: TestClient, address: str, status: int, message: str) -> None:
    response = client.get(address)
    body = response.text
    assert response.status_code == status
    assert message in body
    assert body.count("\n") == 1


def test_file_says_which_edition_it_is_from(client: TestClient, demo_client: TestClient, edition_id: str) -> None:
    response = client.get("/export/members.csv?partnership=apple-growing")
    assert response.headers["X-Interregio-Edition"] == edition_id
    assert f"members_apple-growing_{edition_id}.csv" in response.headers["Content-Disposition"]
    demo = demo_client.get("/export/members.csv?partnership=textile-innovation")
    assert "demonstration-data_members" in demo.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "path", ["/", "/funding", "/partnership/apple-growing?tab=projects", "/search?q=apple", "/changes"]
)
def test_address_with_an_edition_keeps_it_and_so_do_its_links(
    tmp_path: Path, build_edition: BuildEdition, path: str
) -> None:
    build_edition(tmp_path, "2026-08-11-0000000a")
    build_edition(tmp_path, "2026-08-12-0000000b", as_of="2026-08-12")
    client = visitor(create_app(Reader(tmp_path), is_editable=True))
    pinned = "edition=2026-08-11-0000000a"
    page = html.fromstring(client.get(f"{path}{'&' if '?' in path else '?'}{pinned}").content)
    assert "As it stood in the edition of 11 August 2026" in words(page)
    links = [link for link in page.xpath("//body//a/@href") if link.startswith("/")]
    assert [link for link in links if not link.startswith("/feeds/") and pinned not in link] == []
    assert [link for link in links if link.count("edition=") != 1] == []
    asked = page.xpath("//form[@method='get'][not(@data-unpinned)]")
    assert [form.xpath("string(.//input[@name='edition']/@value)") for form in asked] == [pinned[8:]] * len(asked)
    assert page.xpath("//form[@action='/review']") == []
    assert client.get("/export/partnerships.csv?" + pinned).headers["X-Interregio-Edition"] == pinned[8:]
    offered = page.xpath("//form[@class='editions']//option/@value")
    assert offered == ["", "2026-08-12-0000000b", "2026-08-11-0000000a"]
    newest = html.fromstring(client.get(path).content)
    assert "As it stood" not in words(newest)
    assert not any("edition=" in link for link in newest.xpath("//header//a/@href"))


def test_two_editions_are_compared_with_the_causes_of_all_between(tmp_path: Path, build_edition: BuildEdition) -> None:
    def moved(value: int, amount: int) -> str:
        return f"""
        update marts_quality.fct_headline set figure_value = {value}
        where figure_id = 'projects' and subject_id = 'all';
        delete from marts_quality.fct_change;
        insert into marts_quality.fct_change by name
        select figure_id, subject_id, 'new_data' as cause, figure_name, unit, 0 as previous_value,
            figure_value as current_value, {amount} as difference, {amount} as amount, 1 as row_count,
        from marts_quality.fct_headline where figure_id = 'projects' and subject_id = 'all'
        """

    names = [f"2026-08-1{day}-0000000{day}" for day in range(3)]
    for day, (name, value, amount) in enumerate(zip(names, (100, 103, 110), (0, 3, 6), strict=True)):
        directory = build_edition(tmp_path, name, as_of=name[:10], change=moved(value, amount))
        manifest = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))
        stated = {**manifest, "base_edition": names[day - 1] if day else None}
        (directory / "manifest.json").write_text(json.dumps(stated), encoding="utf-8")
    client = visitor(create_app(Reader(tmp_path)))
    page = read_page(client, f"/changes?since={names[0]}")
    assert "1 headline figure moved between the editions of 10 August 2026 and 12 August 2026." in words(page)
    rows = tables(page)["edition-changes"]
    assert {name: column(rows, name) for name in ("cause", "difference", "amount")} == {
        "cause": ["new data", "not explained"],
        "difference": ["10", "10"],
        "amount": ["9", "1"],
    }
    assert column(tables(read_page(client, "/changes"))["edition-changes"], "amount") == ["6", "1"]
    assert "valid values" in words(read_page(client, "/changes?since=2026-08-13-00000000", status=400))


def test_quality_says_what_is_in_doubt_by_source_and_field_with_the_text_as_sent(
    tmp_path: Path, build_edition: BuildEdition
) -> None:
    doubts = [
        ("topic_deadline_unread", "funding_tenders", "deadline", TIDE, "mid June"),
        ("topic_deadline_unread", "funding_tenders", "deadline", ORCHARD, "?"),
        ("topic_budget_unread", "funding_tenders", "budget", TIDE, "some 3 m"),
        ("organisation_twice_in_project", "cordis", "", "1|2", "participant 1; participant 2"),
        ("act_in_the_future", "registry", "", "act|1", "Meeting, 1 May 2999"),
        ("act_before_the_launch", "registry", "", "act|2", "Meeting, 1 May 1999; launched in 2016"),
    ]
    values = ", ".join(
        f"('{kind}|{subject}', '{kind}', '{source}', nullif('{field}', ''), '{subject}', 1, '{sent}')"
        for kind, source, field, subject, sent in doubts
    )
    change = f"delete from marts_quality.fct_doubtful_row; insert into marts_quality.fct_doubtful_row values {values};"
    build_edition(tmp_path, "2026-08-12-0000000d", change=change)
    client = visitor(create_app(Reader(tmp_path)))
    page = read_page(client, "/quality?tab=doubts")
    assert "6 rows in doubt; 3 values could not be read." in words(page)
    counted, rows = (tables(page)[name] for name in ("doubts", "doubtful-rows"))
    assert counted[1:3] == [
        ["topic budget unread", "funding_tenders", "budget", "1"],
        ["topic deadline unread", "funding_tenders", "deadline", "2"],
    ]
    assert rows[1][-1] == "some 3 m"
    acts = read_page(client, "/quality?tab=acts")
    assert "1 act before the launch of a partnership, 1 in the future." in words(acts)
    assert column(tables(acts)["doubtful-acts"], "detail") == [doubts[5][-1], doubts[4][-1]]


def test_page_follows_the_edition_that_is_published(tmp_path: Path, build_edition: BuildEdition) -> None:
    reader = Reader(tmp_path)
    client = visitor(create_app(reader))
    assert "No edition is being served" in words(html.fromstring(client.get("/").content))
    assert client.get("/export/partnerships.csv").status_code == 503
    build_edition(tmp_path, "2026-08-11-0000000a")
    assert "2026-08-11-0000000a" in words(html.fromstring(client.get("/quality").content))
    build_edition(tmp_path, "2026-08-12-0000000b", as_of="2026-08-12")
    said = words(html.fromstring(client.get("/quality").content))
    assert "2026-08-12-0000000b" in said
    assert "12 August 2026" in said


@pytest.mark.parametrize(
    ("statement", "places", "lacking"),
    [
        pytest.param(
            "drop table marts_core.dim_niche",
            (
                "/partnership/apple-growing",
                "niches.csv?partnership=apple-growing",
                "value-chain",
                "technologies",
                "niches",
            ),
            "table dim_niche",
            id="table",
        ),
        pytest.param(
            "alter table marts_maturity.fct_maturity_score drop column score_observed_only",
            ("/maturity", "maturity-scores.csv", "maturity-scores"),
            "column score_observed_only",
            id="column",
        ),
    ],
)
def test_part_that_an_older_edition_lacks_is_explained_in_its_place(
    tmp_path: Path, build_edition: BuildEdition, statement: str, places: tuple[str, ...], lacking: str
) -> None:
    path, file, *parts = places
    build_edition(tmp_path, "2026-08-11-0000000e", change=statement)
    client = visitor(create_app(Reader(tmp_path)))
    page = read_page(client, path)
    sentence = (
        f"This edition (2026-08-11-0000000e, as of 2026-08-11) was made before the {lacking} existed; it comes with "
        "the next night."
    )
    said = {part.get("aria-labelledby"): words(part.find("p")) for part in page.find_class("lacking")}
    assert said == dict.fromkeys(parts, sentence)
    assert "service-recommendations" in tables(page)
    refused = client.get(f"/export/{file}")
    assert (refused.status_code, refused.text) == (404, f"{sentence}\n")


def test_page_that_rests_on_a_missing_table_says_so(tmp_path: Path, build_edition: BuildEdition) -> None:
    build_edition(tmp_path, "2026-08-11-0000000e", change="drop schema marts_maturity cascade")
    client = visitor(create_app(Reader(tmp_path)))
    said = words(read_page(client, "/maturity", status=404))
    assert "This edition is too old for the page" in said
    assert "marts_maturity.dim_pillar" in said


def test_fault_of_ours_is_owned_up_to_in_words(
    client: TestClient, edition_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("made up for this test")

    monkeypatch.setattr("dashboards.funding.page.best_matches", fail)
    answer = client.get("/funding?min_score=1")
    page = html.fromstring(answer.content)
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text
    assert "This page could not be drawn" in words(page)
    assert edition_id in words(page)


@pytest.mark.parametrize("path", PAGES)
def test_frame_has_skip_link_landmarks_one_script_of_ours_and_no_foreign_address(client: TestClient, path: str) -> None:
    answer = client.get(path)
    page = html.fromstring(answer.content)
    assert page.get("lang") == "en"
    assert all(page.find(f".//{part}") is not None for part in ("header", "main", "nav", "footer"))
    assert page.xpath("//a[@class='skip-link']/@href") == ["#content"]
    loaded = page.xpath("//script/@src | //link/@href | //img/@src")
    assert all(address.startswith("/assets/") for address in loaded)
    # Data of charts is the only other kind of script, and no attribute runs one.
    assert {script.get("type") for script in page.iter("script") if not script.get("src")} <= {"application/json"}
    assert not re.search(r"<[^>]* on[a-z]+=", answer.text)
    assert answer.headers["Content-Security-Policy"] == CONTENT_POLICY
    assert "unsafe" not in CONTENT_POLICY.partition("script-src")[2].partition(";")[0]
    assert page.xpath("string(//meta[@name='description']/@content)")


def test_map_links_every_region_and_says_what_its_shades_mean(client: TestClient) -> None:
    (figure,) = read_page(client, "/").find_class("map-figure")
    assert "/region/BE21" in figure.xpath(".//svg//a/@href")
    assert any("Prov. Antwerpen / Antwerp (BE21)" in title for title in figure.xpath(".//svg//title/text()"))
    assert "no known member" in words(*figure.find_class("map-legend"))
    assert "UNSCR 1244/1999" in words(figure.find("figcaption"))


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/", []),
        ("/partnerships", ["/partnerships"]),
        ("/partnership/apple-growing", ["/partnerships"]),
        ("/region/BE21", ["/regions"]),
        ("/nowhere", []),
    ],
)
def test_navigation_marks_the_section_of_a_page(client: TestClient, path: str, marked: list[str]) -> None:
    page = html.fromstring(client.get(path).content)
    assert page.xpath("//header//a[@aria-current='page']/@href") == marked


@pytest.mark.parametrize("path", [*(route.path for route in NAVIGATION), "/region/ES21"])
def test_answer_stands_first_and_above_filters(client: TestClient, path: str) -> None:
    page = read_page(client, path)
    order = [part.get("class") for part in page.xpath("//main//*[@class='answer' or @class='filters' or @id='tabs']")]
    assert order[0] == ("answer" if path != "/quality" else "tabs")


def test_warming_makes_every_page_of_the_navigation_once(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(reader)
    page_words._read.cache_clear()
    warm(app)
    assert page_words._read.cache_info().currsize == len([*Path(page_words.__file__).parent.rglob("*.ftl")])
    made: list[str] = []
    monkeypatch.setattr(app.state.pages, "_make", lambda _route, visit, _given: made.append(visit.path))
    for route in NAVIGATION:
        assert visitor(app).get(route.path).status_code == 200
    assert made == []


@pytest.mark.parametrize(
    ("partnership_id", "said"),
    [
        pytest.param(
            "high-tech-farming",
            (
                "Farms steered by data: sensors in field and stable",
                "8 niches, 6 of them resting on the partnership's own words or projects",
                "approved by no partnership; it rests on published keywords, confidence high.",
            ),
            id="shipped profile",
        ),
        pytest.param(
            "tidal-mills",
            (
                "Mills that turn with the tide.",
                "Its secretariat names 1 niche.",
                "The scope above is stated by the secretariat.",
            ),
            id="workbook",
        ),
        pytest.param("silent-circle", ("No niche of its theme is known.", "No scope is known."), id="no profile"),
    ],
)
def test_partnership_page_says_what_its_theme_rests_on(
    client: TestClient, partnership_id: str, said: tuple[str, ...]
) -> None:
    text = words(read_page(client, f"/partnership/{partnership_id}"))
    assert [sentence for sentence in said if sentence not in text] == []


def test_methodology_tells_each_method_once_with_all_that_is_made_by_it(client: TestClient, ask: Ask) -> None:
    described = {
        f"{row['schema_name']}.{row['table_name']}": " ".join(row["description"].split())
        for row in ask("from marts_quality.data_dictionary where column_name is null")
    }
    questions = {
        name: re.findall(r"\*\*Question\.\*\* ([^?]+\?)", description) for name, description in described.items()
    }
    page = read_page(client, "/methodology")
    links = page.xpath(".//section[@aria-labelledby='questions']//a")
    assert sorted(link.text for link in links) == sorted(
        {question for asked in questions.values() for question in asked}
    )
    matching = "Which open or forthcoming topics can a partnership apply for, and why?"
    assert matching in questions["marts_funding.fct_match"]
    (address,) = [link.get("href") for link in links if link.text == matching]
    method = " ".join(_joined(read_page(client, f"{address}?tab={tab}")) for tab in ("formula", "limits", "tables"))
    assert "Score. Points per part" in method
    assert "Question" not in method
    made = [name for name, asked in questions.items() if matching in asked]
    assert made
    assert [name for name in made if f"{name} {described[name].partition(' **')[0]}" not in method] == []
    assert "Match score, 0 to 100" in method
    rest = words(*read_page(client, "/methodology?tab=tables").xpath(".//section[@aria-labelledby='other-tables']"))
    assert [name for name, asked in questions.items() if not asked and name not in rest] == []


def test_methodology_of_an_edition_without_a_dictionary_says_when_it_comes(
    tmp_path: Path, build_edition: BuildEdition
) -> None:
    build_edition(tmp_path, "2026-08-11-0000000f", change="drop table marts_quality.data_dictionary")
    said = words(read_page(visitor(create_app(Reader(tmp_path))), "/methodology"))
    assert "older than the methods kept with the figures" in said


def test_page_is_sent_once_compressed_and_told_apart_by_its_content(client: TestClient) -> None:
    first = client.get("/partnerships")
    assert first.headers["Content-Encoding"] == "gzip"
    assert first.headers["Vary"] == "Accept-Encoding"
    again = client.get("/partnerships", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = client.get("/partnerships", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.text == first.text
    assert client.get("/maturity").headers["ETag"] != first.headers["ETag"]


def test_page_made_on_another_day_is_another_page(reader: Reader) -> None:
    days = [date(2026, 8, 11), date(2026, 8, 31)]
    app = create_app(reader, today=lambda: days[0])
    first = visitor(app).get("/quality")
    days.pop(0)
    second = visitor(app).get("/quality", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    ages = [
        re.findall(r"(\d+) days? old", words(html.fromstring(page.content).find(".//header")))
        for page in (first, second)
    ]
    assert int(ages[1][0]) - int(ages[0][0]) == 20


def test_table_is_sorted_by_the_address_with_the_unknown_last(client: TestClient) -> None:
    address = "/partnerships?partnerships_sort={}net_ec_contribution_eur"
    up, down = (tables(read_page(client, address.format(sign)))["partnerships"] for sign in ("", "-"))
    money = [text for text in column(up, "net_ec_contribution_eur") if text != "not known"]
    assert column(up, "net_ec_contribution_eur")[-1] == column(down, "net_ec_contribution_eur")[-1] == "not known"
    assert [text for text in column(down, "net_ec_contribution_eur") if text != "not known"] == money[::-1]
    heads = read_page(client, address.format("-")).xpath(".//th[@aria-sort]")
    assert [(head.get("data-column"), head.get("aria-sort")) for head in heads] == [
        ("net_ec_contribution_eur", "descending")
    ]


def test_assets_are_kept_for_as_long_as_their_address_lasts(client: TestClient) -> None:
    page = html.fromstring(client.get("/").content)
    (style,) = page.xpath("//link[@rel='stylesheet']/@href")
    assert "immutable" in client.get(style).headers["Cache-Control"]
    assert client.get(style.partition("?")[0]).headers["Cache-Control"] == "no-cache"
    assert client.get("/assets/nope.css").status_code == 404
    assert client.get("/assets/%2e%2e/app.py").status_code == 404


def test_plotly_is_the_file_that_its_note_names() -> None:
    note = (ASSETS / "vendor" / "README.md").read_text(encoding="utf-8")
    (script,) = (ASSETS / "vendor").glob("*.js")
    assert script.name in note
    assert hashlib.sha256(script.read_bytes()).hexdigest() in note
