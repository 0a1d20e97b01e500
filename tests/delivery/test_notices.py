"""Every kind of message a service queues can be drawn, and every screen of ours fits into a message."""

from __future__ import annotations

import ast
from pathlib import Path

from bot import notices
from services import outbox

ROOT = Path(__file__).resolve().parents[2]
QUEUEING = {name for name in vars(outbox) if name.startswith("notify")}


def _queued_kinds() -> dict[str, str]:
    """Kind → where it is queued, of every call that names its kind."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "services").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in QUEUEING:
                found |= {
                    str(word.value.value): f"{path.relative_to(ROOT)}:{node.lineno}"
                    for word in node.keywords
                    if word.arg == "kind" and isinstance(word.value, ast.Constant)
                }
    return found


def test_every_queued_kind_has_a_renderer() -> None:
    notices.load()
    queued = _queued_kinds()
    assert "staff_unreachable" in queued
    assert {kind: place for kind, place in queued.items() if kind not in notices.NOTICES} == {}


def test_kinds_fit_their_column() -> None:
    notices.load()
    assert [kind for kind in notices.NOTICES if len(kind) > 40] == []
