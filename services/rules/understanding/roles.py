"""Who somebody is to a client: posts and trades, which stand before a name and are none."""

from __future__ import annotations

import re
from typing import Final

_STEMS: Final = """
    администратор адміністратор айтишник айтівець агент архитектор архітектор ассистент асистент брокер бухгалтер
    врач лікар семья семьи семье семью семьей родин сімя сімї сімю family hr водитель водій воді главбух
    головбух главврач головлікар гендир гендиректор гости дизайнер директорк
    доктор завхоз завуч завскладом заместител заступник зам замдиректор засновник инженер інженер кассир касир
    консультант логист логіст маркетолог мастер майстер майстр механик механік монтажник начальниц нотариус нотаріус
    оператор основател пациент пацієнт повар кухар помощник помічник прораб виконроб программист програміст продавц
    риелтор риэлтор рієлтор сантехник сантехнік сотрудник співробітник специалист спеціаліст строител будівельник
    сын син дочь дочк доньк брат сестр мама мамо маме мамі маму папа папе папу тато тата технолог товаровед тренер
    учител вчител учредител финансист фінансист экономист економіст электрик електрик
    accountant administrator agent architect assistant broker brother buyer builder chief consultant
    contractor dad daughter designer developer doctor driver electrician engineer father foreman founder
    landlord lawyer marketer mechanic mother mum nurse notary operator patient plumber procurement realtor receptionist
    representative sister son specialist supervisor teacher technologist tenant trainer
    """

_ANY: Final = re.compile(
    "(?:" + "|".join(sorted(_STEMS.split(), key=len, reverse=True)) + ")"
    r"(?:а|у|е|і|ом|ем|ой|ою|ею|ка|ку|ке|ки|кой|кою|ці|ы|и|ов|ів|ам|ь|я|ю|ям|ець|ец|цу|ця|s)?"
)


def is_role(word: str) -> bool:
    """True for a post or a trade, in whatever case."""
    return _ANY.fullmatch(word) is not None
