"""The list itself: which fault, at which source, and which status, words and rows it must end in."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.ingest.http_client import Limits
from tests.faults.night import IMPATIENT, IMPATIENT_WITH_DRIPS, IMPATIENT_WITH_SILENCE
from tests.simulator.faults import BOMB_BYTES
from warehouse.store.nights import Status

CORDIS, FUNDING, REGIONS = "cordis", "funding_tenders", "regions"
ARCHIVE = "cordis-HORIZONprojects-csv.zip"

NEW, UNCHANGED, FAILED, NEVER = Status.NEW, Status.UNCHANGED, Status.FAILED, Status.NEVER

FIRST_NAME = "select name from raw_cordis.organization where _row_number = 1"
FIRST_NET = "select net_ec_contribution from raw_cordis.organization where _row_number = 1"
FIRST_NUTS = "select nuts_code from raw_cordis.organization where _row_number = 1"
FIRST_TOPIC = "raw_funding_tenders.topics where reference = '90000001TOPICSen'"
FIRST_DEADLINE = f"select meta_deadline_date[1] from {FIRST_TOPIC}"
BUDGET_ACTION = "$.budgetTopicActionMap.1"
QUARANTINED = "select count(*) from raw_night.quarantine where source = '{source}' and reason like '%{words}%'"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One fault and its due end.

    Attributes:
        name: id of the case.
        source: whose publisher has the fault.
        fault: name in ``tests.simulator.faults.FAULTS``.
        path: part of the paths struck, all by default.
        expected: status of the source after the night.
        words: what the one line must hold; no line is due where there are none.
        rows: rows of all the source's tables, where other than before.
        rejected: rows in quarantine.
        missing: members named as missing.
        reason: what the status must say of why.
        raw: a query on the raw tables, and the value it must give.
        listing: records of the listing, where the fixture's few make no second page.
        is_first_night: nothing was ever loaded before.
        full_disk: function that finds no room on the disk.
        killed_at: function in which the process is killed; the night after it must end as expected.
        requests: how many the night must make, where that is the point.
        limits: what the night with the fault may cost.
    """

    name: str
    source: str
    fault: str = "none"
    path: str = ""
    expected: Status = NEW
    words: tuple[str, ...] = ()
    rows: int | None = None
    rejected: int = 0
    missing: tuple[str, ...] = ()
    reason: str = ""
    raw: tuple[str, object] | None = None
    listing: int = 0
    is_first_night: bool = False
    full_disk: str = ""
    killed_at: str = ""
    requests: int | None = None
    limits: Limits = IMPATIENT


def failing(
    name: str,
    source: str,
    *words: str,
    fault: str = "",
    listing: int = 0,
    requests: int | None = None,
    limits: Limits = IMPATIENT,
) -> Case:
    """A case that must end with the last good rows kept and one line with these words."""
    return Case(
        name=name,
        source=source,
        fault=fault or name,
        expected=FAILED,
        words=words,
        listing=listing,
        requests=requests,
        limits=limits,
    )


def losing(name: str, source: str, *words: str, path: str = "", listing: int = 0) -> Case:
    """A case in which two fifths are gone: held in one line, with the last good rows kept."""
    return Case(
        name=name,
        source=source,
        fault=name,
        path=path,
        expected=Status.HELD,
        words=("--accept", *words),
        listing=listing,
    )


def raw_budget(path: str) -> str:
    """Query for a place in the first record's budget overview."""
    return f"select json_extract_string(meta_budget_overview[1], '{BUDGET_ACTION}{path}') from {FIRST_TOPIC}"


