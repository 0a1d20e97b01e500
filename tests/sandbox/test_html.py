"""The HTML parser against a table of good and bad texts, and against real Bot API answers."""

from __future__ import annotations

import pytest
from aiogram import Bot, html
from aiogram.exceptions import TelegramBadRequest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.html import HtmlError, parse, utf16_length
from bot.sandbox.rendering import to_html
from tests.sandbox.conftest import STARTED


def shape(entities):
    """Entities as short tuples."""
    return [
        (e["type"], e["offset"], e["length"], *(v for k, v in e.items() if k not in ("type", "offset", "length")))
        for e in entities
    ]


GOOD = [
    ("plain", "plain", []),
    ("<b>bold</b>", "bold", [("bold", 0, 4)]),
    ("<STRONG>b</strong>", "b", [("bold", 0, 1)]),
    ("<i>a</i><em>b</em>", "ab", [("italic", 0, 1), ("italic", 1, 1)]),
    ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
    ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", n, 1) for n in range(3)]),
    ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
    ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
    ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
    ("<b>empty</b><i></i>", "empty", [("bold", 0, 5)]),
    ("<b>x</>", "x", [("bold", 0, 1)]),
    ("<b >x</b >", "x", [("bold", 0, 1)]),
    ("😀<b>я</b>", "😀я", [("bold", 2, 1)]),
    ("<b>😀</b>", "😀", [("bold", 0, 2)]),
    ("&lt;&gt;&amp;&quot;", '<>&"', []),
    ("&#65;&#x42;&#128512;", "AB😀", []),
    ("&lt", "<", []),
    ("a & b && &nbsp; &copy; &apos;", "a & b && &nbsp; &copy; &apos;", []),
    ("&#0; &#x110000; &#;", "&#0; &#x110000; &#;", []),
    ("1 > 2", "1 > 2", []),
    ('<a href="https://example.com/x?a=1&amp;b=2">l</a>', "l", [("text_link", 0, 1, "https://example.com/x?a=1&b=2")]),
    ("<a href='http://example.com'>l</a>", "l", [("text_link", 0, 1, "http://example.com/")]),
    ("<a href=example.com>l</a>", "l", [("text_link", 0, 1, "http://example.com/")]),
    ("<a>example.com</a>", "example.com", [("text_link", 0, 11, "http://example.com/")]),
    ('<a href="http://localhost">l</a>', "l", []),
    ('<a href="javascript:alert(1)">l</a>', "l", []),
    ('<a href="tg://user?id=1001">A</a>', "A", [("text_mention", 0, 1, 1001)]),
    ("<code>x</code>", "x", [("code", 0, 1)]),
    ("<pre>x</pre>", "x", [("pre", 0, 1)]),
    ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1, "python")]),
    ('<code class="language-python">x</code>', "x", [("code", 0, 1)]),
    ("<blockquote>q</blockquote>", "q", [("blockquote", 0, 1)]),
    ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
    ('<blockquote expandable="">q</blockquote>', "q", [("expandable_blockquote", 0, 1)]),
    ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2, "5368324170671202286")]),
    ('<tg-time unix="1795282750">17:00</tg-time>', "17:00", [("date_time", 0, 5, 1795282750)]),
    ('<tg-time unix="5" format="r">soon</tg-time>', "soon", [("date_time", 0, 4, 5, "r")]),
    ('<b unknown="1">x</b>', "x", [("bold", 0, 1)]),
]

