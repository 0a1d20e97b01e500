"""The project's own source files, parsed: what the architecture tests look at."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "handlers", "services", "storage", "scheduler", "locales")


@cache
def tree(path: Path) -> ast.Module:
    """A parsed file, every node with `.parent`."""
    module = ast.parse(path.read_text(encoding="utf-8"), str(path))
    for node in ast.walk(module):
        for child in ast.iter_child_nodes(node):
            child.parent = node  # type: ignore[attr-defined]
    return module


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a file."""
    return tuple(ast.walk(tree(path)))


@cache
def _found(*folders: str) -> tuple[Path, ...]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(path for path in found if "versions" not in path.parts)


def files(*folders: str) -> list[Path]:
    """Python files below the folders (names relative to the checkout), migrations' versions left out."""
    return list(_found(*(folders or PACKAGES)))


def name(path: Path) -> str:
    """`services/calls.py`."""
    return path.relative_to(ROOT).as_posix()


def place(path: Path, node: ast.AST) -> str:
    """`services/calls.py:12`, clickable in most terminals."""
    return f"{name(path)}:{getattr(node, 'lineno', 0)}"


def parents(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes around a node, nearest first."""
    while (found := getattr(node, "parent", None)) is not None:
        yield found
        node = found


@cache
def imports(path: Path) -> tuple[tuple[ast.AST, str], ...]:
    """Every imported module outside `if TYPE_CHECKING:`, as dotted names; `from a import b` gives `a.b`."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[tuple[ast.AST, str]]:
    for node in nodes(path):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        if any(isinstance(around, ast.If) and "TYPE_CHECKING" in ast.unparse(around.test) for around in parents(node)):
            continue
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        else:
            package = list(path.relative_to(ROOT).with_suffix("").parts[: -node.level]) if node.level else []
            module = ".".join([*package, *([node.module] if node.module else [])])
            yield from ((node, f"{module}.{alias.name}") for alias in node.names)


def is_standard(module: str) -> bool:
    """True for the standard library."""
    return module.split(".")[0] in sys.stdlib_module_names


def is_docstring(node: ast.Constant) -> bool:
    """True for a string that stands alone: documentation of a module, class, function or attribute."""
    return isinstance(getattr(node, "parent", None), ast.Expr)


@cache
def texts(path: Path) -> tuple[tuple[ast.Constant, str], ...]:
    """String constants of a file that are not documentation, each with its text."""
    return tuple(
        (node, node.value)
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not is_docstring(node)
    )
