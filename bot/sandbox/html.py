"""Telegram's HTML, parsed as its server does it: the same tags, the same error texts with UTF-8 byte offsets.

The rules are those of tdlib's entity parser (see shared/telegram.md): it is no browser's HTML. A `<` always starts a
tag, tags must nest, only lt, gt, amp, quot and numeric references are decoded, anything else after `&` stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import Json

_PLAIN = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
ALLOWED_TAGS = frozenset(_PLAIN) | {"a", "code", "pre", "blockquote", "tg-emoji", "tg-time"}

_SPECIAL = re.compile(r"[<&]")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([a-zA-Z]*))")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPACES = " \t\r\n\0\v"
_TAG_END = re.compile(r"[ \t\r\n\0\v>]")
_NAME_END = re.compile(r"[ \t\r\n\0\v>=]")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_USER_LINK = re.compile(r"tg://user/?\?id=(\d+)", re.IGNORECASE)
_URL = re.compile(r"(?:(?P<scheme>[a-z][a-z0-9+.\-]*):(?://)?)?(?P<host>[^/?#\s]+)(?P<rest>\S*)", re.IGNORECASE)


class HtmlError(ValueError):
    """The text can't be parsed; the message is Telegram's, without its `can't parse entities: `."""


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the unit of entity offsets."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def checked_url(url: str) -> str | None:
    """The link as Telegram would keep it, or None when it is no link (then the text stays plain)."""
    url = url.strip()
    match = _URL.fullmatch(url)
    if match is None:
        return None
    scheme = (match["scheme"] or "").lower()
    if scheme in {"tg", "ton", "tonsite"}:
        return url
    if scheme not in {"", "http", "https"}:
        return None
    host = match["host"].rsplit("@", 1)[-1].split(":")[0]
    if "." not in host.strip("."):
        return None
    rest = match["rest"] or "/"
    return f"{scheme or 'http'}://{match['host']}{rest}"


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    extra: str
    offset: int
    begin: int


def parse(source: str) -> tuple[str, list[Json]]:
    """Parse HTML into plain text and entities in Bot API form, sorted as Telegram sorts them."""
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        # The terminating NUL lets every loop stop at the end without a bounds check, as the original does.
        self.source = source.replace("\0", " ") + "\0"
        self.end = len(self.source) - 1
        self.at = 0
        self.parts: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def run(self) -> tuple[str, list[Json]]:
        while self.at < self.end:
            match = _SPECIAL.search(self.source, self.at)
            stop = match.start() if match else self.end
            self._append(self.source[self.at : stop])
            self.at = stop
            if match is None:
                break
            if match[0] == "&":
                self._reference()
            elif self.source[stop + 1] == "/":
                self._close_tag()
            else:
                self._open_tag()
        if self.open:
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return "".join(self.parts), sort_entities(self.entities)

    def _append(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.offset += utf16_length(text)

    def _reference(self) -> None:
        char, self.at = _decode(self.source, self.at)
        self._append(char)

    def _bytes(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "surrogatepass"))

    def _skip_spaces(self) -> None:
        while self.at < self.end and self.source[self.at] in _SPACES:
            self.at += 1

    def _open_tag(self) -> None:
        begin = self.at
        match = _TAG_END.search(self.source, begin + 1)
        self.at = match.start() if match else self.end
        if self.at >= self.end:
            raise HtmlError(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        tag = self.source[begin + 1 : self.at].lower()
        if tag not in ALLOWED_TAGS:
            raise HtmlError(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        opened = _Open(tag, "", "", self.offset, len(self.parts))
        while self.source[self.at] != ">":
            self._skip_spaces()
            if self.source[self.at] == ">":
                break
            self._attribute(opened, begin)
        self.at += 1
        if tag == "span" and opened.argument != "spoiler":
            raise HtmlError(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}')
        self.open.append(opened)

    def _attribute(self, opened: _Open, begin: int) -> None:
        match = _NAME_END.search(self.source, self.at)
        stop = match.start() if match else self.end
        name = self.source[self.at : stop]
        self.at = stop
        if not name:
            raise HtmlError(f'Empty attribute name in the tag "{opened.tag}" at byte offset {self._bytes(begin)}')
        self._skip_spaces()
        value: str | None = None
        if self.source[self.at] == "=":
            self.at += 1
            self._skip_spaces()
            if self.at < self.end:
                value = self._value()
                if self.at >= self.end:
                    raise HtmlError(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        if self.at >= self.end:
            raise HtmlError(f'Unclosed start tag "{opened.tag}" at byte offset {self._bytes(begin)}')
        _set_argument(opened, name, value)

    def _value(self) -> str:
        quote = self.source[self.at]
        if quote not in "'\"":
            token = _TOKEN.match(self.source, self.at)
            start = self.at
            self.at = token.end() if token else start
            if self.source[self.at] not in _SPACES and self.source[self.at] != ">":
                raise HtmlError(f"Unexpected end of name token at byte offset {self._bytes(start)}")
            return self.source[start : self.at].lower()
        self.at += 1
        value: list[str] = []
        while self.at < self.end and self.source[self.at] != quote:
            if self.source[self.at] == "&":
                char, self.at = _decode(self.source, self.at)
            else:
                char = self.source[self.at]
                self.at += 1
            value.append(char)
        if self.at < self.end:
            self.at += 1
        return "".join(value)

    def _close_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise HtmlError(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        match = _TAG_END.search(self.source, begin + 2)
        self.at = match.start() if match else self.end
        found = self.source[begin + 2 : self.at].lower()
        self._skip_spaces()
        if self.source[self.at] != ">":
            raise HtmlError(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        self.at += 1
        opened = self.open[-1]
        if found and found != opened.tag:
            raise HtmlError(
                f'Unmatched end tag at byte offset {self._bytes(begin)}, expected "</{opened.tag}>", found "</{found}>"'
            )
        if self.offset > opened.offset:
            self._add(opened)
        self.open.pop()

    def _add(self, opened: _Open) -> None:
        span: Json = {"offset": opened.offset, "length": self.offset - opened.offset}
        tag = opened.tag
        last = self.entities[-1] if self.entities else {}
        same_span = last.get("offset") == span["offset"] and last.get("length") == span["length"]
        if tag in _PLAIN:
            self.entities.append({"type": _PLAIN[tag], **span})
        elif tag == "pre":
            if same_span and last["type"] == "code" and last.get("language"):
                last["type"] = "pre"
            else:
                self.entities.append({"type": "pre", **span})
        elif tag == "code":
            if same_span and last["type"] == "pre" and opened.argument:
                last["language"] = opened.argument
            else:
                language = {"language": opened.argument} if opened.argument else {}
                self.entities.append({"type": "code", **span, **language})
        elif tag == "blockquote":
            kind = "expandable_blockquote" if opened.argument else "blockquote"
            self.entities.append({"type": kind, **span})
        else:
            self._add_special(opened, span)

    def _add_special(self, opened: _Open, span: Json) -> None:
        if opened.tag == "a":
            url = opened.argument or "".join(self.parts[opened.begin :])
            user = _USER_LINK.fullmatch(url)
            if user:
                self.entities.append({"type": "text_mention", **span, "user_id": int(user[1])})
            elif link := checked_url(url):
                self.entities.append({"type": "text_link", **span, "url": link})
            return
        if not opened.argument.isdecimal() or int(opened.argument) == 0:
            what = "custom emoji identifier" if opened.tag == "tg-emoji" else "date"
            raise HtmlError(f"Invalid {what} specified")
        if opened.tag == "tg-emoji":
            self.entities.append({"type": "custom_emoji", **span, "custom_emoji_id": opened.argument})
        else:
            shape = {"date_time_format": opened.extra} if opened.extra else {}
            self.entities.append({"type": "date_time", **span, "unix_time": int(opened.argument), **shape})


def _set_argument(opened: _Open, name: str, value: str | None) -> None:
    match opened.tag, name:
        case "a", "href":
            opened.argument = value or opened.argument
        case "code", "class" if value and value.startswith("language-"):
            opened.argument = value.removeprefix("language-")
        case "span", "class" if value and value.startswith("tg-"):
            opened.argument = value.removeprefix("tg-")
        case "tg-emoji", "emoji-id":
            opened.argument = value or ""
        case "tg-time", "unix":
            opened.argument = value or ""
        case "tg-time", "format":
            opened.extra = value or ""
        case "blockquote", "expandable":
            opened.argument = "1"
        case _:
            pass


def _decode(source: str, at: int) -> tuple[str, int]:
    """The character a reference at `at` stands for and where it ends; an unknown one is a plain `&`."""
    match = _REFERENCE.match(source, at)
    if match is None:
        return "&", at + 1
    end = match.end()
    if match[3] is not None:
        char = _NAMED.get(match[3], "")
    else:
        digits, base = (match[1], 16) if match[1] is not None else (match[2], 10)
        code = int(digits, base) if digits else 0
        char = "" if code == 0 or code >= 0x10FFFF or end - at >= 10 else chr(code)
        if "\ud800" <= char <= "\udfff":
            raise HtmlError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
    if not char:
        return "&", at + 1
    return char, end + (source[end] == ";")


_PRIORITY = {"expandable_blockquote": 0, "blockquote": 0, "text_link": 1, "text_mention": 1, "pre": 2, "code": 2}


def sort_entities(entities: list[Json]) -> list[Json]:
    """Outer before inner: by offset, then the longer first, then quotes, links, code, the rest."""
    return sorted(entities, key=lambda e: (e["offset"], -e["length"], _PRIORITY.get(e["type"], 3)))
