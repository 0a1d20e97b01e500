"""QR pictures of deep links, and the links themselves."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote

MODULE_PIXELS = 14
"""A link of 60 characters becomes a picture of about 600 × 600: scanned from a phone's screen at arm's length."""


def deep_link(bot_name: str, token: str) -> str:
    """The link that opens the bot with a token."""
    return f"https://t.me/{bot_name}?start={token}"


def share_link(link: str, text: str) -> str:
    """Telegram's own "forward to…" window with the link and a text ready."""
    return f"https://t.me/share/url?url={quote(link, safe='')}&text={quote(text, safe='')}"


def picture(link: str) -> bytes:
    """A PNG with the link as a QR code, with the quiet border readers need."""
    import segno  # few days have an invitation

    out = BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="png", scale=MODULE_PIXELS, border=4)
    return out.getvalue()
