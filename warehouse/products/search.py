"""Search over what an edition holds: one index beside its database, made at publish, asked by every page.

A query and a name need not agree letter by letter: accents are folded, and names are found by the groups of three
letters that they share with it (SQLite's trigram index), then ranked by how alike they are. How results look is in
`dashboards.search`.
"""

import re
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from heapq import nlargest
from math import log2
from pathlib import Path

from rapidfuzz import fuzz

from warehouse.store.editions import Edition
from warehouse.store.errors import EditionLacksError
from warehouse.store.reader import Snapshot

INDEX_NAME = "search.sqlite"
KINDS = ("partnership", "region", "organisation", "topic", "project", "method")
"""Kinds of things that are found, in the order in which results are shown."""
LONGEST_QUERY = 100
_GRAM = 3
MOST = 60
"""Things of one kind that are found at most."""
_ALIKE = 75.0
"""From how alike, of 100, every word of a query must be to one of a name: one letter in four or five may differ."""

# What Unicode does not take apart into a letter and its accent.
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})

# A company or cluster that is in no partnership yet looks for itself: every one with a project in a theme is found.
_THINGS = """
with latest_regions as (
    select * from marts_core.dim_region
    qualify row_number() over (partition by nuts_code order by nuts_version desc) = 1
),

found_organisations as (
    select organisation_id
    from marts_engagement.fct_organisation_theme
    union
    select organisation_id
    from marts_engagement.fct_cluster
    union
    select organisation_id
    from marts_core.dim_organisation
    where exists (
        from marts_core.fct_membership as members
        where starts_with(dim_organisation.nuts_code, members.nuts_code)
    )
)

select
    'partnership' as kind,
    partnership_id as key,
    partnership_name as name,
    platform_name as detail,
    partnership_id || ' ' || array_to_string(coalesce(theme_terms, []), ' ') as words,
from marts_core.dim_partnership
union all
select
    'region',
    nuts_code,
    region_name,
    nuts_code || ', NUTS ' || nuts_level,
    concat_ws(' ', nuts_code, nullif(region_name_local, region_name), region_name_english),
from latest_regions
union all
select
    'organisation',
    organisations.organisation_id,
    organisation_name,
    concat_ws(', ', city, organisations.country_code),
    coalesce(nullif(short_name, organisation_name), ''),
from marts_core.dim_organisation as organisations
inner join found_organisations on organisations.organisation_id = found_organisations.organisation_id
where not is_name_withheld
union all
select
    'topic',
    case when topic_id in (select topic_id from marts_funding.fct_match) then topic_id else portal_url end,
    coalesce(topic_title, topic_id),
    concat_ws(', ', topic_id, 'deadline ' || strftime(deadline_date, '%-d %B %Y')),
    topic_id,
from marts_core.dim_topic
where topic_status in ('open', 'forthcoming')
union all
select
    'project',
    case when source = 'cordis' then project_id else '' end,
    concat_ws(': ', acronym, project_title),
    project_id || ', ' || coalesce(project_year::varchar, 'year not known'),
    project_id,
from marts_core.dim_project
where acronym is not null or project_title is not null
order by all
"""


@dataclass(frozen=True)
class Thing:
    """One thing that can be found.

    Attributes:
        kind: one of `KINDS`.
        key: what its page is named by; of a topic that matches no partnership the address at its publisher; empty where
            it has no page.
        name: as readers know it.
        detail: what tells it from others of a like name.
        words: other names that lead to it.
    """

    kind: str
    key: str
    name: str
    detail: str = ""
    words: str = ""

    @property
    def folded(self) -> str:
        """All that it is found by."""
        return fold(f"{self.name} {self.words}")


