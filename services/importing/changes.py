"""Changing a proposal: what a person decides about tables, columns, stages and corrections; values in, values out."""

from __future__ import annotations

from dataclasses import replace

from services.importing.analysis import Proposal
from services.rules.import_columns import Guess, Why
from services.rules.import_dates import DateOrder
from services.rules.import_fields import MANY, Field, Kind
from services.rules.import_mapping import Mapping, StageMap, TableMap
from services.rules.import_proposal import column_map, view_as


def with_mapping(proposal: Proposal, mapping: Mapping) -> Proposal:
    """Return the proposal with a mapping that was kept (a draft, a file) instead of the proposed one."""
    return replace(proposal, mapping=mapping)


def set_field(proposal: Proposal, table: int, column: int, field: Field) -> Proposal:
    """Give a column another meaning; a column that had it is left out. How its values are read follows."""
    old, facts = proposal.mapping.tables[table], proposal.scan.tables[table].columns
    new, _ = column_map(facts[column], Guess(field, 1.0, Why.HEADER))
    columns = tuple(
        new if item.index == column
        else replace(item, field=Field.IGNORE) if item.field is field and field not in MANY
        else item
        for item in old.columns
    )  # fmt: skip
    return _with_table(proposal, table, replace(old, columns=columns))


def set_order(proposal: Proposal, table: int, column: int, order: DateOrder) -> Proposal:
    """Read a column's dates with the day first, or with the month first."""
    old = proposal.mapping.tables[table]
    columns = tuple(replace(item, dates=order) if item.index == column else item for item in old.columns)
    return _with_table(proposal, table, replace(old, columns=columns))


def set_kind(proposal: Proposal, table: int, kind: Kind) -> Proposal:
    """Take a table for something else (UNKNOWN leaves it out); its columns are recognised anew."""
    new, _ = view_as(proposal.scan.tables[table], kind)
    return _with_table(proposal, table, new)


def set_stage(proposal: Proposal, number: int, stage: StageMap) -> Proposal:
    """Decide what becomes of one stage name of the files."""
    stages = proposal.mapping.stages
    return replace(
        proposal, mapping=replace(proposal.mapping, stages=(*stages[:number], stage, *stages[number + 1 :]))
    )  # fmt: skip


def toggle_fix(proposal: Proposal, number: int) -> Proposal:
    """Take a proposed correction back, or in again."""
    item = proposal.fixes[number]
    table = proposal.mapping.tables[item.table]
    fixes = {name: dict(values) for name, values in table.fixes.items()}
    values = fixes.setdefault(item.field, {})
    if values.pop(item.fix.wrong, None) is None:
        values[item.fix.wrong] = item.fix.right
    return _with_table(proposal, item.table, replace(table, fixes=fixes))


def is_fixed(proposal: Proposal, number: int) -> bool:
    """Tell whether a proposed correction is in force."""
    item = proposal.fixes[number]
    return item.fix.wrong in proposal.mapping.tables[item.table].fixes.get(item.field, {})


def without_client(proposal: Proposal) -> int:
    """Count the deals that name no client, as far as the columns tell."""
    total = 0
    for table, scan in zip(proposal.mapping.tables, proposal.scan.tables, strict=True):
        named = [item.index for item in table.columns if item.field in {Field.CLIENT, Field.CLIENT_ID, Field.CONTACT}]
        if table.kind is Kind.DEALS:
            total += scan.rows - max((scan.columns[index].filled for index in named), default=0)
    return total


def _with_table(proposal: Proposal, number: int, table: TableMap) -> Proposal:
    return replace(proposal, mapping=proposal.mapping.with_table(number, table))
