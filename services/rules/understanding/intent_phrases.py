"""Plain turns of speech for each thing that may have happened: one list a meaning, in three languages.

`*` stands for any ending, `…` for a few words between, among which a name may be. What needs more than that is a
pattern in `intent_words`.
"""

from __future__ import annotations

import re
from typing import Final

_GAP: Final = r"((?:[^\s.;!?]+ ){0,3}?)"


def patterns(table: str) -> tuple[str, ...]:
    """The patterns of a list of turns of speech divided by commas; longer ones first, for they say more."""
    turns = {" ".join(turn.split()) for turn in table.split(",")} - {""}
    return tuple(_pattern(turn) for turn in sorted(turns, key=lambda turn: (-len(turn), turn)))


def _pattern(turn: str) -> str:
    return re.escape(turn).replace(r"\*", r"\w*").replace(r"\ …\ ", " " + _GAP).replace("…\\ ", _GAP)


REACHED: Final = """
    got in touch, was in touch, were in touch, reached out, вызвонил*, достучал*, застал* на месте, достукав*,
    достукал*, впіймав на, поймал* на,
    трубку … взял*, трубку … поднял*, трубку … снял*, телефон … взял*, слухавку … взя*, слухавку … підня*,
    выш* на контакт, вийш* на контакт, отзвонился, отзвонилась, отозвался, отозвалась, відгукнувся, відгукнулась,
    в диалоге, ответил* на звонок, відповів на дзвінок, відповіла на дзвінок, дозвон есть, є контакт, есть контакт,
    перетерли, перетёрли, проговорили, пообщ*, поспілк*, побалакали, побалакав, побалакала, перемовився, перемовились,
    picked up the phone, answered the phone, answered my call, took the call, took my call, had a word with,
    caught up with,
    touched base with, got on the phone with, got through to, had a quick word with, connected with, chat with,
    chatted with
"""

NOT_REACHED: Final = """
    не могу поймать, не могу застать, не поймать, не смог* поймать, не смог* застать, не можу впіймати,
    не можу зловити, не можу застати, на связь … не вы*, на звязок … не ви*, трубку … бросил*, трубку … положил*,
    трубку … кинул*, слухавку … кинув, слухавку … кинула, слухавку … поклав, слухавку … поклала, не перезвонил*,
    не передзвонив, не передзвонила, не передзвонили, не перезванива*, не передзвонює, не соединяет, не соединили,
    не зєднує, не зєднали, не зєднують, заблокировал* … номер, заблокировал* меня, в черном списке, в чорному списку,
    заблокува* … номер, заблокува* мене, внес* в чс, в бане, не алё, не ало,
    gone quiet, went quiet, going quiet, not in service, out of service, out of order,
    never called back, never calls back, never returned my call, didnt call back, hasnt called back,
    havent been in touch, hasnt been in touch, havent heard from, havent heard back, not in touch, out of touch,
    blocked … number, blocked me, slammed … phone, wont put me through, didnt put me through,
    wouldnt put me through, screened my call, no reply from, no sign of, cant get through to, lost contact with,
    silent for, is silent, stays silent, keeps silent, нбт, н б т, не подош* к телефону, не подош* к трубке, не подошел,
    не подошла, не поднима*, не отозвал*, не отклик*, не отзыва*,
    отклон* звонок, отклон* вызов, отбил*,
    нет на месте, нет в офисе, не на месте, не было на месте, немає на місці, нема на місці, не в мережі, не в сети,
    связи … нет, звязку … немає, звязку … нема, не проходит звонок, дзвінок не проходить, не могу дозвон*,
    не можу додзвон*, тел не отвеч*, отключил* телефон, выключил* телефон, вимкну* телефон, вимкнув телефон,
    телефон … молчит, телефон … мовчить, номер … молчит, номер … не отвечает, не підход*, не відгук*, відбив,
    відбила, відхилив, відхилила, відхилив дзвінок, ігнорує, игнорит, безрезультатно, безуспішно, безуспешно,
    дозвониться не смог*, дозвониться не получ*, дозвониться не удал*, додзвонитися не змі*, додзвонитись не змі*,
    додзвонитися не вдал*, додзвонитись не вдал*, дозвониться невозможно, все время занят*, постоянно занят*,
    left … message, left … voicemail, left … msg, n a, na, lm, vm, dnd, no luck, radio silence, ghosted me,
    ghosted us, ghosted, ghosting, went silent, gone silent,
    no word from, not in the office, not at the desk, away from desk, not at his desk, not at her desk,
    went unanswered,
    call … failed, phone … rings out, goes to voicemail, went straight to voicemail, no connection, out of coverage,
    out of range, out of reach, keeps ringing, kept ringing, no dial tone, declined my call, hung up,
    mailbox … full, line … busy,
    phone … busy, cant get hold of, cannot get hold of, could not get hold of, couldnt get hold of, tried … no answer
"""

