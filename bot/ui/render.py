"""Templates to message texts: autoescaped HTML, loose white space in, tidy lines out, limits kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from bot.ui.words import Words, capital, fill, short, within

TEXT_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024

TEMPLATES_DIR: Final = Path(__file__).parent / "templates"

_PRE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
_KEPT = re.compile("\0([0-9]+)\0")
_GAPS = re.compile(r"[ \t]{2,}")
_TOKEN = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);|.", re.DOTALL)
_JOINERS = "\u200d\ufe0e\ufe0f\u20e3\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


def render(template: str, words: Words, /, **context: object) -> str:
    """Render `templates/<template>` for one person; the template sees the context and `w` (the words).

    In templates `_("…%(name)s…", name=x)`, `n_("%(n)s call", "%(n)s calls", n)` and `p_("button", "…")` translate and
    escape; `|money`, `|when` and the other methods of `Words` are filters.
    Lines are stripped and blank ones dropped, so that templates may be indented; a line holding only `~` becomes
    a blank line. `<pre>` blocks stay as written.

    Raises `jinja2.UndefinedError` on a name the context lacks.
    """
    return tidy(_environment.get_template(template).render(context, w=words))


def tidy(text: str) -> str:
    """Apply the line rules of `render`."""
    kept: list[str] = []

    def put_away(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"\0{len(kept) - 1}\0"

    lines = [_GAPS.sub(" ", line.strip()) for line in _PRE.sub(put_away, text.replace("\0", "")).split("\n")]
    joined = "\n".join("" if line == "~" else line for line in lines if line).strip("\n")
    return _KEPT.sub(lambda match: kept[int(match.group(1))], joined)


def units(text: str) -> int:
    """Count as the strictest reader of Telegram's limits does: UTF-16 units, an emoji is two."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def fit(text: str, limit: int = TEXT_LIMIT) -> str:
    """Cut HTML to `limit` visible units, ending with "…"; tags and entities stay whole, open tags are closed."""
    if units(text) <= limit:
        return text
    shown = 0
    open_tags: list[str] = []
    cut_at = 0
    kept_tags: tuple[str, ...] = ()
    for match in _TOKEN.finditer(text):
        closing, tag = match.group(1), match.group(2)
        if tag:
            if closing:
                _close(open_tags, tag)
            else:
                open_tags.append(tag)
            continue
        token = match.group()
        shown += 1 if token.startswith("&") and len(token) > 1 else units(token)
        if shown > limit:
            return _cut(text[:cut_at], kept_tags)
        # Room for the ellipsis; a joined emoji is not cut in the middle.
        follower = text[match.end() : match.end() + 1]
        if shown < limit and token not in _JOINERS[:1] and (not follower or follower not in _JOINERS):
            cut_at, kept_tags = match.end(), tuple(open_tags)
    return text


def _close(open_tags: list[str], tag: str) -> None:
    if tag in open_tags:
        while open_tags and open_tags.pop() != tag:
            pass


def _cut(head: str, open_tags: tuple[str, ...]) -> str:
    return head.rstrip() + "…" + "".join(f"</{tag}>" for tag in reversed(open_tags))


# ------------------------------------------------------------------------------------------------------ environment
def _words(context: Context) -> Words:
    words: Words = context["w"]
    return words


def _filled(template: str, msgid: str, params: dict[str, Any]) -> Markup:
    safe: dict[str, object] = {key: escape(value) for key, value in params.items()}
    return Markup(fill(template, msgid, safe))  # noqa: S704 - msgids are ours, the params are escaped


@pass_context
def _gettext(context: Context, msgid: str, /, **params: Any) -> Markup:
    return _filled(_words(context).catalogue.gettext(msgid), msgid, params)


@pass_context
def _ngettext(context: Context, singular: str, plural: str, n: int, /, **params: Any) -> Markup:
    words = _words(context)
    chosen = words.catalogue.ngettext(singular, plural, n)
    return _filled(chosen, singular if n == 1 else plural, {"n": words.number(n), **params})


@pass_context
def _pgettext(context: Context, about: str, msgid: str, /, **params: Any) -> Markup:
    return _filled(_words(context).catalogue.gettext(msgid, about), msgid, params)


def _of_words(name: str) -> Callable[..., Any]:
    """Make a template filter of a method of `Words`."""

    @pass_context
    def call(context: Context, value: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(_words(context), name)(value, *args, **kwargs)

    return call


_FILTERS = (
    "money", "money_short", "number", "percent", "phone", "when", "day", "date", "full_date", "weekday", "month",
    "time", "ago", "duration", "tg_time",
)  # fmt: skip


def _make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES_DIR),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        cache_size=-1,
    )
    environment.globals.update(_=_gettext, n_=_ngettext, p_=_pgettext)
    environment.filters.update({name: _of_words(name) for name in _FILTERS})
    environment.filters.update(cap=capital, short=short, within=within)
    return environment


_environment = _make_environment()
