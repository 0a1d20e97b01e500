"""Words that are no names: what salespeople write around them, in three languages, as stems and whole words."""

from __future__ import annotations

import re
from typing import Final

from services.rules import when_words
from services.rules.understanding.common_nouns import is_common_noun
from services.rules.understanding.common_verbs import is_common_verb
from services.rules.understanding.first_names import FIRST_NAMES
from services.rules.understanding.places import is_place
from services.rules.understanding.roles import is_role
from services.rules.understanding.tokens import Token, word_set

_WHOLE: Final = word_set(
    "алло ало разу я заметка заметку примечание комментарий коммент нотатка нотатку примітка коментар note notes nb ps"
    " comment важно дякую дякуєм благодарю них ним ними нем полностью повністю частично частково early late mid так"
    " далее третий третій вторая раза мы ты вы он она оно они мне нам вам ему ей им их его ее меня нас вас себя свой"
    " своя свои наш наша наши это этот эта эти то тот та те там тут здесь и а но или да нет не ни же бы ли что чтобы"
    " чтоб как когда где куда кто чей если пока уже еще только очень все всем всех весь вся сам сама сами раз два"
    " три в во на над под при про по о об обо от ото до из изо с со у к ко за для без через между перед после насчет"
    " поводу потом теперь сейчас снова опять тоже также можно нужно надо нельзя может могут будет будут был была"
    " было были есть нету ок окей ага угу спасибо пожалуйста привет лишь хотя потому поэтому ну вот из-за ибо либо"
    " тогда тех ней нему него нее чем какой какая какие сколько почему зачем ради вместо кроме ми ти ви він вона"
    " воно вони мені йому їй їм їх його її мене себе свій свої наші це цей ця ці і й але або ні ще вже лише тільки"
    " дуже всі усі самі з із зі зо від між після щодо потім тепер зараз знову теж також можна треба потрібно може"
    " можуть буде будуть був була було були є немає нема який яка які скільки чому навіщо що щоб як коли де куди хто"
    " якщо поки ось бо якось під the a an and or but if of to in on at by for with from about as is are was were be"
    " been being am do does did has have had will would can could should shall may might must not no yes ok okay he"
    " she it they we you i me him her them us my his their our your its this that these those there here when where"
    " who what which how why all any some more less very too also just then than so still yet again only now later"
    " soon back up out off down over until till before after per via re asap hes shes theyre ill im ive weve theyll"
    " theyve dont doesnt didnt cant wont wants want wanted needs need needed asked asks ask says said say told tell"
    " tells gave got get gets go goes going went come comes came send sends sent let lets make made take takes took"
    " like likes liked look looks looking agree agrees agreed ready waiting wait waits hold think thinks thought try"
    " tried check checked confirm confirmed sign signed decide decides decided review reviewing prepare preparing"
    " discuss compare buy buys bought order ordered deliver delivered ship shipped install pay paid promise promised"
    " expect expects interested busy good great fine bad happy angry sick new old big small cheap expensive high low"
    " long short better best worse next last first second sure maybe probably already almost today tomorrow please"
    " thanks hello hi left reached met called missed"
    " шесть шість шести семь сім восемь вісім десять двенадцать дванадцять пятнадцать двадцать двадцять тридцать"
    " тридцять пятьдесят пятдесят двести двісті триста тысяча тисяча миллион мільйон"
    " two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy eighty"
    " ninety hundred thousand million"
    " никак ніяк ніколи никогда reschedule rescheduled postpone postponed schedule scheduled book booked arrange"
    " arranged"
    " opening recruiting hiring training catering ordering pricing"
    " unfortunately sadly apparently currently finally hopefully basically actually probably supposedly seems looks"
    " put puts set sets bring brings bringing brought sold sell sells saw seen see sees know knows knew feel"
    " feels felt mean means move moves moved hold holds held keep keeps kept start starts started stop stopped"
    " open opened close closed show showed shown write wrote written read speak spoke use used find found hear"
    " heard help helped turn turned change changed follow followed lose lost drop dropped pick picked answered"
    " called replied texted mailed emailed visited discussed mentioned offered haggling haggle extra additional"
    " remaining partial full initial final another second-hand сожалению жаль увы похоже кажется видимо"
    " здається мабуть схоже вроде вроді нібито"
)
"""Pronouns, prepositions, particles, and English verbs, whose stems say little."""

