"""What must hold for any input of eligibility and score, of deadlines that two sources state and of natural persons.

The models' own SQL runs over rows that Hypothesis makes up.

All rows of an example go through one query, since a dbt run per example would take a night. Single formulas are in
dbt's unit tests; what the night makes of small tables is in `test_build.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.nightly.project import compiled_project
from tests.dbt.conftest import Built
from tests.dbt.small_rows import AS_OF

TODAY = date.fromisoformat(AS_OF)
PARTS = ("theme", "instrument", "trl", "geography", "budget", "time")
MODEL = "model.interregio."
SEED = "seed.interregio."
NEAR = 1e-9
STEADY = settings(max_examples=15, deadline=timedelta(seconds=30))

Row = Mapping[str, Any]


class Laboratory:
    """A database in memory in which a model's compiled SQL meets rows of our own; seeds hold what they hold."""

    def __init__(self, built: Built, model: str) -> None:
        nodes = compiled_project().nodes
        node = nodes[MODEL + model]
        self._sql = node.code
        self._connection = duckdb.connect()
        self._connection.execute(f"set variable as_of = date '{AS_OF}'")
        # Under its own name, since the views in it call it so.
        self._connection.execute(f"attach '{built.database}' as interregio (read_only)")
        for name in node.parents:
            table, relation = name.rpartition(".")[2], nodes[name].relation
            rows = "" if name.startswith(SEED) else "limit 0"
            self._connection.execute(f"create table {table} as from {relation} {rows}")
            self._sql = self._sql.replace(relation, table)

    def run(self, tables: Mapping[str, Sequence[Row]]) -> pl.DataFrame:
        """What the model makes of these rows; columns that a row lacks are unknown."""
        for table, rows in tables.items():
            self._connection.execute(f"truncate {table}")
            if rows:
                self._connection.register("given", pl.DataFrame(list(rows), infer_schema_length=None))
                self._connection.execute(f"insert into {table} by name from given")
        return self._connection.sql(self._sql).pl()

    def seed(self, name: str) -> pl.DataFrame:
        """A seed's rows."""
        return self._connection.sql(f"from {name}").pl()

    def close(self) -> None:
        self._connection.close()


def laboratory_of(model: str) -> Any:
    """A fixture: the laboratory of a model, for the tests of a module."""

    def furnish(facts: Built) -> Iterator[Laboratory]:
        laboratory = Laboratory(facts, model)
        yield laboratory
        laboratory.close()

    return pytest.fixture(scope="module")(furnish)


scoring = laboratory_of("int_matches__scored")
counting = laboratory_of("int_partnerships__rule_counts")
dating = laboratory_of("int_topics__portal_records")
naming = laboratory_of("int_organisations__records")


@dataclass(frozen=True)
class Match:
    """All that the score of one match rests on; None where nobody knows."""

    has_words: bool
    theme_share: float | None
    broad_share: float | None
    instrument_share: float | None
    trl: tuple[int, int] | None
    stated_trl: tuple[int, int] | None
    members: int
    countries_have: int
    countries_needed: int | None
    grant: tuple[float, float] | None
    amounts: tuple[float, ...]
    days_left: int | None


def _ranges(low: int, high: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(low, high), st.integers(low, high)).map(lambda pair: (min(pair), max(pair)))


SHARES = st.floats(0, 1, allow_nan=False)
AMOUNTS = st.floats(1, 2e7, allow_nan=False).map(lambda amount: round(amount, 2))
MATCHES = st.builds(
    Match,
    has_words=st.booleans(),
    theme_share=st.none() | SHARES,
    broad_share=st.none() | SHARES,
    instrument_share=st.none() | SHARES,
    trl=st.none() | _ranges(1, 9),
    stated_trl=st.none() | _ranges(1, 9),
    members=st.integers(0, 20),
    countries_have=st.integers(0, 9),
    countries_needed=st.none() | st.integers(1, 5),
    grant=st.none() | _ranges(1, 20).map(lambda pair: (pair[0] * 1e6, pair[1] * 1e6)),
    amounts=st.lists(AMOUNTS, max_size=3).map(tuple),
    days_left=st.none() | st.integers(-10, 400),
)


