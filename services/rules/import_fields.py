"""What an imported table may hold: its kind, and the field a column stands for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""One cell as a reader hands it over: text from CSV, typed values from workbooks, None when empty."""


class Kind(StrEnum):
    """What one row of a table describes."""

    DEALS = "deals"
    CLIENTS = "clients"
    CONTACTS = "contacts"
    PRODUCTS = "products"
    PEOPLE = "people"
    LINES = "lines"
    PAYMENTS = "payments"
    COSTS = "costs"
    UNKNOWN = "unknown"


class Field(StrEnum):
    """What one column says; `IGNORE` is a person's or our own decision to leave the column out."""

    IGNORE = "ignore"
    ID = "id"
    TITLE = "title"
    CLIENT = "client"
    CLIENT_ID = "client_id"
    PARENT = "parent"
    TAX_ID = "tax_id"
    CONTACT = "contact"
    POSITION = "position"
    PHONE = "phone"
    EMAIL = "email"
    WEBSITE = "website"
    OWNER = "owner"
    HEAD = "head"
    TEAM = "team"
    PIPELINE = "pipeline"
    STAGE = "stage"
    STATUS = "status"
    AMOUNT = "amount"
    CURRENCY = "currency"
    CREATED = "created"
    CLOSED = "closed"
    EXPECTED = "expected"
    CHANNEL = "channel"
    REASON = "reason"
    PRODUCT = "product"
    PRODUCT_ID = "product_id"
    SERIES = "series"
    UNIT = "unit"
    QUANTITY = "quantity"
    PRICE = "price"
    COST = "cost"
    DOCUMENT = "document"
    SEGMENT = "segment"
    AUDIENCE = "audience"
    REGION = "region"
    CITY = "city"
    ADDRESS = "address"
    COMMENT = "comment"
    DEAL_ID = "deal_id"
    DUE = "due"
    PAID = "paid"
    FROM = "from"
    UNTIL = "until"
    PURPOSE = "purpose"


MANY = frozenset({Field.IGNORE, Field.PHONE, Field.EMAIL, Field.COMMENT})
"""Fields that several columns of one table may feed."""

DAYS = frozenset({Field.EXPECTED, Field.DUE, Field.FROM, Field.UNTIL})
"""Dates that are days of a calendar, without a time."""
DATES = frozenset({Field.CREATED, Field.CLOSED, Field.PAID}) | DAYS
NOTES = frozenset({Field.TAX_ID, Field.PARENT, Field.ADDRESS, Field.COMMENT})
"""Fields that have no place of their own and become lines of a note."""

MONEY = frozenset({Field.AMOUNT, Field.PRICE, Field.COST})
NUMBERS = frozenset({Field.QUANTITY})

_PLACE = (Field.SEGMENT, Field.AUDIENCE, Field.REGION, Field.CITY, Field.ADDRESS)
_REACH = (Field.PHONE, Field.EMAIL, Field.WEBSITE)

FIELDS_OF: dict[Kind, tuple[Field, ...]] = {
    Kind.DEALS: (
        Field.ID, Field.TITLE, Field.CLIENT, Field.CLIENT_ID, Field.CONTACT, Field.PHONE, Field.EMAIL, Field.OWNER,
        Field.HEAD, Field.TEAM, Field.PIPELINE, Field.STAGE, Field.STATUS, Field.AMOUNT, Field.CURRENCY,
        Field.CREATED, Field.CLOSED, Field.EXPECTED, Field.CHANNEL, Field.REASON, Field.PRODUCT, Field.PRODUCT_ID,
        Field.QUANTITY, Field.PRICE, Field.SEGMENT, Field.AUDIENCE, Field.REGION, Field.CITY, Field.COMMENT,
    ),
    Kind.CLIENTS: (
        Field.ID, Field.CLIENT, Field.PARENT, Field.TAX_ID, Field.CONTACT, Field.POSITION, *_REACH, Field.OWNER,
        Field.CREATED, *_PLACE, Field.COMMENT,
    ),
    Kind.CONTACTS: (
        Field.ID, Field.CONTACT, Field.CLIENT, Field.CLIENT_ID, Field.POSITION, Field.PHONE, Field.EMAIL, Field.COMMENT,
    ),
    Kind.PRODUCTS: (
        Field.ID, Field.PRODUCT, Field.SERIES, Field.PRICE, Field.COST, Field.CURRENCY,
    ),
    Kind.PEOPLE: (Field.ID, Field.OWNER, Field.HEAD, Field.TEAM, Field.PHONE),
    Kind.LINES: (
        Field.DOCUMENT, Field.CLIENT, Field.CLIENT_ID, Field.CREATED, Field.PRODUCT, Field.PRODUCT_ID, Field.QUANTITY,
        Field.PRICE, Field.AMOUNT, Field.CURRENCY, Field.OWNER, Field.REGION, Field.CITY,
    ),
    Kind.PAYMENTS: (
        Field.DEAL_ID, Field.TITLE, Field.CLIENT, Field.AMOUNT, Field.CURRENCY, Field.DUE, Field.PAID, Field.COMMENT,
    ),
    Kind.COSTS: (
        Field.CHANNEL, Field.PURPOSE, Field.AMOUNT, Field.CURRENCY, Field.FROM, Field.UNTIL, Field.COMMENT,
    ),
    Kind.UNKNOWN: (),
}  # fmt: skip
"""Fields that mean something in a table of the kind; the order is the order in which screens offer them."""

NEEDED: dict[Kind, tuple[frozenset[Field], ...]] = {
    Kind.DEALS: (
        frozenset({Field.STAGE, Field.STATUS, Field.CLOSED}),
        frozenset({Field.ID, Field.TITLE, Field.CLIENT}),
    ),
    Kind.CLIENTS: (frozenset({Field.CLIENT}),),
    Kind.CONTACTS: (frozenset({Field.CONTACT, Field.PHONE, Field.EMAIL}),),
    Kind.PRODUCTS: (frozenset({Field.PRODUCT}),),
    Kind.PEOPLE: (frozenset({Field.OWNER}),),
    Kind.LINES: (
        frozenset({Field.DOCUMENT}),
        frozenset({Field.PRODUCT, Field.PRODUCT_ID}),
        frozenset({Field.QUANTITY, Field.AMOUNT}),
    ),
    Kind.PAYMENTS: (
        frozenset({Field.DEAL_ID, Field.TITLE}),
        frozenset({Field.AMOUNT}),
        frozenset({Field.DUE, Field.PAID}),
    ),
    Kind.COSTS: (frozenset({Field.CHANNEL}), frozenset({Field.AMOUNT}), frozenset({Field.FROM})),
    Kind.UNKNOWN: (),
}
"""Of each set at least one field must be mapped, or the table cannot be imported."""
