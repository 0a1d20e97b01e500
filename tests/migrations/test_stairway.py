"""Migrations on both databases: each step up, down and up again; the end equals the mapped tables."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import make_engine, writing
from storage.migrate import NewerSchema, alembic_config, run, upgrade
from storage.tables import metadata
from tests.support.databases import Postgres, sqlite_url

SCRIPTS = ScriptDirectory.from_config(alembic_config())
STEPS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]


@pytest.fixture
async def sqlite_empty(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """A SQLite file without any table."""
    engine = make_engine(sqlite_url(tmp_path / "empty.db"))
    yield engine
    await engine.dispose()


@pytest.fixture
async def postgres_empty(postgres: Postgres) -> AsyncIterator[AsyncEngine]:
    """A PostgreSQL database without any table."""
    name = f"{postgres.name}_empty"
    await postgres.drop(name)
    await postgres.create(name, "template0")
    engine = make_engine(postgres.url(name))
    yield engine
    await engine.dispose()
    await postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest) -> AsyncEngine:
    """A database without any table, once on each kind."""
    chosen: AsyncEngine = request.getfixturevalue(f"{request.param}_empty")
    return chosen


async def go(engine: AsyncEngine, revision: str) -> None:
    """Migrate up or down to a revision."""
    async with writing(engine) as connection:
        await connection.run_sync(run, revision)


def shape(connection: Connection) -> dict[str, list[str]]:
    """Tables with their columns, indexes and constraints, as comparable text."""
    look = inspect(connection)
    return {
        table: sorted(
            [f"column {one['name']} {one['type']} {one['nullable']}" for one in look.get_columns(table)]
            + [f"index {one['name']} {one['column_names']} {one['unique']}" for one in look.get_indexes(table)]
            + [f"unique {one['name']} {one['column_names']}" for one in look.get_unique_constraints(table)]
            + [f"key {one['name']} {one['constrained_columns']}" for one in look.get_foreign_keys(table)]
        )
        for table in look.get_table_names()
    }


async def test_every_step_goes_up_down_and_up_again(empty: AsyncEngine):
    before = "base"
    for step in STEPS:
        await go(empty, step)
        async with empty.connect() as connection:
            first = await connection.run_sync(shape)
        await go(empty, before)
        await go(empty, step)
        async with empty.connect() as connection:
            assert await connection.run_sync(shape) == first
        before = step


async def test_all_the_way_down_leaves_no_table(empty: AsyncEngine):
    await upgrade(empty)
    await go(empty, "base")
    async with empty.connect() as connection:
        assert set(await connection.run_sync(lambda sync: inspect(sync).get_table_names())) <= {"alembic_version"}


async def test_the_migrated_database_is_what_the_code_maps(empty: AsyncEngine):
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    await upgrade(empty)
    async with empty.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrating_again_changes_nothing(empty: AsyncEngine):
    await upgrade(empty)
    async with empty.connect() as connection:
        first = await connection.run_sync(shape)
    await upgrade(empty)
    async with empty.connect() as connection:
        assert await connection.run_sync(shape) == first


async def test_a_newer_database_is_refused_untouched(empty: AsyncEngine):
    await upgrade(empty)
    async with empty.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerSchema):
        await upgrade(empty)


def test_the_history_is_one_line():
    assert len(SCRIPTS.get_heads()) == 1
    assert len(SCRIPTS.get_bases()) == 1