def _score(laboratory: Laboratory, matches: Sequence[Match]) -> list[dict[str, Any]]:
    """The score of each match and its parts, in the order given; the place is partnership and topic at once."""
    keyed = [(f"{place:05d}", match) for place, match in enumerate(matches)]
    scored = laboratory.run(
        {
            "int_matches__eligibility": [
                {
                    "partnership_id": key,
                    "topic_id": key,
                    "deadline_date": None if match.days_left is None else TODAY + timedelta(days=match.days_left),
                    "trl_min": match.trl and match.trl[0],
                    "trl_max": match.trl and match.trl[1],
                    "min_grant_eur": match.grant and match.grant[0],
                    "max_grant_eur": match.grant and match.grant[1],
                    "member_count": match.members,
                    "countries_have": match.countries_have if match.members else None,
                    "countries_needed": match.countries_needed,
                }
                for key, match in keyed
            ],
            "int_partnerships__theme_texts": [{"partnership_id": key} for key, match in keyed if match.has_words],
            "stg_enrich__topic_themes": [
                {"partnership_id": key, "topic_id": key, "theme_share": match.theme_share} for key, match in keyed
            ],
            "int_topics__texts": [{"topic_id": key, "text_field": "title", "text": "Words"} for key, _ in keyed],
            "int_topics__instrument_fits": [
                {
                    "topic_id": key,
                    "instrument_share": match.instrument_share,
                    "is_broad": match.broad_share is not None,
                    "broad_theme_share": match.broad_share,
                }
                for key, match in keyed
            ],
            "int_partnerships__stated_needs": [
                {
                    "partnership_id": key,
                    "trl_from": match.stated_trl and match.stated_trl[0],
                    "trl_to": match.stated_trl and match.stated_trl[1],
                    "amounts_eur": list(match.amounts),
                }
                for key, match in keyed
            ],
        }
    )
    return scored.sort("partnership_id").to_dicts()


def _better(match: Match) -> dict[str, Match]:
    """The same match with more of one thing, for every thing of which more is better."""
    more = {
        "theme": replace(match, theme_share=min((match.theme_share or 0) + 0.2, 1)),
        "open instrument": replace(match, broad_share=min((match.broad_share or 0) + 0.2, 1)),
        "country": replace(match, countries_have=match.countries_have + 1),
        "members named": replace(match, members=match.members + 1),
        "amount": replace(match, amounts=(*match.amounts, 3e6)),
    }
    if match.instrument_share is not None:
        more["instrument"] = replace(match, instrument_share=min(match.instrument_share + 0.2, 1))
    if match.days_left is not None:
        more["days"] = replace(match, days_left=match.days_left + 30)
    if match.trl is not None:
        more["levels"] = replace(match, trl=(max(match.trl[0] - 1, 1), min(match.trl[1] + 1, 9)))
    if match.grant is not None:
        more["range of grants"] = replace(match, grant=(match.grant[0] / 2, match.grant[1] * 2))
    # A first amount and a first member replace "not known", which is worth more than a bad fit.
    if not match.amounts:
        del more["amount"]
    if not match.members:
        del more["members named"]
    return more


def _unknown(match: Match) -> dict[str, Match]:
    return {
        "theme": replace(match, has_words=False),
        "instrument": replace(match, instrument_share=None),
        "trl": replace(match, stated_trl=None),
        "geography": replace(match, members=0),
        "budget": replace(match, amounts=()),
        "time": replace(match, days_left=None),
    }


def _best(match: Match) -> dict[str, Match]:
    """The same match with one part known and as good as it can be."""
    return {
        "theme": replace(match, has_words=True, theme_share=1.0),
        "instrument": replace(match, instrument_share=1.0),
        "trl": replace(match, trl=(1, 9), stated_trl=(5, 6)),
        "geography": replace(match, members=20, countries_have=20, countries_needed=1),
        "budget": replace(match, grant=(1e6, 5e6), amounts=(3e6,)),
        "time": replace(match, days_left=400),
    }


