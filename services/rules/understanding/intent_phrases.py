"""Plain turns of speech for each thing that may have happened: one list a meaning, in three languages.

`*` stands for any ending, `^` for the past tense in any gender (закину^: закинул, закинув, закинула; `^ся` likewise),
`…` for a few words between, among which a name may be. What needs more than that is a pattern in `intent_words`.
"""

from __future__ import annotations

import re
from typing import Final

_GAP: Final = r"((?:[^\s.;!?]+ ){0,3}?)"
_PAST: Final = "(?:л|в|ла|ло|ли)"


def patterns(table: str) -> tuple[str, ...]:
    """The patterns of a list of turns of speech divided by commas; longer ones first, for they say more."""
    turns = {" ".join(turn.split()) for turn in table.split(",")} - {""}
    return tuple(_pattern(turn) for turn in sorted(turns, key=lambda turn: (-len(turn), turn)))


def _pattern(turn: str) -> str:
    text = re.escape(turn).replace(r"\^ся", _PAST + "(?:ся|сь)").replace(r"\^", _PAST)
    return text.replace(r"\*", r"\w*").replace(r"\ …\ ", " " + _GAP).replace("…\\ ", _GAP)


def one_of(table: str) -> str:
    """One pattern for a list, to be a part of another pattern."""
    return "(?:" + "|".join(patterns(table)) + ")"


REACHED: Final = """
    just hung up w, just hung up with, just off the phone, just got off the phone,
    был созвон, был звонок, був дзвінок, був зідзвін, провели созвон, прошел созвон, была беседа, мали дзвінок,
    got in touch, was in touch, were in touch, reached out, вызвонил*, достучал*, застал* на месте, достукав*,
    достукал*, впіймав на, поймал* на, трубку … взял*, трубку … поднял*, трубку … снял*, телефон … взял*,
    слухавку … взя*, слухавку … підня*, выш* на контакт, вийш* на контакт, отзвонился, отзвонилась, отозвался,
    отозвалась, відгукнувся, відгукнулась, в диалоге, ответил* на звонок, відповів на дзвінок, відповіла на дзвінок,
    дозвон есть, є контакт, есть контакт, перетерли, перетёрли, проговорили, пообщ*, поспілк*, побалакали, побалакав,
    побалакала, перемовився, перемовились, picked up the phone, answered the phone, answered my call, took the call,
    took my call, had a word with, caught up with, touched base with, got on the phone with, got through to,
    had a quick word with, connected with, chat with, chatted with, погутари^, потрещали, перекину^ся парой слов,
    перекинулись словом, побазари^, потолкова^, был разговор, была розмова, имел разговор, мали розмову, поболта^,
    перетерл*, перетер, переписыва^ся, переписал*, списа^ся, списав*, отписа^ся, відписа^, відписа^ся, балака^,
    побалака^, погомоні^, набра^ … поговори^, поспілкува^ся, зідзвони^ся, созвони^ся, звяза^ся, достуча^ся,
    достука^ся, был* на связи, був на звязку, была на звязку, поймал* по телефону, had a quick call, hopped on a call,
    jumped on a call, got ahold of, got him on the phone, got her on the phone, got them on the phone, got on a call,
    on a call with, wrote back, replied, responded, got back to me, got back to us, had a good call, had a nice chat,
    had a chat, spoken to, spoken with, spoke w, talked w, spk to, spoke 2
"""

