"""Maturity from workbook to total: one partnership recomputed in plain Python, one without evidence."""

from __future__ import annotations

from datetime import date
from math import isclose, log, prod

import polars as pl
from polars.testing import assert_frame_equal

from tests.dbt.conftest import Built
from warehouse.products.maturity.inputs import read_framework, read_points
from warehouse.products.maturity.rescore import rescore

AS_OF = date(2026, 8, 10)

# Read by hand from the workbook rows of small_rows: value, and the goalposts of zero and of full points.
LASERS: dict[str, dict[str, tuple[float, float, float]]] = {
    "mission": {"M1": (2 / 3, 0, 1), "M2": (16, 60, 12), "M3": (1, 0, 3), "M4": (1, 0, 1)},
    "partners": {
        "C1": (1, 0, 1),
        "C2": (1, 0, 1),
        "C3": (0, 0, 1),
        "C4": (0.5, 0, 1),
        "C5": (0, 0.3, 0),
        "C7": (1, 0, 1),
    },
    "contact": {
        "P1": (1, 0, 4),
        "P2": ((AS_OF - date(2026, 4, 1)).days, 730, 90),
        "P4": (1 / 2, 0, 0.5),
        "P5": (1 / 2, 0, 1),
    },
    "ecosystems": {"E5": (1, 0, 4), "E6": (2, 1, 4)},
}


def _points(value: float, zero: float, full: float) -> float:
    return min(100.0, max(0.0, 100 * (value - zero) / (full - zero)))


def test_total_is_what_plain_python_makes_of_the_workbook(facts: Built) -> None:
    pillars = {
        pillar: sum(_points(*indicator) for indicator in indicators.values()) / len(indicators)
        for pillar, indicators in LASERS.items()
    }
    total = prod(pillars.values()) ** 0.25

    rows = facts.query(
        "select pillar_id, score from marts_maturity.fct_pillar_score "
        "where partnership_id = 'lasers' and evidence_basis = 'all'"
    )
    assert all(isclose(score, pillars[pillar], abs_tol=1e-9) for pillar, score in rows)
    assert len(rows) == len(pillars)
    [(score, arithmetic, coverage, band, reason)] = facts.query(
        "select score, score_arithmetic, coverage_share, band, not_assessed_reason "
        "from marts_maturity.fct_maturity_score where partnership_id = 'lasers'"
    )
    assert isclose(score, total, abs_tol=1e-9)
    assert isclose(arithmetic, sum(pillars.values()) / 4, abs_tol=1e-9)
    assert isclose(coverage, 16 / 21)
    assert (band, reason) == ("medium", None)
    logs = {pillar: log(points) for pillar, points in pillars.items()}
    shares = {
        indicator: total * logs[pillar] / sum(logs.values()) * _points(*parts) / len(indicators) / pillars[pillar]
        for pillar, indicators in LASERS.items()
        for indicator, parts in indicators.items()
    }
    contributions = dict(
        facts.query(
            "select indicator_id, contribution from marts_maturity.fct_indicator_value "
            "where partnership_id = 'lasers' and contribution is not null"
        )
    )
    assert contributions.keys() == shares.keys()
    assert all(isclose(contributions[indicator], share, abs_tol=1e-9) for indicator, share in shares.items())


def test_partnership_without_a_workbook_is_present_and_not_assessed(facts: Built) -> None:
    assert facts.query(
        "select score, band, coverage_share, not_assessed_reason from marts_maturity.fct_maturity_score "
        "where partnership_id = 'water'"
    ) == [
        (
            None,
            "not_assessed",
            0.0,
            "0 of 21 indicators have a value (0 %); 65 % are needed. "
            "No score for clear mission, committed partners, regular contact, connected ecosystems.",
        )
    ]
    statuses = facts.query(
        "select distinct status from marts_maturity.fct_service_recommendation where partnership_id = 'water'"
    )
    assert statuses == [("not_assessed",)]


def test_recommendation_follows_what_the_secretariat_states(facts: Built) -> None:
    assert facts.query(
        "select rule_id, status, recommendation_order, is_proxy from marts_maturity.fct_service_recommendation "
        "where partnership_id = 'lasers' and status not in ('not_assessed') order by rule_id"
    ) == [("R1", "not_needed", None, False), ("R4", "not_needed", None, False), ("R5", "recommended", 1, False)]


def test_score_without_declared_evidence_takes_nothing_that_is_stated(facts: Built) -> None:
    assert facts.query(
        "select score_observed_only, coverage_share_observed_only from marts_maturity.fct_maturity_score "
        "where partnership_id = 'lasers'"
    ) == [(None, 0.0)]


def test_rescoring_with_official_weights_gives_what_is_published(facts: Built) -> None:
    rescored = rescore(read_points(facts), read_framework(facts))
    totals, pillars, indicators = (
        facts.frame(f"select * from marts_maturity.{table}")
        for table in ("fct_maturity_score", "fct_pillar_score", "fct_indicator_value")
    )
    assert rescored.totals["score"].count() > 0
    for found, stored, key in (
        (rescored.totals, totals, ["partnership_id"]),
        (rescored.pillars, pillars.filter(pl.col("evidence_basis") == "all"), ["partnership_id", "pillar_id"]),
        (rescored.indicators, indicators.filter(pl.col("use") == "scored"), ["partnership_id", "indicator_id"]),
    ):
        expected = stored.select(found.columns).sort(key)
        assert_frame_equal(found.sort(key), expected, check_exact=False, abs_tol=1e-9, rel_tol=0)


def test_intervals_are_the_percentiles_of_the_draws(facts: Built) -> None:
    draws = facts.frame("select * from intermediate.int_maturity__draws where partnership_id = 'lasers'")
    expected = draws.group_by("scope").agg(
        pl.col("score").quantile(share, "linear").alias(name)
        for name, share in (("score_p05", 0.05), ("score_p50", 0.5), ("score_p95", 0.95))
    )
    found = facts.frame(
        "select pillar_id as scope, score_p05, score_p50, score_p95 from marts_maturity.fct_pillar_interval "
        "where partnership_id = 'lasers' union all select 'total', score_p05, score_p50, score_p95 "
        "from marts_maturity.fct_maturity_score where partnership_id = 'lasers'"
    )
    assert expected.height == 5
    assert_frame_equal(found.sort("scope"), expected.sort("scope"), check_exact=False, abs_tol=1e-9)


def test_draws_say_nothing_of_a_partnership_without_evidence(facts: Built) -> None:
    assert facts.query(
        "select score_p50, rank_p50, band, share_not_assessed, draw_count from marts_maturity.fct_maturity_score "
        "where partnership_id = 'water'"
    ) == [(None, None, "not_assessed", 1.0, 1000)]
