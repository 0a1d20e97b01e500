"""Mending typing errors in the words that matter: days, weekdays, parts of the day, verbs of calls and payments."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

from services.rules import when_words
from services.rules.understanding import moment_spelling
from services.rules.understanding.first_names import FIRST_NAMES
from services.rules.understanding.tokens import squeezed, unknown_words, word_set

_CANDIDATES: Final = 4
SHORTEST: Final = 5
"""A shorter word is too easily another one."""
LONG: Final = 9
"""From this length on two errors are forgiven."""

_VERBS: Final = word_set(
    "перезвонить перезвоню перезвонит перезвоните позвонить созвон созвонились набрать напомнить дозвонился"
    " дозвонилась недозвон недоступен поговорили поговорил пообщались отправил отправила отправили выслал выслала"
    " скинул скинула предложение коммерческое встреча встречу встречи встрече встретились встречаемся договорились"
    " оплатили оплатил оплатила оплата предоплата заплатили перевели аванс отказ отказались отказался отказалась"
    " неактуально неинтересно передумали занято сбросил автоответчик полчаса передзвонити подзвонити"
    " зателефонувати набрати нагадати додзвонився додзвонилась недодзвон недоступний поговорив поспілкувались"
    " поспілкувалися надіслав надіслала відправив відправила пропозицію пропозиція комерційну зустріч зустрілись"
    " зустрілися домовились домовилися оплатив сплатили сплатив передоплата переказали відмова відмовились"
    " відмовилися зайнято слухавку півгодини callback meeting appointment proposal quotation payment received"
    " refused declined rejected voicemail answer tomorrow thursday wednesday interested prepayment reached morning"
    " afternoon evening"
)
_LEFT_ALONE: Final = word_set(
    "через вчера вчора позавчера позавчора завтрак завтрака завтраке завтраку середина четверть среднее вечер"
    " отказать отправить оплатить аванса встретил перевел понедельный минута годину недели сегодняшний завтрашний"
    " завтрашнего answers meetings payments proposals received monday набрав набрал набрала набрали договорил"
    " оплаты оплату оплате оплатят оплатит встречей встречам встрече отказа отказом отказе сплатила сплатять"
    " зустрічі зустрічей зустріччю відмови відмову відправити надіслати вислав скинув скинула скину скинем"
    " отправлю отправят отправка выслали высылал скинули скинуть кинул перевод перевез перевести аванты поговорю"
    " поговорим поговорить поговорила перезвонил перезвонила перезвонили подзвонив подзвонила подзвонили"
    " передзвонив передзвонила передзвонили созвонился созвонилась созвона созвоны дозвон дозвона встретиться"
    " встретились встреться договориться оплачен зустрітись зустрітися перенесли перенесла перенес перенести"
    " перенесем переносим mondays tuesdays wednesdays thursdays fridays saturdays sundays mornings evenings"
    " доставка запчасти ветер ветра вітер answered meeting morning evening"
)
_DAYS: Final = [
    word
    for table in (when_words.DAYS, when_words.WEEKDAYS, when_words.PARTS, when_words.MONTHS)
    for word in table
    if len(word) >= SHORTEST
]
_RIGHT: Final = sorted({*_VERBS, *_DAYS})
_KNOWN: Final = frozenset(_RIGHT) | _LEFT_ALONE | frozenset(when_words.UNITS) | frozenset(when_words.NUMBERS)
_IN_SHORT: Final = {
    short: full
    for full, shorts in {
        "завтра": "завтр завт завтро завта zavtra", "послезавтра": "послезавтр",
        "понедельник": "понедел пондельник", "вторник": "вторн",
        "среда": "срда срду сред", "берет": "бирет берт",
        "четверг": "четвер", "пятница": "пятниц", "суббота": "субб", "следующий": "следующ",
        "утром": "утр утрм", "вечером": "веч вечр", "ввечері": "увеч", "сегодня": "сег сегод", "сьогодні": "сьог",
        "через": "чрз", "телефон": "тел тлф телеф", "выключен": "выкл откл", "вимкнений": "вимк",
        "недоступен": "недост", "автоответчик": "автоотв", "автовідповідач": "автовідп",
        "предложение": "предл предлож", "пропозиція": "проп пропоз", "отправлено": "отпр",
        "відправлено": "відпр відправ", "получено": "получ", "отримано": "отрим", "оплата": "опл оплт",
        "предоплата": "предопл", "передоплата": "передопл", "договорились": "догов",
        "back": "bakc bcak bak bck", "paid": "payed paied", "spoke": "spok spoek", "reach": "reech rech",
        "call": "cal", "tomorrow": "tmrow tmro tmw 2moro 2mrw tomoro", "morning": "mrng",
        "payment": "pmt pymt pmnt paymnt", "received": "rcvd recd rcv", "proposal": "prop",
        "week": "wk", "weeks": "wks", "today": "tdy", "message": "msg", "phone": "ph fone phn", "appointment": "apt",
    }.items()
    for short in shorts.split()
}  # fmt: skip
"""Words people cut off or write without vowels."""


_ABBREVIATIONS: Final = (
    (re.compile(r"(?<!\w)w/ ?(?=\w)(?!o\b)", re.IGNORECASE), "with "),
    (re.compile(r"(?<!\w)(?<!\d )w (?=[^\W\d]{2})", re.IGNORECASE), "with "),
    (re.compile(r"(?<=\d) ?(a|p)\. ?m\.?(?!\w)", re.IGNORECASE), r" \1m"),
    (re.compile(r"(?<!\w)frm(?= )", re.IGNORECASE), "from"),
    (re.compile(r"(?<=:\d\d)(a|p)(?!\w)", re.IGNORECASE), r" \1m"),
    (re.compile(r"(?<!\w)(spoke|talked|offer|quote|proposal|back) 2 (?=[a-z])", re.IGNORECASE), r"\1 to "),
    (
        re.compile(
            r"(?<!\w)((?:(?:за|о|с|про)плат|внес|закину|кину|отда|відда|перев|аванс|предоплат|передоплат)\w*"
            r" (?:\S+ )?\d+(?:[.,]\d)?) штук[иау]?(?!\w)",
            re.IGNORECASE,
        ),
        r"\1 тысяч",
    ),
    (
        re.compile(
            r"(?<!\w)не(?=(?:бер[еу]|отвеч|відпов|подним|подн|доступ|заинтересован|зацікавлен)\w*)", re.IGNORECASE
        ),
        "не ",
    ),
    (
        re.compile(
            r"(?<![\d.,])(\d{1,3}) ?(?:тыс|тыщ|тис|тищ)\w*\.? (\d{3})(?![\d.,:]|\s?(?:тыс|тис|шт|кг))", re.IGNORECASE
        ),
        r"\1 \2",
    ),
    (re.compile(r"(?<!\w)close of (?:business|play)(?!\w)", re.IGNORECASE), "eod"),
    (re.compile(r"(?<!\w)по обіді(?!\w)", re.IGNORECASE), "пообіді"),
    (re.compile(r"(?<!\w)ч/з(?!\w)", re.IGNORECASE), "через"),
    (re.compile(r"(?<!\w)(?:след\.|сл\.)(?= ?\w)", re.IGNORECASE), "след "),
    (re.compile(r"(?<!\w)(п[оі]н|вт|ср|ч[те]т|п[ят]т?н?|сб|вс|mon|tue|wed|thu|fri)\.(?= \w)", re.IGNORECASE), r"\1"),
)
"""Short forms with marks inside, which would fall apart as words."""


_CUT_OFF = re.compile(
    r"(?<!\w)(отпр|відпр|перезв|позв|позвон|перезвон|прзв|наб|набр|встр|зустр|перен|дог|догов|предопл|передопл|комм|ком"
    r"|предл|пропоз|получ|отрим|опл|подзв|передзв|недозв|appt|mtg|tel|pmt|inv|no ans)\.(?=[ ]?[^\W\d])",
    re.IGNORECASE,
)
"""A word cut off, whose point ends no sentence: "отпр. кп"."""
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"]*\"")
"""A name in quotes is spelled as its owner spells it."""


def written_out(text: str) -> str:
    """A squeezed text with its short forms in full."""
    for pattern, full in _ABBREVIATIONS:
        text = pattern.sub(full, text)
    return " ".join(moment_spelling.rewritten(_CUT_OFF.sub(r"\1 ", text)).split())


def mended(text: str) -> dict[str, str]:
    """Right spellings of the mistyped words of a text, by their plain forms."""
    found = {}
    for word in unknown_words(_QUOTED.sub(" ", squeezed(text)), _KNOWN):
        right = _IN_SHORT.get(word) or (_nearest(word) if len(word) >= SHORTEST else None)
        if right is not None:
            found[word] = right
    return found


@lru_cache(maxsize=4096)
def _nearest(word: str) -> str | None:
    if FIRST_NAMES.fullmatch(word):
        return None
    errors = 2 if len(word) >= LONG else 1
    near = process.extract(word, _RIGHT, scorer=OSA.distance, score_cutoff=errors, limit=_CANDIDATES)
    return next((right for right, _, _ in near if len(right) >= SHORTEST and _is_misspelling(word, right)), None)


def _is_misspelling(word: str, right: str) -> bool:
    """Whether one is the other mistyped, and no form or word of its own."""
    swapped = sorted(word) == sorted(right)
    if len(word) <= 6 and len(word) == len(right) and not swapped:
        return False  # one letter makes another word of a short one: вечер, ветер; ранку, ринку
    if not swapped and not right.isascii() and _is_form(word, right):
        return False
    return word[0] == right[0] or sorted(word[:2]) == sorted(right[:2]) or word[1:] == right[1:]


def _is_form(word: str, right: str) -> bool:
    """Whether only the end differs: a verb in another form is no error, the patterns know stems."""
    if word[:-2] == right[:-2] or word.startswith(right) or right.startswith(word):
        return True
    return len(word) >= LONG and Prefix.similarity(word, right) >= min(len(word), len(right)) - 2