@STEADY
@given(matches=st.lists(MATCHES, min_size=20, max_size=40))
def test_score_and_parts_stay_in_bounds_and_no_match_is_hidden(scoring: Laboratory, matches: list[Match]) -> None:
    weights = dict(scoring.seed("score_weights").select("score_part", "weight").rows())
    rows = _score(scoring, matches)
    assert len(rows) == len(matches)
    for row in rows:
        assert row["score"] is None or 0 <= row["score"] <= 100 + NEAR
        assert 0 <= row["score_coverage_share"] <= 1 + NEAR
        for part in PARTS:
            points = row[f"score_{part}"]
            assert points is None or 0 <= points <= float(weights[part]) + NEAR


@STEADY
@given(matches=st.lists(MATCHES, min_size=10, max_size=20))
def test_more_of_a_good_thing_never_lowers_the_score(scoring: Laboratory, matches: list[Match]) -> None:
    changed = [(match, what, better) for match in matches for what, better in _better(match).items()]
    rows = _score(scoring, [*(match for match, _, _ in changed), *(better for _, _, better in changed)])
    for (match, what, _), before, after in zip(changed, rows[: len(changed)], rows[len(changed) :], strict=True):
        assert (after["score"] or 0) >= (before["score"] or 0) - NEAR, (what, asdict(match))


@STEADY
@given(matches=st.lists(MATCHES, min_size=10, max_size=20))
def test_not_knowing_never_stands_above_knowing_the_best(scoring: Laboratory, matches: list[Match]) -> None:
    pairs = [(part, unknown, _best(match)[part]) for match in matches for part, unknown in _unknown(match).items()]
    rows = _score(scoring, [*(unknown for _, unknown, _ in pairs), *(best for _, _, best in pairs)])
    for (part, unknown, _), dark, bright in zip(pairs, rows[: len(pairs)], rows[len(pairs) :], strict=True):
        assert dark[f"score_{part}"] is None, (part, asdict(unknown))
        assert bright[f"score_{part}"] is not None
        # Where there is no theme to compare there is no score, whatever else is known.
        assert (dark["score"] or 0) <= (bright["score"] or 0) + NEAR, (part, asdict(unknown))


@st.composite
def _members(draw: st.DrawFn) -> Row:
    is_state = draw(st.booleans())
    categories = draw(
        st.lists(st.sampled_from(["less_developed", "transition", "more_developed"]), max_size=2, unique=True)
    )
    groups = draw(st.lists(st.sampled_from(["leader", "strong", "moderate", "emerging"]), max_size=2, unique=True))
    is_country_known = draw(st.booleans())
    return {
        "country_code": draw(st.sampled_from(["BE", "ES", "IT", "NO", "PT"])) if is_country_known else None,
        "is_member_state": is_state,
        "is_participating": is_state or draw(st.booleans()),
        "is_widening": draw(st.booleans()),
        "cohesion_categories": categories,
        "cohesion_labels": categories + (["outermost"] if draw(st.booleans()) else []),
        "innovator_groups": groups,
        "is_country_known": is_country_known,
        "is_category_known": bool(categories),
        "is_group_known": bool(groups),
    }