REFUSAL: Final = """
    не подошло, не подошла цена, не подошли условия, не подошли, не подошел вариант, не підійшло, не підійшла ціна,
    не підійшли умови, не підійшли, не підійшов варіант, не работаем, не сотрудничаем, не працюємо, не співпрацюємо,
    купил* у, купив у, купила у, купили в, взял* у, взяв у, заказал* у, замовив у, замовила у, ушел к, ушла к, ушли к,
    пішов до, пішла до, пішли до, doesnt suit, didnt suit, does not suit, not a fit, not the right fit, no business,
    no deal, not for them, not for us, went with, going with, chose another, picked another, signed with,
    приня* решение не покупать, приня* решение не брать,
    прийня* рішення не купувати, решено не покупать, вирішено не купувати, відпал*,
    відвал*,
    больше не клиент, больше не наш клиент, більше не клієнт, більше не наш клієнт, уже не клиент, вже не клієнт,
    дали отбой, дал отбой, дала отбой, дали відбій, сказал* нет, сказали ні, сказав ні, сказала ні,
    отклонил* предложени*,
    отклонил* кп, відхилили пропозицію, відхилив пропозицію, відхилили кп, отменил* заказ, скасува* замовлення,
    расторг* договор, розірва* договір, не подошл* цена, не подошло предложение, не устроил* предложени*,
    сорвал* сделк*,
    сошел с дистанции, сошли с дистанции, вышли из сделки, вийшли з угоди, закрыть как отказ, закрываем отказом,
    закрыта отказом, закрыли в отказ, в отказ, у відмову, минус клиент, мінус клієнт, не вышло договориться,
    послал* нас, послали меня, взяли у других, заказали у других, купили у других, взяли в інших, замовили в інших,
    уже купил*, вже купи*, уже взял* у, отказ получен, отрицательный ответ, негативна відповідь, не нуждаются,
    не нуждается, не потребу*, no longer want* it, no longer want*, no longer wish*, no longer need* it,
    no longer plan*, no longer a client, no longer a customer, no longer our client, not a client anymore,
    moved to a competitor, switched to, moved on with, opted for, opted out, gone elsewhere, going elsewhere,
    went elsewhere, not moving forward, not proceeding, decided against, dropped out, pulled the plug,
    killed the deal,
    cancelled the order, canceled the order, cancelled the deal, canceled the deal, cancelled the contract,
    not going to happen, hard no, big no, thanks but no thanks, doesnt need it, dont need it, do not need it,
    bought from, already bought, already have a supplier, walked away, closed lost, close as lost, turned it down
"""

PAID: Final = """
    put down … cash, put down … deposit, put down, gave … deposit, gave … advance, left … deposit, paid … deposit,
    закрыл* счет, закрыл* долг, погасил* долг, погасил* счет, закри* рахунок, погаси* борг, закрил* борг,
    деньги … зашли, деньги … упали, деньги … пришли, деньги … получен*, деньги … поступили, гроші … зайшли,
    гроші … впали, гроші … прийшли, гроші … отримано, гроші … надійшли, проплата … прошла, проплата … есть,
    платежка … пришла, платіжка … прийшла, бабки … пришли, поступлени* от, надходження від, приход от,
    проплатил*, проплатив, settled the invoice, settled the bill, settled up, settled the balance,
    cleared the invoice,
    cleared the balance, sent the advance, sent an advance, sent the prepayment, sent a prepayment, sent the wire,
    sent a deposit, sent the deposit, made a payment, made the payment, made a deposit, made the transfer,
    made a prepayment, put down a deposit, money … hit our account, funds … hit our account, cash … received,
    money … landed, invoice … paid, payment … received, payment … landed, payment … cleared, funds … cleared
"""

MEETING_DONE: Final = """
    посмотрел* квартир*, посмотрел* объект, посмотрел* дом, подивил* квартир*, подивив* квартир*, подивил* будинок,
    замер ок, замер есть, замір ок, замір є, measured up, measured, viewed, drove out to, went to see, went out to,
    drove to see, stopped in at, had a look at, toured, came for a viewing,
    held talks with, held a meeting with, had talks with, виделись с, виделись, повидались, бачились з, бачились,
    пересеклись с, перетнулись з, посидели с, посиділи з,
    показал* объект, показал* квартир*, показал* офис, замер сделан, замір зроблено, сделал* замер, зробив замір,
    зробила замір, провел* показ, провів показ, провела показ, sat down with, met up with, met in person,
    met face to face, came to see us, came to our office, came by the office, dropped by our office,
    stopped by our office
"""

MEETING: Final = """
    кава з, кофе с, каву з, обед с, обід з, увидимся с, увидимся, увидеться с, увидеться, повидаться с,
    побачимось з, побачимось, побачимося, побачитись з,
    побачитись, побачитися, пересечься с, пересечемся, пересечёмся, перетнутись з, еду к, поеду к, едем к, буду у,
    поїду до, їду до, їдемо до, посидеть с, посидіти з, ждем в офисе, ждем у нас, чекаємо в офісі, чекаємо у нас,
    встр с, встр, зустр з, зустр, measurement, measurements, inspection, viewing, showing, presentation, walkthrough,
    face to face, f2f, in person, on site, sit down with, drop by, stop by, swing by, come by, get together with,
    coffee with, lunch with, dinner with, breakfast with, video call with, video call, teams call, google meet,
    mtg with, mtg
"""

CALL_BACK: Final = """
    get in touch with, get in touch, be in touch with, be in touch, stay in touch with,
    перезв, перезв*, прз, позв, созв, набр, передзв, подзв, зідзв, маякнуть, дернуть, пнуть, отзвонить, перенабрать,
    передзвонити, перенабрати, списаться с, написать, напиши, написати, кинуть напоминание, связь с, на звязку в,
    cb, f u, fu, fup, followup, give … a call, give … a ring, give … a shout, give … a buzz, drop … a line, buzz,
    redial,
    asked to be called back, asked to be called, asked to be contacted, wants to be called back, to be called back,
    to be called, to be contacted, телефонувати, телефонуй, телефонуйте, write to,
    catch up with, catch up, callback,
    set up a call, schedule a call, book a call,
    hit up
"""

OFFER_DONE: Final = """
    кп у клиента, кп у клієнта, кп на почте, кп на руках, кп улетело, кп ушло, кп пішло, кп полетіло, кп отдал*,
    кп віддав,
    кп віддала, передал* кп, передав кп, вручил* кп, proposal is with, offer is with, quote is with, proposal is out,
    offer is out, quote is out
"""
