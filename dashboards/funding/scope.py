"""The scope of a call in three of its own sentences: taken from its text as they stand, nothing written anew."""

import re
from collections.abc import Mapping, Sequence

from dashboards.formats import shorten

SENTENCES = 3
SECTIONS = ("scope", "objective", "specific_challenge", "expected_outcome", "expected_impact", "description")
"""Parts of a topic's text by how directly they say what is to be done; the description repeats the others."""
_SHORTEST, _LONGEST = 50, 360
_AIM = re.compile(r"\b(aims?|objectives?|seeks?|focus(es)?|will support|should|expected to)\b", re.IGNORECASE)
# Said of every topic of a part of the work programme, and of none in particular.
_OF_ALL = re.compile(
    r"\bexpected impacts? of (the )?destination|\baim (for|at) delivering results|\bmulti-actor approach|\bJRC\b"
    r"|\bplan for the exploitation",
    re.IGNORECASE,
)
# Blocks of a text come without a blank between them: "areas.The aim", "by:Less", "ObjectivesThis pilot", "(HDV)The".
_ENDS = re.compile(
    r"(?<=[a-z0-9)\]”\"%][.;!?])(?<!e\.g\.)(?<!i\.e\.)\s*(?=[A-Z“\"])|(?<=:)(?=[A-Z])"
    r"|(?<=[a-z]{4})(?=[A-Z][a-z]+ )|(?<=\))(?=[A-Z][a-z])"
)
_WHOLE = tuple('.;!?”"')


def pick_sentences(texts: Mapping[str, str], terms: Sequence[str]) -> list[str]:
    """Picks the sentences that hold most of what a call is about, in the order of the text.

    Args:
        texts: parts of the topic's text, by section.
        terms: words of the theme that were found in it.
    """
    sections = [section for section in SECTIONS if section in texts]
    told = sections[:-1] if len(sections) > 1 and sections[-1] == "description" else sections
    parts = [[" ".join(part.split()) for part in _ENDS.split(texts[section])] for section in told]
    sentences = [
        (place == 0, sentence)
        for own in parts
        for place, sentence in enumerate(part for part in own if len(part) >= _SHORTEST)
    ]
    short = [number for number, (_, sentence) in enumerate(sentences) if len(sentence) <= _LONGEST]
    fitting = [
        number for number in short if sentences[number][1].endswith(_WHOLE) and not _OF_ALL.search(sentences[number][1])
    ]
    words = [re.compile(rf"\b{re.escape(term)}", re.IGNORECASE) for term in terms if term]

    def weigh(number: int) -> tuple[int, int]:
        is_first, sentence = sentences[number]
        found = sum(word.search(sentence) is not None for word in words)
        return -(found + (_AIM.search(sentence) is not None) + is_first), number

    chosen = sorted(sorted(fitting or short or range(len(sentences)), key=weigh)[:SENTENCES])
    return [shorten(sentences[number][1], _LONGEST) for number in chosen]
