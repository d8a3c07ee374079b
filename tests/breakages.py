"""Deliberate breakages: for each claim of the product a change that breaks it, and the tests that must then fail.

    python -m tests.breakages               all of them
    python -m tests.breakages NAME…         these
    python -m tests.breakages --list        names and claims

Each is applied to a temporary copy of the tree. It counts as caught when its tests ran and failed there; a copy that
cannot even be collected proves nothing. The pattern must fit exactly one place of the files that `files` names, so the
list cannot outlive the code it breaks (`tests/test_breakages.py`). Breakages of rows rather than of code stand with
their tests: `BREAKAGES` in `tests/dbt/test_build.py` and in `tests/sources/test_every_source.py`; that those two lists
can fail is a breakage here.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS_FAILED = 1
"""Pytest's exit code for tests that ran and failed; any other means that nothing was proved."""


@dataclass(frozen=True)
class Breakage:
    """One way to break one claim.

    Attributes:
        name: short, for the command line.
        claim: what would no longer hold.
        files: glob below the root, so that a module may move without its breakage.
        pattern: regular expression that fits exactly one place in those files.
        replacement: what is put there.
        caught_by: tests, as pytest is given them.
    """

    name: str
    claim: str
    files: str
    pattern: str
    replacement: str
    caught_by: tuple[str, ...]

    def places(self, root: Path) -> list[Path]:
        """Files with the pattern, each as often as it has it."""
        found: list[Path] = []
        for path in sorted(root.glob(self.files)):
            if path.relative_to(root).parts[:2] == ("dbt_project", "target"):
                continue
            found += [path] * len(re.findall(self.pattern, path.read_text(encoding="utf-8")))
        return found

    def apply(self, root: Path) -> None:
        """Breaks the tree.

        Raises:
            LookupError: the pattern does not fit exactly one place.
        """
        places = self.places(root)
        if len(places) != 1:
            raise LookupError(f"{self.name}: expected one place in {self.files}, came {len(places)}")
        [path] = places
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(self.pattern, self.replacement.replace("\\", "\\\\"), text), encoding="utf-8")


PYTHON = "pipelines/**/*.py"
STORE = "warehouse/store/*.py"
PRODUCTS = "warehouse/products/**/*.py"
PAGES = "dashboards/**/*.py"
SQL = "dbt_project/**/*.sql"
DBT_BUILD = ("tests/dbt/test_build.py",)

