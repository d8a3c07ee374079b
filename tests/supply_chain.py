"""What the project is made of: a bill of materials in CycloneDX, and the licence of everything that is locked.

``python -m tests.supply_chain FILE`` writes the bill of ``requirements.lock``; ``--sizes`` prints what weighs most.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

from packaging.markers import Marker

LOCK = Path(__file__).parent.parent / "requirements.lock"
_MARKER = re.compile(r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+))?", re.M)

PERMISSIVE = ("MIT", "BSD", "Apache", "ISC", "PSF", "Python Software", "HPND", "Zlib", "CC0", "Artistic", "CNRI")
WEAK_COPYLEFT = ("MPL", "Mozilla Public", "LGPL", "Lesser General")
ALLOWED = (*PERMISSIVE, *WEAK_COPYLEFT)
"""Parts of the names of licences under which a package may be used beside software under the EUPL."""

READ_ELSEWHERE = {
    "axe-playwright-python": "MIT",  # as its repository says; the axe-core inside is MPL-2.0
    "text-unidecode": "Artistic-1.0-Perl OR GPL-1.0-or-later",  # a choice, which its classifiers cannot say
}
"""Licences that metadata do not state."""


@dataclass(frozen=True)
class Component:
    """One locked package.

    Attributes:
        name: as the lock has it.
        version: exact.
        hashes: SHA-256 of its files.
        is_installed: whether this system needs it, in this version.
        licence: as its metadata states it; empty where it is not installed.
    """

    name: str
    version: str
    hashes: tuple[str, ...]
    is_installed: bool
    licence: str


def read_lock() -> list[Component]:
    """Every package of the lock, by name."""
    text = LOCK.read_text(encoding="utf-8")
    starts = [*_MARKER.finditer(text)]
    ends = [*(found.start() for found in starts[1:]), len(text)]
    return [
        _component(found, re.findall("sha256:([0-9a-f]{64})", text[found.start() : end]))
        for found, end in zip(starts, ends, strict=True)
    ]


def _component(found: re.Match[str], hashes: list[str]) -> Component:
    name, version = found["name"], found["version"]
    if found["marker"] and not Marker(found["marker"]).evaluate():
        return Component(name, version, tuple(hashes), is_installed=False, licence="")
    licence = READ_ELSEWHERE.get(name) or licence_of(distribution(name))
    return Component(name, version, tuple(hashes), is_installed=True, licence=licence)


def size_of(installed: Distribution) -> int:
    """Bytes that a package takes."""
    paths = [Path(str(installed.locate_file(part))) for part in installed.files or ()]
    return sum(path.stat().st_size for path in paths if path.is_file())


def licence_of(installed: Distribution) -> str:
    """The licence that a package states: as an expression, as classifiers, or as the first line of its text."""
    stated = installed.metadata
    if "License-Expression" in stated:
        return str(stated["License-Expression"])
    classified = [value.rpartition(" :: ")[2] for value in stated.get_all("Classifier") or () if "License ::" in value]
    named = [value for value in classified if value != "OSI Approved"]
    return " AND ".join(named) or (str(stated["License"]) if "License" in stated else "").strip().partition("\n")[0]


def is_allowed(licence: str) -> bool:
    """Whether each part of a licence is allowed, or one of those that may be chosen."""
    choices = [choice.split(" AND ") for choice in re.split(r" OR |; ", licence)]
    return any(all(any(word in part for word in ALLOWED) for part in parts) for parts in choices)


def write_bill(components: list[Component]) -> str:
    """The bill of materials, CycloneDX 1.6 in JSON, the same for the same lock."""
    listed: list[dict[str, Any]] = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{part.name}@{part.version}",
            "purl": f"pkg:pypi/{part.name}@{part.version}",
            "name": part.name,
            "version": part.version,
            "hashes": [{"alg": "SHA-256", "content": content} for content in part.hashes],
            **({"licenses": [{"license": {"name": part.licence}}]} if part.licence else {}),
        }
        for part in components
    ]
    root = {"type": "application", "bom-ref": "interregio", "name": "interregio"}
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": root}}
    return json.dumps(bill | {"components": listed}, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    found = read_lock()
    if "--sizes" in sys.argv:
        sizes = {part: size_of(distribution(part.name)) for part in found if part.is_installed}
        for part in sorted(sizes, key=sizes.__getitem__, reverse=True)[:25]:
            sys.stdout.write(f"{sizes[part] / 1e6:8.1f} MB  {part.name} {part.version}  {part.licence}\n")
        sys.stdout.write(f"{sum(sizes.values()) / 1e6:8.1f} MB  all {len(sizes)}\n")
    else:
        Path(sys.argv[1]).write_text(write_bill(found), encoding="utf-8")