def fold(text: str) -> str:
    """Text as it is compared: lower case, without accents, with single blanks between words."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text)
        plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
        text = unicodedata.normalize("NFKD", plain.casefold().translate(_LETTERS))
    return " ".join(re.findall(r"\w+", text.casefold()))


def write_index(snapshot: Snapshot, directory: Path) -> None:
    """Writes the index of an edition into a directory; the same edition gives the same things in the same order."""
    things = [Thing(*row) for row in snapshot.frame(_THINGS).rows()]
    with closing(sqlite3.connect(directory / INDEX_NAME, isolation_level=None)) as index:
        index.execute("pragma journal_mode = off")
        index.execute("pragma synchronous = off")
        index.execute("begin")
        index.execute("create table things (kind text, key text, name text, detail text, folded text)")
        # Only the numbers of rows are kept: where in a name its letters stand does not matter.
        index.execute(
            "create virtual table grams "
            "using fts5 (folded, content='', detail='none', columnsize=0, tokenize='trigram')"
        )
        rows = ((thing.kind, thing.key, thing.name, thing.detail, thing.folded) for thing in things)
        index.executemany("insert into things values (?, ?, ?, ?, ?)", rows)
        index.execute("insert into grams (rowid, folded) select rowid, folded from things")
        index.execute("insert into grams (grams) values ('optimize')")
        index.execute("commit")


def find_things(edition: Edition, query: str, others: Sequence[Thing] = ()) -> dict[str, list[Thing]]:
    """What a query finds, by kind in the order of `KINDS`, the most alike first; at most `MOST` of a kind.

    Args:
        edition: whose index is asked.
        query: words of whoever searches.
        others: more things to look through that the index does not hold.

    Raises:
        EditionLacksError: the edition was published without an index.
    """
    path = edition.directory / INDEX_NAME
    if not path.exists():
        raise EditionLacksError(f"This edition ({edition.edition_id}) has no search; it comes with the next night.")
    asked = fold(query)
    if not asked:
        return {}
    found = [(thing, thing.folded) for thing in others]
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as index:
        numbers = _candidates(index, asked)
        rows = index.execute(f"select * from things where rowid in ({', '.join('?' * len(numbers))})", numbers)
        found += [(Thing(*shown), folded) for *shown, folded in rows]
    ranked = sorted(
        (
            (-likeness, len(thing.name), thing.name, thing.key, thing)
            for thing, folded in found
            if (likeness := how_alike(asked, folded))
        ),
        key=lambda entry: entry[:-1],
    )
    things = [entry[-1] for entry in ranked]
    groups = {kind: [thing for thing in things if thing.kind == kind] for kind in KINDS}
    return {kind: group for kind, group in groups.items() if group}


def how_alike(asked: str, folded: str) -> float:
    """How well words of a query, both folded, are found among others, 0 to 100; 0 where one of them is not found."""
    words = folded.split()
    likeness = [max((_word_alike(word, other) for other in words), default=0.0) for word in asked.split()]
    return sum(likeness) / len(likeness) if likeness and min(likeness) >= _ALIKE else 0.0


def _word_alike(asked: str, word: str) -> float:
    if any(letter.isdecimal() for letter in asked):  # codes and numbers that are nearly right are others
        return 100.0 if asked == word else 99.0 if word.startswith(asked) else 0.0
    # Whoever types has not always come to the end of a word, but one that ends alike is nearer.
    return max(fuzz.ratio(asked, word), fuzz.ratio(asked, word[: len(asked)]) - 1)


def _candidates(index: sqlite3.Connection, asked: str) -> list[int]:
    """Rows that share most with a query, so many of each kind: rare letters count for more than frequent ones."""
    if len(asked) < _GRAM:
        rows = index.execute("select rowid from things where ' ' || folded like '% ' || ? || '%'", (asked,))
        weights = {number: 1.0 for (number,) in rows}
    else:
        weights = defaultdict(float)
        for gram in {asked[start : start + _GRAM] for start in range(len(asked) - _GRAM + 1)}:
            numbers = index.execute("select rowid from grams where grams match ?", (f'"{gram}"',)).fetchall()
            for (number,) in numbers:
                weights[number] += 1 / log2(2 + len(numbers))
    ends = index.execute("select min(rowid), max(rowid) from things group by kind").fetchall()
    return [
        number
        for first, last in ends
        for number in nlargest(MOST, (number for number in weights if first <= number <= last), key=weights.__getitem__)
    ]