CONNECTION = (
    failing("refused", CORDIS, "expected an answer", "refused"),
    Case(
        name="refused_on_the_first_night",
        source=CORDIS,
        fault="refused",
        expected=NEVER,
        words=("expected an answer", "refused"),
        is_first_night=True,
    ),
    failing("refused_while_paging", FUNDING, "expected an answer", "refused", fault="refused"),
    Case(name="reset_mid_body_once", source=CORDIS, fault="reset_once", requests=3),
    Case(name="reset_mid_body_without_ranges", source=CORDIS, fault="no_ranges", requests=3),
    failing("reset_mid_body_for_good", REGIONS, "expected a whole answer", fault="reset_for_good"),
    failing(
        "stall_of_30_s",
        CORDIS,
        "expected an answer within 0.3 s, got silence",
        fault="stall",
        requests=3,
        limits=IMPATIENT_WITH_SILENCE,
    ),
    failing(
        "body_that_drips",
        CORDIS,
        "expected a whole answer within 1 s",
        "bytes by then",
        fault="drip",
        limits=IMPATIENT_WITH_DRIPS,
    ),
    Case(name="429_with_retry_after", source=CORDIS, fault="429_retry_after", requests=3),
    Case(name="429_with_retry_after_as_date", source=CORDIS, fault="429_retry_after_date", requests=3),
    Case(name="429_with_retry_after_in_the_past", source=CORDIS, fault="429_retry_after_past", requests=3),
    failing(
        "429_with_an_hour_of_retry_after",
        FUNDING,
        "expected status 200 within 2 s",
        "status 429",
        "asked again in 3,600 s",
        fault="429_retry_after_long",
        requests=1,
    ),
    Case(name="429_without_retry_after", source=FUNDING, fault="429_then_fine", requests=3),
    failing("429_for_good", FUNDING, "expected status 200, got status 429", requests=3),
    Case(name="500_then_fine", source=CORDIS, fault="500_then_fine", requests=3),
    failing("500_for_good", CORDIS, "expected status 200, got status 500 saying 'Sorry'", requests=3),
    failing("404", CORDIS, "expected status 200, got status 404", requests=1),
    failing("redirect_loop", CORDIS, "expected at most 5 redirects"),
    failing("redirect_to_a_file", CORDIS, "expected an http or https address", fault="redirect_elsewhere"),
    failing("html_with_status_200", CORDIS, "expected a zip archive, got an HTML page", fault="html"),
    failing("html_for_a_listing", FUNDING, "expected whole JSON, got an HTML page", fault="html"),
    failing("empty_body", CORDIS, "expected a zip archive, got an empty body"),
    failing("empty_listing", FUNDING, "expected whole JSON, got an empty body", fault="empty_body"),
    Case(
        name="optional_file_lost",
        source=REGIONS,
        fault="404",
        path="NUTS_RG_60M_2024",
        missing=("NUTS_RG_60M_2024_4326.geojson",),
        reason="NUTS_RG_60M_2024_4326.geojson: expected status 200, got status 404",
    ),
    Case(
        name="html_for_an_optional_file",
        source=REGIONS,
        fault="html",
        path="NUTS_RG_60M_2024",
        missing=("NUTS_RG_60M_2024_4326.geojson",),
        reason="NUTS_RG_60M_2024_4326.geojson: expected whole JSON, got an HTML page",
    ),
    Case(name="modified_in_the_future", source=CORDIS, fault="modified_in_future"),
    Case(name="server_clock_far_off", source=CORDIS, fault="date_far_off"),
)

ARCHIVES = (
    failing("truncated_zip", CORDIS, "expected a whole zip archive", "cut off or damaged", fault="truncated"),
    failing("truncated_json", FUNDING, "expected whole JSON", fault="truncated"),
    failing(
        "zip_with_parent_member",
        CORDIS,
        "expected members that stay inside the archive, got one named '../evil.csv'",
        fault="zip_parent_member",
    ),
    failing("zip_bomb", CORDIS, "unpacks to at most 100 times its size", f"{BOMB_BYTES // 1_000_000},"),
    failing("wrong_encoding", CORDIS, "organization.csv: expected UTF-8 text, got byte 0xe4"),
    failing("wrong_encoding_of_json", FUNDING, "expected whole JSON", fault="wrong_encoding_json"),
)

