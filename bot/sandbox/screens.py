"""A message as the person sees it, and transcripts of chats in plain text."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import Json


@dataclass(frozen=True)
class Screen:
    """One message of a chat, with what a test wants to ask about it."""

    view: Json

    @property
    def id(self) -> int:
        return int(self.view["id"])

    @property
    def from_bot(self) -> bool:
        return bool(self.view["from"] == "bot")

    @property
    def text(self) -> str:
        """Text or caption, without markup."""
        return str(self.view["text"] or self.view["caption"])

    @property
    def html(self) -> str:
        return str(self.view["html"])

    @property
    def keyboard(self) -> list[list[Json]]:
        """The inline buttons as the server shows them: text, kind, style, data, url, copy."""
        return list(self.view["keyboard"])

    @property
    def buttons(self) -> list[list[str]]:
        """Labels of the inline buttons by rows."""
        return [[str(button["text"]) for button in row] for row in self.keyboard]

    @property
    def labels(self) -> list[str]:
        """All labels in one list."""
        return [label for row in self.buttons for label in row]

    @property
    def photo(self) -> Json | None:
        return self.view.get("photo")

    @property
    def document(self) -> Json | None:
        return self.view.get("document")

    @property
    def edited(self) -> bool:
        return bool(self.view["edited"])

    @property
    def reactions(self) -> Json:
        return dict(self.view["reactions"])

    def __contains__(self, words: str) -> bool:
        return words in self.text

    def __str__(self) -> str:
        lines = [f"[{what}]" for what in _attachments(self.view)]
        lines += self.text.splitlines()
        lines += ["  ".join(f"[{label}]" for label in row) for row in self.buttons]
        return "\n".join(lines)


def _attachments(view: Json) -> list[str]:
    shown: list[str] = []
    if origin := view.get("forward_origin"):
        sender = origin.get("sender_user_name") or origin.get("sender_user", {}).get("first_name", "")
        shown.append(f"forwarded from {sender}")
    if photo := view.get("photo"):
        shown.append(f"picture {photo['width']}x{photo['height']}")
    if document := view.get("document"):
        shown.append(f"file {document.get('file_name', '')}")
    if contact := view.get("contact"):
        shown.append(f"contact {contact['first_name']} {contact['phone_number']}")
    if sticker := view.get("sticker"):
        shown.append(f"sticker {sticker['emoji']}")
    shown += [name for name in ("voice", "location") if name in view]
    return shown


def reply_labels(chat: Json) -> list[list[str]]:
    """Labels of the reply keyboard by rows."""
    rows = (chat.get("reply_keyboard") or {}).get("rows", [])
    return [[str(button["text"]) for button in row] for row in rows]


def transcript(name: str, messages: list[Screen], chat: Json, toast: str = "") -> str:
    """Messages with their buttons as a person would read them aloud; the own ones are marked with the name."""
    lines: list[str] = []
    for message in messages:
        who = "bot" if message.from_bot else name
        body = str(message).splitlines() or ["(empty)"]
        lines.append(f"{who}: {body[0]}")
        lines += [f"{' ' * (len(who) + 2)}{line}" for line in body[1:]]
    if keyboard := reply_labels(chat):
        lines.append("keyboard: " + " / ".join(" ".join(f"[{label}]" for label in row) for row in keyboard))
    if toast:
        lines.append(f"toast: {toast}")
    return "\n".join(lines)