_STEMS: Final = (
    # whom, what
    r"згод[аеноі]\w{0,2}|клиент\w*|клієнт\w*|заказчик\w*|замовник\w*|покупател\w+|покупц\w+|партнер\w*|"
    r"контакт\w*|лид\w?|лід\w?|лпр|"
    r"директор\w*|шеф\w*|босс?\w*|начальник\w*|керівник\w*|руковод\w+|"
    r"секретар\w*|бухгалт\w+|менеджер\w*|снабжен\w+|закупщик\w*|закупк\w*|юрист\w*|инженер\w*|інженер\w*|муж\w?|"
    r"жен[аеыу]|чоловік\w*|дружин\w+|друг[аоу]?\w{0,2}|парень|девушк\w+|мужчин\w+|женщин\w+|"
    r"собственник\w*|власник\w*|владел\w+|хозя\w+|охран\w+|охорон\w+|коллег\w*|колег\w*|человек\w*|люд\w+|кто ?то|"
    r"хтось|"
    r"договор\w*|договір\w*|договори\w*|контракт\w*|счет\w{0,2}|рахун\w+|накладн\w+|документ\w*|акт\w?|тз|лтв|кп|"
    r"фото\w*|видео|відео|файл\w*|письм\w+|лист\w{0,2}|почт\w+|пошт\w+|мейл\w*|имейл\w*|вайбер\w*|"
    r"телеграм\w*|вотсап\w*|ватсап\w*|смс|сообщени\w+|повідомлен\w+|презентаци\w+|презентаці\w+|образ[ец]\w*|"
    r"зраз\w+|каталог\w*|прайс\w*|смет\w+|кошторис\w*|"
    r"скид[кoо]\w*|знижк\w*|знижок|цен\w+|цін\w+|стоимост\w*|вартіст\w*|бюджет\w*|сумм\w+|сум[аиіу]|оплат\w*|"
    r"предоплат\w*|передоплат\w*|аванс\w*|рассроч\w+|розстроч\w+|кредит\w*|деньг\w*|денег|грош\w+|грошей|"
    r"дорог\w{1,3}|дешев\w*|дешевш\w*|доставк\w*|монтаж\w*|замер\w*|замір\w*|объект\w*|об.?єкт\w*|обєкт\w*|"
    r"склад\w{0,2}|офис\w*|офіс\w*|магазин\w*|проект\w*|проєкт\w*|товар\w*|продукт\w*|заказ\w*|замовл\w+|"
    r"сделк\w+|угод\w+|услов\w+|умов\w*|вариант\w*|варіант\w*|вопрос\w*|питан\w+|ответ\w*|відповід\w*|решени\w+|"
    r"рішен\w+|срок\w*|термін\w*|строк\w*|тендер\w*|конкурент\w*|поставщик\w*|постачальн\w+|"
    r"номер\w*|телефон\w*|трубк\w*|слухавк\w*|звон[о]?к\w*|дзвін\w+|встреч\w*|зустріч\w*|переговор\w*|работ\w+|"
    r"робот\w+|отпуск\w*|відпуст\w+|командировк\w*|відряджен\w+|больничн\w+|лікарнян\w+|болел\w*|болеет|хворі\w+|"
    r"выходн\w+|вихідн\w+|обед\w*|обід\w*|время|часу?|врем[яе]ни|пауз\w+|компани\w+|компані\w+|фирм\w+|фірм\w+|"
    r"филиал\w*|філі\w+|отдел\w*|відділ\w*|тест\w*|этап\w*|етап\w*|подпис\w+|підпис\w+|согласова\w+|погодж\w+|"
    r"узгодж\w+|"
    r"штук\w*|шт|комплект\w*|метр\w*|кв|кг|мест[оа]?|місц\w+|цвет(?:а|у|ом|е|ы|ов|ам|ах)?|кол[іь]\w{1,2}р\w*|"
    r"размер\w*|розмір\w*|дверь|"
    r"двер\w+|окн\w+|вікн\w+|кухн\w+|мебел\w{1,3}|меблі|машин\w+|станок\w*|станк\w+|верстат\w*|оборудован\w+|"
    r"обладнан\w+|"
    r"день|дн[яіюи]|дней|днів|недел\w+|тиж\w+|месяц\w*|місяц\w*|час\w{0,3}|годин\w+|минут\w*|хвилин\w*|год[ау]?|"
    r"рок[иуі]?|рік|років|лет|"
    r"половин\w+|част(?:ь|и|ину|ину|ина)|остат\w+|залиш\w+|решт[ауи]|"
    r"долг\w*|борг\w*|"
    # doing
    r"прос[ияе]\w*|прош[уе]\w{0,2}|попрос\w+|запрос\w+|запит\w+|попит\w+|хо[чт]\w+|хоч\w+|ждут?|жд[её]\w*|жду|"
    r"чека\w*|дума\w+|подума\w+|реша\w+|реши\w+|вирішу\w+|виріш\w+|говор\w+|каж\w+|сказа\w+|сказав|"
    r"догово?рил\w+|договорил\w*|домов\w+|соглас\w+|погод\w+|готов\w*|интерес\w+|цікав\w+|цікав|зацікав\w+|"
    r"заинтерес\w+|обеща\w+|обіця\w+|смотр\w+|посмотр\w+|дивл\w+|подив\w+|изуч\w+|вивча\w+|сравни\w+|порівн\w+|"
    r"уточн\w+|узна\w+|дізна\w+|выясн\w+|з.?ясу\w+|зясу\w+|напомн\w+|нагада\w+|провер\w+|перевір\w+|подтверд\w+|"
    r"підтверд\w+|пришл\w+|прийшл\w+|пришел|прийшов|уеха\w+|поїха\w+|занят\w*|зайнят\w*|вернет\w*|повернет\w*|"
    r"отправ\w+|відправ\w+|надісла\w+|выш?сл\w+|высл\w+|висл\w+|скин\w+|сбро\w+|получ\w+|отрима\w+|сдела\w+|"
    r"зроби\w+|подготов\w+|підготу\w+|готовят|готують|буд(?:ь|у|ут|ет|ем|ете|ешь|емо|уть|ущ\w+)|нужн\w+|потрібн\w+|"
    r"срочн\w+|терміново|важн\w+|"
    r"важлив\w+|"
    r"отказ\w*|відмов\w*|купил\w*|купу\w+|покупа\w+|купит\w*|купити|заказал\w*|берут|берет|возьм\w+|бере|беруть|"
    r"набра\w+|набер\w+|звон\w+|позвон\w+|перезвон\w+|дзвон\w+|подзвон\w+|передзвон\w+|"
    r"обсуд\w+|обговор\w+|предложи\w+|пропону\w+|пропози\w+|предложен\w+|выбра\w+|выбир\w+|обира\w+|обра\w+|"
    r"ищ[еу]\w*|шука\w+|найти|нашл\w+|знайш\w+|закры\w+|закри\w+|перенес\w+|перенос\w*|отлож\w+|відкла\w+|"
    r"пропал\w*|"
    r"недовол\w+|незадовол\w+|доволен|довольн\w+|задоволен\w*|жалу\w+|скарж\w+|хорош\w+|гарн\w+|добр\w+|плох\w+|"
    r"поган\w+|нормальн\w+|отличн\w+|чудов\w+|больш\w+|більш\w+|мал\w{2}|нов\w{2}|стар\w{2}|"
    r"молч\w+|мовч\w+|небольш\w+|невелик\w+|понрав\w+|сподоба\w+|нравит\w*|подход\w+|підход\w+|устраива\w+|"
    r"влаштов\w+|начина\w+|почина\w+|законч\w+|"
    r"закінч\w+|планиру\w+|плану\w+|скоро|незабаром|позже|пізніше|поздно|раньше|раніше|можлив\w+|возможн\w+|"
    r"следующ\w+|наступн\w+|текущ\w+|друг\w{2,3}|інш\w+|втор\w{2}|перв\w{2}|перш\w{2}|предыдущ\w+|попередн\w+|"
    r"обязательн\w+|обовязково|желательн\w+|бажано|просто|сначала|спочатку|самовывоз\w*|самовивіз|"
    r"наконец|нарешті|завтра|сегодня|сьогодні|вчера|вчора|утром|вечером|днем|пятниц\w+|понедельн\w+|среда|среду|"
    r"четверг\w*|вторник\w*|суббот\w+|"
    # English
    r"clients?|customers?|boss|director|manager|secretary|assistant|accountant|lawyer|owner|wife|husband|partner|"
    r"colleague|guy|man|woman|someone|nobody|everyone|team|company|"
    r"contracts?|invoices?|documents?|papers?|specs?|samples?|catalog(?:ue)?|prices?|pricing|discounts?|budget|"
    r"amount|money|payments?|deposit|advance|delivery|deal|terms?|options?|questions?|answers?|decision|"
    r"phone|number|line|calls?|meeting|meetings|appointment|demo|visit|office|store|shop|warehouse|vacation|"
    r"holiday|trip|leave|lunch|weekend|week|month|year|time|times|pieces|units|items|set|"
    r"email|mail|message|letter|text|photo|file|quote|offer|proposal|estimate|order|project|product|goods|supplier|"
    r"competitor|reason|details|info|information|update|feedback|everything|anything|nothing|something|"
    r"thinking|deciding|preparing|calling|talking|sending|asking|saying|happening|moving|visiting|reviewing|"
    r"signing|paying|wanting|needing|zoom|зум\w?|скайп\w?|skype|teams|google|meet"
)
_CALENDAR: Final = frozenset([*when_words.MONTHS, *when_words.WEEKDAYS, *when_words.DAYS, *when_words.UNITS])
_COMMON: Final = re.compile(_STEMS)