COLUMNS = (
    failing("renamed_column", CORDIS, "missing column netEcContribution; unknown column netContribution"),
    failing("missing_column", CORDIS, "organization.csv: expected the 25 known columns, got missing column active"),
    failing("new_column", CORDIS, "unknown column gender"),
    Case(name="reordered_columns", source=CORDIS, fault="reordered_columns"),
    failing(
        "listing_without_results", FUNDING, "expected a search page with a list of results", fault="missing_results"
    ),
    failing(
        "query_not_heard", FUNDING, "listing of 1 to 100,000 results, got totalResults 4170000", fault="ignored_query"
    ),
    Case(
        name="renamed_key",
        source=FUNDING,
        fault="renamed_key",
        raw=("select bool_or(other_metadata like '%\"deadline\"%') from raw_funding_tenders.topics", True),
    ),
    Case(
        name="new_key",
        source=FUNDING,
        fault="new_key",
        raw=("select bool_or(other_metadata like '%novelty%') from raw_funding_tenders.topics", True),
    ),
)

ROWS = (
    Case(
        name="doubled_rows",
        source=CORDIS,
        fault="doubled_rows",
        rejected=9,
        raw=(QUARANTINED.format(source=CORDIS, words="no two rows alike"), 9),
    ),
    Case(name="doubled_records", source=FUNDING, fault="doubled_records", rows=17),
    Case(name="negative_money", source=CORDIS, fault="negative_money", raw=(FIRST_NET, "-200000.50")),
    Case(
        name="money_in_words",
        source=CORDIS,
        fault="money_in_words",
        rows=27,
        rejected=1,
        raw=(QUARANTINED.format(source=CORDIS, words="net_ec_contribution: expected text like"), 1),
    ),
    losing("rows_lost", CORDIS, "cordis.organization, held: expected at least 95% of the 9 rows", "got 5 rows"),
    losing(
        "records_lost",
        FUNDING,
        "funding_tenders.topics, held: expected at least 95% of the 250 rows that are not due to go yet",
        "got 151 rows",
        listing=250,
    ),
    losing(
        "outlines_lost",
        REGIONS,
        "regions.nuts_shapes, held: expected at least 95% of the",
        "rows it has from NUTS_RG_60M_2021_4326.geojson",
        path="NUTS_RG_60M_2021",
    ),
    Case(
        name="key_in_words",
        source=CORDIS,
        fault="key_in_words",
        rows=27,
        rejected=1,
        raw=(QUARANTINED.format(source=CORDIS, words="project_id: expected text like"), 1),
    ),
    Case(name="nuts_code_of_no_version", source=CORDIS, fault="unknown_nuts", raw=(FIRST_NUTS, "ZZ999")),
    Case(
        name="cell_with_formula",
        source=CORDIS,
        fault="formula_cell",
        raw=(FIRST_NAME, '=HYPERLINK("https://example.org")'),
    ),
    Case(
        name="cell_of_10_million",
        source=CORDIS,
        fault="huge_cell",
        rows=27,
        rejected=1,
        raw=(QUARANTINED.format(source=CORDIS, words="name: expected at most 32,767 characters, got 10000000"), 1),
    ),
    Case(
        name="cell_of_10_million_with_quotes",
        source=CORDIS,
        fault="huge_quoted_cell",
        rows=27,
        rejected=1,
        raw=(QUARANTINED.format(source=CORDIS, words="name: expected at most 32,767 characters, got 10000000"), 1),
    ),
    Case(
        name="text_of_10_million",
        source=FUNDING,
        fault="huge_record",
        rows=8,
        rejected=1,
        raw=(QUARANTINED.format(source=FUNDING, words="meta_description_byte: expected at most 2,000,000"), 1),
    ),
)

PAGES = (
    failing(
        "page_repeated",
        FUNDING,
        "page 2 of 3: expected records of its own, got the same 100 records as on page 1, on reading 2 as well",
        listing=250,
    ),
    failing("page_lost", FUNDING, "page 2 of 3: expected 100 records of 250, got 0, on reading 2", listing=250),
    Case(name="page_lost_once", source=FUNDING, fault="page_lost_once", listing=250, rows=252, requests=7),
    failing(
        "total_changes_while_paging",
        FUNDING,
        "as on page 1, got one of 25",
        "it changed while it was read, on reading 2 as well",
        fault="total_changes",
        listing=250,
    ),
    Case(name="total_changes_once", source=FUNDING, fault="total_changes_once", listing=250, rows=252, requests=7),
    failing(
        "first_page_moves_while_paging",
        FUNDING,
        "page 1 after 3: expected the records it held at first",
        fault="first_page_moves",
        listing=250,
    ),
)

