"""Deadlines keep their events: over any history of lists, none takes the event of another."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from warehouse.products.matches.events import follow_deadlines

START = date(2026, 1, 1)
DAYS = st.lists(st.integers(0, 900).map(lambda number: START + timedelta(number)), unique=True, max_size=4).map(sorted)


@given(days=DAYS, later=st.integers(0, 900))
def test_property_deadline_that_is_over_hands_its_event_to_none(days: list[date], later: int) -> None:
    today = START + timedelta(later)
    left = [day for day in days if day >= today]
    before, after = follow_deadlines([(START, days)]), follow_deadlines([(START, days), (today, left)])
    assert after.marks == {day: before.marks[day] for day in left}


@given(days=DAYS, place=st.integers(0, 3), moved_by=st.integers(-100, 100))
def test_property_deadline_that_moves_keeps_its_event_and_so_do_the_others(
    days: list[date], place: int, moved_by: int
) -> None:
    if place >= len(days) or days[place] + timedelta(moved_by) in days or days[place] + timedelta(moved_by) < START:
        return
    moved = days[place] + timedelta(moved_by)
    others = [day for day in days if day != days[place]]
    before = follow_deadlines([(START, days)])
    after = follow_deadlines([(START, days), (START, sorted([*others, moved]))])
    assert after.marks == {**{day: before.marks[day] for day in others}, moved: before.marks[days[place]]}
    assert after.change_count == 1


@given(st.lists(DAYS, min_size=1, max_size=6))
def test_property_no_two_deadlines_share_an_event(lists: list[list[date]]) -> None:
    spells = [(START + timedelta(100 * number), days) for number, days in enumerate(lists)]
    marks = follow_deadlines(spells).marks
    assert list(marks) == lists[-1]
    assert len(set(marks.values())) == len(marks)
    # A date that was never there before is no earlier deadline's event, unless one moved to it.
    assert all(mark[:10] in {day.isoformat() for days in lists for day in days} for mark in marks.values())
