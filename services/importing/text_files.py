"""CSV and its relatives: encoding and separator found out, rows read one by one in bounded memory."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

from services.errors import Invalid
from services.rules.import_fields import Cell

BLOCK = 1 << 20
SEPARATORS = ",;\t|"
CELL_LINES = 200
"""A quoted cell runs over no more lines than this; a longer one is a quote somebody forgot to close."""
MOST_BYTES = 4 << 30
"""Unpacked size up to which a file is read at all."""

RawRow = tuple[int, Sequence[Cell], str | None]


def open_bytes(path: Path) -> IO[bytes]:
    """Open a file, unpacking gzip on the way."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def encoding_of(path: Path, name: str) -> str:
    """Return the file's encoding: by its mark, else UTF-8 when every byte fits, else the likeliest code page.

    Reads the whole file once (a gigabyte a few seconds). Raises Invalid: import_unreadable, import_too_big.
    """
    try:
        with open_bytes(path) as file:
            start = file.read(BLOCK)
            marked = _by_mark(start)
            if marked:
                return marked
            if b"\0" in start[:4096]:
                return _utf16(start, name)
            return _utf8_or_page(start, file, name)
    except (OSError, EOFError, gzip.BadGzipFile) as error:
        raise Invalid("import_unreadable", name=name) from error


def _by_mark(start: bytes) -> str | None:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if start.startswith(mark):
            return encoding
    return None


def _utf16(start: bytes, name: str) -> str:
    even, odd = start[0:4096:2].count(0), start[1:4096:2].count(0)
    if odd > 8 * max(1, even):
        return "utf-16-le"
    if even > 8 * max(1, odd):
        return "utf-16-be"
    raise Invalid("import_unreadable", name=name)  # zero bytes everywhere: not a text


def _utf8_or_page(block: bytes, file: IO[bytes], name: str) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    broken, sample, total = 0, bytearray(), 0
    while block:
        total += len(block)
        if total > MOST_BYTES:
            raise Invalid("import_too_big", name=name)
        try:
            decoder.decode(block)
        except UnicodeDecodeError:
            broken += 1
            decoder.reset()
        if len(sample) < BLOCK and not block.isascii():
            sample += block
        block = file.read(BLOCK)
    if not broken:
        return "utf-8"
    # One damaged letter in a file of UTF-8 is no reason to read all of it as a code page.
    text = bytes(sample).decode("utf-8", errors="replace")
    letters = sum(ord(char) > 0x7F for char in text)
    if text.count("\ufffd") * 20 < letters:
        return "utf-8"
    return _code_page(bytes(sample))


def _code_page(sample: bytes) -> str:
    """Choose by what the letters would be: words of one script, mostly lower case."""
    return max(("cp1251", "cp866", "koi8-u", "cp1252"), key=lambda page: _likelihood(sample, page))


_ACCENTED = "äöüßéèêáàâíóôúñçåøæœžšýë"


def _likelihood(sample: bytes, page: str) -> float:
    text = sample[:200_000].decode(page, errors="replace")
    good = bad = 0
    previous = " "
    for char in text:
        if ord(char) > 0x7F:
            if "а" <= char <= "я" or char in "ёіїєґ" or (page == "cp1252" and char in _ACCENTED):
                # A single foreign letter inside a Latin word is an accent, not Cyrillic.
                good += -1 if page != "cp1252" and previous.isascii() and previous.isalpha() else 1
            elif "А" <= char <= "Я" or char in "ЁІЇЄҐ№«»–—’ÄÖÜÉ€£":
                good += 0 if previous.islower() else 1
                bad += previous.islower() and char.isalpha()
            else:
                bad += 1
        previous = char
    return good - 2.0 * bad


def delimiter_of(path: Path, encoding: str) -> str:
    """Return the separator under which the first rows have the most columns, evenly."""
    with _text(path, encoding) as file:
        first = file.readline()
        if first.casefold().startswith("sep=") and len(first.strip()) == 5:
            return first.strip()[4]
        lines = [first, *islice(file, 100)]
    return max(SEPARATORS, key=lambda mark: _evenness(lines, mark))


def _evenness(lines: list[str], mark: str) -> float:
    widths = Counter(len(_split(line, mark) or ()) for line in lines if line.strip())
    if not widths:
        return 0.0
    width, rows = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    return (width - 1) * rows / sum(widths.values())


def rows(path: Path, encoding: str, delimiter: str) -> Iterator[RawRow]:
    """Yield (line, cells, problem) of every row that is not empty; the line is where the row begins.

    A row whose quote never closes yields the problem "quote", and reading goes on with the next line.
    """
    with _text(path, encoding) as file:
        lines = enumerate(file, start=1)
        pending: list[tuple[int, str]] = []
        while True:
            line, text = pending.pop(0) if pending else next(lines, (0, ""))
            if not line:
                return
            if '"' not in text:
                if text.strip() and not (line == 1 and text.casefold().startswith("sep=")):
                    yield line, text.rstrip("\n").split(delimiter), None
                continue
            more: list[tuple[int, str]] = []
            while text.count('"') % 2 and len(more) < CELL_LINES:
                following = pending.pop(0) if pending else next(lines, (0, ""))
                if not following[0]:
                    break
                more.append(following)
                text += following[1]
            cells = _split(text, delimiter) if text.count('"') % 2 == 0 else None
            if cells is None:
                pending = more + pending
                text = text.split("\n", 1)[0]
                yield line, [text[:200]], "quote"
            elif any(cell.strip() for cell in cells):
                yield line, cells, None


def _split(text: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader((text,), delimiter=delimiter), [])
    except csv.Error:
        return None


def _text(path: Path, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(open_bytes(path), encoding=encoding, errors="replace")