BREAKAGES = (
    # Arrival: what publishers send.
    Breakage(
        "unknown-column-passes", "A column that no contract states refuses the table and is named.",
        "pipelines/ingest/contracts.py", r"strict = True", "strict = False", ("tests/ingest/test_contracts.py",),
    ),
    Breakage(
        "repeat-passes", "Of two rows with one key the second is kept out with its reason.",
        "pipelines/ingest/contracts.py", r"~is_first\)", "is_first & ~is_first)", ("tests/ingest/test_contracts.py",),
    ),
    Breakage(
        "cut-archive-lands", "An archive that is damaged is refused before it lands.",
        "pipelines/ingest/sniff.py", r"damaged = archive\.testzip\(\)", "damaged = None",
        ("tests/ingest/test_sniff.py",),
    ),
    Breakage(
        "fault-list-cannot-fail", "The list of broken inputs is broken: every source must notice.",
        "tests/sources/test_every_source.py", r'"truncated": lambda content: content\[: len\(content\) // 2\]',
        '"truncated": lambda content: content', ("tests/sources/test_every_source.py",),
    ),
    Breakage(
        "failure-called-new", "A source that failed is never called new.",
        PYTHON, r"Status\.NEVER if known\.sha256 is None else Status\.FAILED", "Status.NEW",
        ("tests/pipelines/test_night.py",),
    ),
    Breakage(
        "failed-night-exits-0", "A scheduler hears of a source that failed: exit code 3.",
        PYTHON, r"ExitCode\.SOURCE_FAILED if failed else ExitCode\.OK", "ExitCode.OK",
        ("tests/pipelines/test_night.py",),
    ),
    Breakage(
        "stale-unseen", "A source not had for longer than its limit is stale.",
        STORE, r"is_stale=age > self\.limit_days", "is_stale=False", ("tests/warehouse/test_nights.py",),
    ),
    Breakage(
        "altered-bytes-believed", "Landed bytes that were altered are not taken for what landed.",
        STORE, r"return file\.path\.exists\(\) and hash_file\(file\.path\) == file\.sha256",
        "return file.path.exists()",
        ("tests/warehouse/test_landing.py",),
    ),
    Breakage(
        "404-asked-again", "An error that lasts is not asked again.",
        "pipelines/ingest/http_client.py", r'raise TerminalError\(where=address, expected="status 200", came=came\)',
        'raise TransientError(where=address, expected="status 200", came=came)', ("tests/pipelines/test_transport.py",),
    ),
    Breakage(
        "certificate-unchecked", "Certificate checks stay on.",
        "pipelines/ingest/http_client.py", r"follow_redirects=True,", "follow_redirects=True, verify=False,",
        ("tests/pipelines/test_tls.py",),
    ),
    Breakage(
        "shrinking-accepted", "A release that lost more rows than it may is held.",
        PYTHON, r"had - has > max", "had < max", ("tests/pipelines/test_night.py",),
    ),
    Breakage(
        "one-source-stops-all", "No source may stop the night.",
        PYTHON, r"except Exception as error:\n(\s+)reason = _explain_failure",
        "except SourceError as error:\n                reason = _explain_failure", ("tests/pipelines/test_night.py",),
    ),
    Breakage(
        "quarantine-forgotten", "Rows that a contract turned away are kept whole, with the reason.",
        STORE, r"if table\.rejected is None or table\.rejected\.is_empty\(\):", "if True:",
        ("tests/warehouse/test_load.py",),
    ),
    Breakage(
        "load-half-done", "Raw tables are replaced all or nothing.",
        STORE, r'connection\.execute\("rollback"\)', 'connection.execute("commit")', ("tests/warehouse/test_load.py",),
    ),
    # Editions.
    Breakage(
        "half-an-edition-served", "An edition is whole before anybody sees it.",
        STORE, r'aside = home\.published / f"\.\{facts\.edition\}\.part"', "aside = home.published / facts.edition",
        ("tests/warehouse/test_publish.py",),
    ),
    Breakage(
        "pruned-while-served", "Pruning never removes the edition that is served.",
        STORE, r", \*filter\(None, \[served\]\)\)", ")", ("tests/warehouse/test_publish.py",),
    ),
    Breakage(
        "provenance-pruned", "Files that stand in for what a kept edition's own lack are never pruned.",
        STORE, r"or missing != lacking", "or False", ("tests/warehouse/test_retention.py",),
    ),
    Breakage(
        "rollback-overridden", "A rollback made while a night runs stands.",
        PYTHON, r"night\.served_before != served\.edition_id", "not served.edition_id",
        ("tests/pipelines/test_night_ends.py",),
    ),
    Breakage(
        "backfill-served", "An edition for an earlier date never takes the place of a later one by itself.",
        PYTHON, r"if night\.as_of < served\.as_of:", "if not served.as_of:", ("tests/pipelines/test_night_ends.py",),
    ),
    Breakage(
        "rollback-goes-nowhere", "Going back serves the edition that was asked for.",
        STORE, r"replace_link\(self\._home\.current, edition_id\)", "self._home.current.exists()",
        ("tests/warehouse/test_publish.py",),
    ),
    Breakage(
        "edition-overwritten", "A published edition keeps its bytes.",
        STORE, r"if _is_intact\(target\):", "if False:",
        ("tests/warehouse/test_publish.py",),
    ),
    Breakage(
        "two-nights-at-once", "One refresh at a time on one home.",
        STORE, r"filelock\.FileLock\(home\.refresh_lock, is_singleton=True\)",
        'filelock.FileLock(f"{home.refresh_lock}.{id(home)}")', ("tests/warehouse/test_locks.py",),
    ),
    Breakage(
        "reviews-no-news", "What users say about matches is news until a night took it.",
        PYTHON, r"histories, inbox, ledger\.reviews_revision\(\)\]", "histories, inbox]",
        ("tests/pipelines/test_night.py",),
    ),
    Breakage(
        "reader-may-write", "Readers cannot change an edition.",
        STORE, r"read_only=True, config=dict\(READ_LIMITS\)", "read_only=False, config=dict(READ_LIMITS)",
        ("tests/dashboards/test_reader.py",),
    ),
    # Maturity.
    Breakage(
        "missing-counts-as-zero", "Missing is null and never zero.",
        PRODUCTS, r"used = ~np\.isnan\(points\) & \(weights\.indicators > 0\)",
        "used = ~np.isnan(np.nan_to_num(points)) & (weights.indicators > 0)", ("tests/warehouse/test_rescore.py",),
    ),
    Breakage(
        "floor-dropped", "A pillar counts at least its floor in the geometric mean.",
        PRODUCTS, r"logarithms = np\.log\(np\.maximum\(scores, floor\)\)", "logarithms = np.log(scores)",
        ("tests/warehouse/test_rescore.py",),
    ),
    Breakage(
        "coverage-not-asked", "Too little evidence gives no total.",
        PRODUCTS, r"is_covered = coverage >= framework\.min_coverage_share", "is_covered = coverage >= 0",
        ("tests/warehouse/test_rescore.py",),
    ),
    Breakage(
        "one-indicator-is-a-pillar", "A pillar needs its least number of indicators.",
        PRODUCTS, r"counts >= framework\.min_indicators_per_pillar", "counts >= 1",
        ("tests/warehouse/test_rescore.py",),
    ),
    Breakage(
        "draws-unseeded", "The same seed gives the same draws.",
        "pipelines/enrich/maturity/draws.py", r"np\.random\.default_rng\(seed\)", "np.random.default_rng()",
        ("tests/pipelines/test_maturity_draws.py",),
    ),
    Breakage(
        "silence-scores", "Silence lowers a pillar that has a score and never makes one.",
        PYTHON, r" & ~np\.isnan\(known\.scores\)", "", ("tests/pipelines/test_maturity_draws.py",),
    ),
    # Files and pages.
    Breakage(
        "counts-without-reach", "Counts of projects and money say how far they are known.",
        "dashboards/components/kpi.py", r" if observed_to else \"\"", " if not observed_to else \"\"",
        ("tests/dashboards/test_pages.py::test_counts_of_projects_and_money_say_how_far_they_are_known",),
    ),
    Breakage(
        "formula-unescaped", "A text that a spreadsheet would calculate is made safe.",
        PRODUCTS, r'_FORMULA_START = r"\^\[=\+\\-@\\t\\r\\n\]"', '_FORMULA_START = r"^[+]"',
        ("tests/warehouse/exports/test_files.py",),
    ),
    Breakage(
        "deadline-a-day-late", "A calendar entry stands on the day of the deadline.",
        PRODUCTS, r'datetime\.combine\(row\["deadline_date"\], CLOSING_TIME, BRUSSELS\)',
        'datetime.combine(row["deadline_date"] + timedelta(days=1), CLOSING_TIME, BRUSSELS)',
        ("tests/dashboards/test_exports.py",),
    ),
    Breakage(
        "etag-without-reviews", "A file that a review changed has another ETag.",
        PAGES, r"hash_text\(reviews_now\(snapshot\)\.revision \+ ", "hash_text(", ("tests/dashboards/test_reviews.py",),
    ),
    Breakage(
        "muted-match-shown", "A muted match leaves pages and files.",
        PRODUCTS, r'\.get\(filters\.muted or "", ~pl\.col\("is_muted"\)\)', '.get(filters.muted or "", pl.lit(True))',
        ("tests/dashboards/test_reviews.py",),
    ),
    Breakage(
        "foreign-page-may-write", "Only a page of this server may send a review.",
        PAGES, r'if request\.headers\.get\("origin"\) != own:', "if False:",
        ("tests/dashboards/test_reviews.py",),
    ),
    Breakage(
        "pin-lost", "A link of a page that names its edition names it too.",
        PAGES, r"pin_links\(text, pinned\) if pinned else text", "text", ("tests/dashboards/test_pages.py",),
    ),
    Breakage(
        "typo-finds-nothing", "What is misspelt is found.",
        PRODUCTS, r"_ALIKE = 75\.0", "_ALIKE = 100.0", ("tests/dashboards/test_search.py",),
    ),
    Breakage(
        "refused-handed-in", "A workbook with a red problem never reaches the inbox.",
        "pipelines/sources/registry/commands.py", r"if is_for_inbox and not is_refused", "if is_for_inbox",
        ("tests/dashboards/test_report.py",),
    ),
    Breakage(
        "review-rewritten", "What was said is added and never changed.",
        PRODUCTS, r"before update on review_entry", "before update of said_by on review_entry",
        ("tests/warehouse/test_match_state.py",),
    ),
    Breakage(
        "wrong-filter-ignored", "A filter that does not exist is refused and the valid ones are named.",
        PRODUCTS, r"unknown = sorted\(set\(values\) - set\(FILTER_NAMES\)\)", "unknown = sorted(set())",
        ("tests/dashboards/test_match_query.py",),
    ),
    Breakage(
        "demo-file-unstamped", "A file that rests on demonstration data says so.",
        PRODUCTS, r'return self\.edition\.is_demo and "cordis" in self\.rests_on', "return False",
        ("tests/warehouse/exports/test_files.py",),
    ),
    # Organisations.
    Breakage(
        "link-without-trace", "Every link has its rule and its evidence.",
        PYTHON, r'pl\.format\("reviewed: \{\}", "reason"\)\.alias\("evidence"\)',
        'pl.lit(None, pl.String).alias("evidence")', ("tests/pipelines/test_organisations.py",),
    ),
    Breakage(
        "doubt-linked", "A doubtful pair is not linked.",
        PYTHON, r"pl\.when\(pl\.col\(\"confidence\"\) >= parameters\.accept_from\)", "pl.when(pl.lit(True))",
        ("tests/pipelines/test_organisations.py",),
    ),
    # SQL.
    Breakage(
        "gross-for-net", "Money is the net EU contribution.",
        "dbt_project/macros/*.sql", r"euro_amount\('source_rows\.net_ec_contribution'\)",
        "euro_amount('source_rows.ec_contribution')", DBT_BUILD,
    ),
    Breakage(
        "demo-unmarked", "Demonstration rows are marked and mixed into no sum.",
        SQL, r"true as is_demo(?=\s+from \{\{ ref\('stg_demo__organizations'\))", "false as is_demo", DBT_BUILD,
    ),
    Breakage(
        "demo-scored", "Demonstration values are not scored.",
        "pipelines/enrich/maturity/official.py", r'pl\.when\(~pl\.col\("is_demo"\)\)', "pl.when(pl.lit(True))",
        ("tests/pipelines/test_maturity_official.py",),
    ),
    Breakage(
        "unknown-passes", "A rule that nobody could check makes no match pass.",
        SQL, r"when decisive_count = 0 or unknown_count > 0 then 'unknown'", "when decisive_count = 0 then 'unknown'",
        DBT_BUILD,
    ),
    Breakage(
        "partial-list-closed", "Members that are not known leave a score open.",
        "pipelines/enrich/maturity/bounds.py", r"is_open = np\.isnan\(known\) \| ~np\.isnan\(worst\)",
        "is_open = np.isnan(known)", ("tests/pipelines/test_maturity_bounds.py",),
    ),
    Breakage(
        "nested-member-counts", "A member inside another one is no further region in a rule.",
        SQL, r"and not \(counting_rules\.unit_counted = 'member' and members\.member_kind = 'nested'\)", "", DBT_BUILD,
    ),
    Breakage(
        "ended-member-counts", "A membership that ended counts no more.",
        SQL,
        r"and \(valid_to_date is null or valid_to_date >= \{\{ as_of\(\) \}\}\)", "", DBT_BUILD,
    ),
    Breakage(
        "greece-is-gr", "Codes are those of the EU.",
        "dbt_project/macros/*.sql", r"when 'GR' then 'EL'", "when 'GR' then 'GR'", DBT_BUILD,
    ),
    Breakage(
        "deadline-in-utc", "A deadline is the calendar date in Brussels.",
        "dbt_project/macros/*.sql", r"then cast\(timezone\('Europe/Brussels'", "then cast(timezone('UTC'", DBT_BUILD,
    ),
    Breakage(
        "person-named", "A natural person has no name in a mart.",
        SQL, r"case when natural_persons\.organisation_id is null then latest\.organisation_name end",
        "latest.organisation_name", DBT_BUILD,
    ),
    Breakage(
        "singular-test-cannot-fail", "Every singular test fails on rows that break it.",
        "dbt_project/tests/assert_score_is_the_sum_of_its_parts.sql", r"from recomputed\nwhere",
        "from (select * from recomputed limit 0) as none\nwhere", DBT_BUILD,
    ),
    Breakage(
        "clock-in-a-model", "No model reads the clock: a rebuild gives the same answer.",
        "dbt_project/models/**/dim_date.sql", r"\Z", "-- current_date\n", ("tests/dbt/test_manifest.py",),
    ),
    Breakage(
        "chance-of-free-degrees", "About one pair in twenty is flagged where nobody prefers anybody.",
        "pipelines/enrich/collaboration/expectation.py", r" - given - given\.T", "",
        ("tests/pipelines/test_collaboration.py",),
    ),
    Breakage(
        "bridge-of-the-smallest-rest", "A bridge parts off what is apart from the largest rest.",
        "pipelines/enrich/collaboration/networks.py", r"key=lambda piece: \(-len", "key=lambda piece: (len",
        ("tests/pipelines/test_collaboration.py",),
    ),
    Breakage(
        "theme-measured-by-all-projects", "Pairs in a theme are measured by the projects of the theme alone.",
        "pipelines/enrich/collaboration/tables.py", r"expected_pairs\(part, level=level\)",
        "expected_pairs(presence, level=level)", ("tests/pipelines/test_collaboration.py",),
    ),
    Breakage(
        "network-says-no-cap", "A network two steps out says how many there are besides those drawn.",
        "dashboards/engagement/networks.py", r"\"all\": top\[\"neighbour_count\"\]",
        '"all": top["project_count"]', ("tests/dashboards/test_engagement.py",),
    ),
    # The graph.
    Breakage(
        "gate-outside-the-pool", "Every step that writes the warehouse waits for its turn.",
        "pipelines/orchestration/*.py", r'\("begin", "visit", "finish"\)', '("begin", "visit", "finish", "gate")',
        ("tests/pipelines/test_definitions.py",),
    ),
    Breakage(
        "footnotes-are-conditions", "What a footnote says is no condition of the call.",
        "pipelines/enrich/conditions/reading.py", r'\.str\.replace_all\(grammar\.footnotes, ""\)', "",
        ("tests/pipelines/test_conditions.py",),
    ),
    Breakage(
        "unread-condition-is-passed-over", "A sentence on who may apply that no pattern knows is quoted and decides.",
        "pipelines/enrich/conditions/reading.py", r"\[chosen, unread, at_hand\]", "[chosen, at_hand]",
        ("tests/pipelines/test_conditions.py",),
    ),
    Breakage(
        "form-of-anybody", "A form is taken only with the token of the person it was given to.",
        PAGES, r"person is None or not hmac\.compare_digest\(person\.token[^\n]*:", "person is None:",
        ("tests/dashboards/test_sign_in.py",),
    ),
    Breakage(
        "name-from-any-proxy", "A name is taken from the configured proxy alone.",
        PAGES, r"len\(names\) != 1 or not _is_trusted\(request, settings\)", "len(names) != 1",
        ("tests/dashboards/test_sign_in.py",),
    ),
    Breakage(
        "notice-every-night", "A change of state is said once.",
        PYTHON, r" if problem not in told\.get\(subject, \[\]\)", "", ("tests/pipelines/test_notices.py",),
    ),
)  # fmt: skip