DATES_AND_BUDGETS = (
    Case(
        name="date_with_offset",
        source=FUNDING,
        fault="date_with_offset",
        raw=(FIRST_DEADLINE, "2025-03-06T00:00:00.000+0100"),
    ),
    Case(name="date_in_epoch", source=FUNDING, fault="date_in_epoch", raw=(FIRST_DEADLINE, "1733353200000")),
    Case(name="date_in_words", source=FUNDING, fault="date_in_words", raw=(FIRST_DEADLINE, "11 July 2024")),
    Case(name="date_iso", source=FUNDING, fault="date_iso", raw=(FIRST_DEADLINE, "2024-12-05")),
    Case(
        name="budget_in_list",
        source=FUNDING,
        fault="budget_in_list",
        raw=(raw_budget("[0].budgetYearMap.2026"), "62000000"),
    ),
    Case(
        name="budget_single", source=FUNDING, fault="budget_single", raw=(raw_budget(".budgetYearMap.2026"), "62000000")
    ),
    Case(
        name="budget_in_texts",
        source=FUNDING,
        fault="budget_in_texts",
        raw=(raw_budget("[0].budgetYearMap.0"), "62000000"),
    ),
    Case(
        name="budget_whole_call",
        source=FUNDING,
        fault="budget_whole_call",
        raw=(raw_budget("[0].minContribution"), "62000000"),
    ),
    Case(
        name="budget_only_years",
        source=FUNDING,
        fault="budget_only_years",
        raw=(raw_budget("[0].maxContribution"), "0"),
    ),
    Case(
        name="budget_negative",
        source=FUNDING,
        fault="budget_negative",
        raw=(raw_budget("[0].budgetYearMap.2026"), "-1"),
    ),
)

DISK = (
    Case(
        name="disk_full_while_fetching",
        source=CORDIS,
        full_disk="pipelines.ingest.http_client._Download.receive",
        expected=FAILED,
        words=("expected to store the answer", "No space left on device"),
        requests=1,
    ),
    Case(
        name="disk_full_while_landing",
        source=CORDIS,
        full_disk="warehouse.store.landing.flush_file",
        expected=FAILED,
        words=("expected to store the answer", "No space left on device"),
    ),
    Case(
        name="disk_full_while_recording",
        source=CORDIS,
        full_disk="warehouse.store.landing.Landing.record",
        expected=FAILED,
        words=("expected to store what came", "No space left on device"),
    ),
)

KILLS = (
    Case(name="killed_while_fetching", source=CORDIS, killed_at="pipelines.ingest.http_client._Download.receive"),
    Case(name="killed_while_checking", source=CORDIS, killed_at="pipelines.ingest.session.hash_file"),
    Case(name="killed_while_landing", source=CORDIS, killed_at="warehouse.store.landing.flush_file"),
    Case(name="killed_while_recording", source=CORDIS, killed_at="warehouse.store.landing.Landing.record"),
    Case(name="killed_while_loading", source=CORDIS, killed_at="warehouse.store.load._replace_quarantine"),
    Case(name="killed_before_accepting", source=CORDIS, killed_at="warehouse.store.landing.Landing.accept"),
    Case(
        name="killed_after_accepting",
        source=CORDIS,
        killed_at="pipelines.nightly.loading._summarise",
        expected=UNCHANGED,
    ),
    Case(
        name="killed_on_the_first_night_then_refused",
        source=CORDIS,
        fault="refused",
        killed_at="pipelines.nightly.loading._summarise",
        is_first_night=True,
        expected=FAILED,
        words=("expected an answer", "refused"),
    ),
)

CASES = (*CONNECTION, *ARCHIVES, *COLUMNS, *ROWS, *PAGES, *DATES_AND_BUDGETS, *DISK, *KILLS)
