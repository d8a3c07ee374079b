"""Statistical checks of the framework on five partnerships, by hand."""

from __future__ import annotations

from statistics import correlation

import polars as pl
import pytest

from pipelines.enrich.maturity.checks import judge, measure
from pipelines.enrich.maturity.official import score_official
from tests.pipelines.test_maturity_official import Values, indicator_rows, make_framework, value_rows

INDICATORS = indicator_rows(
    [(name, name[0].lower(), "scored", "+", 0, 100) for name in ("A1", "A2", "B1")]
    + [("A3", "a", "context", "+", 0, 100)],
    [0.5, 0.5, 1.0, None],
)
FRAMEWORK = make_framework(INDICATORS)
PARAMETERS = {"outlier_lower_share": 0.25, "outlier_upper_share": 0.75, "outlier_fence_factor": 0.5}
VALUES: Values = {
    "p": {"A1": 10, "A2": 10, "B1": 90, "A3": 9},
    "q": {"A1": 20, "A2": 40, "B1": 10},
    "r": {"A1": 30, "A2": 70, "B1": None},
    "s": {"A1": 40, "A2": 100, "B1": None},
    "t": {"A1": None, "A2": 5, "B1": None},
}


def measured(values: Values) -> dict[tuple[str, str], tuple[float | None, int]]:
    rows = value_rows(values)
    found = measure(score_official(rows, INDICATORS, FRAMEWORK), rows, FRAMEWORK, PARAMETERS)
    assert found.select("check_id", "subject_id").is_unique().all()
    return {(check, subject): (value, count) for check, subject, _, value, count in found.rows()}


def test_checks_measure_the_framework() -> None:
    """Perfect correlation, alpha by hand, complete cases only, a pillar with too little, context left out."""
    found = measured(VALUES)
    # The first goes with its pillar's score all the way; t has the second alone.
    of_second = correlation([10, 40, 70, 100, 5], [10, 30, 50, 70, 5]) ** 2
    assert {key: found[key] for key in found if key[1] in {"A1", "A2", "A1 × A2", "a", "a × b"}} == {
        ("availability", "A1"): (0.8, 5),
        ("availability", "A2"): (1, 5),
        ("skewness", "A1"): (pytest.approx(0), 4),
        ("skewness", "A2"): (0.4770566715, 5),
        ("kurtosis", "A1"): (-1.2, 4),
        ("kurtosis", "A2"): (-1.5609467456, 5),
        ("outliers", "A1"): (0, 4),
        ("outliers", "A2"): (0, 5),
        ("capped", "A1"): (0, 4),
        ("capped", "A2"): (0.2, 5),
        ("correlation_within", "A1 × A2"): (1, 4),
        ("correlation_across", "a × b"): (-1, 2),
        ("cronbach_alpha", "a"): (0.75, 4),
        ("effective_weight", "A1"): (pytest.approx(2 / (1 + of_second)), 4),
        ("effective_weight", "A2"): (pytest.approx(2 * of_second / (1 + of_second)), 5),
        ("rank_agreement", "a"): (1, 5),
    }
    assert found["cronbach_alpha", "b"] == (None, 2)
    assert not any("A3" in subject for _, subject in found)


def test_figures_do_not_hang_on_the_order_of_rows() -> None:
    assert measured(VALUES) == measured(dict(reversed(VALUES.items())))


def test_ties_but_for_the_last_digit_of_a_sum_stay_ties() -> None:
    values: Values = {
        name: {"A1": 30 + noise, "A2": 60 - noise, "B1": 1} for name, noise in (("p", 0), ("q", 1e-14), ("r", -1e-14))
    }
    assert measured(values)["rank_agreement", "a"] == (None, 3)


def test_no_value_at_all_gives_no_figure() -> None:
    found = measured({"p": {"A1": None, "A2": None, "B1": None}})
    assert {value for (check, _), (value, _) in found.items() if check != "availability"} == {None}
    assert found["availability", "A1"] == (0, 1)


def test_checks_are_flagged_by_their_rule() -> None:
    """Below, above, within; too few observations and nothing that varies give no flag."""
    rows = [
        ("c", "below", None, -0.5, 10),
        ("c", "above", None, 0.95, 12),
        ("c", "at_limit", None, 0.9, 12),
        ("c", "few", None, 0.95, 9),
        ("c", "still", None, None, 12),
        ("one_sided", "above", None, 99.0, 12),
    ]
    names = ["check_id", "subject_id", "pillar_id", "value", "observation_count"]
    rules = pl.DataFrame(
        {
            "check_id": ["c", "one_sided"],
            "check_order": [1, 2],
            "check_name": ["C", "One-sided"],
            "min_count": [10, 1],
            "flag_below": [-0.4, 0.5],
            "flag_above": [0.9, None],
            "rule": ["", ""],
            "reason": ["", ""],
        }
    )
    judged = judge(pl.DataFrame(rows, schema=names, orient="row"), rules)
    found = judged.select("subject_id", "value", "is_flagged", "finding").filter(judged["check_id"] == "c").rows()
    assert set(found) == {
        ("below", -0.5, True, "Flagged"),
        ("above", 0.95, True, "Flagged"),
        ("at_limit", 0.9, False, "Within the rule"),
        ("few", None, None, "Cannot be said: 9 observations, 10 are needed"),
        ("still", None, None, "Cannot be said: nothing varies"),
    }
    assert judged.filter(check_id="one_sided")["finding"].to_list() == ["Within the rule"]
