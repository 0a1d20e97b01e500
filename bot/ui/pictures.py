"""How handlers have pictures and files made; where is the composition root's affair (`bot/drawing.py`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.ui.canvas import Picture

Make = Callable[[Callable[[Any], bytes], Any], Awaitable[bytes]]
"""`await make(sheets.xlsx, sheet)` makes a file of a value away from the event loop."""
Draw = Callable[[Picture], Awaitable[bytes]]
"""`await draw(bars.draw(chart, words))` makes a PNG of what is laid out, away from the event loop."""
