"""A local stand-in for Telegram's Bot API, with people to talk to the bot.

`Sandbox` is the server (in this process, on a local port), `SandboxClient` and `Person` drive the people over HTTP.
"""

from __future__ import annotations

from .client import Person, SandboxClient
from .screens import Screen
from .server import TOKEN, Sandbox
from .taps import format_taps

__all__ = ["TOKEN", "Person", "Sandbox", "SandboxClient", "Screen", "format_taps"]
