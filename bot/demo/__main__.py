"""`python -m bot.demo URL [DIR]`: fills the demo's database; see `bot/demo/filler.py`."""

from __future__ import annotations

import gc
import sys

if __name__ == "__main__":
    gc.disable()  # a short life full of small objects, none of them garbage: a fifth of the time
    from bot.demo.filler import main

    sys.exit(main(*sys.argv[1:]))
