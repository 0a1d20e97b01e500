"""Encodings, separators, quotes, workbooks: rows come out the same, with their line numbers."""

from __future__ import annotations

import gzip
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from services.errors import Invalid
from services.importing import files, text_files

RUSSIAN = "Клиент;Сумма;Этап\nООО «Ромашка»;1 200,50;Успешно реализовано\nИП Ёлкин;300;Переговоры\n"


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def table(path: Path) -> tuple[files.Source, list[list[object]]]:
    source = files.sources(path)[0]
    return source, [list(row.cells) for row in source.rows()]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1251", "cp866", "koi8-u", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encodings(tmp_path, encoding):
    text = RUSSIAN.replace("«", '"').replace("»", '"') if encoding in {"cp866", "koi8-u"} else RUSSIAN
    text = text.replace('"Ромашка"', "Ромашка")
    source, rows = table(write(tmp_path / "a.csv", text.encode(encoding)))
    assert source.headers == ("Клиент", "Сумма", "Этап")
    assert rows[1] == ["ИП Ёлкин", "300", "Переговоры"]


def test_accents_are_not_cyrillic(tmp_path):
    text = "Account,Amount,Stage\nCafé Müller,10,Won\nSão Paulo Ltda,20,Lost\nNaïve Señor,30,Won\n"
    _, rows = table(write(tmp_path / "a.csv", text.encode("cp1252")))
    assert rows[0][0] == "Café Müller"


def test_one_damaged_letter_does_not_change_the_encoding(tmp_path):
    content = ("Клиент;Сумма\n" + "Ромашка;5\n" * 200).encode() + b"\xff\xd0;7\n"
    source, rows = table(write(tmp_path / "a.csv", content))
    assert source.encoding == "utf-8"
    assert rows[0] == ["Ромашка", "5"]
    assert "\ufffd" in str(rows[-1][0])


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_separators(tmp_path, mark):
    lines = [["Client", "Amount", "Stage"], ['"A, B; C"', "1", "Won"], ["D", "2", "Lost"]]
    text = "\r\n".join(mark.join(line) for line in lines)
    source, rows = table(write(tmp_path / "a.csv", text.encode()))
    assert source.delimiter == mark
    assert rows == [["A, B; C", "1", "Won"], ["D", "2", "Lost"]]


def test_excel_names_its_separator(tmp_path):
    source, rows = table(write(tmp_path / "a.csv", b"sep=;\nClient;Amount\nA,B,C;1\n"))
    assert (source.headers, source.header_line, rows) == (("Client", "Amount"), 2, [["A,B,C", "1"]])


def test_titles_empty_rows_and_line_numbers(tmp_path):
    text = 'Report\n\nClient;Note;Amount\nA;"two\nlines";1\n\n;;\nB;"say ""hi""";2\n'
    source = files.sources(write(tmp_path / "a.csv", text.encode()))[0]
    assert source.header_line == 3
    assert [(row.line, list(row.cells)) for row in source.rows()] == [
        (4, ["A", "two\nlines", "1"]),
        (7, ["", "", ""]),
        (8, ["B", 'say "hi"', "2"]),
    ]


def test_an_open_quote_costs_one_row(tmp_path):
    body = "".join(f"C{number},{number}\n" for number in range(500))
    text = 'Client,Amount\nA,1\n"broken,2\n' + body
    rows = list(files.sources(write(tmp_path / "a.csv", text.encode()))[0].rows())
    assert [(row.line, row.problem) for row in rows[:3]] == [(2, None), (3, "quote"), (4, None)]
    assert len(rows) == 502


def test_gzip(tmp_path):
    _, rows = table(write(tmp_path / "a.csv.gz", gzip.compress(RUSSIAN.encode("cp1251"))))
    assert rows[1][0] == "ИП Ёлкин"


def test_a_table_without_headers(tmp_path):
    source, rows = table(write(tmp_path / "a.csv", b"1,Anna,2026-01-02\n2,Boris,2026-01-03\n"))
    assert (source.headers, source.header_line, len(rows)) == (("", "", ""), 0, 2)


def test_workbooks(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet = book.add_worksheet("Сделки")
        sheet.write(0, 0, "Отчёт")
        sheet.write_row(3, 0, ["ID", "Сумма", "Дата создания"])
        sheet.write_row(4, 0, [7, 2.5])
        sheet.write_datetime(4, 2, date(2026, 1, 2), day)
        sheet.write_row(6, 0, ["x"])
        book.add_worksheet("Пусто")
        hidden = book.add_worksheet("Скрыто")
        hidden.write_row(0, 0, ["ID", "Сумма"])
        hidden.hide()
        other = book.add_worksheet("Клиенты")
        other.write_row(0, 0, ["Клиент", "Телефон"])
        other.write_row(1, 0, ["Ромашка", "+380671234567"])
    tables = files.sources(path)
    assert [(source.sheet, source.header_line) for source in tables] == [("Сделки", 4), ("Клиенты", 1)]
    assert [(row.line, list(row.cells)) for row in tables[0].rows()] == [
        (5, [7.0, 2.5, date(2026, 1, 2)]),
        (7, ["x", "", ""]),
    ]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "import_empty"),
        ("b.csv", b"\n\n \n", "import_empty"),
        ("c.xlsx", b"PK not a workbook", "import_unreadable"),
        ("d.csv", b"\x00\x00\x00\x00\x00\x00", "import_unreadable"),
        ("e.csv.gz", gzip.compress(b"a,b\n" * 100)[:20], "import_unreadable"),
        ("f.pdf", b"%PDF", "import_wrong_type"),
    ],
)
def test_files_that_cannot_be_read_say_so(tmp_path, name, content, code):
    path = write(tmp_path / name, content)
    with pytest.raises(Invalid) as caught:
        [files.sources(item) for item in files.find(path)]
    assert caught.value.code == code


def test_a_small_archive_that_hides_a_huge_sheet(tmp_path, monkeypatch):
    monkeypatch.setattr("services.importing.workbooks.MOST_UNPACKED", 1000)
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 5000)
    with pytest.raises(Invalid) as caught:
        files.sources(path)
    assert caught.value.code == "import_too_big"


def test_directories(tmp_path):
    write(tmp_path / "b.csv", b"a\n")
    write(tmp_path / "a.xlsx", b"")
    write(tmp_path / "~$a.xlsx", b"")
    write(tmp_path / "notes.md", b"")
    assert [path.name for path in files.find(tmp_path)] == ["a.xlsx", "b.csv"]
    with pytest.raises(Invalid):
        files.find(tmp_path / "nowhere")


def test_rows_are_read_lazily(tmp_path):
    path = write(tmp_path / "a.csv", b"a;b\n" + b"1;2\n" * 100_000)
    rows = text_files.rows(path, "utf-8", ";")
    assert next(rows)[1] == ["a", "b"]
    rows.close()  # type: ignore[attr-defined]
