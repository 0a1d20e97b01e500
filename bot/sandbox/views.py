"""What a person sees, as JSON for the page and the driver."""

from __future__ import annotations

from time import monotonic

from .errors import Json
from .keyboards import button_kind
from .methods.profile import commands_for
from .model import Human, Message
from .rendering import rich_html, rich_plain, to_html
from .world import World

_PASSED = ("via_bot", "location", "contact", "venue", "sticker", "media_group_id", "forward_origin")
_PERSON = (
    "id",
    "first_name",
    "last_name",
    "username",
    "language_code",
    "phone",
    "title",
    "known",
    "started",
    "blocked",
    "deactivated",
    "unread",
)
_FILES = ("document", "voice", "video", "animation", "audio")


def person_view(human: Human) -> Json:
    """One row of the list of people."""
    return {name: getattr(human, name) for name in _PERSON}


def chat_view(world: World, human: Human, after: int = 0, limit: int = 300) -> Json:
    """The chat of a person; `after` leaves out messages that have not changed since that version."""
    messages = list(world.chats.get(human.id, {}).values())[-limit:]
    return {
        "messages": [message_view(world, m) for m in messages if m.version > after],
        "version": world.version,
        "reply_keyboard": reply_keyboard_view(human),
        "commands": commands_for(world, human.id),
        "menu_button": human.menu_button or world.menu_button,
        "toasts": human.toasts[-20:],
        "typing": human.typing_until > monotonic(),
        "unread": human.unread,
        "blocked": human.blocked,
        "started": human.started,
        "bot": {"name": world.name, "username": world.username},
    }


def message_view(world: World, message: Message) -> Json:
    """One bubble."""
    content = message.content
    view: Json = {
        "id": message.id,
        "from": "bot" if message.from_bot else "person",
        "date": message.date,
        "edited": message.edit_date is not None,
        "text": content.get("text", ""),
        "caption": content.get("caption", ""),
        "entities": content.get("entities") or content.get("caption_entities") or [],
        "keyboard": _buttons(message.markup["inline_keyboard"]) if message.markup else [],
        "reply_to": message.reply_to,
        "deleted": message.deleted,
        "pinned": message.pinned,
        "silent": message.silent,
        "reactions": message.reactions,
        "version": message.version,
    }
    if "rich_message" in content:
        blocks = content["rich_message"]["blocks"]
        view.update(text=rich_plain(blocks).strip(), html=rich_html(blocks), rich=True)
    else:
        view["html"] = to_html(message.text, view["entities"])
    view.update({name: content[name] for name in _PASSED if name in content})
    if photo := content.get("photo"):
        view["photo"] = {**photo[-1], "url": f"/sandbox/files/{photo[-1]['file_id']}"}
    for name in _FILES:
        if name in content:
            view[name] = {**content[name], "url": f"/sandbox/files/{content[name]['file_id']}"}
    return view


def _buttons(rows: list[list[Json]]) -> list[list[Json]]:
    return [[_button(button) for button in row] for row in rows]


def _button(button: Json) -> Json:
    view: Json = {"text": button["text"], "kind": button_kind(button), "style": button.get("style")}
    if "callback_data" in button:
        view["data"] = button["callback_data"]
    if "url" in button:
        view["url"] = button["url"]
    if "copy_text" in button:
        view["copy"] = button["copy_text"]["text"]
    for name in ("switch_inline_query", "switch_inline_query_current_chat"):
        if name in button:
            view["query"] = button[name]
    return view


def reply_keyboard_view(human: Human) -> Json | None:
    """The reply keyboard the person has under the input field."""
    keyboard = human.reply_keyboard
    if keyboard is None:
        return None
    return {
        "rows": _buttons(keyboard["keyboard"]),
        "resize": bool(keyboard.get("resize_keyboard")),
        "one_time": bool(keyboard.get("one_time_keyboard")),
        "persistent": bool(keyboard.get("is_persistent")),
        "placeholder": keyboard.get("input_field_placeholder", ""),
    }