@STEADY
@given(members=st.lists(_members(), min_size=1, max_size=8))
def test_one_more_member_never_takes_a_pass_away(counting: Laboratory, members: list[Row]) -> None:
    """Nor does it make a fail of what could not be decided. Partnership n holds the first n members."""
    counts = range(len(members) + 1)
    verdicts = counting.run(
        {
            "int_partnerships__overlaid": [{"partnership_id": str(count)} for count in counts],
            "int_memberships__attributes": [
                {"partnership_id": str(count), "member_id": str(place), **member}
                for count in counts
                for place, member in enumerate(members[:count])
            ],
        }
    ).select("rule_id", pl.col("partnership_id").cast(pl.Int32).alias("members"), "verdict", "have", "need")
    next_one = verdicts.with_columns(pl.col("members") - 1)
    steps = verdicts.join(next_one, on=["rule_id", "members"], suffix="_after")

    assert steps.height == verdicts["rule_id"].n_unique() * len(members)
    assert steps.filter((pl.col("verdict") == "pass") & (pl.col("verdict_after") != "pass")).is_empty()
    decided = (pl.col("verdict") == "unknown") & (pl.col("members") > 0) & (pl.col("verdict_after") == "fail")
    assert steps.filter(decided).is_empty()
    assert steps.filter(pl.col("have_after") < pl.col("have")).is_empty()
    assert verdicts.filter((pl.col("members") == 0) & (pl.col("verdict") != "unknown")).is_empty()


DAYS = st.lists(st.integers(0, 700).map(lambda days: TODAY + timedelta(days)), max_size=3, unique=True).map(sorted)


@STEADY
@given(pairs=st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=12))
def test_later_last_date_of_two_sources_counts_and_is_doubted(
    dating: Laboratory, pairs: list[tuple[list[date], list[date]]]
) -> None:
    """A day apart is one deadline, as the list has it."""
    rows = [
        {
            "source_file": "f",
            "source_row_number": number,
            "topic_id": str(number),
            "deadline_dates": listed,
            "actions_json": json.dumps([{"deadlineDates": [str(day) for day in acted]}]),
        }
        for number, (listed, acted) in enumerate(pairs)
    ]
    found = dating.run({"stg_funding_tenders__topics": rows})
    assert found.height == len(pairs)
    columns = ("source_row_number", "deadline_dates", "differing_deadlines")
    for number, dates, doubt in found.select(columns).iter_rows():
        listed, acted = pairs[number]
        last = [days[-1] for days in (listed, acted) if days]
        is_apart = bool(last) and max(last) - min(last) > timedelta(1)
        assert (doubt is not None) == is_apart
        assert set(dates) <= {*listed, *acted}
        assert dates[-1:] == ([max(last)] if is_apart else last[:1])


@st.composite
def _bodies(draw: st.DrawFn) -> Row:
    words = draw(st.lists(st.text(st.sampled_from("abcdefgé"), min_size=2, max_size=6), min_size=2, max_size=4))
    blank = {"vat_number": None, "website_url": None, "city": None, "street": None, "is_sme": None}
    known = {"vat_number": "BE0123456749", "website_url": "w", "city": "Rome", "street": "Via 1", "is_sme": True}
    return {
        # No word of bodies begins so.
        "organisation_name": " ".join(f"Qx{word}" for word in words),
        "activity_type_code": draw(st.sampled_from([None, "PRC", "PRC", "REC", "PUB"])),
        **{name: draw(st.sampled_from([value, known[name]])) for name, value in blank.items()},
    }


@STEADY
@given(bodies=st.lists(_bodies(), min_size=1, max_size=12))
def test_name_of_a_person_is_withheld_unless_something_speaks_for_a_body(naming: Laboratory, bodies: list[Row]) -> None:
    rows = [
        # A word that several bodies bear would speak for one.
        {**body, "organisation_name": body["organisation_name"].replace("Qx", f"Qx{chr(104 + number)}")}
        | {"organisation_id": f"pic:{number}", "pic": str(number), "is_demo": False, "source_row_number": number}
        for number, body in enumerate(bodies)
    ]
    found = naming.run({"int_participations__unioned": rows})
    for pic, is_withheld, name in found.select("pic", "is_name_withheld", "organisation_name").iter_rows():
        body = bodies[int(pic)]
        is_private = body["activity_type_code"] in {None, "PRC"}
        is_suppressed = not any(body[sign] for sign in ("vat_number", "city", "street", "is_sme"))
        speaks = any(body[sign] for sign in ("vat_number", "website_url", "is_sme"))
        assert is_withheld == (is_private and (is_suppressed or not speaks))
        assert (name is None) == is_withheld
