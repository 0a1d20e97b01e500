"""Snapshots: one name, one screen."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path


def test_no_two_tests_write_one_snapshot():
    """Whoever updated last decided what the other one was compared with."""
    named = Counter(
        call.args[1].value
        for path in Path(__file__).parent.glob("test_*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "snapshot"
        and isinstance(call.args[1], ast.Constant)
    )
    assert [name for name, times in named.items() if times > 1] == []
    assert len(named) > 50
