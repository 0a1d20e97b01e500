"""All SQL is in storage, and rows of records come through the one place that knows who may see them."""

from __future__ import annotations

import ast
import re

from tests.architecture.trees import files, imports, name, nodes, place, texts

SQL = re.compile(
    r"^\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE|PRAGMA)\b", re.I | re.S
)


def test_sql_is_written_only_in_storage():
    drivers = ("sqlalchemy", "sqlite3", "asyncpg", "aiosqlite")
    elsewhere = [path for path in files() if not name(path).startswith("storage/")]
    wrong = [
        f"{place(path, node)} imports {module}"
        for path in elsewhere
        for node, module in imports(path)
        if module.startswith(drivers)
    ]
    wrong += [
        f"{place(path, node)}: {text.strip()[:50]!r}"
        for path in elsewhere
        for node, text in texts(path)
        if SQL.match(text)
    ]
    assert not wrong, "\n".join(wrong)


def test_nobody_commits_but_the_unit_of_work():
    wrong = [
        place(path, node)
        for path in files()
        if name(path) not in {"storage/unit_of_work.py", "storage/sqlite_driver.py", "storage/migrations/env.py"}
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "rollback"}
        and not node.args
    ]
    assert not wrong, f"a transaction ends where it was opened: {wrong}"
