"""Run the benchmarks: all of them, or those named: `make bench ARGS="calls delivery"`."""

from __future__ import annotations

import asyncio
import importlib
import sys

from tests.benchmarks.measure import Figure, conditions

SUITES = (
    "updates",
    "calls",
    "delivery",
    "importing",
    "start",
    "understanding",
    "find",
    "rounds",
    "audit",
    "forecast",
    "indicators",
    "pictures",
)


def main(chosen: list[str]) -> int:
    """Print a line per figure; the exit code says whether every goal is reached."""
    unknown = set(chosen) - set(SUITES)
    if unknown:
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(SUITES)}", file=sys.stderr)
        return 2
    print(conditions(), flush=True)
    missed = 0
    for name in chosen or SUITES:
        figures: list[Figure] = asyncio.run(importlib.import_module(f"tests.benchmarks.bench_{name}").run())
        for figure in figures:
            print(figure.line(), flush=True)
            missed += not figure.reached
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
