"""Voronka's command line; `python main.py --help` tells what there is."""

from __future__ import annotations

import sys

from bot.cli import main

if __name__ == "__main__":
    sys.exit(main())
