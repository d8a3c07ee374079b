"""Notices to the operator, on a change of state only: something failed, the gate closed, a source is stale.

Each goes into the night's log and `<home>/nights/notices.jsonl`, and by mail and webhook where those are configured.
What was said last is kept by channel: what a dead mail server did not take is sent on the next night. No channel ends
a night.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlsplit

import filelock

from pipelines.nightly.messages.mailer import TIMEOUT_SECONDS, send_mail
from warehouse.settings import Settings
from warehouse.store.files import read_state, to_json, write_json
from warehouse.store.nights import ExitCode, Night, SourceStatus, Status
from warehouse.store.paths import Home

NOTICES, TOLD = "notices.jsonl", "notices-told.json"
NIGHT = "night"
"""Subject of what is about no single source."""
RECOVERED = "recovered"
_KINDS: Mapping[str, tuple[str, str]] = {
    "failed": (
        "arrived",
        "the last good rows are served; mend what the message says, `interregio refresh --source {subject}`",
    ),
    "held": ("rows lost", "if the loss is right, `interregio refresh --accept {subject}`; else nothing"),
    "never loaded": ("arrived", "see that the publisher can be reached, then `interregio refresh --source {subject}`"),
    "stale": ("age", "see whether the publisher still gives what it should; `interregio status` says since when not"),
    "night failed": (
        "night",
        "the edition served stays; mend what nights/{night}.log names, `interregio refresh`",
    ),
    "gate closed": (
        "gate",
        "the edition served stays; mend what the named test finds, `interregio refresh`",
    ),
    RECOVERED: ("", "nothing"),
}
"""What can be said, each with the check that says so and what to do."""
_STATES = {Status.FAILED: "failed", Status.HELD: "held", Status.NEVER: "never loaded"}
_LOG = logging.getLogger(__name__)

State = dict[str, list[str]]
"""What is wrong, by source, or by `NIGHT`, or by what else the night is called."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One change of state.

    Attributes:
        kind: one of those above.
        subject: the source, or `NIGHT`.
        check: what found it.
        message: what came and what was expected.
        rows: that are served of a source; None for a night.
        last_good: day of the source's last arrival, or the edition served.
        next_step: what to do.
        night: id of the night.
    """

    kind: str
    subject: str
    check: str
    message: str
    rows: int | None
    last_good: str
    next_step: str
    night: str

    @property
    def line(self) -> str:
        """The notice for a person."""
        about = [
            f"check: {self.check}" if self.check else "",
            self.message,
            "" if self.rows is None else f"rows served: {self.rows}",
            f"last good: {self.last_good or 'never'}",
            f"next: {self.next_step}",
        ]
        return f"{self.subject}: {self.kind}; " + "; ".join(part for part in about if part)


def state_of(night: Night, called: str = NIGHT) -> State:
    """What is wrong after a night, of whatever it has come to."""
    ended = {ExitCode.ERROR: ["night failed"], ExitCode.GATE_CLOSED: ["gate closed"]}.get(night.exit_code or 0, [])
    return {called: ended, **{name: _problems(status) for name, status in night.sources.items()}}


def find_notices(told: State, night: Night, called: str = NIGHT) -> list[Notice]:
    """What changed since it was last said."""
    return [
        _notice(kind, subject, night)
        for subject, problems in state_of(night, called).items()
        for kind in (
            *(problem for problem in problems if problem not in told.get(subject, [])),
            *([RECOVERED] if told.get(subject) and not problems else []),
        )
    ]


def notify(
    home: Home,
    settings: Settings,
    night: Night,
    log: Callable[[str], None],
    *,
    called: str = NIGHT,
    is_backfill: bool = False,
) -> list[str]:
    """Says what changed on every channel; gives a line for each that did not take it.

    Args:
        home: whose.
        settings: where mail and webhook lead.
        night: that ended.
        log: takes a line for the night's log.
        called: what the night is called where it is about no single source: that a load ended well is no word on the
            night of another machine, which builds.
        is_backfill: whether a night for a later date is on file: this one says how it ended and nothing of the sources,
            and what was said of the later one stays said.
    """
    if is_backfill:
        night = replace(night, sources={})
    channels: dict[str, Callable[[list[Notice]], str]] = {
        "file": lambda notices: _keep(home, notices, log),
        **({"mail": lambda notices: _mail(settings, notices)} if settings.mail else {}),
        **({"webhook": lambda notices: _post(settings.webhook, notices)} if settings.webhook else {}),
    }
    path = home.nights / TOLD
    with filelock.FileLock(path.with_suffix(".lock")):  # loads on other machines end when they end
        told = read_state(path, _read_told) or {}
        known, failures = to_json(told), []
        for channel, deliver in channels.items():
            before = {} if is_backfill else told.get(channel, {})
            notices = find_notices(before, night, called)
            if failure := deliver(notices) if notices else "":
                failures.append(failure)
            elif not is_backfill:
                told[channel] = {**before, **state_of(night, called)}
        if to_json(told) != known:
            write_json(path, told)
    return failures


def _problems(status: SourceStatus) -> list[str]:
    return [*([_STATES[status.status]] if status.status in _STATES else []), *(["stale"] if status.is_stale else [])]


def _notice(kind: str, subject: str, night: Night) -> Notice:
    check, next_step = _KINDS[kind]
    status = night.sources.get(subject)
    message = status.message if status else night.message
    return Notice(
        kind=kind,
        subject=subject,
        check=check,
        message="" if kind == RECOVERED else message,
        rows=status.rows if status else None,
        last_good=(status.last_arrived_on if status else night.edition) or "",
        next_step=next_step.format(subject=subject, night=night.id),
        night=night.id,
    )


def _read_told(record: Mapping[str, Mapping[str, list[str]]]) -> dict[str, State]:
    return {channel: {subject: [*problems] for subject, problems in state.items()} for channel, state in record.items()}


def _keep(home: Home, notices: list[Notice], log: Callable[[str], None]) -> str:
    with (home.nights / NOTICES).open("a", encoding="utf-8") as kept:
        for notice in notices:
            kept.write(json.dumps(asdict(notice), ensure_ascii=False) + "\n")
            log(f"notice: {notice.line}\n")
            _LOG.info(notice.line, extra={"about": asdict(notice)})
    return ""


def _mail(settings: Settings, notices: list[Notice]) -> str:
    assert settings.mail is not None  # noqa: S101 - asked before
    subject = f"Interregio: {', '.join(f'{notice.subject} {notice.kind}' for notice in notices[:3])}"
    if len(notices) > 3:  # noqa: PLR2004
        subject += f" and {len(notices) - 3} more"
    text = "\n\n".join(notice.line.replace("; ", "\n  ") for notice in notices) + "\n"
    return send_mail(settings.mail, "notices", subject, text, to=settings.mail.operators)


def _post(address: str, notices: list[Notice]) -> str:
    import httpx

    content = {"text": "\n".join(notice.line for notice in notices), "notices": [asdict(notice) for notice in notices]}
    try:
        httpx.post(address, json=content, timeout=TIMEOUT_SECONDS).raise_for_status()
    except httpx.HTTPStatusError as error:
        return f"notices: not taken by the webhook of {urlsplit(address).hostname}: {error.response.status_code}"
    except (httpx.HTTPError, ValueError) as error:
        # Its message would hold the address, and that is often a secret.
        return f"notices: not taken by the webhook of {urlsplit(address).hostname}: {type(error).__name__}"
    return ""
