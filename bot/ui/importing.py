"""/import: send files, see what they are taken for, change it column by column, count, import, receipt."""

from __future__ import annotations

from bot.ui import flows, kit
from bot.ui import import_buttons as buttons
from bot.ui import import_words as names
from bot.ui.i18n import N_
from bot.ui.paging import paged, pager
from bot.ui.people_buttons import PeopleShow
from bot.ui.progress import bar
from bot.ui.render import render
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.words import Words, short
from services.importing.analysis import Proposal
from services.importing.changes import is_fixed, without_client
from services.importing.ledger import Made, Receipt
from services.rules.import_dates import DateOrder
from services.rules.import_fields import FIELDS_OF, Field, Kind
from services.rules.import_mapping import ColumnMap, StageMap

LINES = 5
BAD_LINES = 8


def start(w: Words) -> Screen:
    """Ask for a file."""
    return Screen(render("importing/start.j2", w), rows=kit.menu_row(w))


def reading(name: str, w: Words) -> Screen:
    """Say that the file has arrived."""
    return kit.note(w._("Reading %(name)s…", name=short(name, 60)))


def overview(proposal: Proposal, w: Words) -> Screen:
    """What the files hold, and every door to changing it."""
    mapping = proposal.mapping
    fixes = [item for number, item in enumerate(proposal.fixes) if is_fixed(proposal, number)]
    shown = [f"{short(item.fix.wrong, 24)} → {short(item.fix.right, 24)} ({w.number(item.fix.rows)})" for item in fixes]
    text = render(
        "importing/overview.j2",
        w,
        rows=names.rows_of(proposal.scan.rows, w),
        tables=[
            {"file": table.file, "sheet": table.sheet, "kind": names.kind_name(table.kind, w),
             "rows": names.rows_of(scan.rows, w)}
            for table, scan in zip(mapping.tables, proposal.scan.tables, strict=True)
        ],
        pipeline=mapping.pipeline if _has_deals(proposal) else None,
        lonely=without_client(proposal),
        policy=names.policy_name(mapping.accountless, w),
        fixes=shown[:LINES] + (["…"] if len(shown) > LINES else []),
        unsure=_unsure(proposal)[:LINES],
        ignored=_left_out(proposal),
    )  # fmt: skip
    return Screen(text, rows=_overview_rows(proposal, w))


def _overview_rows(proposal: Proposal, w: Words) -> Rows:
    tables = [
        Button(w._("Columns: %(file)s", file=short(table.file, 24)), data=buttons.ImportTable(number=number))
        for number, table in enumerate(proposal.mapping.tables[:10])
    ]
    more: list[Button] = []
    if proposal.mapping.stages:
        label = w.n_("%(n)s stage name", "%(n)s stage names", len(proposal.mapping.stages))
        more += [Button(label, data=buttons.ImportStages())]
        more += [Button(w.p_("button", "Pipeline"), data=buttons.ImportPipeline())]
    if proposal.fixes:
        label = w.n_("%(n)s correction", "%(n)s corrections", len(proposal.fixes))
        more += [Button(label, data=buttons.ImportFixes())]
    if without_client(proposal):
        label = w._("No client: %(policy)s", policy=names.policy_name(proposal.mapping.accountless, w))
        more += [Button(label, data=buttons.ImportPolicy())]
    return (
        (Button(w.p_("button", "Check and count"), data=buttons.ImportCheck(), style="primary"),),
        *grid(tables, 1),
        *grid(more, 2),
        (_drop(w),),
    )


def _has_deals(proposal: Proposal) -> bool:
    return any(table.kind in {Kind.DEALS, Kind.LINES} for table in proposal.mapping.tables)


def _left_out(proposal: Proposal) -> list[str]:
    columns = [column for table in proposal.mapping.tables for column in table.columns]
    return [short(item.header, 30) for item in columns if item.field is Field.IGNORE and item.header][:30]


def _unsure(proposal: Proposal) -> list[str]:
    """Columns whose dates fit both ways, stages that are guesses."""
    found = [
        short(column.header, 30)
        for table, view in zip(proposal.mapping.tables, proposal.tables, strict=True)
        for column, seen in zip(table.columns, view.columns, strict=True)
        if seen.unsure_dates and column.dates is not None and column.confidence < 1
    ]
    return found + [short(item.value, 30) for item in proposal.mapping.stages if not item.sure]


