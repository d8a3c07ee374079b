"""The words of pages stand in one file per page, and only there: every message is said, and nothing else is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path

import htpy as h
import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

import dashboards
from dashboards.domains import ROUTES, TABLES
from dashboards.words import Words

ROOT = Path(dashboards.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
FILES = sorted(ROOT.rglob("*.ftl"))
NOT_PAGES = {"api.py", "health.py", "formats.py", "theme.py", "urls.py", "people.py"}
"""For programs; how numbers are written; names of colours and of fonts; markup; who signs a record."""
SENTENCE = re.compile(r"[A-Za-z]{2,},? [a-zA-Z]{2,}")
SQL = re.compile(
    r"\b(no-cache|no-store|select|order by|group by|not null|nulls last|desc)\b|\w_\w|\w=\W?\w|\bif\(|\$\w"
)
NAMES = re.compile(r"[a-z0-9_*.{}$-]+( +[a-z0-9_*.{}$-]+)*")
"""Names of columns or of classes in a row; a sentence has a capital, a stop, or a word of grammar."""
GRAMMAR = re.compile(r"\b(the|a|an|of|in|is|are|no|not|to|for|with|by|its|that|who|than|at)\b")
NOT_SAID = {"compile", "exception", "warning", "error", "info", "names", "refuse"}
"""Patterns, logs, names of columns, and refusals, which are one line for programs as errors are."""


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_words_are_read_over_lines_and_say_counts_and_dates_as_everywhere(tmp_path: Path) -> None:
    (tmp_path / "page.ftl").write_text(
        "calls = { $calls ->\n        [one] { $calls } call\n       *[other] { $calls } calls\n    } until { $day }\n"
        "    .long =\n        one line\n        and its rest\n\n        a <a>paragraph</a>\n"
    )
    say = Words(str(tmp_path / "page.py"))
    assert [say("calls", calls=1, day=date(2026, 8, 9)), say("calls", calls=80_276, day="then")] == [
        "1 call until 9 August 2026",
        "80\u202f276 calls until then",
    ]
    assert say("calls.long") == "one line and its rest\n\na <a>paragraph</a>"
    assert str(h.p[say.nodes("calls.long", {"a": h.b})]) == "<p>one line and its rest\n\na <b>paragraph</b></p>"
    with pytest.raises(LookupError, match=r"page\.ftl: expected a message nothing, came none"):
        say("nothing")
    with pytest.raises(LookupError, match=r"page\.ftl: calls: .*day"):
        say("calls", calls=1)


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_every_message_is_readable_and_said_with_its_values(path: Path) -> None:
    messages, said = _messages(path), list(_said(path))
    unsaid = [name for name in messages if not any(re.fullmatch(pattern, name) for pattern, _ in said)]
    assert not unsaid, f"nobody says {', '.join(unsaid)}"
    for pattern, given in said:
        named = {name: values for name, values in messages.items() if re.fullmatch(pattern, name)}
        assert named, f"{path.name} has no message {pattern}"
        if given is not None:
            lacking = {name: values - given for name, values in named.items() if values - given}
            assert not lacking, f"{pattern} is said without a value that it asks for"
            assert given <= set.union(*named.values()), f"{pattern} is said with a value that it does not ask for"


@pytest.mark.parametrize("path", [path for path in MODULES if path.name not in NOT_PAGES], ids=_name)
def test_modules_hold_no_sentence(path: Path) -> None:
    found = [f"{path.name}:{line}: {text}" for line, text in _sentences(ast.parse(path.read_text()))]
    assert not found, "\n".join(found)


def _sentences(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Texts for readers: not of documentation, of errors, of statements in SQL, and not rows of names."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            continue
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in NOT_SAID or called.endswith("Error"):
                continue
        text = ""
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        is_row = NAMES.fullmatch(text.strip()) and not GRAMMAR.search(text)
        if SENTENCE.search(text) and not SQL.search(text) and not is_row:
            yield node.lineno, text  # type: ignore[attr-defined]
        elif not isinstance(node, ast.JoinedStr):
            yield from _sentences(node)


@cache
def _messages(path: Path) -> dict[str, set[str]]:
    """The values that each message, or part of one, asks for."""
    found: dict[str, set[str]] = {}
    for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
        assert not isinstance(entry, ftl.Junk), f"{path.name}: cannot be read: {entry.content}"
        if isinstance(entry, ftl.Message):
            parts = {"": entry.value, **{f".{part.id.name}": part.value for part in entry.attributes}}
            for part, pattern in parts.items():
                if pattern is not None:
                    assert f"{entry.id.name}{part}" not in found, f"{path.name}: {entry.id.name}{part} stands twice"
                    found[f"{entry.id.name}{part}"] = _values(pattern)
    return found


def _values(pattern: ftl.Pattern) -> set[str]:
    found: set[str] = set()

    class Values(Visitor):
        def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802 - the library's name
            found.add(node.id.name)

    Values().visit(pattern)
    return found


def _said(path: Path) -> Iterator[tuple[str, set[str] | None]]:
    """What is said from a file: a name, or a pattern of names, and its values; None where they are not written out."""
    for words, call in _calls():
        if words.path == path:
            given = {keyword.arg for keyword in call.keywords if keyword.arg}
            is_open = any(keyword.arg is None for keyword in call.keywords)
            yield from ((pattern, None if is_open else given) for pattern in _patterns(call.args[0]))
    if path == ROOT / "tables.ftl":
        yield from ((re.escape(f"{table}{part}"), set()) for table in TABLES for part in ("", ".row"))
    for route in ROUTES:
        if route.words.path == path:
            yield re.escape(f"{route.name}.description"), set()
            if route.is_main:
                yield re.escape(f"{route.name}.label"), set()


def _patterns(name: ast.expr) -> Iterator[str]:
    """A name as it is written in the code: whole, one of two, or so that its beginning can be looked for."""
    if isinstance(name, ast.IfExp):
        yield from (*_patterns(name.body), *_patterns(name.orelse))
    elif isinstance(name, ast.Constant):
        yield re.escape(str(name.value))
    else:
        parts = name.values if isinstance(name, ast.JoinedStr) else []
        assert parts, f"{ast.unparse(name)}: expected a name that is written out, or begins so"
        assert isinstance(parts[0], ast.Constant), f"{ast.unparse(name)}: expected a name that begins with what it is"
        yield "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w-]+" for part in parts)


@cache
def _calls() -> list[tuple[Words, ast.Call]]:
    """Every `say(…)` and `say.nodes(…)` of the dashboards, with the words that it says something from."""
    found = []
    for path in MODULES:
        if path.name in {"tables.py", "visit.py"} and path.parent == ROOT:
            continue
        module = import_module(".".join(("dashboards", *path.relative_to(ROOT).with_suffix("").parts)))
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                is_nodes = isinstance(node.func, ast.Attribute) and node.func.attr == "nodes"
                said = node.func.value if is_nodes else node.func  # type: ignore[attr-defined]
                words = getattr(module, said.id, None) if isinstance(said, ast.Name) else None
                if isinstance(words, Words):
                    found.append((words, node))
    return found