NOT_REACHED: Final = """
    скинув двічі, скинула двічі, скинул дважды, скинула дважды, скинув знову, скинула знову, скинул опять, скинула
    опять, скинул снова, скинул раз, нема на звязку, немає на звязку, нету на связи, нема звязку, n / a, engaged all,
    engaged signal, is engaged, was engaged, - engaged, voicemails, vms, nada, zilch, no voicemail, ghost mode, в
    ответ тишина, у відповідь тиша, тільки гудки, только гудки, в черный список, в бан, не могу поймать, не могу
    застать, не поймать, не смог* поймать, не смог* застать, не можу впіймати, не можу зловити, не можу застати, на
    связь … не вы*, на звязок … не ви*, трубку … бросил*, трубку … положил*, трубку … кинул*, слухавку … кинув,
    слухавку … кинула, слухавку … поклав, слухавку … поклала, не перезвонил*, не передзвонив, не передзвонила, не
    передзвонили, не перезванива*, не передзвонює, не соединяет, не соединили, не зєднує, не зєднали, не зєднують,
    заблокировал* … номер, заблокировал* меня, в черном списке, в чорному списку, заблокува* … номер, заблокува* мене,
    внес* в чс, в бане, не алё, не ало, gone quiet, went quiet, going quiet, not in service, out of service, out of
    order, never called back, never calls back, never returned my call, didnt call back, hasnt called back, havent
    been in touch, hasnt been in touch, havent heard from, havent heard back, not in touch, out of touch, blocked …
    number, blocked me, slammed … phone, wont put me through, didnt put me through, wouldnt put me through, screened
    my call, no reply from, no sign of, cant get through to, lost contact with, silent for, is silent, stays silent,
    keeps silent, нбт, н б т, не подош* к телефону, не подош* к трубке, не подошел, не подошла, не поднима*, не
    отозвал*, не отклик*, не отзыва*, отклон* звонок, отклон* вызов, отбил*, нет на месте, нет в офисе, не на месте,
    не было на месте, немає на місці, нема на місці, не в мережі, не в сети, связи … нет, звязку … немає, звязку …
    нема, не проходит звонок, дзвінок не проходить, не могу дозвон*, не можу додзвон*, тел не отвеч*, отключил*
    телефон, выключил* телефон, вимкну* телефон, вимкнув телефон, телефон … молчит, телефон … мовчить, номер … молчит,
    номер … не отвечает, не підход*, не відгук*, відбив, відбила, відхилив, відхилила, відхилив дзвінок, ігнорує,
    игнорит, безрезультатно, безуспішно, безуспешно, дозвониться не смог*, дозвониться не получ*, дозвониться не
    удал*, додзвонитися не змі*, додзвонитись не змі*, додзвонитися не вдал*, додзвонитись не вдал*, дозвониться
    невозможно, все время занят*, постоянно занят*, left … message, left … voicemail, left … msg, na, lm, vm, dnd, no
    luck, radio silence, ghosted me, ghosted us, ghosted, ghosting, went silent, gone silent, no word from, not in the
    office, not at the desk, away from desk, not at his desk, not at her desk, went unanswered, call … failed, phone …
    rings out, goes to voicemail, went straight to voicemail, no connection, out of coverage, out of range, out of
    reach, keeps ringing, kept ringing, no dial tone, declined my call, mailbox … full, line … busy, phone … busy,
    cant get hold of, cannot get hold of, could not get hold of, couldnt get hold of, tried … no answer, сброс,
    недозв, тел не але, телефон не але, не але, трубу не бер*, труб* не бер*, не подыма*, не підійма*, в отключке, в
    откл, на голосовую, пропал с радаров, не реагир*, не реагу*, ноль реакции, 0 реакции, нуль реакції, ни ответа ни
    привета, ні відповіді ні привіту, не могу выловить, не могу выцепить, не могу отловить, не вылов*, не виловити, не
    достуча^ся, не достука^ся, не могу достучаться, не можу достукатись, не можу достукатися, звонил* … без толку,
    дзвони^ … марно, дзвони^ … дарма, без толку, в никуда, вне доступа, поза досяжністю, не в зоне, не в зоні, трубка
    молчит, трубку бросает, трубку скидывает, дважды набирал*, двічі набира^, бросает трубку, бросила трубку, бросил
    трубку, кидает трубку, кидає слухавку, кинув слухавку, кинула слухавку, не беруть слухавки, не бере слухавки,
    слухавки не бер*, трубки не бер*, трубку никто, слухавку ніхто, никого нет на месте, никто не подошел, никто не
    отвечает, ніхто не відповідає, нихто не бере, гудки идут, одни гудки, самі гудки, довгі гудки, длинные гудки,
    короткі гудки, линия занята, все время занято, постоянно занято, весь час зайнято, no ans, noans, no pickup, no
    pick, not picking, wont pick up, wont pick, didnt pick, doesnt pick, dont pick, straight to vm, straight to
    voicemail, vmail, rings out, ring out, line dead, number dead, couldnt reach, cant reach, cdnt reach, couldnt get
    him, couldnt get her, couldnt get them, no joy, phone off, mobile off, cell off, engaged tone, line engaged, busy
    tone, no one there, no one home, nobody there, nobody home, still no luck, dodging, dodges, avoiding my calls,
    avoiding me, avoids my calls, phone dead, tried … twice, tried … times, tried … thrice, rang … twice, called …
    twice, rings and rings, just rings, cut me off, cut off, disconnected, hanging up, hangs up, not home
"""

