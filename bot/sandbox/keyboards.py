"""Keyboards: checked as Telegram checks them, kept in Bot API form."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from .errors import Json, bad_request

_STYLES = frozenset({"danger", "success", "primary"})
_INLINE_KINDS = {
    "url": "url",
    "callback_data": "callback",
    "copy_text": "copy",
    "web_app": "web_app",
    "login_url": "url",
    "switch_inline_query": "switch_inline",
    "switch_inline_query_current_chat": "switch_inline_here",
    "switch_inline_query_chosen_chat": "switch_inline",
    "callback_game": "game",
    "pay": "pay",
    "disabled": "disabled",
}
_REQUESTS = {
    "request_contact": "phone number can be requested in private chats only",
    "request_location": "location can be requested in private chats only",
    "request_users": "users can be requested in private chats only",
    "request_chat": "chats can be requested in private chats only",
    "request_poll": "poll can be requested in private chats only",
}
_HTTP = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.\-]*)://)?(?:[^/?#@]*@)?(?P<host>[^/?#:\s]*)(?::\d+)?\S*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Markup:
    """What `reply_markup` asked for: at most one of the two; `other` is a reply keyboard, its removal, force reply."""

    inline: Json | None = None
    other: Json | None = None


def parse_markup(value: object, *, private: bool) -> Markup:
    """Check and normalise `reply_markup`; raises the 400s of Telegram."""
    if isinstance(value, str):
        try:
            value = json.loads(value) if value.strip() else None
        except ValueError:
            raise bad_request("can't parse reply keyboard markup JSON object") from None
    if value is None:
        return Markup()
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in value:
        rows = _rows(value["inline_keyboard"], "inline_keyboard")
        return Markup(inline=_inline(rows, private))
    if "keyboard" in value:
        return Markup(other=_reply(value, _rows(value["keyboard"], "keyboard"), private))
    if value.get("remove_keyboard") or value.get("force_reply"):
        return Markup(other=_placeholder(dict(value)))
    return Markup()


def button_kind(button: Json) -> str:
    """callback, url, copy, request_contact ... or text."""
    for name, kind in _INLINE_KINDS.items():
        if name in button:
            return kind
    for name in _REQUESTS:
        if button.get(name):
            return name
    return "web_app" if "web_app" in button else "text"


def _rows(value: object, name: str) -> list[list[Any]]:
    if not isinstance(value, list):
        raise bad_request(f'field "{name}" must be of type Array')
    for row in value:
        if not isinstance(row, list):
            raise bad_request(f'field "{name}" must be an Array of Arrays')
    return value


def _inline(rows: list[list[Any]], private: bool) -> Json | None:
    result: list[list[Json]] = []
    for row in rows:
        # The ninth button of a row is left out without a word.
        buttons = [b for b in (_inline_button(item, private) for item in row) if b["text"]][:8]
        if buttons:
            result.append(buttons)
    if not result:
        return None
    for at, button in enumerate(button for row in result for button in row):
        if at and ("pay" in button or "callback_game" in button):
            raise bad_request("BUTTON_POS_INVALID")
    size = len(json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode())
    if sum(map(len, result)) > 100 or size > 10 * 1024:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": result}


def _style(button: Json, what: str) -> None:
    if button.get("style") and button["style"] not in _STYLES:
        raise bad_request(f"can't parse {what}: invalid button style specified")


def _inline_button(item: object, private: bool) -> Json:
    what = "inline keyboard button"
    if not isinstance(item, dict):
        raise bad_request(f"can't parse {what}: {what} must be an Object")
    if not isinstance(item.get("text"), str):
        raise bad_request(f"can't parse {what}: can't find field \"text\"")
    button = {name: value for name, value in item.items() if value is not None}
    button["text"] = button["text"].strip()
    _style(button, what)
    kinds = [name for name in _INLINE_KINDS if name in button and button[name] not in ("", False)]
    if "switch_inline_query" in button or "switch_inline_query_current_chat" in button:
        kinds = kinds or ["switch_inline_query"]
    if not kinds:
        raise bad_request(f"can't parse {what}: Text buttons are unallowed in the inline keyboard")
    if "url" in kinds:
        _check_url(str(button["url"]), "inline keyboard button URL")
    if "callback_data" in kinds and len(str(button["callback_data"]).encode()) > 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "copy_text" in kinds:
        copied = button["copy_text"].get("text") if isinstance(button["copy_text"], dict) else None
        if not isinstance(copied, str) or not 1 <= len(copied) <= 256:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if "web_app" in kinds:
        _check_web_app(button["web_app"], private)
    return button


def _check_url(url: str, what: str) -> None:
    match = _HTTP.fullmatch(url.strip())
    scheme = (match["scheme"] or "http").lower() if match else ""
    if scheme == "tg":
        return
    if match is None or (scheme in {"http", "https"} and "." not in match["host"].strip(".")):
        raise bad_request(f"{what} '{url}' is invalid: Wrong HTTP URL")
    if scheme not in {"http", "https", "ton"}:
        raise bad_request(f"{what} '{url}' is invalid: Unsupported URL protocol")


def _check_web_app(value: object, private: bool) -> None:
    url = str(value.get("url", "")) if isinstance(value, dict) else ""
    if not url.lower().startswith("https://"):
        raise bad_request(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")
    if not private:
        raise bad_request("BUTTON_TYPE_INVALID")


def _reply(value: Json, rows: list[list[Any]], private: bool) -> Json:
    result: list[list[Json]] = []
    for row in rows:
        buttons = [b for b in (_reply_button(item, private) for item in row) if b["text"]][:12]
        if buttons:
            result.append(buttons)
    if sum(map(len, result)) > 300:
        raise bad_request("reply markup is too long")
    if not result:
        return {"remove_keyboard": True}
    return _placeholder({**value, "keyboard": result})


def _reply_button(item: object, private: bool) -> Json:
    what = "keyboard button"
    if isinstance(item, str):
        return {"text": item.strip()}
    if not isinstance(item, dict):
        raise bad_request(f"can't parse {what}: {what} must be a String or an Object")
    if not isinstance(item.get("text"), str):
        raise bad_request(f"can't parse {what}: can't find field \"text\"")
    button = {name: field for name, field in item.items() if field is not None}
    button["text"] = button["text"].strip()
    _style(button, what)
    for name, refusal in _REQUESTS.items():
        if button.get(name) and not private:
            raise bad_request(refusal)
    return button


def _placeholder(value: Json) -> Json:
    if len(str(value.get("input_field_placeholder") or "")) > 64:
        raise bad_request("input field placeholder is too long")
    return value
