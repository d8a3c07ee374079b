"""Ten tasks by hand, with the clicks and seconds each takes: `python -m tests.bench.tasks [HOME]`.

Five are of docs/ten-questions.md, five a coordinator's. Each begins on the first page, freshly loaded, is done by
clicks, choices and typed words alone, and ends where the answer is read. The seconds are the pages'; a reader's reading
comes on top.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.bench.browser import launched, served
from warehouse.settings import read_settings

ONE = "Personalised medicine"
LONGEST = 110
PATIENCE = 120_000
"""Milliseconds that a busy machine is given; what a task took is printed all the same."""


@dataclass(frozen=True)
class Task:
    """What is asked, what the hand does, and where the answer stands.

    Attributes:
        asked: the question.
        steps: each one click, or one choice or search: `link NAME`, `click SELECTOR`, `choose LABEL`, `ask WORDS`.
        answer: selector of the place that holds the answer.
    """

    asked: str
    steps: tuple[str, ...]
    answer: str


TASKS = (
    Task("Which partnership has the most members, and how do all compare?", ("link Partnerships",), ".answer"),
    Task("Which partnerships share the most projects and money?", (), "section[aria-labelledby=partnerships] .finding"),
    Task("Which member regions carry a partnership?", (f"ask {ONE}", f"link {ONE}"), "#members ~ .finding"),
    Task("What can be applied for, and until when?", ("link What closes next",), "#deadlines ~ .finding"),
    Task("How fresh is what I am looking at?", ("click .freshness summary",), ".freshness-panel p"),
    Task("Which call fits us best, and why?", (f"ask {ONE}", f"link {ONE}", "link Calls"), "#funding-match ~ .finding"),
    Task(
        "What do we miss to be eligible, and who could bring it?",
        ("link Funding", f"choose {ONE}", "link Rules and gaps"),
        "#rule-verdicts ~ .finding",
    ),
    Task(
        "Which regions should we ask to join?",
        (f"ask {ONE}", f"link {ONE}", "link Could join"),
        "#partnering-regions ~ .finding",
    ),
    Task("Which fact should we state first?", (f"ask {ONE}", f"link {ONE}"), ".answer"),
    Task(
        "How do our deadlines get into the calendar?",
        (f"ask {ONE}", f"link {ONE}", "link Calls", "click section[aria-labelledby=funding-match] .downloads summary"),
        "section[aria-labelledby=funding-match] a.download[href*='.ics']",
    ),
)


def do(page: Page, step: str) -> None:
    """Does one step and waits until what it asked for has arrived."""
    verb, _, target = step.partition(" ")
    if verb == "link":
        # What a page says comes before what is around it; the navigation is outside.
        inside = page.get_by_role("main").get_by_role("link", name=target, exact=True)
        (inside if inside.count() else page.get_by_role("link", name=target, exact=True)).first.click()
    elif verb == "click":
        page.locator(target).click()
    elif verb == "choose":
        page.locator("#filter-partnership").select_option(label=target)
    else:
        page.keyboard.press("/")
        page.keyboard.type(target)
        page.keyboard.press("Enter")
    page.locator("main:not([aria-busy])").wait_for()
    page.wait_for_load_state("load")


def main() -> None:
    """Does them and prints the table, as Markdown."""
    home = Path(sys.argv[1]) if len(sys.argv) > 1 else read_settings().home
    lines = ["| Task | Clicks | Seconds | Answer |", "| --- | ---: | ---: | --- |"]
    with served(home) as base, launched() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE)
        for task in TASKS:
            for _ in range(2):  # the first time makes the pages, as the first reader of an edition does
                page.goto(base)
                began = time.perf_counter()
                for step in task.steps:
                    do(page, step)
                answer = page.locator(task.answer).first.inner_text()
                taken = time.perf_counter() - began
            said = " ".join(answer.split())
            said = said if len(said) < LONGEST else f"{said[:LONGEST].rpartition(' ')[0]} …"
            lines.append(f"| {task.asked} | {len(task.steps)} | {taken:.1f} | {said} |")
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
