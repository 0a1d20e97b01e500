"""The text of the set-up file: what is written is read, due dates in words, whatever may be written is judged."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.rules import setup_due, setup_toml
from services.rules.due import Binding, DueRule, Offset, Unit
from services.rules.setup_schema import DAYS, check
from services.rules.setup_toml import lines
from tests.support.examples import examples

OFFSET = st.builds(Offset, st.integers(0, 9999), st.sampled_from(Unit))

TOML = st.recursive(
    st.booleans() | st.integers(-(10**9), 10**9) | st.text(st.characters(exclude_categories=["Cs"])) | st.dates(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
KEYS = st.text("abcdefgh_", min_size=1, max_size=6)


@given(
    st.dictionaries(
        KEYS,
        TOML | st.dictionaries(KEYS, TOML, max_size=3) | st.lists(st.dictionaries(KEYS, TOML, min_size=1), max_size=3),
        max_size=5,
    )
)
def test_what_is_written_is_read(document: dict[str, Any]) -> None:
    text = setup_toml.write(document, {"": "note\nof two lines", "a": "x"})
    assert setup_toml.read(text) == document


@given(
    st.sampled_from(Binding), OFFSET, OFFSET, st.sampled_from(("expected_close", "field Day X", "done A; b after c"))
)
def test_a_due_rule_in_words_is_the_same_rule(binding: Binding, offset: Offset, later: Offset, source: str) -> None:
    if binding is Binding.AFTER_ENTERING:
        rule = DueRule(binding, offset)
    else:
        rule = DueRule(binding, Offset(0) if binding is Binding.ON_DATE else offset, source, later)
    assert setup_due.parse(setup_due.written(rule, rule.source)) == rule


def places_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(*path, key) for key, _ in inside] + [one for key, item in inside for one in places_of(item, (*path, key))]


SMALL = """
format = 1
[settings]
block_order = [4, 5, 6, 7]
zone = "Europe/Kyiv"
[hours]
mon = "09:00-18:00"
[[calendar]]
day = 2026-12-31
[[fields]]
name = "A"
kind = "option"
options = ["x"]
[[pipelines]]
name = "P"
[[pipelines.stages]]
name = "S"
kind = "open"
required = ["A"]
[[pipelines.stages.tasks]]
title = "T"
due = "1 days after entering"
controller = "head"
[[pipelines.stages]]
name = "W"
kind = "won"
[[pipelines.stages]]
name = "L"
kind = "lost"
"""


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_nothing_that_can_be_written_breaks_the_check(data: st.DataObject) -> None:
    document = setup_toml.read(SMALL)
    assert check(document) == []
    *way, last = data.draw(st.sampled_from(places_of(document)))
    inner: Any = document
    for key in way:
        inner = inner[key]
    inner[last] = data.draw(TOML | st.dictionaries(KEYS, TOML, max_size=2))
    assert all(found.path and found.code for found in check(document))


def test_everything_has_its_line() -> None:
    found = lines(SMALL)
    assert found[("pipelines", 0, "stages", 2, "kind")] == SMALL.splitlines().index('kind = "lost"') + 1
    assert found[("pipelines", 0, "stages", 0, "tasks", 0, "due")] == 22
    text = 'a = """\n[[pipelines]]\nname = 1"""\n[[pipelines]]\nname = "x"\n'
    assert lines(text) == {("a",): 1, ("pipelines", 0): 4, ("pipelines", 0, "name"): 5}


def test_days_are_named_in_order() -> None:
    assert (DAYS[0], DAYS[-1], len(DAYS)) == ("mon", "sun", 7)