def table(proposal: Proposal, number: int, page: int, w: Words) -> Screen:
    """The columns of a table, a button each."""
    mapped = proposal.mapping.tables[number]
    shown = paged(mapped.columns, page)
    rows: Rows = tuple((_column_button(item, number, w),) for item in shown.items)
    turn = pager(lambda to: buttons.ImportTable(number=number, page=to), shown.number, shown.count)
    kind = names.kind_name(mapped.kind, w)
    what = Button(w._("These are: %(kind)s", kind=kind), data=buttons.ImportKinds(number=number))
    text = render(
        "importing/table.j2",
        w,
        file=f"{mapped.file}, {mapped.sheet}" if mapped.sheet else mapped.file,
        kind=kind,
        rows=names.rows_of(proposal.scan.tables[number].rows, w),
    )
    return Screen(text, rows=(*rows, *turn, (what, _back(w))))


def _column_button(column: ColumnMap, number: int, w: Words) -> Button:
    header = short(column.header or w._("column %(n)s", n=column.index + 1), 22)
    label = f"{header} → {names.field_name(column.field, w)}"
    return Button(label, data=buttons.ImportColumn(number=number, place=column.index))


def kinds(proposal: Proposal, number: int, w: Words) -> Screen:
    """What is a row of this table?"""
    mapped = proposal.mapping.tables[number]
    choice = [
        Button(
            _chosen(names.kind_name(kind, w), kind is mapped.kind), data=buttons.ImportKind(number=number, holds=kind)
        )
        for kind in Kind
    ]
    text = w.html("<b>%(file)s</b>\nWhat is a row of it?", file=short(mapped.file, 60))
    back = Button(w.p_("button", "Back"), data=buttons.ImportTable(number=number))
    return Screen(str(text), rows=(*grid(choice, 2), (back,)))


def column(proposal: Proposal, number: int, index: int, w: Words) -> Screen:
    """What does a column mean?"""
    mapped = proposal.mapping.tables[number]
    item, seen = mapped.columns[index], proposal.tables[number].columns[index]
    text = render(
        "importing/column.j2",
        w,
        header=item.header or w._("column %(n)s", n=index + 1),
        field=names.field_name(item.field, w),
        samples=[short(sample, 40) for sample in seen.samples],
        unsure=seen.unsure_dates and item.dates is not None,
    )
    choice = [
        Button(
            _chosen(names.field_name(field, w), field is item.field),
            data=buttons.ImportField(number=number, place=index, field=field),
        )
        for field in (*FIELDS_OF[mapped.kind], Field.IGNORE)
    ]
    back = Button(w.p_("button", "Back"), data=buttons.ImportTable(number=number))
    return Screen(text, rows=(*_orders(item, number, w), *grid(choice, 3), (back,)))


def _orders(item: ColumnMap, number: int, w: Words) -> Rows:
    if item.dates not in {DateOrder.DMY, DateOrder.MDY}:
        return ()
    row = [
        Button(
            _chosen(label, item.dates is order),
            data=buttons.ImportOrder(number=number, place=item.index, month_first=order is DateOrder.MDY),
        )
        for label, order in ((w._("day first"), DateOrder.DMY), (w._("month first"), DateOrder.MDY))
    ]
    return (tuple(row),)


def stages(proposal: Proposal, page: int, w: Words) -> Screen:
    """What becomes of the stage names of the files?"""
    mapped = proposal.mapping.stages
    shown = paged(mapped, page)
    rows: Rows = tuple(
        (Button(_stage_label(item), data=buttons.ImportStage(number=shown.first - 1 + place)),)
        for place, item in enumerate(shown.items)
    )
    turn = pager(lambda to: buttons.ImportStages(page=to), shown.number, shown.count)
    text = w.html(
        "<b>Stages</b> of the files and ours in the pipeline %(name)s\nPress one to change it.",
        name=short(proposal.mapping.pipeline or "", 40),
    )
    return Screen(str(text), rows=(*rows, *turn, (_back(w),)))


def _stage_label(item: StageMap) -> str:
    return f"{short(item.value, 18)} → {short(item.stage or item.value, 22)}"


def stage(proposal: Proposal, number: int, ours: list[str], w: Words) -> Screen:
    """Which of our stages is this one?"""
    item = proposal.mapping.stages[number]
    choice = [
        Button(_chosen(short(name, 28), name == item.stage), data=buttons.ImportStage(number=number, place=place))
        for place, name in enumerate(ours)
    ]
    new = Button(
        w._("New stage “%(name)s”", name=short(item.value, 24)), data=buttons.ImportStage(number=number, place=-2)
    )
    text = w.html(
        "<b>%(name)s</b>: %(rows)s\nWhich of our stages is it?",
        name=short(item.value, 60),
        rows=names.rows_of(item.rows, w),
    )
    back = Button(w.p_("button", "Back"), data=buttons.ImportStages())
    return Screen(str(text), rows=(*grid(choice, 2), (new,), (back,)))


