"""What whoever hands in a workbook or short form hears of it; the check is the registry's, which pages never see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from warehouse.store.paths import Home
from warehouse.store.reader import Snapshot


@dataclass(frozen=True)
class Taken:
    """What a check found, and what was done.

    Attributes:
        lines: one per problem, as `interregio registry check` prints them.
        is_refused: whether it would not be loaded.
        handed_in: name under which it lies in the inbox; empty if it does not.
        facts: partnership and missing fact, those first that would narrow its bounds most.
        marked: copy of a workbook with the cells of its problems marked; empty where there is none.
    """

    lines: tuple[str, ...]
    is_refused: bool
    handed_in: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    marked: bytes = b""


@dataclass(frozen=True)
class Asked:
    """One column of a question.

    Attributes:
        name: of the column.
        label: as its header says it, with a star where it must be filled.
        help: what it takes.
        choices: the values it may have; empty where it is free.
        kind: of the field in a page: ``text`` or ``date``.
    """

    name: str
    label: str
    help: str
    choices: tuple[str, ...] = ()
    kind: str = "text"


@dataclass(frozen=True)
class Question:
    """One part of the short form.

    Attributes:
        sheet: name of the workbook's sheet that its answer fills.
        words: the question.
        columns: what each row of the answer says.
        rows: the answer as far as it is known, by column.
    """

    sheet: str
    words: str
    columns: tuple[Asked, ...]
    rows: tuple[Mapping[str, str], ...] = ()


class Statements(Protocol):
    """Forms of partnerships and their check: `pipelines.sources.registry.commands`."""

    def form(self, home: Home, partnership_id: str, file_format: str) -> bytes:
        """A workbook or short form with what is known filled in; raises UsageError where there is none such."""

    def take(
        self,
        snapshot: Snapshot,
        name: str,
        content: bytes,
        *,
        is_for_inbox: bool,
        said_by: str,
        allowed: frozenset[str] | None = None,
    ) -> Taken:
        """Checks a file and, if it is sound, asked for and of allowed partnerships alone, puts it into the inbox."""

    def questions(self, home: Home, partnership_id: str) -> tuple[Question, ...]:
        """The short form, with what is known filled in; of no partnership without any answer."""

    def state(
        self,
        snapshot: Snapshot,
        answers: Mapping[str, object],
        *,
        is_for_inbox: bool,
        said_by: str,
        allowed: frozenset[str] | None = None,
    ) -> Taken:
        """Checks answers to the short form: ``partnership_id``, ``stated_on`` and rows by sheet; as `take` does."""
