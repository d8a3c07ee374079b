"""What whoever hands in a workbook or short form hears of it; the check is the registry's, which pages never see."""

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


class Statements(Protocol):
    """Forms of partnerships and their check: `pipelines.sources.registry.commands`."""

    def form(self, home: Home, partnership_id: str, file_format: str) -> bytes:
        """A workbook or short form with what is known filled in; raises UsageError where there is none such."""

    def take(self, snapshot: Snapshot, name: str, content: bytes, *, is_for_inbox: bool) -> Taken:
        """Checks a file and, if it is sound and asked for, puts it into the inbox."""
