"""The words of imports: kinds, fields, oddities and reasons; used by the chat and by the command line."""

from __future__ import annotations

from collections.abc import Mapping

from bot.ui import problems
from bot.ui.i18n import N_, NN_
from bot.ui.words import Words
from services.importing.ledger import BadRow, Made, Receipt, Strange
from services.rules.import_fields import Field, Kind
from services.rules.import_mapping import Accountless
from services.rules.import_rows import Odd

KINDS: dict[Kind, str] = {
    Kind.DEALS: N_("deals"),
    Kind.CLIENTS: N_("clients"),
    Kind.CONTACTS: N_("contacts"),
    Kind.PRODUCTS: N_("products"),
    Kind.PEOPLE: N_("people"),
    Kind.LINES: N_("invoice lines"),
    Kind.PAYMENTS: N_("payments"),
    Kind.COSTS: N_("costs of channels"),
    Kind.UNKNOWN: N_("left out"),
}

FIELDS: dict[Field, str] = {
    Field.IGNORE: N_("left out"),
    Field.ID: N_("ID"),
    Field.TITLE: N_("deal title"),
    Field.CLIENT: N_("client"),
    Field.CLIENT_ID: N_("client ID"),
    Field.PARENT: N_("parent company"),
    Field.TAX_ID: N_("tax ID"),
    Field.CONTACT: N_("contact person"),
    Field.POSITION: N_("position"),
    Field.PHONE: N_("phone"),
    Field.EMAIL: N_("e-mail"),
    Field.WEBSITE: N_("website"),
    Field.OWNER: N_("owner"),
    Field.HEAD: N_("head of sales"),
    Field.TEAM: N_("team"),
    Field.PIPELINE: N_("pipeline"),
    Field.STAGE: N_("stage"),
    Field.STATUS: N_("status"),
    Field.AMOUNT: N_("amount"),
    Field.CURRENCY: N_("currency"),
    Field.CREATED: N_("created"),
    Field.CLOSED: N_("closed"),
    Field.EXPECTED: N_("expected close"),
    Field.CHANNEL: N_("channel"),
    Field.REASON: N_("refusal reason"),
    Field.PRODUCT: N_("product"),
    Field.PRODUCT_ID: N_("product code"),
    Field.SERIES: N_("category"),
    Field.UNIT: N_("unit"),
    Field.QUANTITY: N_("quantity"),
    Field.PRICE: N_("price"),
    Field.COST: N_("cost"),
    Field.DOCUMENT: N_("document number"),
    Field.SEGMENT: N_("segment"),
    Field.AUDIENCE: N_("audience"),
    Field.REGION: N_("region"),
    Field.CITY: N_("city"),
    Field.ADDRESS: N_("address"),
    Field.COMMENT: N_("comment"),
    Field.DEAL_ID: N_("deal number"),
    Field.DUE: N_("payment due"),
    Field.PAID: N_("payment received"),
    Field.FROM: N_("first day or month"),
    Field.UNTIL: N_("last day"),
    Field.PURPOSE: N_("spent on"),
}

POLICIES: dict[Accountless, str] = {
    Accountless.COMMON: N_("one client for all"),
    Accountless.EACH: N_("a client each"),
    Accountless.NONE: N_("no client"),
}

_Forms = tuple[str, str]