_VERB_ENDING: Final = re.compile(
    r"\w{2,}[иы]вал|\w{2,}(?:ить|ать|ять|еть|уть|ти|ться|тись|тися|тся|ется|ются|ится|атся|ятся|или|али|ели|яли|ули|ился|илась|"
    r"ились|ался|алась|"
    r"ались|ают|яют|уют|еют|ает|яет|ует|еет|ает|ешь|ишь|аем|уем|яем|ують|ають|яють|ить|ять|уємо|ала|ила|яла|ював|"
    r"ував|увала|ювали|"
    r"ували|ывает|ывают|вел|вёл|шел|ував|ював|ує|ює|ає|яє|ованы|ена|ено|ены|аны|ано|ять|(?<!р)но)"
    r"|(?:пере|при|у|от|вы|за|с|до|під|від|ви|по|раз|роз|в|об|з)?(?:нес|вез|вел|шел|мог|лег|ніс|віз|вів|міг|ліг|йшов)"
    r"|\w*(?:шла|шло|шли|сла|сли|зла|зли|гла|гли|кла|кли|нула|нули|ела|ыла|ыли)"
)


_ENGLISH_VERB: Final = re.compile(r"[a-z]{3,}(?:ed|ing)")


def is_common(word: str) -> bool:
    """True for a plain word that is no name."""
    return (
        len(word) < 2
        or word in _WHOLE
        or word in _CALENDAR
        or is_place(word)
        or is_role(word)
        or is_common_noun(word)
        or _COMMON.fullmatch(word) is not None
    )


