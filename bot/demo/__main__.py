"""`python -m bot.demo URL [DIR]`: fills the demo's database; see `bot/demo/filler.py`."""

from __future__ import annotations

import gc
import os
import sys

if __name__ == "__main__":
    gc.disable()  # a short life full of small objects, none of them garbage: a fifth of the time
    from bot.demo.filler import main

    code = main(*sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # without taking half a million objects apart first
