"""``python -m tests.campaign crash|nights|readers|lake FOLDER [--count N] [--seed N]``."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

TRIALS = {"crash": 200, "nights": 15, "readers": 20, "lake": 1}
"""By default: so many kills, nights a stretch, publishes; the nights of the lake are always the same."""


def main() -> int:
    """Runs one trial in its folder; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("trial", choices=TRIALS)
    parser.add_argument("folder", type=Path, help="made if absent; a trial that was stopped goes on in it")
    parser.add_argument("--count", type=int, help=f"by default {TRIALS}")
    parser.add_argument("--seed", type=int, default=17)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    trial = import_module(f"tests.campaign.{asked.trial}")
    return int(trial.run(asked.folder.resolve(), asked.count or TRIALS[asked.trial], asked.seed))


if __name__ == "__main__":
    raise SystemExit(main())
