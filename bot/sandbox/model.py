"""What the stand-in remembers: people, messages, button presses, calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .errors import Json


@dataclass(slots=True)
class Human:
    """A person with a phone in the hand. `title` is only a hint for the page (manager, head...)."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "ru"
    phone: str = ""
    title: str = ""
    known: bool = False
    """The bot has met the id (a contact or a forward showed it); else writing is `chat not found`."""
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    unread: int = 0
    typing_until: float = 0.0
    """Real monotonic seconds."""
    reply_keyboard: Json | None = None
    toasts: list[Json] = field(default_factory=list)
    menu_button: Json | None = None
    mark: int = 0
    """The world's version when this person last did something: `until` looks only at what came later."""

    def user(self) -> Json:
        """The Bot API User object."""
        result: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if value := getattr(self, name):
                result[name] = value
        return result

    def chat(self) -> Json:
        """The Bot API Chat object of the private chat with this person."""
        result = self.user()
        del result["is_bot"]
        result.pop("language_code", None)
        return {**result, "type": "private"}


@dataclass(slots=True)
class Message:
    """One message of a chat; `content` holds the Bot API fields that say what it is."""

    id: int
    chat_id: int
    from_bot: bool
    date: int
    content: Json
    markup: Json | None = None
    """Inline keyboard, if any."""
    editable: bool = True
    """False for messages sent with a reply keyboard, its removal or a force reply."""
    edit_date: int | None = None
    reply_to: int | None = None
    deleted: bool = False
    silent: bool = False
    protected: bool = False
    pinned: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    """Emoji by who set them: bot, person."""
    version: int = 0

    @property
    def text(self) -> str:
        """Text or caption."""
        return str(self.content.get("text") or self.content.get("caption") or "")


@dataclass(slots=True)
class Callback:
    """A press of an inline button, waiting for its one answer."""

    id: str
    human_id: int
    message_id: int
    data: str
    born: float
    """Real monotonic seconds."""
    update: Json = field(default_factory=dict)
    answer: Json | None = None


START_PAYLOAD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
"""What the payload of a deep link may hold, 1-64 of them."""


@dataclass(slots=True)
class InlineQuery:
    """An inline query and the results the bot gave to it."""

    id: str
    human_id: int
    query: str
    results: list[Json] | None = None
    """None until the bot has answered."""
    next_offset: str = ""
    button: Json | None = None


@dataclass(slots=True)
class Call:
    """One call of the bot, as the log keeps it."""

    method: str
    params: dict[str, Any]
    at: float
    """Real monotonic seconds when it came."""
    code: int = 0
    """HTTP status of the answer; 0 while it is being handled, -1 when the connection was dropped."""
    description: str = ""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        return self.code == 200

    @property
    def chat_id(self) -> int | None:
        text = str(self.params.get("chat_id", ""))
        return int(text) if text.lstrip("-").isdecimal() else None

    def view(self) -> Json:
        """As JSON."""
        return {
            "method": self.method,
            "params": self.params,
            "code": self.code,
            "description": self.description,
            "seconds": round(self.seconds, 4),
        }
