"""Words that tell a name from what stands around it: legal forms, titles, prepositions, streets, trades."""

from __future__ import annotations

import re

from services.rules.understanding.tokens import word_set

LEGAL = word_set(
    "тц трц бц тк жк осбб осмд оск снт нко нии сто азс мкд "
    "ооо тов тзов фоп ип оао зао пао ао пат прат дп пп чп спд тд гк холдинг ltd llc inc corp gmbh sp zao ooo tov fop"
)
LEGAL_AFTER = word_set("ltd llc inc corp gmbh co corporation group company limited plc enterprises")
TITLES = word_set("mr mrs ms dr пан пані пану паном пана господин")
OF_WHOM = frozenset(["с", "со", "з", "із", "зі", "до", "для", "от", "від", "with", "to", "for", "from", "к"])
AUXILIARY = word_set("is was are were has have had will wont isnt wasnt hasnt doesnt didnt does did")
STREETS = word_set(
    "улица улице улицы ул вулиця вулиці вул проспект проспекте проспекті просп пр пл площадь площа площі площади"
    " бульвар бульваре бульварі бул переулок пер провулок наб набережная шоссе метро"
)
STREETS_AFTER = word_set("street st avenue ave road boulevard blvd lane square")
BRAND_TAIL = word_set(
    "плюс групп група груп group plus сервис сервіс service трейд trade маркет market строй буд студия студія studio"
    " агро agro транс trans центр center centre инвест інвест invest лтд систем systems solutions"
)
"""What a company's name may end with, also without a capital letter."""
BRANDED = re.compile(
    r"офис|офіс|склад|магазин|мебель|меблі|кухни|кухні|двери|двері|окна|вікна|машины|фото|продукт|проект|проєкт|товары|"
    r"office|store|shop|phone|photo|product|project|food|home|house|great|good|big|best|new|fine|first"
)
"""Plain words a company's name may begin with."""
WHERE = frozenset(["в", "во", "на", "у", "in", "on", "at", "из", "по", "о", "об", "про", "за", "near", "into"])
HEAD = re.compile(
    r"(?:мебель|меблі|меблям|отел|готел|школ|салон|клиник|клінік|студи|студі)\w{0,3}|hotel|school|clinic|salon"
)
"""Plain words a company's name begins with, also in small letters: "отель панорама"."""
TOPIC = WHERE | word_set("насчет нащот щодо стосовно касательно по про about re regarding for за under и та and без")
"""Before what is spoken of."""
AND = frozenset(["и", "і", "й", "та", "and"])
AT_OTHERS = frozenset(["у", "в", "к", "до", "from", "with", "to", "of"])
BOUGHT = re.compile(
    r"(?:купил|взял|заказал|уш[еёл]|перешл|выбрал|купив|взяв|замови|піш[оло]|перейш|обра|bought|went|going|gone|ordered"
    r"|moved|switched|signed|chose)\w*"
)
"""Before whoever else a client has bought from: "купил у Агротека"."""
OPENING = word_set("ну вот ось так короче значит значить отже итак слушай слухай ok okay so well и і а да та")
"""Before whom a dictated line is about: "значить так гончар просить"."""
AGAIN = word_set(
    "сам сама сами самі лично himself herself themselves"
    " again twice опять снова знову вновь кто то нибудь - хтось плз плиз пжл pls plz please срочно терміново the our"
    " новую нову новое оновлену оновлене"
)
POST = re.compile(
    r"(?:директор|бухгалт|менеджер|секретар|снабжен|закупщ|закупник|владел|собственн|власник|керівник|зав|зам)\w*"
)
"""Between what happened and whom it happened with: "no answer again Ivan"."""
ASKED_FOR = re.compile(r"спроси\w*|спрашива\w+|(?:за|с)?пита(?:ти|й|йте|ть)|покли\w+|позвать|попросить|попросити")
"""Before the person at a client's whom to ask for."""
NOW = word_set("теперь тепер зараз now вместо замість instead")
"""Before who has come in somebody's place."""
OF_COMPANY = frozenset(["из", "із", "з", "from", "of"])
"""Between a person and the company: "Юля из Партнера"."""
ADJECTIVE = re.compile(r"\w{3,}(?:ый|ий|ой|ая|яя|ое|ее|ого|ому|ую|ою|ої|ій|ые|ие|ых|их|ым|им)")
MANNER = re.compile(r"\w{4,}(?:но|ски|ьки)")
