"""Readers who ask for pages and files without a pause while one edition after the other is published."""

from __future__ import annotations

import multiprocessing
import re
import subprocess
import threading
from datetime import date
from multiprocessing.synchronize import Event
from pathlib import Path

import httpx
from rich.console import Console

from pipelines.nightly.code_version import code_version
from pipelines.nightly.dictionary import read_dictionary
from pipelines.nightly.project import ensure_manifest
from pipelines.nightly.publishing import write_exports
from tests.campaign.play import fork, night, settings_of
from tests.homes import INTERREGIO
from tests.mirrors import build_mirror
from warehouse.store.connection import writer
from warehouse.store.editions import Editions
from warehouse.store.paths import Home
from warehouse.store.publish import EditionFacts, publish_edition
from warehouse.store.retention import prune

AS_OF = date(2026, 3, 15)
READERS = 50
ADDRESSES = (
    "/",
    "/partnerships",
    "/maturity",
    "/funding",
    "/partnership/textile-innovation",
    "/export/partnerships.csv",
)
MARK = re.compile(r"\(mark (\d+)\)")
OUT = Console(soft_wrap=True, highlight=False)


def run(folder: Path, count: int, seed: int) -> int:
    """Publishes so many editions under the readers; prints figures, gives 1 on any error or mixed page."""
    del seed
    home = Home(folder / "home")
    if Editions(home).served() is None:
        mirror = build_mirror(folder / "mirror", "cordis", "funding_tenders", "regions")
        fork(lambda: night(settings_of(home, mirror, AS_OF), folder / "said.log")).join()
    fork(lambda: _publish(home, 0)).join()
    # Forked before there are threads, whose locks a fork would copy as they stand.
    go = multiprocessing.get_context("fork").Event()
    publisher = fork(lambda: _publish_all(home, count, go))
    served = subprocess.Popen(
        [INTERREGIO, "serve", "--port", "0", "--home", str(home.root)], stdout=subprocess.PIPE, text=True
    )
    assert served.stdout is not None
    found = re.search(r"http://\S+", served.stdout.readline())
    assert found, "the server did not say where it is"
    stop, seen = threading.Event(), Seen()
    threads = [threading.Thread(target=_read, args=(found[0], number, stop, seen)) for number in range(READERS)]
    try:
        for thread in threads:
            thread.start()
        go.set()
        publisher.join()
        if publisher.exitcode:
            seen.errors.append(f"the publisher ended with {publisher.exitcode}")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        served.terminate()
        served.wait()
    OUT.print(f"{READERS} readers, {count} publishes, {seen.answers} answers of {len(seen.marks)} editions")
    OUT.print(f"errors {len(seen.errors)}, mixed pages {len(seen.mixed)}")
    for text in sorted({*seen.errors, *seen.mixed})[:20]:
        OUT.print(text)
    return 1 if seen.errors or seen.mixed else 0


class Seen:
    """What all readers saw together."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.answers = 0
        self.marks: set[str] = set()
        self.errors: list[str] = []
        self.mixed: list[str] = []


def _read(base: str, number: int, stop: threading.Event, seen: Seen) -> None:
    with httpx.Client(base_url=base, timeout=120) as client:
        while not stop.is_set():
            address = ADDRESSES[number % len(ADDRESSES)]
            number += 1
            try:
                answer = client.get(address)
            except httpx.HTTPError as error:
                seen.errors.append(f"{address}: {type(error).__name__}: {error}")
                continue
            marks = set(MARK.findall(answer.text))
            seen.answers += 1
            seen.marks |= marks
            if answer.status_code != httpx.codes.OK:
                seen.errors.append(f"{address}: {answer.status_code}")
            if len(marks) > 1:
                seen.mixed.append(f"{address}: editions {', '.join(sorted(marks))} on one page")
            # A reader looks at a page before asking for the next.
            stop.wait(0.2)


def _publish_all(home: Home, count: int, go: Event) -> int:
    go.wait()
    return sum(_publish(home, number) for number in range(1, count + 1))


def _publish(home: Home, number: int) -> int:
    """An edition in which every partnership's name carries its number."""
    with writer(home.build_database) as connection:
        connection.execute(
            "update marts_core.dim_partnership "
            "set partnership_name = regexp_replace(partnership_name, ' \\(mark \\d+\\)', '') || ' (mark ' || ? || ')'",
            [number],
        )
    facts = EditionFacts(
        edition=f"{AS_OF.isoformat()}-{number:08x}",
        base_edition=None,
        as_of=AS_OF,
        is_demo=False,
        code_version=code_version(),
        fingerprint=str(number),
        sources=[],
        dictionary=read_dictionary(ensure_manifest()),
    )
    publish_edition(home, facts, write_exports)
    prune(home)
    return 0