_ODD: Mapping[str, _Forms] = {
    Strange.NO_STEP: NN_(
        "%(n)s open deal without a task: it is red; the round of /overdue and /deals list it",
        "%(n)s open deals without a task: they are red; the round of /overdue and /deals list them",
    ),
    Strange.NO_CLIENT: NN_("%(n)s deal names no client", "%(n)s deals name no client"),
    Strange.NO_AMOUNT: NN_("%(n)s open deal has no amount", "%(n)s open deals have no amount"),
    Strange.NO_AMOUNT_WON: NN_("%(n)s won deal has no amount", "%(n)s won deals have no amount"),
    Strange.ZERO_LOST: NN_(
        "%(n)s lost deal is worth 0: taken as not stated", "%(n)s lost deals are worth 0: taken as not stated"
    ),
    Strange.NO_REASON: NN_("%(n)s lost deal has no refusal reason", "%(n)s lost deals have no refusal reason"),
    Strange.NO_OWNER: NN_("%(n)s deal has no owner", "%(n)s deals have no owner"),
    Strange.NO_CREATED: NN_(
        "%(n)s deal has no date of creation: the closing date or today stands for it",
        "%(n)s deals have no date of creation: the closing date or today stands for it",
    ),
    Strange.NO_CLOSED: NN_(
        "%(n)s closed deal has no closing date: its creation stands for it",
        "%(n)s closed deals have no closing date: their creation stands for it",
    ),
    Strange.TURNED: NN_(
        "%(n)s deal was closed before it was created: the creation is moved",
        "%(n)s deals were closed before they were created: the creation is moved",
    ),
    Strange.OPEN_CLOSED: NN_(
        "%(n)s open deal has a closing date: taken as expected",
        "%(n)s open deals have a closing date: taken as expected",
    ),
    Strange.RETURNS: NN_("%(n)s document is a return", "%(n)s documents are returns"),
    Strange.KEPT: NN_(
        "%(n)s record was changed here and stays as it is", "%(n)s records were changed here and stay as they are"
    ),
    Odd.FIXED: NN_("%(n)s value corrected", "%(n)s values corrected"),
    Odd.CUT: NN_("%(n)s text is too long and was cut", "%(n)s texts are too long and were cut"),
    Odd.CHARACTERS: NN_("%(n)s text has broken characters", "%(n)s texts have broken characters"),
    Odd.PHONE: NN_("%(n)s phone is not a number: kept as typed", "%(n)s phones are not numbers: kept as typed"),
    Odd.EMAIL: NN_("%(n)s e-mail is not an address: left out", "%(n)s e-mails are not addresses: left out"),
    Odd.CURRENCY: NN_(
        "%(n)s sum names another currency: taken as it is", "%(n)s sums name another currency: taken as they are"
    ),
}

_MADE: Mapping[Made, _Forms] = {
    Made.CLIENTS: NN_("%(n)s client made from the deals", "%(n)s clients made from the deals"),
    Made.CONTACTS: NN_("%(n)s contact person", "%(n)s contact persons"),
    Made.PEOPLE: NN_("%(n)s manager awaits an invitation", "%(n)s managers await invitations"),
    Made.HEADS: NN_("%(n)s head of sales awaits an invitation", "%(n)s heads of sales await invitations"),
    Made.TEAMS: NN_("%(n)s team", "%(n)s teams"),
    Made.PRODUCTS: NN_("%(n)s product made from the deals", "%(n)s products made from the deals"),
    Made.STAGES: NN_("%(n)s stage", "%(n)s stages"),
    Made.CHANNELS: NN_("%(n)s channel", "%(n)s channels"),
    Made.REASONS: NN_("%(n)s refusal reason", "%(n)s refusal reasons"),
}

_BAD: Mapping[str, str] = {
    "columns": N_("more cells than headers (%(value)s)"),
    "quote": N_("a quotation mark is not closed"),
    "amount": N_("%(header)s: “%(value)s” is not an amount"),
    "number": N_("%(header)s: “%(value)s” is not a number"),
    "date": N_("%(header)s: “%(value)s” is not a date"),
    "stage": N_("stage “%(value)s” is unknown"),
    "no_stage": N_("no stage"),
    "no_name": N_("no name"),
    "no_document": N_("no document number"),
    "no_channel": N_("no channel"),
    "no_amount": N_("no amount above 0"),
    "no_days": N_("no day"),
    "days": N_("%(value)s: the last day is before the first, or more than ten years later"),
    "channel": N_("there are too many new channels: “%(value)s” was not added"),
    "not_yet": N_("it was received on a day that has not come yet"),
    "no_deal": N_("there is no deal “%(value)s”"),
    "many_deals": N_("several deals are called “%(value)s”: name the client, or the deal's number"),
    "duplicate": N_("“%(value)s” is there twice"),
    "return": N_("“%(value)s” is a return"),
}


