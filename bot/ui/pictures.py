"""What handlers have pictures drawn with: where and how is the composition root's affair (`bot/drawing.py`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.ui.words import Words

Draw = Callable[[Callable[[Any, Words], bytes], Any, Words], Awaitable[bytes]]
"""`await draw(bars.draw, chart, words)` draws a chart away from the event loop and returns a PNG."""
