"""Plays publishers by hand: ``python -m tests.simulator [--night 2026-08] [--port N] [--fault NAME=SOURCE]...``."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from tests.mirrors import REAL_DATA, build_mirror
from tests.simulator.faults import FAULTS
from tests.simulator.server import SOURCES, Simulator


def main() -> int:
    """Serves until it is stopped; gives the exit code."""
    arguments = _read_arguments()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.night:
            mirror = REAL_DATA / "mirror" / arguments.night
            if not mirror.is_dir():
                sys.stderr.write(f"night: expected a folder of real files, got {mirror}\n")
                return 2
        else:
            mirror = build_mirror(Path(folder), *SOURCES)
        return _serve(Simulator(mirror, arguments.port), arguments.fault)


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.simulator",
        description="Serves every publisher on a local port, from the tests' fixtures or the real files of a night.",
        epilog="faults: " + "; ".join(f"{name}: {fault.tells}" for name, fault in FAULTS.items()),
    )
    parser.add_argument("--night", help="real files of ../shared/data/mirror/NIGHT; default: the fixtures")
    parser.add_argument("--port", type=int, default=0, help="default: any that is free")
    parser.add_argument(
        "--fault", action="append", default=[], metavar="NAME=SOURCE", help="spoil a source's replies; several times"
    )
    return parser.parse_args()


def _serve(simulator: Simulator, faults: list[str]) -> int:
    try:
        with simulator:
            for fault in faults:
                name, _, source = fault.partition("=")
                simulator.inject(name, source)
            lines = [f"export {name}={url}" for name, url in simulator.environment.items()]
            sys.stdout.write("\n".join([*lines, "# serving until stopped with Ctrl-C", ""]))
            sys.stdout.flush()
            signal.sigwait({signal.SIGINT, signal.SIGTERM})
    except LookupError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    raise SystemExit(main())
