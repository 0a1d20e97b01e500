"""Header words of CRM exports (ru, uk, en): which field a column of that name stands for.

Collected from the exports of amoCRM, Bitrix24, HubSpot, Pipedrive, Salesforce, Zoho and 1C.  A word may stand for
several fields: the first is the usual one, the rest are taken when the table's other columns ask for it.
"""

from __future__ import annotations

from services.rules.import_fields import Field

NAME = "name"
"""Marks a header that says only "name": what it names depends on the kind of the table."""

_WORDS: dict[Field, str] = {
    Field.ID: """
        id | ид | код | record id | external id | opportunity id | opportunity number | opp id | deal id | lead id
        | id сделки | id угоди | номер сделки | номер угоди | № сделки | № угоди | № | ref | reference | crm id
        | внешний код | зовнішній код | uid | guid | ідентифікатор | идентификатор""",
    Field.TITLE: """
        title | deal | deal name | deal title | opportunity | opportunity name | название сделки | назва угоди | сделка
        | угода | тема | subject | name of deal | заголовок | deal - title""",
    Field.CLIENT: """
        client | client name | customer | customer name | account | account name | company | company name
        | organization | organisation | organization name | buyer | associated company | primary associated company
        | клиент | название клиента | имя клиента | компания | название компании | контрагент | заказчик | покупатель
        | организация | наименование контрагента | клієнт | назва клієнта | ім'я клієнта | компанія | назва компанії
        | замовник | покупець | організація | deal - organization | юр лицо | юридическое лицо""",
    Field.CLIENT_ID: """
        client id | customer id | account id | company id | organization id | id клиента | id компании | код клиента
        | код контрагента | id клієнта | id компанії | код клієнта | customerid | associated company id""",
    Field.PARENT: """
        parent | parent company | parent account | subsidiary of | holding | головная компания | холдинг
        | материнская компания | головна компанія | материнська компанія""",
    Field.TAX_ID: """
        tax id | vat | vat number | инн | едрпоу | єдрпоу | код єдрпоу | код едрпоу | іпн | бин | унп | нип | nip""",
    Field.CONTACT: """
        contact | contact name | contact person | primary contact | main contact | full name | person | fio
        | контакт | контактное лицо | основной контакт | имя контакта | фио | ф и о | фио клиента | контактна особа
        | основний контакт | піб | п і б | deal - contact person | associated contact""",
    Field.POSITION: "position | job title | job | role | должность | посада",
    Field.PHONE: """
        phone | phone number | mobile | mobile phone | work phone | cell | tel | telephone | whatsapp | viber
        | телефон | рабочий телефон | мобильный | мобильный телефон | номер телефона | тел | контактный телефон
        | робочий телефон | мобільний | мобільний телефон | номер телефону | контактний телефон""",
    Field.EMAIL: """
        email | e mail | mail | email address | work email | почта | эл почта | электронная почта | рабочий email
        | рабочий e mail | пошта | ел пошта | електронна пошта | робочий email""",
    Field.WEBSITE: "website | web site | site | url | web | company domain name | сайт | веб сайт | вебсайт",
    Field.OWNER: """
        owner | deal owner | opportunity owner | account owner | record owner | sales agent | agent | sales rep | rep
        | sales representative | sales person | salesperson | seller | assigned to | assignee | responsible
        | responsible user | employee | user | account manager | sales manager | ответственный
        | ответственный менеджер | ответственный пользователь | сотрудник | продавец | агент | исполнитель
        | менеджер по продажам | відповідальний | відповідальний менеджер | співробітник | працівник | продавець
        | deal - owner | owner name""",
    Field.HEAD: """
        head | head of sales | team lead | team leader | supervisor | boss | chief | reports to | руководитель | роп
        | начальник | руководитель отдела | керівник | начальник відділу | керівник відділу""",
    Field.TEAM: """
        team | sales team | department | branch | office | regional office | division | отдел | подразделение | команда
        | филиал | офис | відділ | підрозділ | філія | офіс""",
    Field.PIPELINE: """
        pipeline | funnel | sales pipeline | воронка | направление | напрям | воронка продаж | deal - pipeline""",
    Field.STAGE: """
        stage | deal stage | sales stage | opportunity stage | stage name | этап | этап сделки | стадия | стадия сделки
        | етап | етап угоди | стадія | стадія угоди | deal - stage""",
    Field.STATUS: """
        status | state | deal status | outcome | result | статус | состояние | результат | стан | deal - status""",
    Field.AMOUNT: """
        amount | value | deal value | deal amount | close value | sum | total | revenue won | budget | deal size
        | opportunity amount | order value | total amount | сумма | сумма сделки | бюджет | бюджет сделки | стоимость
        | итого | выручка | сума | сума угоди | вартість | разом | виручка | deal - value
        | amount in company currency""",
    Field.CURRENCY: "currency | deal currency | валюта | deal - currency | currency code | код валюты",
    Field.CREATED: """
        created | created at | created on | created date | create date | creation date | date created | date added
        | add time | engage date | start date | opened | open date | deal created | order date | invoice date | date
        | дата создания | дата создания сделки | создана | создан | дата начала | дата открытия | дата заказа | дата
        | дата обращения | дата створення | дата створення угоди | створено | дата початку | дата замовлення
        | deal - deal created | дата накладной | дата документа""",
    Field.CLOSED: """
        closed | closed at | closed on | close date | closed date | date closed | won time | close time | closing date
        | actual close date | дата закрытия | дата закрытия сделки | закрыта | дата завершения | дата продажи
        | дата закриття | дата закриття угоди | дата завершення | закрито | дата продажу | deal - won time
        | deal - deal closed on""",
    Field.EXPECTED: """
        expected close | expected close date | expected closing date | forecast date | estimated close date
        | expected date | due date | предполагаемая дата закрытия | ожидаемая дата закрытия | планируемая дата закрытия
        | плановая дата | дата планируемой продажи | очікувана дата закриття | запланована дата закриття | планова дата
        | deal - expected close date""",
    Field.DUE: """
        due | due date | due on | pay by | payment due | payment due date | planned date | срок | срок оплаты
        | оплатить до | плановая дата оплаты | дата по плану | строк | строк оплати | сплатити до
        | планова дата оплати""",
    Field.PAID: """
        paid | paid at | paid on | payment date | date paid | received | received at | received on | date received
        | дата оплаты | оплачено | дата платежа | дата поступления | дата оплати | дата платежу | сплачено
        | дата надходження""",
    Field.FROM: """
        from | from date | date from | period from | period start | since | month | period | с | с даты | дата с
        | начало периода | период с | месяц | период | з | з дати | дата з | початок періоду | місяць | період""",
    Field.UNTIL: """
        to | to date | date to | period to | period end | until | till | end date | по | до | по дату | дата по
        | конец периода | период по | дата окончания | кінець періоду | дата закінчення""",
    Field.PURPOSE: """
        purpose | expense type | cost type | spend type | kind of cost | вид расхода | вид затрат | статья
        | статья расходов | тип расхода | вид витрат | стаття витрат | тип витрат""",
    Field.DEAL_ID: """
        deal no | deal number | код сделки | код угоди""",
    Field.AUDIENCE: "audience | target audience | аудитория | целевая аудитория | аудиторія | цільова аудиторія",
    Field.CHANNEL: """
        channel | source | lead source | original source | utm source | traffic source | campaign | источник
        | источник сделки | источник заявки | канал | рекламный канал | джерело | джерело угоди | рекламний канал""",
    Field.REASON: """
        reason | loss reason | lost reason | closed lost reason | refusal reason | rejection reason | reason lost
        | причина отказа | причина проигрыша | причина закрытия | причина відмови | причина програшу
        | deal - lost reason""",
    Field.PRODUCT: """
        product | product name | item | item name | goods | service | sku name | description | товар | товары | продукт
        | номенклатура | услуга | название товара | наименование товара | номенклатура наименование | товари | послуга
        | назва товару""",
    Field.PRODUCT_ID: """
        product id | product code | sku | stock code | stockcode | item code | article | артикул | код товара
        | код товару | id товара | id товару""",
    Field.SERIES: """
        series | category | product category | product group | product line | family | product type | серия | категория
        | группа товаров | группа | линейка | серія | категорія | група товарів | група""",
    Field.UNIT: "unit | uom | unit of measure | ед изм | единица измерения | единица | од вим | одиниця виміру",
    Field.QUANTITY: "quantity | qty | count | units | количество | кол во | кількість | к сть | шт",
    Field.PRICE: """
        price | unit price | unitprice | sales price | list price | retail price | цена | цена за единицу | цена продажи
        | розничная цена | ціна | ціна за одиницю | ціна продажу""",
    Field.COST: "cost | unit cost | cost price | purchase price | себестоимость | закупочная цена | собівартість",
    Field.DOCUMENT: """
        invoice | invoice no | invoice number | invoiceno | invoice id | order | order no | order number | order id
        | document | document number | receipt | чек | номер заказа | заказ | номер счета | накладная
        | номер накладной | документ | номер документа | замовлення | номер замовлення | накладна | номер накладної
        | рахунок""",
    Field.SEGMENT: """
        segment | sector | industry | vertical | business type | client type | customer type | отрасль | сфера
        | сфера деятельности | сегмент | тип клиента | тип компании | галузь | сфера діяльності | тип клієнта""",
    Field.REGION: """
        region | country | office location | location | territory | state province | регион | страна | область
        | регіон | країна""",
    Field.CITY: "city | town | город | населенный пункт | місто",
    Field.ADDRESS: """
        address | street address | billing address | адрес | адреса | юридический адрес | фактический адрес""",
    Field.COMMENT: """
        comment | comments | note | notes | remark | remarks | details | комментарий | комментарии | примечание
        | заметка | заметки | описание | коментар | коментарі | примітка | нотатка | опис""",
}