REFUSAL: Final = """
    не надо больше звонить, не надо звонить, не нужно звонить, не нужно больше звонить, не треба дзвонити, не треба
    більше дзвонити, не в этом году, не цього року, not this year, said nah, says nah, nah thanks, nah, lost … to, и
    ушли, і пішли, и попрощались, попроща^ся, распроща^ся, deals off, deals dead, deals gone, its off, не работа*
    больше с нами, больше не работа* с, не працю* більше з нами, більше не працю* з, no dice, renewed w their, renewed
    with their, renewed with the old, дорого … закрыва*, дорого … закрива*, закрыли лид, закриваю лід, закрываю лид,
    not gonna happen, not for now thanks, не подошло, не подошла цена, не подошли условия, не подошли, не подошел
    вариант, не підійшло, не підійшла ціна, не підійшли умови, не підійшли, не підійшов варіант, не работаем, не
    сотрудничаем, не працюємо, не співпрацюємо, купил* у, купив у, купила у, купили в, заказал* у, замовив у, замовила
    у, ушел к, ушла к, ушли к, пішов до, пішла до, пішли до, doesnt suit, didnt suit, does not suit, not a fit, not
    the right fit, no business, no deal, not for them, not for us, went with, going with, chose another, picked
    another, signed with, приня* решение не покупать, приня* решение не брать, прийня* рішення не купувати, решено не
    покупать, вирішено не купувати, відпал*, відвал*, больше не клиент, больше не наш клиент, більше не клієнт, більше
    не наш клієнт, уже не клиент, вже не клієнт, дали отбой, дал отбой, дала отбой, дали відбій, сказал* нет, сказали
    ні, сказав ні, сказала ні, отклонил* предложени*, отклонил* кп, відхилили пропозицію, відхилив пропозицію,
    відхилили кп, отменил* заказ, скасува* замовлення, расторг* договор, розірва* договір, не подошл* цена, не подошло
    предложение, не устроил* предложени*, сорвал* сделк*, сошел с дистанции, сошли с дистанции, вышли из сделки,
    вийшли з угоди, закрыть как отказ, закрываем отказом, закрыта отказом, закрыли в отказ, в отказ, у відмову, минус
    клиент, мінус клієнт, не вышло договориться, послал* нас, послали меня, взяли у других, заказали у других, купили
    у других, взяли в інших, замовили в інших, уже купил*, вже купи*, уже взял* у, отказ получен, отрицательный ответ,
    негативна відповідь, не нуждаются, не нуждается, не потребу*, no longer want* it, no longer want*, no longer
    wish*, no longer need* it, no longer plan*, no longer a client, no longer a customer, no longer our client, not a
    client anymore, moved to a competitor, moved on with, opted for, opted out, gone elsewhere, going elsewhere, went
    elsewhere, not moving forward, not proceeding, decided against, dropped out, pulled the plug, killed the deal,
    cancelled the order, canceled the order, cancelled the deal, canceled the deal, cancelled the contract, not going
    to happen, hard no, big no, thanks but no thanks, doesnt need it, dont need it, do not need it, bought from,
    already bought, already have a supplier, walked away, closed lost, close as lost, turned it down, не сошлись, не
    срослось, не склалось, не склалося, не договорились, не домовились, не домовилися, не зашло, не зайшло, отши^,
    отшил*, не пойдет так, не вариант, не варіант, послал* лесом, послал*, посла^ нас, свалил* к, переметну^ся,
    закрыли тему, тема закрыта, тему закрили, вопрос закрыт, в пролете, пролет с, не берут ничего, не беруть нічо*, не
    берут больше, не беруть більше, брать не будут, брать не будет, брати не будуть, брати не буде, покупать не будут,
    покупать не будет, купувати не будуть, купувати не буде, заказывать не будут, замовляти не будуть, отказн*,
    категорически нет, категорично ні, точно нет, точно ні, твердое нет, тверде ні, ответ нет, відповідь ні, остались
    со стар*, остаются со стар*, остались с прежн*, остаются с прежн*, остаются на стар*, останутся со стар*, остаются
    у стар*, остались у стар*, залишаються зі стар*, залишились зі стар*, лишаються зі стар*, лишились зі стар*,
    залишаються з попередн*, остаться со стар*, остаться с прежн*, залишитись зі стар*, лишитись зі стар*, лишаються
    у, лишились у, остались у, остались с теми, свои есть, свой есть, своя есть, свій є, своя є, свої є, своя … есть,
    уже есть поставщик, есть свой поставщик, вже є постачальник, мають свого постачальника, є свій постачальник, не
    надо говор*, не нужно говор*, не треба каж*, не треба кажуть, не потрібно каже, говорят не надо, говорит не надо,
    кажуть не треба, каже не треба, сказали не надо, сказал не надо, сказала не надо, сказали не треба, сказав не
    треба, не продлева*, не продлят, не продлит, не продовж*, не будут продлевать, не буде продовжувати, не будуть
    продовжувати, решили не продлевать, отказ от, не судьба, не доля, нашли дешевле, нашел дешевле, знайшли дешевше,
    знайшов дешевше, взяли дешевле, взяли дешевше, купили дешевле, купили дешевше, отмена заказа, отменя* заказ,
    скасовують замовлення, розірвали контракт, разорвали договор, разорвали контракт, расторгаем, закрывают сделку
    нет, пошли к другим, пішли до інших, уходят к другим, йдуть до інших, ушли к конкурентам, пішли до конкурентів,
    перешли к другим, перешли к конкурент*, перейшли до інших, перейшли до конкурент*, сотрудничать не хот*,
    співпрацювати не хоч*, не потянут, не потягнуть, не подходит цена, не подходят условия, не подходит по цене, не
    подходим по цене, не підходить ціна, не підходить по ціні, не підходить за ціною, не влаштовує ціна, не влаштувала
    ціна, не устроила цена, не устраивает цена, можно вычеркивать, вычеркиваем, викреслюємо, викреслюй, вычеркивай,
    удаляем из базы, no thx, no thanks, no thank you, not gonna, not renewing, wont renew, wont be renewing, wont be
    buying, wont be ordering, wont be continuing, decided not, decides not, backing out, pulling out, staying with,
    stays with, stayed with, sticking with, sticks with, stick with, stuck with, sticking to, sticks to, they pass, he
    passed, she passed, they passed, is passing, are passing, will pass, pass on this, hard pass, taking a pass,
    killed it, dead deal, deal died, cancels the, cancelled contract, cancelled subscription, cancelled their, cancels
    their, cancelling, canceling, terminated, terminating, terminates, switched to a, switched to another, switched to
    other, switched to someone, switching to a, switching to another, going in another direction, going another
    direction, went another way, gone another way, found cheaper, found a cheaper, cheaper elsewhere, cheaper offer
    elsewhere, buying elsewhere, bought elsewhere, got it elsewhere, do not call again, took us off, not for me, nope,
    a flat no, flat no, firm no, said nope, say no, says no, its a no from, thats a no, no sale, not buying, we lost,
    lost him, lost her, lost them, lost this one, out of budget for good
"""