def pipelines(chosen: str | None, ours: list[str], w: Words) -> Screen:
    """Into which pipeline do the deals go?"""
    choice = [
        Button(_chosen(short(name, 30), name == chosen), data=buttons.ImportPipeline(place=place))
        for place, name in enumerate(ours)
    ]
    text = w.html("<b>Pipeline</b>\nWhere do the deals go? Those that name a pipeline of ours go there.")
    return Screen(str(text), rows=(*grid(choice, 1), (_back(w),)))


def fixes(proposal: Proposal, page: int, w: Words) -> Screen:
    """Proposed corrections; a press takes one back or in again."""
    shown = paged(list(enumerate(proposal.fixes)), page)
    rows: Rows = tuple(
        (
            Button(
                f"{'✓' if is_fixed(proposal, number) else '✗'} {short(item.fix.wrong, 15)} → "
                f"{short(item.fix.right, 15)} ({w.number(item.fix.rows)})",
                data=buttons.ImportFixes(page=shown.number, number=number),
            ),
        )
        for number, item in shown.items
    )
    turn = pager(lambda to: buttons.ImportFixes(page=to), shown.number, shown.count)
    text = w.html("<b>Corrections</b>\nValues that look misspelt, with their rows. Press one to leave it as written.")
    return Screen(str(text), rows=(*rows, *turn, (_back(w),)))


def progress(done: int, total: int, w: Words, *, dry: bool) -> Screen:
    """How far it is."""
    share = done / max(1, total)
    text = (
        w._("Counting… %(percent)s", percent=w.percent(share))
        if dry
        else w._("Importing… %(percent)s", percent=w.percent(share))
    )
    return kit.note(f"{text}\n{bar(share)}")


def receipt(told: Receipt, w: Words) -> Screen:
    """What would happen, or what has."""
    lines = [
        w._(
            "%(file)s: new %(new)s, changed %(update)s, unchanged %(skip)s, bad %(bad)s",
            file=short(item.file, 40),
            new=w.number(item.tally.new),
            update=w.number(item.tally.update),
            skip=w.number(item.tally.skip),
            bad=w.number(item.tally.bad),
        )
        for item in told.tables
    ]
    text = render(
        "importing/receipt.j2",
        w,
        receipt=told,
        seconds=w._("%(n)s s", n=w.number(told.seconds)),
        pause=_pause(told, w),
        tables=_within(lines, 500) if len(lines) > 1 else [],
        made=names.made_lines(told, w),
        bad=_bad_lines(told, w),
        odd=_within([short(line, 200) for line in names.odd_lines(told, w)], 1800),
    )
    return Screen(text, rows=_receipt_rows(told, w))


def _pause(told: Receipt, w: Words) -> str:
    """For how long the bot pauses, in whole minutes from one on."""
    return w.duration(told.pause if told.pause < 60 else -(-told.pause // 60) * 60) if told.pause else ""


def _within(lines: list[str], room: int) -> list[str]:
    """Take lines as long as there is room: a message holds 4096 characters, and the tail is the least of it."""
    taken: list[str] = []
    for line in lines:
        room -= len(line)
        if room < 0:
            return [*taken, "…"]
        taken.append(line)
    return taken


def _bad_lines(told: Receipt, w: Words) -> list[str]:
    lines = [short(names.bad_line(bad, w), 120) for bad in told.bad_rows[:BAD_LINES]]
    more = told.bad - len(lines)
    return lines + ([w.n_("and %(n)s more", "and %(n)s more", more)] if more > 0 else [])


def _receipt_rows(told: Receipt, w: Words) -> Rows:
    if not told.dry:
        people: Rows = ((Button(w._("People and their links"), data=PeopleShow(), style="primary"),),)
        return (*(people if told.made.get(Made.PEOPLE) or told.made.get(Made.HEADS) else ()), *kit.menu_row(w))
    if not (told.new or told.update):
        return ((_back(w),), (_drop(w),))
    label = w.p_("button", "Import")
    if told.pause:
        label = w.p_("button", "Import, pause of %(time)s", time=_pause(told, w))
    return (
        (Button(label, data=buttons.ImportRun(), style="success"),),
        (_back(w),),
        (_drop(w),),
    )


def gone(w: Words) -> Screen:
    """The button is about files that are not here any more."""
    return kit.note(w._("The files are not at hand any more. Send them again."), ((_start(w),), *kit.menu_row(w)))


def dropped(w: Words) -> Screen:
    """The files are forgotten."""
    return kit.note(w._("Nothing was imported."), ((_start(w),), *kit.menu_row(w)))


def _chosen(label: str, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label


def _back(w: Words) -> Button:
    return Button(w.p_("button", "Back"), data=buttons.ImportShow())


def _start(w: Words) -> Button:
    return Button(w.p_("button", "Another file"), data=buttons.ImportStart())


def _drop(w: Words) -> Button:
    return Button(w.p_("button", "Forget the files"), data=buttons.ImportDrop(), style="danger")


flows.add({"ImportForm": N_("the import")})