BAD = [
    ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
    ("я<br>", 'Unsupported start tag "br" at byte offset 2'),
    ("😀<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 4'),
    ("x<y and more>", 'Unsupported start tag "y" at byte offset 1'),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("x<y", "Unclosed start tag at byte offset 1"),
    ("<", "Unclosed start tag at byte offset 0"),
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ("<b>x</b y>", "Unclosed end tag at byte offset 4"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("<a href=a?b>x</a>", "Unexpected end of name token at byte offset 8"),
    ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
    ('<a href="x', "Unclosed start tag at byte offset 0"),
    ("<a href", 'Unclosed start tag "a" at byte offset 0'),
    ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
    ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
    ("&#xD800;", "Text contains invalid Unicode characters after decoding HTML entities"),
]


@pytest.mark.parametrize(("source", "text", "entities"), GOOD)
def test_good_html(source, text, entities):
    parsed, found = parse(source)
    assert parsed == text
    assert shape(found) == entities


@pytest.mark.parametrize(("source", "error"), BAD)
def test_bad_html(source, error):
    with pytest.raises(HtmlError) as caught:
        parse(source)
    assert str(caught.value).startswith(error)


@given(st.text(max_size=60))
def test_any_escaped_text_survives(text):
    text = text.replace("\0", "")
    parsed, entities = parse(f"<b>{html.quote(text)}</b>")
    assert parsed == text
    assert sum(e["length"] for e in entities) == utf16_length(text)


@given(st.text(alphabet="<>/&b ia=\"'#x;1яp😀", max_size=30))
def test_any_text_parses_or_is_refused(text):
    try:
        parsed, entities = parse(text)
    except HtmlError:
        return
    size = utf16_length(parsed)
    assert all(e["offset"] >= 0 and e["offset"] + e["length"] <= size for e in entities)
    to_html(parsed, entities)


async def test_the_error_of_the_server_names_the_byte(bot: Bot):
    with pytest.raises(TelegramBadRequest) as caught:
        await bot.send_message(STARTED, "<b>я</i>", parse_mode="HTML")
    assert caught.value.message == (
        'Bad Request: can\'t parse entities: Unmatched end tag at byte offset 5, expected "</b>", found "</i>"'
    )


async def test_unknown_parse_mode(bot: Bot):
    with pytest.raises(TelegramBadRequest, match="unsupported parse_mode"):
        await bot.send_message(STARTED, "x", parse_mode="BBCode")


async def test_entities_come_back(bot: Bot):
    sent = await bot.send_message(STARTED, "<b>Ромашка</b> 😀 <code>x</code> /today", parse_mode="HTML")
    assert sent.text == "Ромашка 😀 x /today"
    assert [(e.type, e.extract_from(sent.text)) for e in sent.entities or []] == [
        ("bold", "Ромашка"),
        ("code", "x"),
        ("bot_command", "/today"),
    ]
    assert sent.html_text == "<b>Ромашка</b> 😀 <code>x</code> /today"


async def test_a_mention_of_somebody_unknown_loses_its_link(bot: Bot):
    text = '<a href="tg://user?id=1002">Boris</a> <a href="tg://user?id=1003">Vera</a>'
    sent = await bot.send_message(STARTED, text, parse_mode="HTML")
    assert [(e.type, e.user and e.user.id) for e in sent.entities or []] == [("text_mention", 1002)]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("  x  \n", "x", []),
        ("  <b>x</b>  ", "x", [("bold", 0, 1)]),
        ("<b> x </b>", " x", [("bold", 0, 2)]),
        ("a\r\nb\tc", "a\nb c", []),
        ("\r<b>a\u2028b</b>", "ab", [("bold", 0, 2)]),
        ("<code><b>x</b></code>", "x", [("code", 0, 1)]),
    ],
)
async def test_trimming(bot: Bot, source, text, entities):
    sent = await bot.send_message(STARTED, source, parse_mode="HTML")
    assert sent.text == text
    assert [(e.type, e.offset, e.length) for e in sent.entities or []] == entities


def test_rendering_is_safe_and_nested():
    link, quote = '<a href="https://x.ru/?q=&quot;">l</a>', "<blockquote expandable>q</blockquote>"
    text, entities = parse(f"<b>a &lt;i&gt; <i>😀</i></b> {link}\n{quote}")
    safe = '<a href="https://x.ru/?q=&quot;" target="_blank" rel="noopener noreferrer">l</a>'
    folded = '<blockquote class="expandable">q</blockquote>'
    assert to_html(text, entities) == f"<b>a &lt;i&gt; <i>😀</i></b> {safe}\n{folded}"
