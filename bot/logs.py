"""Logs: one line an event, with ids; never a message text, a phone or a token.

What a library puts into an exception is not ours to trust: SQLAlchemy quotes parameters, pydantic quotes inputs,
aiohttp quotes addresses with the token in them. So of an exception only its kind and the places it went through are
written, and its words only where they are known to carry nothing of a person's; the whole line is then searched for
secrets and phones once more.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Final, TextIO

_ROOT: Final = Path(__file__).resolve().parents[1]
_FRAMES: Final = 12
_TOKEN: Final = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{20,}")
_IN_URL: Final = re.compile(r"/bot[^/\s\"']+")
_PHONE: Final = re.compile(r"\+\d[\d ()-]{7,16}\d")
_PLAIN: Final = (OSError, TimeoutError, TypeError, AttributeError, NameError, ImportError, AssertionError)
"""Errors whose words tell of code and machine, not of people."""
_PLAIN_MODULES: Final = ("aiogram.exceptions", "aiohttp.", "jinja2.", "services.errors", "alembic.")
_NOISY: Final = (
    "apscheduler",
    "alembic",
    "sqlalchemy",
    "aiosqlite",
    "asyncio",
    "PIL",
    "aiogram.event",
    "aiohttp.access",
)


class LineFormatter(logging.Formatter):
    """One record, one line: time in UTC, level, logger, message, and the way an exception took."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = tuple(sorted((text for text in secrets if text), key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        """Write a record without secrets."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
        line = f"{at}Z {record.levelname:<7} {record.name} {record.getMessage()}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f" | {describe(record.exc_info[1])}"
        return self.clean(line)

    def clean(self, text: str) -> str:
        """Take secrets, phones and line breaks out of a text."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        text = _IN_URL.sub("/bot***", _TOKEN.sub("***", text))
        return " ".join(_PHONE.sub("+***", text).split())


def describe(error: BaseException) -> str:
    """An exception in one line: kind, harmless words, places, and what caused it."""
    line = f"{type(error).__name__}{_words(error)} at {_places(error.__traceback__)}"
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{line} <- {describe(cause)}" if cause is not None else line


def _words(error: BaseException) -> str:
    module = type(error).__module__
    if module.startswith("aiogram.exceptions") and not hasattr(error, "method"):
        return ""  # ClientDecodeError quotes the whole answer
    if isinstance(error, _PLAIN) or module.startswith(_PLAIN_MODULES):
        return f": {error}"
    return ""


def _places(traceback: TracebackType | None) -> str:
    if traceback is None:
        return "?"
    ours = []
    for frame in extract_tb(traceback)[-_FRAMES:]:
        path = Path(frame.filename)
        name = path.relative_to(_ROOT) if path.is_relative_to(_ROOT) and ".venv" not in path.parts else path.name
        ours.append(f"{name}:{frame.lineno} {frame.name}")
    return " > ".join(ours)


def set_up(level: int, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send every log of the process to `stream` (stderr) in our format."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(LineFormatter(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