PAID: Final = """
    sent half, sent the rest, sent the balance, sent the remaining, sent their half, sent the first half, sent the
    second half, wire … hit, payment … hit, money … hit, funds … hit, transfer … hit, got the wire, put down … cash,
    put down … deposit, put down, gave … deposit, gave … advance, left … deposit, paid … deposit, закрыл* счет,
    закрыл* долг, погасил* долг, погасил* счет, закри* рахунок, погаси* борг, закрил* борг, деньги … зашли, деньги …
    упали, деньги … пришли, деньги … получен*, деньги … поступили, гроші … зайшли, гроші … впали, гроші … прийшли,
    гроші … отримано, гроші … надійшли, проплата … прошла, проплата … есть, платежка … пришла, платіжка … прийшла,
    бабки … пришли, поступлени* от, надходження від, приход от, проплатил*, проплатив, settled the invoice, settled
    the bill, settled up, settled the balance, cleared the invoice, cleared the balance, sent the advance, sent an
    advance, sent the prepayment, sent a prepayment, sent the wire, sent a deposit, sent the deposit, made a payment,
    made the payment, made a deposit, made the transfer, made a prepayment, put down a deposit, money … hit our
    account, funds … hit our account, cash … received, money … landed, invoice … paid, payment … received, payment …
    landed, payment … cleared, funds … cleared, закрыл* инвойс, закрил* інвойс, закри^ інвойс, рассчита^ся,
    розрахува^ся, расплати^ся, деньги есть, гроші є, бабло пришло, бабло есть, бабло зашло, капну^ на счет, капну^ на
    рахунок, упа^ на счет, впа^ на рахунок, зайш* на рахунок, зашл* на счет, башляну^, забашля^, отстегну^, занес*
    деньги, занес* гроші, заніс гроші, привез* деньги, привез* гроші, привіз гроші, отда^ деньги, отда^ долг, віддав
    борг, віддала борг, віддали борг, віддав гроші, передал* деньги, передал* наличк*, забра^ предоплат*, забра^
    передоплат*, забра^ оплат*, забра^ деньги, забра^ гроші, забра^ нал, забра^ налик, забра^ готівк*, взя^
    предоплат*, взя^ передоплат*, взя^ аванс, взя^ задаток, получ* предоплат*, получ* аванс, оплат* налом, оплат*
    готівкою, кэш получ*, нал получ*, кеш отрима*, прислал* деньги, прислал* оплат*, присла^ гроші, pd, paid up, paid
    off, paid out, half paid, coughed up, money is in, moneys in, cash is in, payment in, funds in, wire in, money in,
    cash in, payment through, payment arrived, payment has arrived, payment came, money came, money arrived, moneys
    here, cleared their balance, cleared his balance, cleared her balance, paid their invoice, settled, squared up,
    sent over the money, sent the cash, sent payment, sent money, deposit in, deposit received, deposit paid
"""

