"""A small export with the faults of real ones (written for these tests), and a big one made up on the spot."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from services.importing.analysis import Proposal
from services.importing.ledger import Receipt
from services.importing.service import Importing
from services.rules.actor import Actor
from services.rules.import_fields import Kind

PRODUCTS = "product,series,sales_price\nBox Mini,Box,50\nBox Pro,Box,4821\nCrate 500,Crate,26768\n"
TEAMS = """sales_agent,manager,regional_office
Ada Stone,Mark Vane,Central
Ben Frost,Mark Vane,Central
Cleo Marsh,Nora Pike,East
Idle Jones,Nora Pike,East
"""
ACCOUNTS = """account,sector,revenue,office_location,subsidiary_of
Acorn Ltd,technolgy,1100.04,United States,
Birch GmbH,retail,251.41,Philipines,Acorn Ltd
"Cedar, Sons & Co",medical,647.18,Kenya,
"""
DEALS = """opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
A1,Ada Stone,BoxPro,Acorn Ltd,Won,2017-01-10,2017-03-01,4514.5
A2,Ada Stone,Box Mini,Birch GmbH,Lost,2017-01-11,2017-03-02,0.0
A3,Ben Frost,Box Mini,"Cedar, Sons & Co",Won,2017-02-01,2017-04-05,50
A4,Cleo Marsh,Crate 500,,Engaging,2017-03-01,,
A5,Cleo Marsh,BoxPro,Acorn Ltd,Engaging,2017-03-05,,
A6,Ben Frost,Box Mini,,Engaging,2017-03-06,,
"""


def write_maven_like(folder: Path, deals: str = DEALS) -> Path:
    """Write four related files; return their folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("products.csv", PRODUCTS),
        ("sales_teams.csv", TEAMS),
        ("accounts.csv", ACCOUNTS),
        ("sales_pipeline.csv", deals),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


AMO = (
    "Сделки за год;;;;;;;;;;;;\n"
    "ID;Название сделки;Компания;Основной контакт;Рабочий телефон;Рабочий email;Ответственный;Этап сделки;Бюджет;"
    "Дата создания;Дата закрытия;Причина отказа;Источник\n"
    "501;Поставка окон;ООО Ромашка;Иван Петров;067 123-45-67;ivan@romashka.ua;Анна Коваль;Успешно реализовано;"
    "120 000,50;05.02.2026;01.03.2026;;Сайт\n"
    "502;Двери;;Пётр Ильин;+38 (050) 765-43-21;;Анна Коваль;Переговоры;45к;17.02.2026 10:30;;;Рекомендация\n"
    "503;Ремонт;ООО Ромашка;;;;Олег Дуб;Закрыто и не реализовано;8000;18.02.2026;20.02.2026;Дорого;Радио\n"
    "504;Ремонт;ООО Ромашка;;;;Олег Дуб;Закрыто и не реализовано;восемь;18.02.2026;20.02.2026;;\n"
    "505;Ремонт;ООО Ромашка;;;;Олег Дуб;Переговоры;1;31.02.2026;;;\n"
    "501;Повтор;ООО Ромашка;;;;Олег Дуб;Переговоры;1;01.02.2026;;;\n"
    "506;Лишние;ООО Ромашка;;;;Олег Дуб;Переговоры;1;01.02.2026;;;;;лишнее\n"
    "507;Без этапа;ООО Ромашка;;;;Олег Дуб;;1;01.02.2026;;;\n"
)

INVOICES = """InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,WHITE HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom
536365,71053,LANTERN,2,2010-12-01 08:26:00,3.39,17850,United Kingdom
C536379,D,Discount,-1,2010-12-01 09:41:00,27.50,14527,United Kingdom
536366,71053,LANTERN,1,2010-12-01 09:00:00,3.39,,France
536365,22752,NESTING BOXES,1,2010-12-01 08:26:00,7.65,17850,United Kingdom
"""


def write_many(path: Path, rows: int) -> Path:
    """Write a table of `rows` deals with 50 agents, 30 products and a client for every 50 deals."""
    chance, first = random.Random(7), date(2020, 1, 1)
    with path.open("w", encoding="utf-8") as file:
        file.write("opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n")
        for number in range(rows):
            stage = chance.choice(("Won", "Lost", "Engaging"))
            begun = first + timedelta(days=chance.randrange(2000))
            closed = "" if stage == "Engaging" else (begun + timedelta(days=chance.randrange(90))).isoformat()
            value = "" if stage == "Engaging" else f"{chance.randrange(100, 90_000)}.{chance.randrange(100):02}"
            agent = chance.randrange(50)
            file.write(
                f"OP{number * 7919 % 10_000_019:08},Agent {chr(65 + agent % 26)}{agent},Product {chance.randrange(30)},"
                f"Company {chance.randrange(max(50, rows // 50))},{stage},{begun},{closed},{value}\n"
            )
    return path


async def take_in(importing: Importing, admin: Actor, path: Path) -> tuple[Proposal, Receipt]:
    """Import a path as proposed."""
    proposal = await importing.analyse(admin, path)
    return proposal, await importing.run(admin, proposal.scan, proposal.mapping)


def tallies(receipt: Receipt) -> dict[Kind, tuple[int, int, int, int]]:
    """Return (new, changed, unchanged, bad) by what the tables hold."""
    return {item.kind: (item.tally.new, item.tally.update, item.tally.skip, item.tally.bad) for item in receipt.tables}
