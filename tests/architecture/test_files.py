"""Files a person can read in one sitting, finished, and free of the addresses of the machine they were made on."""

from __future__ import annotations

import ast
import re
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.trees import ROOT, files, name, nodes, place

LONGEST_FILE, LONGEST_FUNCTION = 400, 70
SOURCES = [ROOT / "main.py", *files(), *files("tests")]
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
ADDRESSES = re.compile(r"index-url|find-links|trusted-host|/simple/|file:///opt|registry=|\"resolved\": \"http")


def tracked() -> list[Path]:
    """Text files under version control; in an unpacked archive, whatever lies there."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = listed.stdout.split("\n") if listed.returncode == 0 else []
    paths = [ROOT / one for one in names if one] or [*SOURCES, ROOT / "pyproject.toml", ROOT / "Makefile"]
    return [path for path in paths if path.is_file() and path.suffix not in {".png", ".jpg", ".xlsx", ".ttf", ".ogg"}]


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_is_short_enough_to_read(path: Path):
    if not path.exists():
        return
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST_FILE, f"{name(path)} has {lines} lines: split it by what it is about"


def test_functions_are_short_enough_to_read():
    long = [
        f"{place(path, node)} {node.name}: {length} lines"
        for path in files()
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def comments(path: Path) -> Iterator[tuple[int, str]]:
    """The comments of a file with their lines."""
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def test_nothing_is_left_unfinished():
    found = [
        f"{name(path)}:{line}"
        for path in SOURCES
        if path.exists() and UNFINISHED.search(path.read_text("utf-8"))
        for line, comment in comments(path)
        if UNFINISHED.search(comment)
    ]
    assert not found, found


def test_no_address_of_a_package_index_is_tracked():
    here = Path(__file__).resolve()
    found = [
        name(path)
        for path in tracked()
        if path.resolve() != here and ADDRESSES.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found, found


def test_detached_tasks_are_started_only_by_the_nursery():
    """It keeps the reference, logs what goes wrong and drains at stop; the sandbox has its own, being none of ours."""
    starters = {"create_task", "ensure_future"}
    found = [
        place(path, node)
        for path in files()
        if name(path) not in {"bot/nursery.py", "bot/sandbox/webhook.py"}
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in starters and ast.unparse(node.value) in {"asyncio", "loop"}
    ]
    assert not found, found