MEETING_DONE: Final = """
    walked the, walked around the, walked through the, drove over to, drove up to, drove down to,
    показа^ … демк*, показа^ … демо, показа^ … образц*, показа^ … зразк*, показа^ … презент*, showed … demo, showed …
    samples, showed … around, посмотрел* квартир*, посмотрел* объект, посмотрел* дом, подивил* квартир*, подивив*
    квартир*, подивил* будинок, замер ок, замер есть, замір ок, замір є, measured up, measured, viewed, drove out to,
    went to see, went out to, drove to see, stopped in at, had a look at, toured, came for a viewing, held talks with,
    held a meeting with, had talks with, виделись с, виделись, повидались, бачились з, бачились, пересеклись с,
    перетнулись з, посидели с, посиділи з, показал* объект, показал* квартир*, показал* офис, замер сделан, замір
    зроблено, сделал* замер, зробив замір, зробила замір, провел* показ, провів показ, провела показ, sat down with,
    met up with, met in person, met face to face, came to see us, came to our office, came by the office, dropped by
    our office, stopped by our office, бачи^ся, виде^ся, встреча^ся, зустріча^ся, пересек^ся, пересекся, пересеклись,
    перетну^ся, посиде^ с, посиде^, посиді^, кофе пил*, пил* кофе, кофе попил*, попил* кофе, каву пил*, пил* каву,
    випи^ кав*, выпи^ кофе, кави попил*, обедал* с, обіда^ з, пообеда^, пообіда^, поужина^, ужина^ с, вечеря^ з,
    ездил* к, езди^ к, їзди^ до, зїзди^ до, сходи^ к, сходи^ до, ходил* к, ходи^ до, заходи^ к, заходи^ до, заскочи^
    к, заскочи^ до, забежа^ к, забіг до, забігла до, заеха^ к, заїха^ до, наведа^ся, завіта^ до, завіта^, провеси
    демо, провел* демо, провів демо, показа^ демо, показа^ продукт, показа^ образц*, показа^ зразк*, показа^ систему,
    провел* презентаци*, провів презентаці*, провела презентаці*, провел* встреч*, провів зустріч, провела зустріч,
    провели зустріч, провел* переговор*, провел* обучени*, провел* аудит, были на склад*, был* на производств*,
    був на виробництв*, були на виробництв*, була на виробництв*, был* на завод*, був на завод*,
    були на завод*, была на завод*, был на склад*, була на
    склад*, був на склад*, был на объект*, была на объект*, був на обєкт*, встреча ок, зустріч ок, встреча прошл*,
    зустріч пройш*, встреча норм, зустріч норм, встреча была, встреча состоялась, встретился, встретилась,
    познакоми^ся лично, познайоми^ся особисто, посетил*, відвіда^, навестил*, grabbed coffee with, grabbed lunch with,
    grabbed coffee, grabbed lunch, grabbed a coffee with, grabbed a bite with, had coffee with, had lunch with, had
    dinner with, had breakfast with, had drinks with, had a beer with, had coffee, had a sit down with, dropped in on,
    popped in to, popped round, popped into, swung by, stopped by, dropped by, went over to, went round to, been to
    see, did a demo, did the demo, gave a demo, ran a demo, walked them through, sat with, sat down w, met w, met up
    w, was at their office, was at his office, was at her office, saw … at, saw … yesterday, saw … today, saw … in
    person, saw … this morning, coffee w … went, lunch w … went, mtg went, mtg done, mtg was, good mtg, great mtg,
    good meeting, great meeting, nice meeting, site visit done, demo done, visit done, went for coffee with, went for
    lunch with, went for a coffee with, checked out their
"""

