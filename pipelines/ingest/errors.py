"""The one taxonomy of what can go wrong between a publisher and a raw table.

Every error says where, what was expected and what came, in one line fit for an operator. Errors of
the warehouse itself (locks, publishing) are in ``warehouse.store.errors``.
"""

import traceback
from pathlib import Path

_LONGEST_CAUSE = 200
_OWN_CODE = Path(__file__).resolve().parents[1]


def printable(text: str) -> str:
    """A text on one line that no terminal obeys: what publishers wrote stands in messages, escape sequences too."""
    return "".join(character if character.isprintable() else "·" for character in " ".join(text.split()))


class SourceError(Exception):
    """A source could not be read. Never stops the night: it becomes the source's status.

    Attributes:
        where: file, address or table concerned.
        expected: what would have been right.
        came: what was found instead.
    """

    def __init__(self, *, where: str, expected: str, came: str) -> None:
        self.where = where
        self.expected = expected
        self.came = came
        super().__init__(printable(f"{where}: expected {expected}, got {came}"))


class TransientError(SourceError):
    """May go away by itself: time-out, reset connection, 429, 5xx. Worth another try.

    Attributes:
        wait_seconds: how long the publisher asked to be left alone, None if it did not ask.
    """

    def __init__(self, *, where: str, expected: str, came: str, wait_seconds: float | None = None) -> None:
        self.wait_seconds = wait_seconds
        super().__init__(where=where, expected=expected, came=came)


class UnreachableError(TransientError):
    """Nobody answers at the address: refused, no route, no such host. Worth another try, but not a long wait."""


class UnstableListingError(TransientError):
    """A listing changed while it was read page after page. Worth reading again from its first page."""


class TerminalError(SourceError):
    """Stays wrong however often it is asked: 404, an HTML page where a zip is due, a broken archive."""


class ContractError(SourceError):
    """The file arrived whole but is not what its contract says: a column missing, unknown or unreadable."""


class HeldError(SourceError):
    """What came is whole and readable, but lost more of what was there than a source may in one night."""


class UnexpectedError(SourceError):
    """The code itself failed on what came, in a way that nobody foresaw. One source's fault, not the night's.

    Attributes:
        trace: the traceback, for the night's log.
    """

    def __init__(self, error: BaseException, *, where: str, expected: str) -> None:
        self.trace = "".join(traceback.format_exception(error))
        said = " ".join(str(error).split())[:_LONGEST_CAUSE]
        super().__init__(where=where, expected=expected, came=f"{type(error).__name__}: {said}{_name_place(error)}")


def _name_place(error: BaseException) -> str:
    """The innermost place of our own on the way to what raised, blank if there is none."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(_OWN_CODE)]
    return f" in {Path(own[-1].filename).relative_to(_OWN_CODE)}, line {own[-1].lineno}" if own else ""
