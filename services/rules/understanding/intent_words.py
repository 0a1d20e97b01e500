"""What people write when something happened with a client, in three languages mixed as they come.

The patterns meet words in lower case, without ё and apostrophes, one space between words and marks. What is done
and what is only planned are told apart in `intents`.
"""

from __future__ import annotations

import re
from typing import Final

from services.rules.understanding import intent_phrases as turns

_NEAR = r"((?:[^\s.;!?]+ |[.] (?=\d)){0,5}?)"
"""The only groups that capture are gaps: what stands in them may be a name."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)")


REFUSAL: Final = _any(
    *turns.patterns(turns.REFUSAL),
    r"(?<!без )(?<!не )отказ(?:ал\w*|ыва\w+|ано|ник\w*)?(?: от (?:сделки|покупки|заказа|услуг\w*))?",
    r"(?<!без )(?<!не )відмов(?:а|у|ив\w*|ил\w+|ля\w+|лен\w+)(?: від (?:угоди|покупки|замовлення|послуг\w*))?",
    r"не ?актуаль?но|не ?актуальн\w+|потеряло? актуальность|втратил\w+ актуальність|уже не нужно|вже не треба|вже "
    r"не потрібно",
    r"не (?:заинтересован|зацікавлен)\w*|(?:больше |більше )?не (?:нужн[оаы]|надо|потрібн[оаі]|треба)"
    r"(?: (?:им|нам|ему|ей|їм|йому|їй|вже|уже|это|це|пока|поки|сейчас|зараз|ничего|нічого))*(?= [,.;!]|$)",
    r"не ?(?:за)?интерес(?:но|ует|ны|овало|овались)?|не ?(?:за)?цікав(?:о|ить|лять|ляться)?|нет интереса|нема інтересу",
    r"(?:выбрал\w*|ушл[иа]|ушел|уходят|взял\w*|купил\w*|заказал\w*|нашл[иа]|работают|обрал\w*|пішл[иа]|пішов|"
    r"купил\w*|знайшл[иа]|взяли|замовил\w*)"
    r" (?:\w+ ){0,2}?(?:друг\w+|конкурент\w*|дешевле|дешевше|інш\w+|в другом месте|не у нас|не в нас)",
    r"(?:к|до) конкурент(?:ам|у|ів|а)",
    r"(?:пере|раз)думал\w*(?! (?:отказ|уход))|передумав(?! відмов)|передумал[аи](?! відмов)|слил(?:ся|ись|ась)|"
    r"слив|отпал\w*|отвалил\w+|соскочил\w*|злил(?:ися|ись|ася)|злився",
    r"не (?:хотят|хочет|хочуть|хоче|хочут)(?: уже| вже| больше| більше)?(?= [,.;!]|$)",
    r"не (?:будут|будет|хотят|хочет|станут|готов[ыа]?|буде|будуть|хоче|хочуть) (?:больше |більше |у нас |ничего |"
    r"нічого )?"
    r"(?:брать|покупать|заказывать|работать|сотрудничать|делать|продолжать|подписывать|братся|брати|купувати|"
    r"замовляти|працювати|співпрацювати)",
    r"(?:решил\w*|вирішил\w*|вирішив|decided)(?: пока| поки)? (?:не|not)(?: to)? (?:\w+(?:ть|ти|ться|тися)|buy|"
    r"proceed|order|purchase|go|continue|take|sign)",
    r"сделка сорвалась|угода зірвалась|потеряли (?:клиента|сделку)|втратили (?:клієнта|угоду)|проиграли тендер",
    r"(?:was |has |have |they |he |she )?(?:refus(?:ed|al|es)|(?:declin(?:ed|es)|reject(?:ed|s|ion))"
    r"(?! (?:the |my |our |a )?(?:phone )?call)|turned (?:us |it |"
    r"the offer |the deal )?down)",
    r"(?:isnt|arent|wasnt|werent|not) (?:really |that )?interested(?: any ?more)?|"
    r"no(?:t)? (?:longer )?(?:interest(?:ed)?|relevant|need(?:ed)? (?:it|this|anymore)|needed)|no "
    r"interest|no longer (?:interested|needed|need it|relevant)",
    r"(?:do|does)(?:nt| not) (?:want|need)(?: (?:it|this|to (?:buy|continue|proceed|work with us)))?(?: "
    r"anymore)?(?= [,.;!]|$)",
    r"(?:went|going|gone|go) (?:with|to) (?:a |an |the |another |other |our )?(?:cheaper |other |different "
    r")?(?:competitor\w*|else|someone else|another \w+|supplier|vendor|competition)",
    r"(?:chose|picked|bought|selected|found)(?: it)? (?:from )?(?:a |an |the )?(?:competitor\w*|someone else|"
    r"another \w+|other \w+|elsewhere|cheaper)",
    r"(?:we )?lost(?: it| them| the deal)? to(?: a| an| the)?(?: \w+)?(?: (?:competitor|supplier|vendor))?|lost "
    r"(?:the )?(?:deal|client)|deal (?:is )?(?:lost|dead|off)",
    r"changed (?:(?:their|his|her|its) )?minds?|not buying|bail(?:ed|s)(?: on (?:us|me|it))?|backed out|pulled"
    r" out|passed on (?:it|us|this|the offer)|(?:its |it is "
    r")?a no|said no|no go|no deal|wont (?:buy|proceed|go ahead)|not going (?:ahead|to buy|forward)",
)

FLAT_NO: Final = re.compile(rf"(?:[^\s.;!?:=–—-]+ ){{1,3}}?(?:=|-|–|—|:) {turns.one_of(turns.FLAT_NO)}(?= [,.;!(]|$)")
PASSED: Final = re.compile(
    r"(?!.*\b(?:payments?|test|inspection|audit|check|time|deadline|money|transfer)\b)"
    r"(?:[^\s.,;!?]+ ){1,3}?passed(?= [,.;!]|$)"
)
"""A client begins the line and wants none: "Panorama passed, the owner froze all spending"."""
CHANGED_MIND: Final = _any(r"(?:пере|раз)дума(?:л[аи]?|в)", r"changed (?:(?:their|his|her|its) )?minds?")
"""A refusal, unless a meeting is agreed after it."""
NO_CALLS: Final = _any(
    r"(?:больше|просил\w*|просьба|більше|прохання)(?: \w{2,4})? не (?:звонить|беспокоить|дзвонити|"
    r"турбувати|писать|писати|набирать)",
    r"не (?:звонить|звоните|звони|дзвонити|дзвоніть|телефонувати|беспокоить|турбувати) (?:больше|більше|мне|нам|їм|им)",
    r"(?:stop|dont|do not|never) (?:calling|call(?: (?:me|us|them|again|anymore))+)",
)
"""A refusal, unless a moment says from when on calls are welcome."""

NOT_REACHED: Final = _any(
    *turns.patterns(turns.NOT_REACHED),
    r"не алло|нет связи|нема звязку|no signal",
    r"не (?:(?:смог\w*|получ\w+|удал\w+|могу|можу|зміг|змогла|змогли|вдал\w+|вийшло) )*(?:додзв\w+|дозв\w+|"
    r"связат\w+|звяза\w+|застал\w*|застав)",
    r"недо(?:д?)зв\w+|не дозвон|нд|н ?/ ?д",
    r"(?<!иначе )(?<!инакше )(?<!інакше )"
    r"(?:трубку |трубки |слухавку |телефон )?(?:не|ни кто не|никто не|ніхто не) (?:бер[уе]?т?|берут|берет|бере|"
    r"беруть|возьм\w+(?= трубк)|взял\w*|взяв|взяли|подн\w+|підн\w+|піднім\w+|снима\w+|снял\w*|знім\w+|зняв|зняла|"
    r"подход\w+|"
    r"підход\w+)(?: (?:трубк\w+|слухавк\w+|телефон\w*))?",
    r"(?:трубк\w+|слухавк\w+) не \w+",
    r"не (?:отвеч\w+|ответ\w+|відповід\w+|відповів|відповіл\w+)(?: на (?:звонки|звонок|дзвінки|дзвінок|телефон|"
    r"вызов))?",
    r"(?:телефон |номер |абонент )?(?:не ?доступ[енна]\w*|недоступ\w+)",
    r"(?:телефон |номер )?(?:вне|поза) (?:зон\w+|доступ\w+|сети|мереж\w+)(?: (?:доступ\w+|досяжності|действия|"
    r"дії)(?: сети| мережі)?)?",
    r"(?:телефон|номер|мобильный|мобільний)((?: \w+){0,2}) (?:выключ\w+|отключ\w+|вимкн\w+|заблок\w+|не"
    r" (?:обслуж\w+|обслугов\w+|"
    r"существ\w+|існу\w+|активн\w+|працю\w+|работа\w+))",
    r"(?:выключен|отключен|вимкнен|заблокирован|заблокован)\w* (?:телефон|номер|мобильн\w+|мобільн\w+|тел)",
    r"(?:линия |лінія |номер |все время |постоянно )?(?:занято|зайнято|занята линия)|(?:тел|телефон|номер)\w?(?: "
    r"\.)? (?:занят|зайнят)\w*|линия занята|лінія зайнята|"
    r"короткие гудки|(?:длинные |одни |идут |только |йдуть )?гудки",
    r"(?:набра|набира|звони|позвони|дзвони|подзвони)\w* ((?:[^\s.;!?]+ ){0,3}?)[,—–-]? ?(?:скинул\w*|скинув|сброс\w+|"
    r"збив|збила|скида\w+|кинул[аи]? трубк\w)(?! (?:кп|прайс|счет|рахунок|смет|кошторис))",
    r"(?:скинул\w*|скинув|скидыва\w+|скида\w+|сбр[ао]с\w+|бросил\w*|кинув|кинула|кладет|положил\w*|поклал\w*|збив|"
    r"збил\w*|збива\w+)(?: (?:трубк\w+|слухавк\w+|звонок|вызов|дзвінок|виклик|меня|мене))+",
    r"сбр[ао]с(?:ил\w*|ывает|ывают)|скидывает|скидає|збиває",
    r"автоответчик\w*|автовідповідач\w*|голосов(?:ая|ую|а|у) пошт\w+|голосов(?:ая|ую) почт\w+|(?:попал\w* )?на "
    r"автоответчик",
    r"нет (?:ответа|дозвона|на связи)|без (?:ответа|відповіді)|нема(?:є)? відповіді|ноль реакции|не на связи|не на "
    r"звязку|не выход\w+ на связь|не виходить на звязок",
    r"молчит|молчат|мовчить|мовчать|тишина|тиша|глухо|абонент|пропал\w* (?:с радаров|со связи)|игнор\w*|ігнор\w*",
    r"no (?:answer|reply|response|pick ?up|ans|one (?:answer\w*|pick\w*))|nobody (?:answer\w*|pick\w*)",
    r"(?:unable|failed|not able|nt able|impossible) to (?:reach|contact|connect(?: with)?|get (?:hold of|through to))|"
    r"no luck with|"
    r"not (?:answering|available|reachable|picking up|responding|reached)|never (?:answers|picks up|picked up)|"
    r"unanswered",
    r"(?:did|does|do|could|can|was|were|is|are|would|wo|ca|has|have|had)(?:nt| ?not) (?:\w+ )?(?:answer(?:ing|ed)?|"
    r"pick(?:ing|ed)? ?up(?: the phone)?|reach(?:able|ed)?|respond(?:ing|ed)?|g[eo]t (?:hold of|through(?: to)?|a "
    r"hold of)|connect|available|reply)",
    r"(?:left |leave |got |went to |straight to |sent to |reached )*(?:a |his |her |the |their )?(?:voice ?mail|vm|"
    r"answering machine)(?: message)?(?: for| with| at)?",
    r"left (?:a |another )?(?:message|msg)(?: for| with)?|lvm|unreachable|unavailable|ignor(?:es|ing|ed) (?:my |"
    r"our )?calls",
    r"(?:the )?(?:line|phone|number|mobile|cell)(?: is| was|s)? (?:busy|off|dead|switched off|turned off|"
    r"disconnected|unavailable|out of (?:service|reach|range))",
    r"(?<!just )hung up(?: on me)?|busy (?:signal|tone)|(?:wrong|invalid) number|(?:the )?number (?:does ?nt|does not) "
    r"(?:exist|work)|(?:неправильный|неверный|невірний|неправильний) номер|dropped (?:the |my )call|rejected "
    r"(?:the |my )?call|declined (?:the |my )call|rang out|just rings|no luck (?:reaching|calling)|missed (?:him|"
    r"her|them)",
)

HUNG_UP: Final = _any(r"скину(?:л[аи]?|в)(?= [,.;!]|$)")
"""A call cut off, unless something was sent: "Петров скинул", but not "фото скинул"."""

_OFFER = (
    r"(?:кп|кп\w|к / п|ком (?:предложени\w|пропозиці\w)|коммерческ\w+(?: предложени\w+)?|коммерц\w*|"
    r"комерційн\w+(?: пропозиці\w+)?|комерц\w+|"
    r"комерційк\w|коммерч\w*|предложени[ея]|пропозиці[юяї]|"
    r"оффер\w*|офер\w*|прайс\w*|смет[уаы]|кошторис\w*|(?:расс?|прос)чет\w*|розрахун\w+|прорахун\w+|калькуляци\w+|"
    r"калькуляці\w+|специфікаці\w+|спецификаци\w+|"
    r"(?:commercial |price |our |updated |new |revised )*(?:offer|proposal|quote|quotation|estimate|pricing|price "
    rf"?list|bid)s?|{turns.one_of(turns.OFFER)})"
)
_SENT = (
    r"(?:(?:от|пере|вы|на|под|ото)?(?:правил|слал|скинул|кинул)\w*|отправил\w*|отправлен\w*|отослал\w*|выслан\w*|"
    r"скинул\w*|скинут(?!ь)\w*|сбросил\w*|сброшен\w*|дал[аи]?|"
    r"сделал\w*|подготовил\w*|выставил\w*|озвучил\w*|направлен\w*|послал\w*|ушло|ушла|ушел|улетело|получил\w* от нас|"
    r"відправив|відправил\w+|відправлен\w+|надісла\w+|вислав|вислал\w+|вислан\w*|скинуто|скинув|"
    r"скинут(?:ий|а|і|ы|о)|направив|"
    r"направил\w+|кинув|"
    r"кинула|дав|зробив|зробил\w+|підготував|підготувал\w+|"
    r"переслав|виставив|виставил\w+|озвучив|послав|пішло|пішла|полетіло|"
    r"sent|emailed|e ?mailed|mailed|forwarded|submitted|shared|delivered|gave|given|presented|made|prepared|resent|out"
    rf"|{turns.one_of(turns.SENT)})"
)
OFFER_DONE: Final = _any(
    *turns.patterns(turns.OFFER_DONE),
    rf"(?<!не ){_SENT} {_NEAR}{_OFFER}(?:(?: to| on e ?mail| на почту| на пошту| по почте| поштою| в вайбер| в "
    rf"телеграм| на вайбер)\b)?",
    rf"{_OFFER} ((?:(?!(?:не|not|isnt|wasnt|never|hasnt|havent) )"
    rf"[^\s.;!?,]+ |[,.] (?=\d)|(?<=тыс |тис |руб |грн |млн )[.] ){{0,9}}?){_SENT}(?: (?:to|"
    rf"на почту|на пошту|по почте|поштою|в "
    rf"вайбер|в телеграм))?",
    r"(?:was |were )?quoted(?: them| him| her)?",
)
OFFER_NAMED: Final = _any(_OFFER)
TO_SEND: Final = _any(
    r"(?:отправить|выслать|скинуть|подготовить|сделать|направить|послать|перекинуть|дослать|переслать|відправити|"
    r"надіслати|вислати|скинути|підготувати|зробити|кинуть|кинути)",
    r"(?:скинь|отправь|вышли|пришли|сделай|подготовь)(?:те)?|(?:надішли|надішліть|відправ|відправте|зроби|зробіть|"
    r"підготуй|підготуйте)",
    r"(?:отправлю|вышлю|скину|подготовлю|сделаю|надішлю|відправлю|вишлю|зроблю|підготую|send|prepare|make)",
)
"""What is yet to be sent, and to whom: the name follows."""
OFFER_AHEAD: Final = _any(
    TO_SEND.pattern,
    r"дума\w+|думає|над|thinking|consider\w*|lik(?:es|ed)|готов\w*|готу\w+",
    r"after|после|після|since|without|not|не|isnt|wasnt|hasnt|havent|still",
    r"(?:need|needs|wants?|waiting|asked|asks|requested|expects?)",
    r"(?:ждет|ждут|ждем|жду|просит|просят|просил\w*|хочет|хотят|нужно|нужен|надо|запросил\w*|чекає|чекають|просить|"
    r"просять|хоче|хочуть|треба|потрібн\w+|запит\w*)",
    r"(?:изуч\w+|смотр\w+|посмотр\w+|чита\w+|вивча\w+|дивл\w+|рассматрива\w+|розгляда\w+|получил\w*|отримал\w*|"
    r"отримав|согласовал\w*|утверди\w+|погоди\w+|узгоди\w+|затверди\w+|approv\w+|accept\w+|agreed|(?:is |are"
    r" )?(?:review\w*|reading|looking)|по|насчет|про|щодо|about|re|regarding|с|з|обсуд\w+|"
    r"обговор\w+)",
)

_PAID = (
    r"(?<!не )(?:(?:о|за|про|пред|до|с|рас|недо|пере)плат(?:ил\w*|ил|ив|ила|или|ивши|лено|лен\w*|ен[аоы]?)|(?:о|"
    r"про|пред|до|с|за)плачен\w*|расплатил\w+|рассчитал\w+|розрахувал\w+|розрахував\w*)"
)
_MONEY = (
    r"(?:деньги|гроші|оплат[ауы]|передоплат[ауи]|предоплат[ауы]|проплат[ауы]|аванс|плат[еі]ж|сумм[ау]|кошти|"
    r"средства|бабки|задаток|завдаток|перв\w+ (?:взнос|платеж)|доплат[ау])"
)
_CAME = (
    r"(?:(?:при|по|за)ш[её]?л[аои]?|пришл[аои]|зашл[аои]|прошл[аои]|прошел|упал[аои]?|поступил[аои]?|получил\w*|"
    r"получен\w*|внес\w*|сделал\w*|капнул[аои]?|"
    r"прийш(?:ла|ли|ов|ло)|зайш(?:ла|ли|ов)|надійш(?:ла|ли|ов|ло)|пройш(?:ла|ов)|впал[аи]|отримал\w*|отримав|"
    r"отриман\w*|внесл[аи]|вніс|зробил\w*|есть|є|на счету|на рахунку|у нас|подтверд\w+|підтвердж\w+)"
)
PAID: Final = _any(
    *turns.patterns(turns.PAID),
    _PAID,
    rf"{_CAME} {_NEAR}{_MONEY}",
    rf"{_MONEY} {_NEAR}{_CAME}",
    r"перев[её]л[аи]?(?: деньги| оплату| аванс| предоплату)?(?= (?:\d|деньги|оплат|аванс|нам|на сч|за|все|сто|пол|"
    r"часть|остат\w+|осталь\w+|сумм|плат|предоплат|задаток|долг|перв|втор|полност))|переказ(?:ав|ал[аи])(?: гроші|"
    r" аванс| оплату| залишок| решту| борг| суму| завдаток)?",
    r"(?:внес|внесл[аи]|закинул\w*|скинул\w*|кинул\w*|дал[аи]?|вніс|закинув|закинул[аи])(?: \w+)? (?:аванс|задаток|"
    r"деньги|гроші|завдаток|предоплату|передоплату)",
    r"(?<!not )(?<!not been )(?<!havent )(?<!hasnt )(?<!isnt )(?<!wasnt )(?<!to be )(?:has |have |they |he |she |"
    r"was |been |just |fully )*(?:pre "
    r"?)?paid(?: (?:us|in full|the (?:invoice|bill|deposit|advance|balance)|for it|already|up|off))?",
    r"(?:got|received|receive)(?: (?:a|the|our|their))?(?: \w+)? (?:payment|pre ?payment|deposit|advance|money|"
    r"transfer|wire|funds|cash)(?: of| from)?",
    r"(?:pre ?)?(?:payment|money|funds|deposit|advance|transfer|wire)(?: (?:is|has|was|of|for))*"
    r"((?: from(?: [^\s.,;!?]+){1,3}?)?)(?: been)?"
    r" (?:received|in|came(?: in| through)?|arrived|cleared|confirmed|landed|went through|came)",
    r"(?:payment|money|funds|deposit|advance|transfer|wire)"
    r"((?: (?:(?!not|hasnt|isnt|wasnt|didnt|never|will|yet|in)[^\s;!?]+)){0,10}?)"
    r" (?:received|arrived|landed|cleared|hit|came in|came through|went through|has come)",
    r"(?:they |he |she )?(?:wired|transferred|deposited)(?: us)?|sent (?:the )?(?:money|payment|deposit|a wire)",
)
SOLD: Final = _any(r"продажа|продано|продал[аио]?|продав|sold|sale")
"""With a sum it is a payment: that much was sold for."""
MONEY_MOVED: Final = _any(
    r"внес|внес(?:ла|ли)|вніс|перев[её]л[аи]?|перечислил[аи]?|закинул[аи]?|поступил[аои]?|зачислен[аоы]|упал[аои]?",
    r"came (?:in|from|through)|переказа(?:в|ла|ли)|перерахува(?:в|ла|ли)|надійш(?:ло|ла|ли|ов)|впал[аио]|"
    r"зайш(?:ло|ла|ли)|зашл[аио]",
    r"пришл[аио]|пришел|прийш(?:ло|ла|ли|ов)|получил[аи]? от|отрима(?:в|ла|ли) від|донесли|погасил[аи]?|"
    r"погаси(?:в|ла|ли)",
    r"wired|sent(?= (?:us |over )?(?:[$€£] ?)?\d)|transferred|deposited|remitted|settled|cleared|received|got",
)
"""With a sum close by it is a payment."""
PAYMENT_NAMED: Final = _any(
    r"(?:о|пред|про|до|перед)?оплат[ауиіы]|передоплат[ауи]|доплат[ауы]|аванс\w{0,2}|плат[еі]ж|поступлени[ея]|"
    r"надходження|приход|задаток|завдаток",
    r"(?:pre ?)?payments?|deposit|down ?payment|advance|installment|instalment",
    r"(?:got|received)(?= (?:[$€£] )?\d)|получил\w*(?= \d)|отримал\w*(?= \d)|отримав(?= \d)",
)
TAKEN_FROM: Final = _any(*turns.patterns(turns.TAKEN_FROM))
ON_ACCOUNT: Final = _any(*turns.patterns(turns.ON_ACCOUNT))
MONEY_THROWN: Final = _any(*turns.patterns(turns.MONEY_THROWN))
PAPERS: Final = _any(*turns.patterns(turns.PAPERS))
PAYS_LATER: Final = _any(
    *turns.patterns(turns.LATER),
    rf"(?:деньги|гроші|кошти|средства|money|funds|payment) {_NEAR}(?:буд(?:ут|уть|ет|е)|прид[еу]т|прийд(?:е|уть)|"
    rf"поступ[ия]т|"
    r"надійд(?:е|уть)|зайд(?:ет|ут|е|уть)|will(?: be(?: here)?| come| arrive)?|due)",
    r"(?:о|за|про|до)?плат(?:ит|ят|им|ить|ити|имо|ять)|(?:о|с)плачу(?:ют|є|ють|вати)|(?:рас|роз)(?:плат|рах)\w+|"
    r"внес(?:ут|ет|ти|уть)|переве(?:дут|дет|сти|зти)|перекаж(?:уть|е)|переказ(?:ать|ати)|перерахув(?:ати|ують)|"
    r"перечисл(?:ить|ят|ит)|закин(?:уть|ути|ут|ет)|оплачивать",
    r"(?:will|ll|gonna|going to|promis\w+(?: to)?|theyll|hell|shell|should|can|agreed to|ready to|wants? to|to) "
    r"(?:pay|transfer|wire)|pays?|paying",
)
PAYMENT_WAITED: Final = _any(
    r"жд[еуё]\w*|ожида\w+|обеща\w+|должн\w+|когда|напомн\w+|вопрос\w*|условия|отсрочк\w*|рассрочк\w*|нет|не|без|"
    r"просит|просят|счет на|счета на|готов\w*|график\w*|после|до|насчет|по|об|про",
    r"задерж\w+|затрим\w+|просроч\w+|простроч\w+|долг\w*|борг\w*|винн\w+|винен|нужн\w+|треба|потрібн\w*|тянет|тянут",
    r"delay\w*|overdue|late|owes?|owed|needs?|wants?|pending|outstanding|due",
    r"чека\w+|очіку\w+|обіця\w+|повинн\w+|коли|нагада\w+|питання|умови|відстрочк\w*|розстрочк\w*|нема|немає|"
    r"рахунок на|щодо|після|просить|просять",
    r"waiting|awaiting|expect\w*|promis\w+|when|remind\w*|terms|no|not|without|asks?|asked|about|re|regarding|"
    r"after|before|until|schedule|chase|will|ll",
)

MEETING_DONE: Final = _any(
    *turns.patterns(turns.MEETING_DONE),
    r"(?<!не )(?:встрет(?:ил\w+|ились|ился)|встретил\w*|зустрі(?:в\w*|л\w+)|зустріч відбул\w+|встреча (?:прошла|"
    r"состоялась|была)|зустріч (?:пройшла|була))",
    r"(?:прове[лд]\w*|была?и?|был[аи]?|побывал\w*|отработал\w*|съездил\w* на|після|после|прошл[аи]|відбулася|була|"
    r"був|были|були) (?:на |у )?(?:встреч\w+|зустріч\w*|переговор\w*|презентаци\w+|презентаці\w+|демо|показ\w*|"
    r"замер\w*|замір\w*)",
    r"(?:был[аи]?|був|була|були|побывал\w*|побував|побувал\w+) (?:у|в гостях у)(?! (?:нас|них|меня|него|нее|мене|"
    r"нього|неї))",
    r"при(?:ехал[аи]?|езжал[аи]?|ходил[аи]?|шел|шла|шли) (?:к нам|в офис|на встречу|на показ|в гости)(?: в офис)?",
    r"при(?:їха(?:в|ла|ли)|ходи(?:в|ла|ли)|йшо(?:в)|йшл[аи]) (?:до нас|в офіс|на зустріч|на показ)(?: в офіс)?",
    r"(?:came|dropped|stopped|popped) (?:by|in|over|to (?:our|the) (?:office|showroom|store|shop)|to see us)",
    r"съездил\w*(?: к| в| на)?|з ?їзди(?:в|ла|ли)(?: до| в| на)?|зїзди(?:в|ла|ли)(?: до)?|приезжал\w*|приїжджа(?:в|"
    r"ли|ла)|приезжали к нам|заезжал\w*|заїжджа(?:в|ла|ли)",
    r"(?:we |just |finally )*(?:met|visited|had (?:a |our |an? \w+ )?(?:meeting|demo|lunch|coffee|visit))(?: "
    r"up)?(?: with)?|meeting (?:went|was|held|done|took place)|demo (?:went|was|done)",
)
BEEN: Final = _any(turns.one_of(turns.BEEN))
MEETING: Final = _any(
    *turns.patterns(turns.MEETING),
    r"(?:договорил\w+|домовил\w+|назначил\w*|призначил\w*|договорились|домовились|запланировал\w*|перенесл[аи]|"
    r"перенос\w*)(?: о| про| на| об)? (?:встреч\w+|зустріч\w*)",
    r"встре[чт]\w*|встреч\w*|зустрі[чт]\w*|побачення|переговоры|переговори|перемовин\w+|переговор(?:ах|ам|ів)|"
    r"совещани[ея]|нарад[аиу]|стрінемо\w*|"
    r"стреча|встретимся",
    r"(?:приед|подъед|заед|приїд|підїд|заїд|приїжджа|приезжа|подойд|зайд|зайдут|підійд)\w{1,4}(?: (?:к нам|до нас|"
    r"в офис|в офіс|к ним|до них|к клиенту|до клієнта))?|(?:выезд|виїзд)(?: к| до| на)?",
    r"при(?:д|йд)(?:ут|ет|у|уть|е) (?:к нам|до нас|(?:в|во|у) (?:офис|офіс|салон|магазин|шоурум|гост)\w*|"
    r"на (?:встречу|зустріч|показ|просмотр|перегляд|замер|замір|переговоры))|measuring",
    r"(?:демо|показ|замер|замір|zoom|зум|зуум|skype|скайп|google meet|гугл мит|визит|візит)\w?(?: (?:созвон|"
    r"встреча|зустріч|call))?|презентаци[яю]|презентаці[яю]|демонстраци[яю]|демонстраці[яю]",
    r"negotiations?(?: with)?|"
    r"(?:meet(?:ing)?s?|appointment|appt|visit(?:ing)?|demo|site visit|zoom|teams|(?:lunch|coffee)(?= with))(?: "
    r"(?:call|with|at|is|set|booked|scheduled|agreed|up))*(?: with)?",
    r"(?:will come|coming over|come over|comes over|coming) to (?:our|the|us)(?: office)?",
)
SEEING: Final = _any(r"(?:will |ill |ll |to )?see(?:ing)?(?= \w+)")
"""A meeting only where a moment says when."""
MEETING_OFF: Final = _any(
    r"отмен\w+|відмін\w+|сорвал\w+|не состоял\w+|не приш\w+|не приех\w+|не прише[лі]\w*|скасов\w+|скасува\w+|не "
    r"відбул\w+|не прийш\w+|не приїх\w+|зірвал\w+|перенес\w+ на потом",
    r"cancel\w*|no ?show|didnt (?:come|show)|did not (?:come|show)|fell through|called off",
    r"не (?:встретил|зустрі)\w+",
)

REACHED: Final = _any(
    *turns.patterns(turns.REACHED),
    r"(?<!не )(?:дозвонил\w+|дозвон(?= |$)|(?:по|пере)?говорил\w*|поговорив|говорив|переговорив|разговаривал\w*|"
    r"розмовля\w+|разговор(?: с| был)?|розмова|созвонил\w+|созвон прошел|пообщал\w+|общал\w+|обсудил\w*|"
    r"обговорил\w*|обговорив|связал(?:ся|ась|ись)|звязав\w+|звязал\w+)",
    r"(?<!не )(?:додзвонив\w*|додзвонил\w+|зідзвонил\w+|зідзвонив\w*|зізвонил\w+|поспілкува\w+|спілкува\w+|"
    r"відповів|відповіла|ответил[аи]?|отвечает|откликнул\w+)",
    r"(?<!не )(?:взял\w*|поднял\w*|снял\w*|взяв|взяла|підняв|підняла) (?:трубк\w+|слухавк\w+|телефон)|вы[шй]\w* на "
    r"связь|вийшл?\w* на звязок|на связи|на звязку",
    r"(?<!не )(?:(?:пере|по|про|об)?звонил\w*|набрал\w*|набирал\w*|набрав|подзвонив|подзвонил\w+|передзвонив|"
    r"передзвонил[аи]|дзвонив|дзвонил[аи]|зателефонував|зателефонувал\w+|отзвонил\w+)",
    r"(?:i |we |just |finally )*(?:touched base|caught up|had a word|"
    r"spoke|talked|chatted|discussed|got through|got hold|got a hold|reached|phoned|"
    r"rang|connected|answered|picked up|(?<!be )called(?! back| off)|(?<!be )called back)(?: (?:to|with|of|in))*",
    r"had (?:a |an? \w+ |our )?(?:call|chat|conversation|talk)(?: with)?|(?:good|great|nice|long|short|quick) "
    r"(?:call|chat|talk|conversation)(?: with)?|on the phone with",
)

CALL_BACK: Final = _any(
    *turns.patterns(turns.CALL_BACK),
    r"(?:просит |просят |просил\w* |просив |просить |просять |попросил\w* |попросив |надо |нужно |треба |потрібно |"
    r"обещал\w* |обіця\w+ |давайте |сам[аи]? )*(?:пере?звон(?!ил)\w*|пр?е?рзвон(?!ил)\w*|презвон(?!ил)\w*|"
    r"перезван\w+|по?звон(?:ить|ю|им|ите|и|ит|ят)|про?звон(?:ить|ю)|звон(?:ок|ка|ить|ю|им|ит)|созвон(?:а|у|ы|ом)?|"
    r"созвон(?:иться|имся|ится)|отзвон\w+|обзвон\w*|дозвон(?:иться|ится))(?: (?:ему|ей|им|им|клиенту|сам|сама|сами|"
    r"еще раз|снова))*",
    r"(?:просит |просят |просил\w* |попросил\w* |просив |надо |нужно |треба )*(?:(?:пере)?набрат[ьи]|"
    r"(?:пере)?набер[уиіе]\w*|(?:пере)?набира\w+|набратись)(?: (?:ему|ей|им|клиенту|его|ее|их|його|її|їх|сам|сама|"
    r"еще раз|ще раз))*",
    r"(?:просить |просять |просив |просил[аи] |попросив |попросил[аи] |треба |потрібно |обіця\w+ |сам[аи]? "
    r")*(?:пере?дзв[оі]н(?!ив|ил)\w*|подзвон(?:ити|ю|имо|іть|и|ить|ять)|зателефон(?:увати|ую|уй|уємо|ує|ують)|"
    r"перетелефон\w+|дзвін(?:ок|ка|ку)|дзвон(?:ити|ить|ю|имо)|зідзвон(?!ил|ив)\w*|"
    r"звязатис[ья]|звяжус\w|звяжемос\w)(?: (?:йому|їй|їм|клієнту|сам|сама|самі|ще раз))*",
    r"(?:(?<!by )(?<!via )(?<!an )(?<!the )(?<!a )(?<!his )(?<!her )(?<!my )(?<!our )(?<!their )(?<!per ))"
    r"(?:text|e ?mail|message)(?: (?:to|him|her|them))?",
    r"связаться|свяжитесь|звяжіться|звяжись|свяжись|свяжусь|свяжемся|свяжется|вернуться|вернусь|вернемся|"
    r"вернется|напомн\w+|дожать|дожимать|дожим|"
    r"пингануть|пнуть|повернутис[ья]|повернусь|нагада\w+|дотиснути|пінганути|списаться|спишемся|отписаться",
    r"(?:asked (?:me |us )?to |asks to |wants (?:me |us )?to |please |need to |must |should |will |ill |let s |"
    r"lets |to )*(?:call(?:ing)? (?:(?:him|her|them|me|us) )?back|call ?backs?|call again|recall|follow ?-? ?up|"
    r"followup|touch base|get back|check ?in|check back|try again|try back|reconnect|circle back|reach out|call|"
    r"ring|(?<!the )(?<!by )(?<!his )(?<!her )(?<!their )(?<!over )phone(?! calls?| number)|ping|dial|remind|"
    r"(?<!new )(?<!the )(?<!our )(?<!a )contact|talk|speak|chase)(?: (?:to|with|him|her|them|again|on))*",
)