def kind_name(kind: Kind, w: Words) -> str:
    """Say what a table holds."""
    return w._(KINDS[kind])


def field_name(field: Field, w: Words) -> str:
    """Say what a column means."""
    return w._(FIELDS[field])


def policy_name(policy: Accountless, w: Words) -> str:
    """Say what becomes of deals without a client."""
    return w._(POLICIES[policy])


def common_client(w: Words) -> str:
    """Name the client made for deals that name none; `w` speaks the company's language."""
    return w._("Client not named")


def rows_of(number: int, w: Words) -> str:
    """Count rows."""
    return w.n_("%(n)s row", "%(n)s rows", number)


def odd_lines(receipt: Receipt, w: Words) -> list[str]:
    """Say everything that is odd, a line each."""
    lines = [w.n_(*_ODD[code], receipt.odd[code]) for code in _ODD if receipt.odd.get(code)]
    if receipt.idle_total:
        names = ", ".join(receipt.idle) + ("…" if receipt.idle_total > len(receipt.idle) else "")
        count = w.n_(
            "%(n)s person of the list has no deal", "%(n)s people of the list have no deal", receipt.idle_total
        )
        lines.append(f"{count}: {names}")
    for file, headers in receipt.ignored:
        lines.append(w._("Columns left out in %(file)s: %(names)s", file=file, names=", ".join(headers)))
    return lines


def made_lines(receipt: Receipt, w: Words) -> list[str]:
    """Say what was made besides the rows themselves, a line each."""
    return [w.n_(*_MADE[made], receipt.made[made]) for made in _MADE if receipt.made.get(made)]


def bad_line(bad: BadRow, w: Words) -> str:
    """Say where a bad row is and why it is bad."""
    place = f"{bad.file}, {bad.sheet}" if bad.sheet else bad.file
    why = w._(_BAD[bad.code], header=bad.header, value=bad.value)
    return w._("%(place)s, line %(line)s: %(why)s", place=place, line=bad.line, why=why)


def _missing(w: Words, params: Mapping[str, object]) -> str:
    fields = params.get("fields")
    names = [field_name(Field(name), w) for name in fields] if isinstance(fields, list) else []
    return w._(
        "%(name)s: say which column is one of these: %(fields)s.", name=params.get("name", ""), fields=", ".join(names)
    )


problems.add(
    {
        "import_no_file": N_("There is no file or folder %(name)s."),
        "import_no_tables": N_("There is no CSV, XLSX, XLS or ODS file in %(name)s."),
        "import_wrong_type": N_("%(name)s is not a table. Send CSV, XLSX, XLS or ODS."),
        "import_empty": N_("%(name)s is empty."),
        "import_unreadable": N_(
            "%(name)s cannot be read: it is damaged or is not a table. Save it as CSV and try again."
        ),
        "import_too_big": N_("%(name)s is too big for a workbook. Save it as CSV and try again."),
        "import_password": N_("%(name)s has a password. Save it without one and try again."),
        "import_nothing_known": N_("I recognise no table here. Say what the rows are: deals, clients, products…"),
        "import_other_files": N_("The mapping is about another file: %(name)s."),
        "import_no_pipeline": N_("There is no pipeline %(name)s."),
        "import_column_missing": _missing,
        "import_bad_mapping": N_("The mapping cannot be read: %(where)s."),
        "import_running": N_("An import is running already. Wait until it ends."),
        "import_upload_too_big": N_(
            "Telegram lets bots take files of up to 20 MB. Import bigger ones with main.py import."
        ),
    }
)