_NAMES = "name | наименование | название | имя | назва | найменування | ім'я"

_SEVERAL: dict[str, tuple[Field, ...]] = {
    # In a list of people "manager" is the head; in a list of deals the one who leads the deal.
    "manager": (Field.OWNER, Field.HEAD),
    "sales manager": (Field.OWNER, Field.HEAD),
    "менеджер": (Field.OWNER, Field.HEAD),
    "description": (Field.PRODUCT, Field.COMMENT, Field.TITLE),
    "описание": (Field.COMMENT, Field.PRODUCT),
    "опис": (Field.COMMENT, Field.PRODUCT),
    "opportunity": (Field.TITLE, Field.AMOUNT),  # Bitrix24 calls the sum so
    "date": (Field.CREATED, Field.CLOSED, Field.PAID),
    "дата": (Field.CREATED, Field.CLOSED, Field.PAID),
    "due date": (Field.EXPECTED, Field.DUE),
    "start date": (Field.CREATED, Field.FROM),
    "дата начала": (Field.CREATED, Field.FROM),
    "дата початку": (Field.CREATED, Field.FROM),
    "deal id": (Field.ID, Field.DEAL_ID),
    "opportunity id": (Field.ID, Field.DEAL_ID),
    "id сделки": (Field.ID, Field.DEAL_ID),
    "id угоди": (Field.ID, Field.DEAL_ID),
    "номер сделки": (Field.ID, Field.DEAL_ID),
    "номер угоди": (Field.ID, Field.DEAL_ID),
    "cost": (Field.COST, Field.AMOUNT),
    "spend": (Field.AMOUNT,),
    "ad spend": (Field.AMOUNT,),
    "expenses": (Field.AMOUNT,),
    "расход": (Field.AMOUNT,),
    "расходы": (Field.AMOUNT,),
    "затраты": (Field.AMOUNT,),
    "витрати": (Field.AMOUNT,),
    "revenue": (Field.AMOUNT,),
    "sales": (Field.AMOUNT,),
    "code": (Field.ID, Field.PRODUCT_ID),
    "артикул": (Field.PRODUCT_ID, Field.ID),
    "sku": (Field.PRODUCT_ID, Field.ID),
    "product id": (Field.PRODUCT_ID, Field.ID),
    "код товара": (Field.PRODUCT_ID, Field.ID),
    "account id": (Field.CLIENT_ID, Field.ID),
    "client id": (Field.CLIENT_ID, Field.ID),
    "customer id": (Field.CLIENT_ID, Field.ID),
    "company id": (Field.CLIENT_ID, Field.ID),
    "id клиента": (Field.CLIENT_ID, Field.ID),
    "id компании": (Field.CLIENT_ID, Field.ID),
    "id клієнта": (Field.CLIENT_ID, Field.ID),
    "фио": (Field.CONTACT, Field.OWNER, Field.CLIENT),
    "піб": (Field.CONTACT, Field.OWNER, Field.CLIENT),
    "full name": (Field.CONTACT, Field.OWNER, Field.CLIENT),
    "employee": (Field.OWNER,),
    "region": (Field.REGION, Field.TEAM),
    "регион": (Field.REGION, Field.TEAM),
    "status": (Field.STATUS, Field.STAGE),
    "статус": (Field.STATUS, Field.STAGE),
    "category": (Field.SERIES, Field.SEGMENT),
    "категория": (Field.SERIES, Field.SEGMENT),
    "категорія": (Field.SERIES, Field.SEGMENT),
    "order id": (Field.DOCUMENT, Field.ID),
    "номер заказа": (Field.DOCUMENT, Field.ID),
    "номер замовлення": (Field.DOCUMENT, Field.ID),
    "заказ": (Field.DOCUMENT, Field.TITLE),
    "замовлення": (Field.DOCUMENT, Field.TITLE),
    "role": (Field.POSITION,),
    "state": (Field.REGION, Field.STATUS),
}


def _phrases(text: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in text.split("|")]


def _table() -> dict[str, tuple[Field, ...]]:
    table: dict[str, tuple[Field, ...]] = {}
    for field, text in _WORDS.items():
        for phrase in _phrases(text):
            key = " ".join(phrase.replace("-", " ").replace("'", "").split())
            table[key] = tuple(dict.fromkeys((*table.get(key, ()), field)))
    return table | _SEVERAL


FIELD_WORDS: dict[str, tuple[Field, ...]] = _table()
"""Normalised header (see `import_columns.normal`) → fields it may stand for, the usual one first."""

NAME_WORDS = frozenset(phrase.replace("'", "") for phrase in _phrases(_NAMES))
"""Headers that say "name" and nothing else."""

MONTHS = frozenset({"month", "period", "месяц", "период", "місяць", "період"})
"""Headers under which a day stands for its whole month."""
