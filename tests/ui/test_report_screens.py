"""Screens of /report: first page, lists, one indicator, tables, boards, records; small, long and empty."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from bot.ui import mono, painting, report_heat, report_pictures
from bot.ui.reports import boards, buttons, charts, dates, files, home, indicator, records, tables
from services import sheets
from services.indicator_views import Listing, Number, Point, Record, Report, Row, SliceItem, Table
from services.report_views import (
    Board,
    BoardLine,
    Door,
    Glance,
    IndicatorPage,
    RecordsFile,
    RecordsPage,
    ReportHome,
    ReportList,
    TablePage,
    When,
)
from services.rules.indicators import INDICATORS, Kind, OwnField, Slice
from services.rules.periods import PeriodKind, between, containing, shifted
from services.rules.report_sets import BOARDS, OWN, SETS, BoardKind, Goal
from services.rules.segments import Advice
from tests.ui.conftest import Snapshot, WordsIn
from tests.ui.reading import check

LOCALES = ["ru", "uk", "en"]
NOVEMBER = containing(PeriodKind.MONTH, date(2026, 11, 21))
COMPARED = between(date(2026, 10, 1), date(2026, 10, 22))
VALUES: dict[str, tuple[Number, Number]] = {
    "leads_new": (123, 110), "cost_per_lead": (54_321, 60_000), "revenue": (123_456_700, 150_000_000),
    "win_rate": (23.4, 21.0), "lead_conversion": (40.0, 40.0), "calls_out": (1234, 0), "profitability": (31.5, None),
    "acquisition_cost": (None, None), "romi": (-20.0, 35.0), "plan_margin": (64.2, 70.0),
}  # fmt: skip
ANNA, BORIS, NOBODY = SliceItem(7, "Анна Ковальчук"), SliceItem(8, "Борис М."), SliceItem(None, "")
SITE, FAIR = SliceItem(3, "Сайт"), SliceItem(4, "Выставка «Агро-2026»")


def row(value: Number, n: int = 12, *parts: tuple[Slice, SliceItem], **values: object) -> Row:
    """A line of a table."""
    return replace(Row(parts, value, n), **values)  # type: ignore[arg-type]


def glances(codes: tuple[str, ...]) -> tuple[Glance, ...]:
    """The values of a set."""
    return tuple(
        Glance(INDICATORS[code], row(VALUES.get(code, (5, 4))[0]), row(VALUES.get(code, (5, 4))[1])) for code in codes
    )


def a_page(code: str = "revenue", total: Row | None = None, **values: object) -> IndicatorPage:
    """An indicator in November, with a plan and a year behind it."""
    history = tuple(
        Point(shifted(NOVEMBER, number - 11), None if number == 3 else 80_000_000 + number * 5_000_000, 10)
        for number in range(12)
    )
    report = Report(
        indicator=INDICATORS[code], period=NOVEMBER, total=total or row(123_456_700, 18), compared=COMPARED,
        before=row(150_000_000), year_ago=row(100_000_000), plan=200_000_000 if code == "revenue" else None,
        history=history,
    )  # fmt: skip
    slices = (Slice.MANAGER, Slice.CHANNEL, Slice.WEEK)
    made = IndicatorPage(report, When(), (), slices, favourite=False, running=True, due=0.7)
    return replace(made, **values)  # type: ignore[arg-type]


def a_table(by: tuple[Slice, ...], rows: tuple[Row, ...], code: str = "revenue") -> TablePage:
    """The revenue of November told apart."""
    before = {tuple(item.key for _, item in one.slice): row(50_000_000) for one in rows[:2]}
    table = Table(code, NOVEMBER, by, rows)
    return TablePage(INDICATORS[code], When(), (), table, row(123_456_700, 18), (Slice.STAGE,), before, COMPARED)


BY_PEOPLE = (
    row(70_000_000, 9, (Slice.MANAGER, ANNA)), row(40_000_000, 6, (Slice.MANAGER, BORIS)),
    row(13_456_700, 3, (Slice.MANAGER, NOBODY)),
)  # fmt: skip
BY_BOTH = (
    row(50_000_000, 5, (Slice.MANAGER, ANNA), (Slice.CHANNEL, SITE)),
    row(20_000_000, 4, (Slice.MANAGER, ANNA), (Slice.CHANNEL, FAIR)),
    row(40_000_000, 6, (Slice.MANAGER, BORIS), (Slice.CHANNEL, SITE)),
)


def a_board(kind: BoardKind = BoardKind.SEGMENTS) -> Board:
    """Three parts with their numbers."""
    plan = BOARDS[kind]
    columns = tuple(INDICATORS[code] for code in plan.codes)
    names = (SliceItem("Рестораны", "Рестораны"), SliceItem("Розница", "Розница"), NOBODY)
    lines = tuple(
        BoardLine(
            item,
            {one.code: row(VALUES.get(one.code, (9, 8))[0]) for one in columns[: 4 - place]},
            advice if kind is BoardKind.SEGMENTS else None,
        )
        for place, (item, advice) in enumerate(zip(names, (Advice.GROW, Advice.DROP, None), strict=True))
    )
    whole = {one.code: row(VALUES.get(one.code, (20, 18))[0]) for one in columns}
    return Board(kind, When(), NOVEMBER, plan.by, columns, lines, whole)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_first_page(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    w = words_in(locale)
    for goal in Goal:
        chosen = SETS[goal]
        view = ReportHome(goal, NOVEMBER, COMPARED, glances(chosen.codes), chosen.boards, 3, 51)
        snapshot(home.home(view, w), f"reports/home_{goal.value}", locale)
    own = ReportHome(None, NOVEMBER, COMPARED, glances(OWN.codes), (), 0, 47)
    snapshot(home.home(own, w), "reports/home_own", locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_lists(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    w = words_in(locale)
    snapshot(home.groups(dict(INDICATORS), w), "reports/groups", locale)
    codes = tuple(code for code, one in INDICATORS.items() if one.group is buttons.GROUPS["m"])
    view = ReportList(NOVEMBER, COMPARED, glances(codes))
    snapshot(home.group(view, buttons.GROUPS["m"], 2, w), "reports/group", locale)
    none = ReportList(NOVEMBER, COMPARED, ())
    snapshot(home.favourites(none, 1, w), "reports/no_favourites", locale)
    snapshot(home.asked(w), "reports/asked", locale)
    snapshot(home.results(none, "<абракадабра>", w), "reports/nothing_found", locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_one_indicator(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    w = words_in(locale)
    snapshot(indicator.page(a_page(), w), "reports/revenue", locale)
    length = row(12.5, 40, p90=31.0)
    view = a_page(
        "deal_length", length, chosen=((Slice.MANAGER, ANNA), (Slice.CHANNEL, FAIR)), favourite=True, running=False,
        when=When(PeriodKind.QUARTER, 2), due=None,
    )  # fmt: skip
    snapshot(indicator.page(view, w), "reports/length", locale)
    bare = a_page("romi", row(None, 0))
    none = replace(
        bare.report,
        before=row(None, 0),
        year_ago=None,
        history=tuple(replace(p, value=None) for p in bare.report.history),
    )
    snapshot(indicator.page(replace(bare, report=none, slices=()), w), "reports/no_costs", locale)
    snapshot(indicator.cuts(a_page(), (Slice.MANAGER,), 1, w), "reports/cuts", locale)
    own = tuple(OwnField(number, f"Own list {number} " * 10) for number in range(1, 60))
    many = replace(a_page(), slices=(Slice.CHANNEL, *own))
    snapshot(indicator.cuts(many, (Slice.MANAGER,), 2, w), "reports/cuts_own", locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_tables(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    w = words_in(locale)
    snapshot(tables.table(a_table((Slice.MANAGER,), BY_PEOPLE), 1, w), "reports/table", locale)
    snapshot(tables.table(a_table((Slice.MANAGER, Slice.CHANNEL), BY_BOTH), 1, w), "reports/table_of_two", locale)
    snapshot(tables.table(a_table((Slice.MANAGER,), ()), 1, w), "reports/table_empty", locale)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", BoardKind)
def test_boards(words_in: WordsIn, snapshot: Snapshot, locale: str, kind: BoardKind) -> None:
    w = words_in(locale)
    snapshot(boards.board(a_board(kind), 1, w), f"reports/board_{kind.value}", locale)
    empty = replace(a_board(kind), lines=())
    snapshot(boards.board(empty, 1, w), f"reports/board_{kind.value}_empty", locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_records_behind_a_number(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    w = words_in(locale)
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    lines = (
        (Record(Kind.DEAL, 1, "Поставка", "<b>Ромашка</b>", at, 1_234_500), Door(Kind.DEAL, 1)),
        (Record(Kind.TASK, 2, "Отправить договор", None, at, None), Door(Kind.TASK, 2)),
        (Record(Kind.COST, 3, "Выставка", None, date(2026, 11, 3), 500_000), None),
        (Record(Kind.ACTIVITY, 4, "", None, at, None), None),
    )
    view = RecordsPage(INDICATORS["revenue"], When(), (), NOVEMBER, lines, 12, 1, 2)
    snapshot(records.records(view, w), "reports/records", locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_two_dates(words_in: WordsIn, snapshot: Snapshot, locale: str) -> None:
    w = words_in(locale)
    sign = buttons.CODE_OF["revenue"]
    today = date(2026, 11, 21)
    snapshot(dates.calendar(buttons.ReportDates(sign=sign), today, w), "reports/first_day", locale)
    first = (date(2026, 11, 9) - buttons.EPOCH).days
    snapshot(dates.calendar(buttons.ReportDates(sign=sign, first=first), today, w), "reports/last_day", locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_no_line_of_a_table_is_wider_than_a_phone(words_in: WordsIn, locale: str) -> None:
    w = words_in(locale)
    long = SliceItem(9, "Очень длинное название отдела " * 5)
    rows = tuple(row(10**15 + n, 99_999, (Slice.MANAGER, long), (Slice.CHANNEL, long)) for n in range(30))
    view = replace(a_table((Slice.MANAGER, Slice.CHANNEL), rows), total=row(10**16))
    check(tables.table(view, 2, w))
    assert all(mono.cells(line) <= mono.WIDTH for line in tables.lines(view, rows, 1, w))
    for kind in BoardKind:
        board = a_board(kind)
        wide = tuple(BoardLine(long, {one.code: row(10**13) for one in board.columns}, Advice.DROP) for _ in range(30))
        assert all(mono.cells(line) <= mono.WIDTH for line in boards.lines(board, wide, 1, w))
        check(boards.board(replace(board, lines=wide), 3, w))


@pytest.mark.parametrize("code", INDICATORS)
def test_every_indicator_has_its_page_and_its_words(words_in: WordsIn, code: str) -> None:
    for locale in LOCALES:
        w = words_in(locale)
        check(indicator.page(a_page(code, row(12, 3, p90=20.0)), w))
        check(indicator.page(a_page(code, row(None, 0)), w))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("конверсия", "win_rate"), ("выручка", "revenue"), ("виручка", "revenue"), ("revenue", "revenue"),
        ("средний чек", "average_deal"), ("середній чек", "average_deal"), ("nps", "nps"), ("премия", "bonus"),
        ("рентабельнсть", "profitability"), ("звонки", "calls_out"),
    ],
)  # fmt: skip
def test_a_word_of_any_language_finds_a_report(typed: str, code: str) -> None:
    assert code in home.found(typed, tuple(INDICATORS))


def test_reasons_open_their_records_and_say_how_many(words_in: WordsIn) -> None:
    w = words_in("en")
    dear = row(60.0, 6, (Slice.REASON, SliceItem(3, "Expensive")))
    view = a_table((Slice.REASON,), (dear,), "loss_reasons")
    screen = tables.table(view, 1, w)
    assert isinstance(screen.rows[0][0].data, buttons.ReportRows)
    assert "In all: 18 records" in screen.text
    assert "100" not in indicator.page(a_page("loss_reasons", row(100.0, 10)), w).text.split("–")[0]


def test_parts_of_one_person_stand_together() -> None:
    first, second, third = BY_BOTH
    assert tables.together([first, third, second]) == [first, second, third]


def test_nonsense_finds_nothing() -> None:
    assert home.found("щшщш", tuple(INDICATORS)) == ()
    assert home.found("", tuple(INDICATORS)) == ()


def test_the_pictures_take_any_numbers(words_in: WordsIn) -> None:
    w = words_in("uk")
    empty = a_page("romi", row(None, 0))
    nothing = replace(empty.report, history=tuple(replace(point, value=None) for point in empty.report.history))
    for view in (a_page(), replace(empty, report=nothing), a_page("romi", row(-20.0))):
        how, chart = charts.of_indicator(view, w)
        assert painting.png(how(chart, w)).startswith(b"\x89PNG")
    for table in (a_table((Slice.MANAGER,), BY_PEOPLE), a_table((Slice.MANAGER,), ())):
        how, chart = charts.of_table(table, w)
        assert painting.png(how(chart, w)).startswith(b"\x89PNG")
    plans = tuple(replace(one, extra={"plan": 50_000_000}, value=120.0) for one in BY_PEOPLE)
    how, chart = charts.of_table(replace(a_table((Slice.MANAGER,), plans, "plan_margin"), due=0.7), w)
    assert how is report_pictures.plan_fact
    assert painting.png(how(chart, w)).startswith(b"\x89PNG")


def test_a_picture_names_its_period(words_in: WordsIn) -> None:
    w = words_in("ru")
    _, chart = charts.of_indicator(a_page(), w)
    assert chart.period.startswith("Ноябрь 2026")
    _, league = charts.of_table(a_table((Slice.MANAGER,), BY_PEOPLE), w)
    assert league.period.startswith("Ноябрь 2026")
    assert league.ranked
    assert league.places[0].label.endswith("57\u00a0%")


def opened(content: bytes) -> Worksheet:
    """The only sheet of an Excel file."""
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert isinstance(page, Worksheet)
    return page


def test_files_have_real_numbers_and_no_formulas(words_in: WordsIn) -> None:
    w = words_in("ru")
    nasty = row(99_900, 1, (Slice.MANAGER, SliceItem(1, '=HYPERLINK("http://x")')))
    sheet = files.of_table(a_table((Slice.MANAGER,), (*BY_PEOPLE, nasty)), w)
    page = opened(sheets.xlsx(sheet))
    assert page["A2"].value == "Менеджер"
    assert page["B3"].value == 700_000
    assert page["A6"].value.startswith("=HYPERLINK")
    assert page["A6"].data_type == "s"
    assert page["B6"].value == 999
    text = sheets.csv_file(sheet)
    assert text.startswith(b"\xef\xbb\xbf")
    assert "'=HYPERLINK" in text.decode("utf-8-sig")
    assert "134567,3" in text.decode("utf-8-sig")
    history = opened(sheets.xlsx(files.of_indicator(a_page(), w)))
    assert history["A3"].value == datetime(2025, 12, 1)  # noqa: DTZ001 - a date of a file has no zone
    assert history["C6"].value is None


@pytest.mark.parametrize(("locale", "grow", "silent"), [
    ("ru", "растить", "мало продаж, чтобы судить"), ("uk", "розвивати", "замало продажів, щоб судити"),
    ("en", "grow", "too few sales to tell"),
])  # fmt: skip
def test_a_file_says_in_words_what_to_do_with_a_segment(words_in: WordsIn, locale: str, grow: str, silent: str) -> None:
    w = words_in(locale)
    view = a_board(BoardKind.SEGMENTS)
    view = replace(view, lines=(view.lines[0], replace(view.lines[1], advice=Advice.SILENT), *view.lines[2:]))
    page = opened(sheets.xlsx(files.of_board(view, w)))
    last = page.max_column
    assert [page.cell(number, last).value for number in (3, 4)] == [grow, silent]


def test_the_file_of_records_has_real_dates_and_numbers(words_in: WordsIn) -> None:
    w = words_in("ru")
    at = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
    deal = Record(Kind.DEAL, 1, "=1+1", "Ромашка", at, 1_234_550)
    listing = Listing(
        "revenue", NOVEMBER, (Slice.MANAGER, Slice.STAGE), ((deal, (ANNA, SliceItem(5, "Продажа"))),), 60_000
    )
    sheet = files.of_records(RecordsFile(INDICATORS["revenue"], ((Slice.MANAGER, ANNA),), listing), w)
    page = opened(sheets.xlsx(sheet))
    assert page["A1"].value == "Выручка, Анна Ковальчук, Ноябрь 2026, новейшие 1 из 60\u00a0000"
    assert [cell.value for cell in page[2]] == ["Клиент", "Что", "Дата", "Сумма, UAH", "Менеджер", "Этап"]
    assert [cell.value for cell in page[3]] == [
        "Ромашка", "=1+1", datetime(2026, 11, 21, 0, 30), 12345.5, "Анна Ковальчук", "Продажа",  # noqa: DTZ001
    ]  # fmt: skip
    assert (page["B3"].data_type, page["D3"].number_format) == ("s", "#,##0.00")
    calls = replace(listing, records=((replace(deal, amount=None), (NOBODY, NOBODY)),), total=1)
    bare = files.of_records(RecordsFile(INDICATORS["calls_out"], (), calls), w)
    assert bare.heads == ("Клиент", "Что", "Дата", "Менеджер", "Этап")
    assert bare.rows[0][3:] == ("", "")
    text = sheets.csv_file(bare).decode("utf-8-sig")
    assert "'=1+1" in text
    assert "2026-11-21T00:30:00" in text


def test_a_picture_of_two_slices_is_a_field_of_cells(words_in: WordsIn) -> None:
    w = words_in("ru")
    how, chart = charts.of_table(a_table((Slice.MANAGER, Slice.CHANNEL), BY_BOTH), w)
    assert how is report_heat.heat_map
    assert chart.columns == ("Сайт", FAIR.name)
    assert [name for name, _ in chart.rows] == [ANNA.name, BORIS.name]
    assert [[cell.label for cell in cells] for _, cells in chart.rows] == [["500к", "200к"], ["400к", "—"]]
    assert chart.period == "Ноябрь 2026: Люди × Каналы, UAH"
    assert chart.note.startswith("Всего: 1\u00a0234\u00a0567")
    assert painting.png(how(chart, w)).startswith(b"\x89PNG")


def test_of_many_parts_the_larger_ones_are_drawn_and_the_rest_counted(words_in: WordsIn) -> None:
    w = words_in("en")
    people = [SliceItem(n, f"Person {n} " + "ы" * 300) for n in range(1, 301)]
    ways = [SliceItem(n, f"$Way_{n}$ " + "🎉" * 100) for n in range(1, 9)]
    rows = tuple(
        row((-1) ** way.key * who.key * 10**10, 3, (Slice.MANAGER, who), (Slice.CHANNEL, way))  # type: ignore[operator]
        for who in people for way in ways
    )  # fmt: skip
    how, chart = charts.of_table(a_table((Slice.MANAGER, Slice.CHANNEL), rows), w)
    assert (len(chart.rows), chart.rows_left) == (report_heat.MOST_ROWS, 285)
    assert (len(chart.columns), chart.columns_left) == (report_heat.MOST_COLUMNS, 3)
    assert chart.rows[0][0] == people[-1].name
    picture = painting.png(how(chart, w))
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == 780


def test_of_times_the_newest_are_drawn_in_their_order(words_in: WordsIn) -> None:
    w = words_in("en")
    months = [SliceItem(f"2026-{n:02d}", f"2026-{n:02d}") for n in range(2, 9)]
    rows = tuple(
        row(n, 3, (Slice.MANAGER, SliceItem(who, f"P{who}")), (Slice.MONTH, month))
        for who in range(9) for n, month in enumerate(reversed(months))
    )  # fmt: skip
    _, chart = charts.of_table(a_table((Slice.MANAGER, Slice.MONTH), rows, "calls_out"), w)
    assert chart.columns == ("Apr", "May", "Jun", "Jul", "Aug")


def test_a_shade_says_how_much_and_a_loss_has_another_hue() -> None:
    depths = [sum(report_heat.shade(n / 10, loss=False)) for n in range(11)]
    assert depths == sorted(depths, reverse=True)
    blue, orange = report_heat.shade(1.0, loss=False), report_heat.shade(1.0, loss=True)
    assert blue[2] > blue[0]
    assert orange[0] > orange[2]


def test_a_table_explains_its_arrows_only_where_there_are_some(words_in: WordsIn) -> None:
    w = words_in("en")
    view = a_table((Slice.MANAGER,), BY_PEOPLE)
    assert "▲▼" in tables.table(view, 1, w).text
    same = {tuple(item.key for _, item in one.slice): one for one in BY_PEOPLE}
    assert "▲▼" not in tables.table(replace(view, before=same), 1, w).text
