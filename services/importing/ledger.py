"""What an import did, or would do: counts, bad rows, and everything odd, said without words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from services.rules.import_fields import Field, Kind
from services.rules.import_mapping import Mapping, TableMap
from services.rules.import_rows import Bad, Record

BAD_SHOWN = 50
NAMES_SHOWN = 20


class Strange(StrEnum):
    """What is odd about records rather than cells; counted."""

    NO_CLIENT = "no_client"  # deals that name no client
    NO_AMOUNT = "no_amount"  # open deals without a value
    NO_AMOUNT_WON = "no_amount_won"
    ZERO_LOST = "zero_lost"  # lost deals worth 0: taken as "not stated"
    NO_REASON = "no_reason"  # lost deals without a reason
    NO_OWNER = "no_owner"
    NO_CREATED = "no_created"  # no date of creation: the closing or today stands for it
    NO_CLOSED = "no_closed"  # won or lost without a date: the creation stands for it
    TURNED = "turned"  # closed before created: created is taken back to the closing
    OPEN_CLOSED = "open_closed"  # an open deal with a closing date: taken as expected
    RETURNS = "returns"  # invoices that are returns or cancelled out
    NO_STEP = "no_step"  # new open deals: no file brings tasks, so nothing is planned with them
    KEPT = "kept"  # differs from the file, but the file has not changed: ours is kept


class Made(StrEnum):
    """What was made because rows named it."""

    CLIENTS = "clients"
    CONTACTS = "contacts"
    PEOPLE = "people"
    HEADS = "heads"
    TEAMS = "teams"
    PRODUCTS = "products"
    STAGES = "stages"
    CHANNELS = "channels"
    REASONS = "reasons"


@dataclass(slots=True)
class Tally:
    """Rows of one table by what becomes of them."""

    new: int = 0
    update: int = 0
    skip: int = 0
    bad: int = 0

    @property
    def total(self) -> int:
        """All rows read."""
        return self.new + self.update + self.skip + self.bad


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is left out: where it is, and a code of why with the column and value it is about."""

    file: str
    sheet: str | None
    line: int
    code: str
    header: str
    value: str


@dataclass(frozen=True, slots=True)
class TableCounts:
    """What became of one table."""

    file: str
    sheet: str | None
    kind: Kind
    tally: Tally


@dataclass(frozen=True, slots=True)
class Receipt:
    """The whole story of a run, or of a rehearsal (`dry`); `odd` holds counts by `Strange` and `import_rows.Odd`.

    `idle` are people of the list without a deal (the first ones; `idle_total` counts all), `ignored` the columns
    left out by file, `fixes` the corrections in force. `pause`: for about so many seconds nothing else can be written
    while it is imported; 0 when that is not worth a word.
    """

    dry: bool
    tables: tuple[TableCounts, ...]
    bad_rows: tuple[BadRow, ...]
    odd: dict[str, int]
    made: dict[Made, int]
    idle: tuple[str, ...]
    idle_total: int
    ignored: tuple[tuple[str, tuple[str, ...]], ...]
    fixes: tuple[tuple[Field, str, str], ...]
    seconds: float
    pause: int = 0

    def total(self, what: str) -> int:
        """Add one of new, update, skip, bad up over all tables."""
        return sum(int(getattr(table.tally, what)) for table in self.tables)

    @property
    def new(self) -> int:
        """Rows that became new records."""
        return self.total("new")

    @property
    def update(self) -> int:
        """Rows that changed a record."""
        return self.total("update")

    @property
    def skip(self) -> int:
        """Rows that said nothing new."""
        return self.total("skip")

    @property
    def bad(self) -> int:
        """Rows left out."""
        return self.total("bad")


@dataclass(slots=True)
class Ledger:
    """Counts while the import runs."""

    odd: Counter[str] = field(default_factory=Counter)
    made: Counter[Made] = field(default_factory=Counter)
    bad_rows: list[BadRow] = field(default_factory=list)
    tables: list[TableCounts] = field(default_factory=list)
    listed: dict[int, str] = field(default_factory=dict)
    busy: set[int] = field(default_factory=set)
    tally: Tally = field(default_factory=Tally)
    table: TableMap | None = None

    def begin(self, table: TableMap) -> None:
        """Count for a table from now on."""
        self.table, self.tally = table, Tally()
        self.tables.append(TableCounts(table.file, table.sheet, table.kind, self.tally))

    def reject(self, bad: Bad) -> None:
        """Count a bad row; the first ones are kept to be shown."""
        self.tally.bad += 1
        if len(self.bad_rows) < BAD_SHOWN and self.table is not None:
            self.bad_rows.append(
                BadRow(self.table.file, self.table.sheet, bad.line, bad.code, bad.header, bad.value)
            )  # fmt: skip

    def take(self, record: Record) -> None:
        """Count what is odd about a good row's cells."""
        if record.odd:
            self.odd.update(item.value for item in record.odd)

    def receipt(self, mapping: Mapping, *, dry: bool, seconds: float) -> Receipt:
        """Close the books."""
        idle = [name for user, name in self.listed.items() if user not in self.busy]
        return Receipt(
            dry=dry,
            tables=tuple(self.tables),
            bad_rows=tuple(sorted(self.bad_rows, key=lambda bad: (bad.file, bad.sheet or "", bad.line))),
            odd={name: number for name, number in self.odd.items() if number},
            made={name: number for name, number in self.made.items() if number},
            idle=tuple(sorted(idle)[:NAMES_SHOWN]),
            idle_total=len(idle),
            ignored=_ignored(mapping),
            fixes=tuple(
                (name, wrong, right)
                for table in mapping.tables
                for name, values in table.fixes.items()
                for wrong, right in values.items()
            ),
            seconds=seconds,
        )


def _ignored(mapping: Mapping) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = []
    for table in mapping.tables:
        headers = tuple(column.header for column in table.columns if column.field is Field.IGNORE and column.header)
        if headers:
            found.append((table.file, headers))
    return tuple(found)