MEETING: Final = """
    мит с, мит со, міт з, міт зі, мит в, міт в, міт у,
    жду … в офисе, ждем … в офисе, чекаю … в офісі, чекаємо … в офісі, чекаю … у нас, жду … у себя, waiting for … at
    the office, чтоб приех*, чтобы приех*, щоб приїх*, щоб … приїх*, просят приехать, просит приехать, просять
    приїхати, просить приїхати, us to come, me to come, come over on, come over at, еду с, едем с, їду з, їдемо з, еду
    к ним, їду до них, поїду до них, поеду к ним, кава з, кофе с, каву з, обед с, обід з, увидимся с, увидимся,
    увидеться с, увидеться, повидаться с, побачимось з, побачимось, побачимося, побачитись з, побачитись, побачитися,
    пересечься с, пересечемся, пересечёмся, перетнутись з, еду к, поеду к, едем к, буду у, поїду до, їду до, їдемо до,
    посидеть с, посидіти з, ждем в офисе, ждем у нас, чекаємо в офісі, чекаємо у нас, встр с, встр, зустр з, зустр,
    measurement, measurements, inspection, viewing, showing, presentation, walkthrough, face to face, f2f, in person,
    on site, sit down with, drop by, stop by, swing by, come by, get together with, coffee with, lunch with, dinner
    with, breakfast with, video call with, video call, teams call, google meet, mtg with, mtg, мтг, митинг*, мітинг*,
    митап, мітап, видеовстреч*, відеозустріч*, відеовстреч*, онлайн встреч*, онлайн зустріч*, пообедать с, пообідати
    з, поужинать с, повечеряти з, заехать к, заїхати до, заскочить к, заскочити до, подъехать к, підїхати до,
    подскочить к, підскочити до, забежать к, забігти до, зайти к, зайти до, сходить к, съездить к, зїздити до, выехать
    к, виїхати до, выезжаю к, в гости к, в гості до, дегустаци*, дегустаці*, осмотр, огляд, жду … у нас, ждет меня,
    чекає мене, ждут у себя, чекають у себе, еду на, їду на, еду в, їду в, mtng, meet w, meeting w, coffee w, lunch w,
    dinner w, drinks with, beers with, visit to, come in to, coming in, drop in on, drop into, pop in to, pop into,
    pop over to, go see, going to see, heading to, driving to, heading over to, driving out to, tasting, gmeet, zoom
    w, teams w, sit down w, site survey, stop by at, video meeting, vid call, videocall
"""

