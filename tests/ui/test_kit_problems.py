"""Every "no" of the services has words."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

import bot.ui
from bot.ui import problems
from bot.ui.problems import problem_text
from bot.ui.words import Words
from services.errors import Denied, Invalid, NotFound, Problem, Stale
from tests.ui.conftest import SATURDAY

ROOT = Path(__file__).resolve().parents[2]
RAISED = {"Problem", "Stale", "Invalid"}

for module in pkgutil.walk_packages(bot.ui.__path__, "bot.ui."):
    importlib.import_module(module.name)


def raised() -> Iterator[tuple[str, str]]:
    """Find the codes raised as literals, with their places."""
    for folder in ("services", "handlers", "bot"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not node.args:
                    continue
                called = node.func.id if isinstance(node.func, ast.Name) else ""
                first = node.args[0]
                if called in RAISED and isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, f"{path.relative_to(ROOT)}:{node.lineno}"


def test_every_code_that_is_raised_has_a_text() -> None:
    silent = [f"{place}: {code}" for code, place in raised() if code not in problems.known()]
    assert not silent, "add a text with bot.ui.problems.add:\n" + "\n".join(silent)


def test_the_codes_of_the_core_have_texts() -> None:
    assert {NotFound().code, Stale().code, Denied().code, "old_button", "invalid"} <= problems.known()


@pytest.mark.parametrize("code", sorted(problems.known()))
def test_plain_texts_are_short_enough_for_a_toast(code: str) -> None:
    text = problems._texts[code]
    if isinstance(text, str):
        assert len(text) <= 160, "up to 200 with what is filled in, and in longer languages"
        assert "<" not in text


def test_dates_among_the_params_are_said_as_dates(w: Words) -> None:
    problems.add({"kit_test": "Moved to %(at)s, was %(day)s by %(who)s"})
    try:
        problem = Problem("kit_test", at=SATURDAY + timedelta(hours=1), day=date(2026, 11, 20), who="Oleg")
        assert problem_text(problem, w) == "Moved to today 12:00, was yesterday by Oleg"
    finally:
        del problems._texts["kit_test"]


def test_a_feature_may_make_its_text_itself(w: Words) -> None:
    problems.add({"kit_test": lambda w, params: w.n_("%(n)s left", "%(n)s left", int(str(params["left"])))})
    try:
        assert problem_text(Invalid("kit_test", left=3), w) == "3 left"
    finally:
        del problems._texts["kit_test"]


def test_a_code_has_one_text() -> None:
    with pytest.raises(ValueError, match="not_found"):
        problems.add({"not_found": "Something else"})
