"""No words for people outside the screens: handlers and services speak in codes, so that every text is translated."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.trees import files, name, parents, place, texts

LETTERS_OF_OTHERS = re.compile("[\u0400-\u04ff\u2190-\u2bff\U0001f000-\U0001ffff]")
SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}|^[A-Z][a-z]+[.!?…]$")

READS_PEOPLE = {"importing", "rules"}
"""Folders where words of three languages are input to be understood (headers of files, phrases), not output."""

FOR_DEVELOPERS = {"log", "logger", "warnings", "re"}


def is_for_developers(node: ast.AST) -> bool:
    """Log lines, messages of built-in errors, assertions, patterns: never shown in a chat."""
    for around in parents(node):
        if isinstance(around, ast.Raise | ast.Assert):
            return not _raises_problem(around)
        if isinstance(around, ast.Call) and isinstance(around.func, ast.Attribute):
            called = around.func.value
            if isinstance(called, ast.Name) and called.id in FOR_DEVELOPERS:
                return True
    return False


def _raises_problem(node: ast.AST) -> bool:
    return bool(re.match(r"raise (Problem|NotFound|Stale|Invalid|Denied)\b", ast.unparse(node)))


SPEAKING = [path for path in files("handlers", "services", "scheduler") if not READS_PEOPLE & set(path.parts)]


@pytest.mark.parametrize("path", SPEAKING, ids=name)
def test_no_literal_words_for_people(path: Path):
    found = [
        f"{place(path, node)}: {text[:60]!r}"
        for node, text in texts(path)
        if (LETTERS_OF_OTHERS.search(text) or SENTENCE.search(text)) and not is_for_developers(node)
    ]
    assert not found, "texts belong to bot/ui (msgids) or its templates:\n" + "\n".join(found)
