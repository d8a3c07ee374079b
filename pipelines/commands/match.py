"""What users record about matches: mute, status, relevance, notes; it outlives every refresh."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from pipelines.commands.console import HomeOption, JsonOption, err, home_of, out, print_report
from warehouse.products.matches.state import Entry, Kind, MatchState
from warehouse.settings import read_user_name

app = typer.Typer(
    no_args_is_help=True,
    help="Record decisions on matches: mute, status, notes, relevance. They outlive refreshes.",
)

PartnershipArgument = Annotated[str, typer.Argument(metavar="PARTNERSHIP", help="Id of the partnership.")]
TopicArgument = Annotated[str, typer.Argument(metavar="TOPIC", help="Id of the topic.")]
SaidByOption = Annotated[
    str | None, typer.Option("--by", help="Who says so. Default: the current user.", show_default=False)
]


@app.command("mute")
def match_mute(
    partnership: PartnershipArgument,
    topic: TopicArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why it is muted.")],
    said_by: SaidByOption = None,
    home: HomeOption = None,
) -> None:
    """Leave a match out of lists, files and alerts."""
    _say(home, (partnership, topic), "mute", reason, said_by)


@app.command("unmute")
def match_unmute(
    partnership: PartnershipArgument, topic: TopicArgument, said_by: SaidByOption = None, home: HomeOption = None
) -> None:
    """Take a muted match back into lists, files and alerts."""
    _say(home, (partnership, topic), "unmute", "", said_by)


@app.command("status")
def match_status(
    partnership: PartnershipArgument,
    topic: TopicArgument,
    value: Annotated[str, typer.Argument(metavar="STATUS", help="watching, preparing, submitted, won, lost or none.")],
    said_by: SaidByOption = None,
    home: HomeOption = None,
) -> None:
    """Record how far you are with a match."""
    _say(home, (partnership, topic), "status", value, said_by)


@app.command("relevance")
def match_relevance(
    partnership: PartnershipArgument,
    topic: TopicArgument,
    value: Annotated[str, typer.Argument(metavar="RELEVANCE", help="relevant, not_relevant or none.")],
    said_by: SaidByOption = None,
    home: HomeOption = None,
) -> None:
    """Say whether a call is one for the partnership: from the next night on it moves the calls like it, too."""
    _say(home, (partnership, topic), "relevance", value, said_by)


@app.command("note")
def match_note(
    partnership: PartnershipArgument,
    topic: TopicArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The note; an empty text takes it back.")],
    said_by: SaidByOption = None,
    home: HomeOption = None,
) -> None:
    """Keep a note with a match."""
    _say(home, (partnership, topic), "note", text, said_by)


@app.command("consortium")
def match_consortium(
    partnership: PartnershipArgument,
    topic: TopicArgument,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Find who of the members, and if need be from outside, could apply for a call together."""
    from warehouse.products.matches.proposal import find_open_match, propose
    from warehouse.store.reader import Reader

    with Reader(home_of(home).root).snapshot() as snapshot:
        found = propose(snapshot, *find_open_match(snapshot, partnership, topic)).as_json()
    print_report(found, _print_consortia, as_json=as_json)


@app.command("list")
def match_list(
    partnership: Annotated[str | None, typer.Option("--partnership", help="Only this partnership's id.")] = None,
    with_history: Annotated[
        bool, typer.Option("--history", help="Every entry, not only those that are in force.")
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """List what is kept about matches."""
    state = MatchState(home_of(home))
    said = [asdict(row) for row in (state.history() if with_history else state.current())]
    kept = [row for row in said if partnership is None or row["partnership_id"] == partnership]
    print_report(kept, _print_said, as_json=as_json)
    if not as_json:
        err.print(f"{len(kept)} {'entries' if with_history else 'matches'}")


def _print_consortia(found: dict[str, Any], console: Console) -> None:
    console.print(found["finding"])
    for rule in found["conflict"]:
        console.print(f"  conflict: {rule['rule_name']}, have {rule['have_count']:g}, need {rule['need_count']:g}")
    for number, consortium in enumerate(found["consortia"], start=1):
        console.print(f"Consortium {number}")
        for row in consortium["names"]:
            name = row["organisation_name"] or "an organisation"
            marks = [row["standing"], "could coordinate" if row["could_coordinate"] else "", row["introducer"] or ""]
            console.print(f"  {name}, {row['region_name']}: {row['evidence_words']} " + "; ".join(filter(None, marks)))
        for rule in consortium["rules"]:
            told = "not decided" if rule["have_count"] is None else f"{rule['have_count']:g} of {rule['need_count']:g}"
            console.print(f"  {rule['verdict']}: {rule['rule_name']}: {told}")


def _print_said(said: list[dict[str, Any]], console: Console) -> None:
    for row in said:
        values = {**row, "is_muted": "muted" if row.get("is_muted") else None}.values()
        console.print("  ".join(str(value) for value in values if value is not None))


def _say(home: Path | None, match: tuple[str, str], kind: str, value: str, said_by: str | None) -> None:
    """Keeps one thing said about one match of the served edition."""
    from warehouse.products.matches.reviews import find_match
    from warehouse.store.reader import Reader

    chosen = home_of(home)
    with Reader(chosen.root).snapshot() as snapshot:
        partnership_id, topic_id = find_match(snapshot, *match)
    entry = Entry(
        partnership_id=partnership_id,
        topic_id=topic_id,
        kind=Kind(kind),
        value=value,
        said_by=said_by or read_user_name(),
        said_at=datetime.now(UTC),
    )
    MatchState(chosen).add([entry])
    out.print(f"{partnership_id} {topic_id}: {kind} {entry.value}".rstrip())
