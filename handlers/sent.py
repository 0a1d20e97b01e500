"""What a person sent beside words: voice messages, pictures, files."""

from __future__ import annotations

from typing import Any, Final

from aiogram import F
from aiogram.enums import ContentType
from aiogram.types import Message

from handlers.access import TYPED

ATTACHED: Final = F.voice | F.audio | F.photo | F.document | F.video | F.video_note
SENT: Final = TYPED | ATTACHED
"""What a note may be."""


def words_of(message: Message) -> str:
    """The text, or what stands under a picture or file."""
    return message.text or message.caption or ""


def size_of(message: Message) -> int:
    """Bytes of what was sent, as far as Telegram tells; a text has none."""
    sent = _carried(message)
    return getattr(sent, "file_size", None) or 0


def _carried(message: Message) -> Any:
    return (
        message.voice or message.audio or message.document or message.video or message.video_note
        or (message.photo[-1] if message.photo else None)
    )  # fmt: skip


def file_of(message: Message) -> dict[str, Any] | None:
    """What was sent, as Telegram can show it again."""
    sent = _carried(message)
    if sent is None:
        return None
    name = getattr(sent, "file_name", None)
    kind = ContentType(message.content_type).value
    return {"kind": kind, "file_id": sent.file_id} | ({"name": name} if name else {})
