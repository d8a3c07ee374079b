"""Consortia against every set there is, on fields small enough to try all of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import chain, combinations

import pytest

from warehouse.products.matches import proposal
from warehouse.products.matches.candidates import Field
from warehouse.products.matches.consortium import EACH, SOMEBODY, SUM, Candidate, Rule, Standing, find_consortia

COUNTRIES = ("BE", "ES", "FR", "PT")
CATEGORIES = ("less_developed", "more_developed", "transition")


def body(
    name: str, country: str, *counted_as: str, strength: float = 0.5, amount: float = 1.0, **more: str
) -> Candidate:
    standing = Standing[more.get("standing", "EVIDENT")]
    things = {"country": frozenset({country}), "member": frozenset({more.get("region", f"{country}1")})}
    things["category"] = frozenset({more["category"]}) if "category" in more else frozenset()
    return Candidate(name, standing, frozenset(counted_as), things, strength, amount)


def names(team: Iterable[Candidate]) -> list[str]:
    return sorted(one.candidate_id for one in team)


def keeps(team: Sequence[Candidate], rule: Rule) -> bool:
    """Whether a set keeps a rule, counted anew."""
    counted = [one for one in team if not rule.counted or rule.counted & one.counted_as]
    if rule.unit == SUM:
        have = sum(one.amount for one in counted)
    elif rule.unit == EACH:
        have = len(counted)
    else:
        have = len({thing for one in counted for thing in one.things.get(rule.unit, ())})
    return have >= rule.least - 1e-9 and (rule.most is None or have <= rule.most)


def best_of_all(field: Sequence[Candidate], rules: Sequence[Rule]) -> tuple[int, float] | None:
    """Size and strength of the best set, found by trying every one."""
    teams = chain.from_iterable(combinations(field, size) for size in range(1, len(field) + 1))
    kept = [team for team in teams if all(keeps(team, rule) for rule in rules)]
    return min(((len(team), -sum(one.strength for one in team)) for team in kept), default=None)


def drawn(seed: int) -> tuple[list[Candidate], list[Rule]]:
    pick = random.Random(seed)
    field = [
        body(
            f"{number}",
            pick.choice(COUNTRIES),
            *pick.sample(("public", "business", "widening"), pick.randrange(3)),
            region=f"{pick.choice(COUNTRIES)}{pick.randrange(2)}",
            category=pick.choice(CATEGORIES),
            strength=pick.randrange(11) / 10,
        )
        for number in range(7)
    ]
    rules = [
        Rule("countries", "country", least=pick.randrange(1, 5)),
        Rule("categories", "category", least=pick.randrange(1, 4)),
        Rule("regions", "member", frozenset({"widening", "public"}), least=pick.randrange(3)),
        Rule("authorities", EACH, frozenset({"public"}), least=pick.randrange(3)),
        Rule("at-most", EACH, most=pick.randrange(2, 6)),
    ]
    return field, rules


@pytest.mark.parametrize("seed", range(40))
def test_no_set_is_smaller_or_of_one_size_stronger_and_a_conflict_is_one_that_cannot_be_made_smaller(seed: int) -> None:
    field, rules = drawn(seed)
    best = best_of_all(field, rules)
    found = find_consortia(field, rules)
    if best is not None:
        assert found.conflict == ()
        assert (len(found.teams[0]), -sum(one.strength for one in found.teams[0])) == pytest.approx(best)
        assert all(keeps(team, rule) for team in found.teams for rule in rules)
        assert len({tuple(names(team)) for team in found.teams}) == len(found.teams)
        return
    conflicting = [rule for rule in (*rules, SOMEBODY) if rule.rule_id in found.conflict]
    assert found.teams == ()
    assert best_of_all(field, conflicting) is None
    assert all(best_of_all(field, [one for one in conflicting if one is not left_out]) for left_out in conflicting)


def test_two_rules_conflict_of_which_each_could_be_kept() -> None:
    field = [body(name, country) for name, country in (("a", "BE"), ("b", "ES"), ("c", "FR"))]
    rules = [
        Rule("three-countries", "country", least=3),
        Rule("two-partners", EACH, most=2),
        Rule("one", EACH, least=1),
    ]
    assert set(find_consortia(field, rules).conflict) == {"three-countries", "two-partners"}
    assert find_consortia(field, rules[:1]).conflict == find_consortia(field, rules[1:]).conflict == ()


def test_gap_is_closed_from_outside_by_as_few_as_can_be_and_only_then() -> None:
    members = [
        body("a", "BE"),
        body("b", "ES", strength=0.1),
        body("nobody-named", "ES", standing="MEMBER", strength=0),
    ]
    outside = [body("strong", "FR", standing="OUTSIDE", strength=1), body("weak", "PT", standing="OUTSIDE", strength=0)]
    asked: list[str] = []

    def find_outside() -> list[Candidate]:
        asked.append("outside")
        return outside

    two = find_consortia(members, [Rule("countries", "country", least=2)], find_outside)
    assert (names(two.teams[0]), two.conflict, asked) == (["a", "b"], (), [])
    three = find_consortia(members, [Rule("countries", "country", least=3)], find_outside)
    assert (names(three.teams[0]), three.conflict, asked) == (["a", "b", "strong"], ("countries",), ["outside"])
    # The others have no more from outside than the first.
    assert all(sum(one.standing == Standing.OUTSIDE for one in team) == 1 for team in three.teams)


def test_others_are_other_names_else_by_half_else_by_one() -> None:
    field = [
        body(f"{country}{number}", country, strength=1 - number / 10) for country in COUNTRIES for number in (1, 2)
    ]
    found = find_consortia(field, [Rule("countries", "country", least=4)])
    first, second, third = (set(names(team)) for team in found.teams)
    assert first == {"BE1", "ES1", "FR1", "PT1"}
    assert second == {"BE2", "ES2", "FR2", "PT2"}
    assert len(first & third) == len(second & third) == 2
    lone = find_consortia(field[:3], [Rule("countries", "country", least=2)])
    assert [names(team) for team in lone.teams] == [["BE1", "ES1"], ["BE2", "ES1"]]


def test_amounts_add_up_and_the_smallest_set_that_reaches_them_stands() -> None:
    field = [body(name, "BE", amount=amount) for name, amount in (("a", 0.5), ("b", 1.5), ("c", 2.0))]
    found = find_consortia(field, [Rule("least-grant", SUM, least=3.2)])
    assert names(found.teams[0]) == ["b", "c"]
    assert find_consortia(field, [Rule("least-grant", SUM, least=4.1)]).conflict == ("least-grant",)


def test_partnership_without_members_or_call_without_rules_has_an_answer() -> None:
    nobody = find_consortia([], [Rule("countries", "country", least=1)])
    assert (nobody.teams, nobody.conflict) == ((), ("countries",))
    assert find_consortia([], []).conflict == (SOMEBODY.rule_id,)
    free = find_consortia([body("a", "BE", strength=0.2), body("b", "ES", strength=0.9)], [])
    assert [names(team) for team in free.teams] == [["b"], ["a"]]


def test_one_without_a_place_brings_nothing_that_is_counted_by_place() -> None:
    placeless = Candidate("a", Standing.EVIDENT, frozenset({"member_states"}), {"country": frozenset()})
    rules = [Rule("countries", "country", frozenset({"member_states"}), least=1)]
    assert find_consortia([placeless], rules).conflict == ("countries",)


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (["countries_min"], "1 applicant from member regions keeps every rule read."),
        (
            ["countries_min", "actors_min"],
            "1 applicant from member regions keeps the rules that names decide; to be found out besides: “actors_min”.",
        ),
        (
            [],
            "1 applicant from member regions could apply; no rule on who takes part was read, so that this is a name "
            "and no consortium.",
        ),
    ],
)
def test_finding_claims_no_more_than_names_decide(kinds: list[str], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    only = body("only", "ES")
    row = {"organisation_id": "only", "theme_project_count": 0, "coordinated_project_count": 0}
    stated = {
        kind: {"rule_name": kind, "rule_kind": kind, "clause": "As the call says", "is_decisive": True}
        for kind in kinds
    }
    counted = tuple(Rule(kind, "country", least=1) for kind in kinds if kind == "countries_min")
    monkeypatch.setattr(proposal, "read_field", lambda *_: Field({"only": row}, stated, {}, counted, (only,), ()))
    assert proposal.propose(object(), "p", "t").finding == said  # type: ignore[arg-type]
