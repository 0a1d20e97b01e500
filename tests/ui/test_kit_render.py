from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError

from bot.sandbox.html import parse
from bot.ui import render
from bot.ui.render import fit, tidy, units
from bot.ui.words import Words


def from_text(source: str, w: Words, **context: object) -> str:
    return tidy(render._environment.from_string(source).render(context, w=w))


def test_lines_are_stripped_blank_ones_dropped_and_a_tilde_is_a_gap(w: Words) -> None:
    source = """
      <b>{{ name }}</b>
        {% if False %}
          hidden
        {% endif %}

      a    b
      ~
      {{ _("Hello, %(name)s: 100%%", name=name) }}
    """
    assert from_text(source, w, name="A & B") == "<b>A &amp; B</b>\na b\n\nHello, A &amp; B: 100%"


def test_preformatted_blocks_stay_as_written() -> None:
    assert tidy("x: <pre>a\n   b</pre> end\n\n <pre> 1</pre>") == "x: <pre>a\n   b</pre> end\n<pre> 1</pre>"


def test_filters_speak_the_readers_language(w: Words) -> None:
    source = '{{ sum|money }} {{ at|when }} {{ n_("%(n)s call", "%(n)s calls", 2) }} {{ p_("button", "Back") }}'
    assert from_text(source, w, sum=120_000, at=w.now) == "₴1,200 today 11:00 2 calls Back"


def test_tags_of_filters_are_not_escaped_twice(w: Words) -> None:
    assert "<tg-time unix=" in from_text("{{ at|tg_time }}", w, at=w.now)
    assert from_text('{{ _("<b>%(x)s</b>", x=x) }}', w, x="<i>") == "<b>&lt;i&gt;</b>"


def test_a_missing_name_is_an_error_not_a_gap(w: Words) -> None:
    with pytest.raises(UndefinedError):
        from_text("{{ nothing }}", w)


def test_short_texts_are_left_alone() -> None:
    text = "<b>" + "a" * 4000 + "</b>"
    assert fit(text) == text


def test_cut_texts_close_their_tags_and_keep_entities_whole() -> None:
    assert fit("<b>Hello <i>wo&amp;rld</i></b>", 10) == "<b>Hello <i>wo&amp;…</i></b>"
    assert fit("<blockquote expandable>" + "line\n" * 3000 + "</blockquote>").endswith("…</blockquote>")


def test_joined_emoji_are_not_cut_in_the_middle() -> None:
    family = "👨‍👩‍👧‍👦"
    assert fit("ab" + family * 2, 2 + 11 + 4) == "ab" + family + "…"


_pieces = st.sampled_from(["слово ", "&amp;", "&lt;", "👍🏽", "<i>x</i>", '<a href="https://a.b">link</a>', "\n"])


@settings(deadline=None, database=None)
@given(st.lists(_pieces, max_size=60), st.integers(min_value=1, max_value=40))
def test_whatever_is_cut_stays_valid_and_within_the_limit(pieces: list[str], limit: int) -> None:
    text = "<u>" + "".join(pieces) + "</u>"
    shown, _ = parse(fit(text, limit))
    assert units(shown) <= limit


def test_a_name_of_300_wild_characters_breaks_nothing(w: Words) -> None:
    name = ("<b>&👨‍👩‍👧‍👦\n" * 60)[:300]
    text = from_text("<b>{{ name }}</b>\n{{ name|short }}", w, name=name)
    shown, _ = parse(text)
    assert "<b>&" in shown


@pytest.mark.parametrize("name", sorted(render._environment.list_templates(extensions=["j2"])))
def test_every_template_compiles(name: str) -> None:
    render._environment.get_template(name)