def copy_tree(target: Path) -> None:
    """The tree as it stands, tracked and new files, without what git ignores."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def run_tests(root: Path, tests: tuple[str, ...]) -> int:
    """Pytest's exit code for some tests in a tree."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=root, env=environment, check=False, capture_output=True).returncode


def is_caught(breakage: Breakage) -> bool:
    """Whether the named tests fail on a copy that is broken in this way."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "tree"
        copy_tree(root)
        breakage.apply(root)
        return run_tests(root, breakage.caught_by) == TESTS_FAILED


def main() -> int:
    """Tries breakages and prints which were caught; 1 if one was not."""
    parser = argparse.ArgumentParser(description="Breaks claims of the product and sees whether a test notices.")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--list", action="store_true", help="print names and claims")
    arguments = parser.parse_args()
    known = {breakage.name: breakage for breakage in BREAKAGES}
    if unknown := set(arguments.names) - known.keys():
        parser.error(f"expected names of breakages, got {', '.join(sorted(unknown))}; --list prints them")
    missed = 0
    for breakage in [known[name] for name in arguments.names or known]:
        if arguments.list:
            print(f"{breakage.name:28} {breakage.claim}")  # noqa: T201
            continue
        began = time.monotonic()
        caught = is_caught(breakage)
        missed += not caught
        told = "caught" if caught else "NOT CAUGHT"
        seconds = time.monotonic() - began
        print(f"{told:10} {seconds:5.0f} s  {breakage.name:28} {breakage.claim}", flush=True)  # noqa: T201
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