def is_verb_like(word: str) -> bool:
    """True for a word that ends as verbs do; first names that do so are none."""
    return (_VERB_ENDING.fullmatch(word) is not None or is_common_verb(word)) and FIRST_NAMES.fullmatch(word) is None


_ADJECTIVE: Final = re.compile(r"\w{3,}(?:ое|ее|ый|ий|ую|юю|ые|ие|ого|ному|не|ну|ню|ний|ній|ed|al|ive|ing)")


_CARRIED: Final = re.compile(r"(?:от|при|пере|за|у|вы|с|від|ви|роз|раз|до)(?:нес|вез|вел|шел|ніс|віз|вів|йшов)")


def is_done_by_him(word: str) -> bool:
    """True for a man's deed that ends like no other verb: отвёз, приніс."""
    return _CARRIED.fullmatch(word) is not None


_REST: Final = re.compile(
    r"остат\w+|остальн\w+|залиш\w+|решт[ауи]|rest|remain\w+|balance|second|втор\w+|друг\w+|буд\w+|(?:по|с)проб\w+|попыта\w+|(?:re)?try|trying|will|be|ready|to|sending"
)


def is_rest(word: str) -> bool:
    """True where what follows is yet to come: "оплатил 5к остальное в пятницу"."""
    return _REST.fullmatch(word) is not None


def is_english_verb(word: str) -> bool:
    """True for a word in small letters that ends as English verbs do: passed, chasing."""
    return _ENGLISH_VERB.fullmatch(word) is not None and FIRST_NAMES.fullmatch(word) is None


def may_be_name(token: Token) -> bool:
    """True for a word inside a turn of speech that is no part of it: a capital, or neither plain nor descriptive."""
    if token.kind != "word" or is_common(token.word):
        return False
    return token.capital or not (is_verb_like(token.word) or is_descriptive(token.word))


def is_descriptive(word: str) -> bool:
    """True for a word that ends as adjectives do."""
    return _ADJECTIVE.fullmatch(word) is not None