CALL_BACK: Final = """
    прзв, прзвн, наб, get … on the phone, get … on the line,
    get in touch with, get in touch, be in touch with, be in touch, stay in touch with, перезв, перезв*, прз, позв,
    созв, набр, передзв, подзв, зідзв, маякнуть, дернуть, пнуть, отзвонить, перенабрать, передзвонити, перенабрати,
    списаться с, написать, напиши, написати, кинуть напоминание, связь с, на звязку в, cb, f u, fu, fup, followup,
    give … a call, give … a ring, give … a shout, give … a buzz, drop … a line, buzz, redial, asked to be called back,
    asked to be called, asked to be contacted, wants to be called back, to be called back, to be called,
    to be contacted, телефонувати, телефонуй, телефонуйте, write to, catch up with, catch up, callback, set up a call,
    schedule a call, book a call, hit up, звякнуть, звякни, звякну, брякнуть, брякни, маякн*, маякнут*, свистнуть,
    толкнуть, тыкнуть, відзвон*, зідзвон*, зателеф, звязатис*, вийти на звязок, выйти на связь, отзвон*, позвони,
    позвон, перезвони, колл, кол з, кол зі, кол с, кол со, на созвон, фоллоуап, фоловап, фолоуап, фоллоап, фолоап,
    жду звонка, чекаю дзвінка, ждет звонка, ждут звонка, чекає дзвінка, набрать, набери, наберу, наберите, набрати,
    наберіть, наберемо, гляну и наберу, дзвякнути, дзенькнути, дзвякну, брязнути, стукнуть, стукнути, черкнуть,
    черкнути, тел в, тел завтра, тел на, подзвон, передзвон, зателефон, подзвоню, видеозвонок*, відеодзвін*, відеокол,
    видеокол*, call bk, ring bk, ring back, buzz back, bell, give … a bell, shoot … a text, shoot … a message,
    shoot … an email, drop … a note, drop … a message, drop … a text, try … again, try … tomorrow, chase up, nudge,
    poke, bump, flw up, fllw up, f up, fwup, f / u, c / b, check in w, check w, check back w, get back 2,
    circle back w, tel
"""

OFFER_DONE: Final = """
    send kp … done, send offer … done, send quote … done, send proposal … done,
    кп у клиента, кп у клієнта, кп на почте, кп на руках, кп улетело, кп ушло, кп пішло, кп полетіло, кп отдал*,
    кп віддав, кп віддала, передал* кп, передав кп, вручил* кп, proposal is with, offer is with, quote is with,
    proposal is out, offer is out, quote is out, кп вручен*, кп отдан*, кп в вайбер, кп в телеге, кп в тг, kp sent,
    sent kp, kp out, kp gone, кп отпр*, кп відпр*, кп есть у них, кп получили, кп отримали, кп дошло, кп дійшло,
    offer sent, quote sent, proposal sent, prices sent, rates sent, sent prices, sent the prices, sent over prices,
    sent rates, sent over the rates, sent the rates, offer went out, quote went out, proposal went out, offer went,
    quote went, proposal went, prop sent, sent prop
"""

SENT: Final = """
    отда^, отдав, віддав, віддала, віддали, вручи^, передав, переда^, занес*, заніс, занесла, завез*, завіз, отвез*,
    відвіз*, відвезла, закину^, кину^, скину^, сброси^, присла^, перекину^, пульну^, улетел*, пошло, пошел, отпр,
    відпр, высл, надісл, отправлен*, презентова^, написа^, залил*, роспечата^, распечата^, отнес*, відніс, віднесла,
    fired off, fired over, shot over, pinged over, dropped off, sent over, whatsapped, texted, handed, handed over,
    gave, snt, passed over, put in, dropped
"""
"""What is done with an offer so that the client has it."""

OFFER: Final = """
    комерч*, пропозу, пропозу, пропозою, пропози, оферту, офферу,
    kp, кпшк*, кпх, ком пред, комерц*, комред*, предложк*, прайсик*, расценк*, розцінк*, калькуляци*, прайсліст*,
    прайслист*, price sheet, price offer, cost estimate, rate card, qoute, quot, offr, proposl
"""

MONEY_THROWN: Final = """
    закину^, кину^, скину^, занес*, заніс, перекину^, докину^, прилете^, капну^, прийш*, отда^, віддав, віддала,
    віддали, dropped, put in, chipped in, came up with, coughed up, forked over, shelled out, handed over
"""
"""Moved, and money where a sum follows and no paper is spoken of."""

PAPERS: Final = """
    цен*, цін*, процент*, відсотк*, скидон*,
    договор*, договір, счет*, рахун*, заявк*, заказ*, замовлен*, акт, акта, акты, акти, накладн*, скидк*, знижк*, тз,
    бриф*, invoice*, contract*, order, orders, discount*, po, brief
"""

LATER: Final = """
    переводят, переводит, перечисляют, перечисляет, переказують, переказує, перераховують, платят, платит, сплачують,
    сплачує, сплатити, сплатит*, сплатять, сплатить, оплачу*, проплат*, доплат*, обещ* оплат*, обіця* оплат*, обіця*
    сплат*, расплат*, розрахуються, рассчитаются, рассчитается, розрахується, закроют счет, закроют долг, закриють
    рахунок, закриють борг, закроет счет, закроет долг, погасят, погасит, погасять, погасить, will pay, paying, to
    pay, gonna pay, promises to pay, promised to pay, will wire, will transfer, will settle
"""
"""Paying that is yet to come."""

BEEN: Final = """
    was … at, were … at, been … at, was over at, went … to, drove … to, был … у, была … у, были … у,
    stopped … at, їзди^ … до, зїзди^ … до, заїха^ … до, ходи^ … до, езди^ … к, съезди^ … к, заехал* … к, ходи^ … к,
    был … в, была … в, были … в, був … в, була … в, були … в, був … у, були … у, була … у, заехал* … в, заїха^ … в,
    заскочи^ … в, забежа^ … в, зашел … в, зашла … в, зайшов … в, зайшла … в, съезди^ … в, зїзди^ … в, сходи^ … в,
    ходи^ … в, езди^ … в, їзди^ … в, їзди^ … у, побыва^ … в, побува^ … в, побува^ … у
"""
"""At the beginning, before a name: a visit."""

FLAT_NO: Final = """
    no, nope, нет, неа, ні, нi, ниче, отказ, отказались, мимо, минус, мінус, pass, out
"""
"""After a name and a mark: "ромашка - нет"."""

ON_ACCOUNT: Final = """
    на счету, на счете, на рахунку, на карте, на картці, на карту, на картку, в кассе, в касі, на р с, на счет, на
    рахунок, hit the account, hit our account, in the bank, on the account, in our account, landed, наличкой, налом,
    готівкою, кэшем, кешем, in cash, cash from
"""
"""With a sum: money that has come."""

TAKEN_FROM: Final = """
    взял* у, взя^ у, взяв в, взяли в
"""
"""Bought from somebody else, unless it is money that was taken."""
