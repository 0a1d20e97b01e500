"""What salespeople speak of around a client: things, matters and manners that are no names, in three languages.

`*` stands for any ending. A word that many companies are called by (ромашка, вектор, уют) has no place here.
"""

from __future__ import annotations

import re
from typing import Final

from services.rules.understanding.tokens import word_set

_WORDS: Final = word_set("""
    їхній їхня їхнє їхні їхнього їхньої ихний ихняя агроном*
    компрессор* компресор* подъемник* підйомник* стиралк* пральн* сушилк* сушарк* сушк* зерносушил* конвейер*
    конвеєр* норию нория норию норію норія фрезер* кромочник* кромкувальник* осушител* осушувач* вытяжк* витяжк*
    верстак* фундамент* рулетк* запчаст* шнек* чертеж* креслен* наладчик* налагодж* погрузчик* навантажувач* рохл*
    фильтр* фільтр* насос* двигател* двигун* генератор* котел котл* нагрев* нагрів* оснастк* оснащенн* безмасл*
    промышлен* промислов* слаб* сильн* разговор* розмов* знаю знаем знаємо
    conveyor* compressor* dryer* washer* bench benches extractor* forklift* leveller* leveler* lathe* pump* filter*
    engine* generator* boiler* machinery equipment front desk weak strong drove drive drives driving walked
    walk walks took floors
    чел чела ше трансп havent hasnt isnt arent wasnt werent didnt wouldnt shouldnt couldnt guys guy дал дав дала взял
    взяв взяла брал брав ждал звал знал стал став pleased nah since around about roughly nearly approx gimme ревизия
    ревізія ноут ноута презу зал dice попробую спробую напишу скажу покажу узнаю уточню нибудь комерч кофе каву кава
    кави чай чая обедом наличк* налом наличными налик* готівк* готівкою безнал* безготівк* картой карту картку карта
    картка счетом чек* реквизит* реквізит* гаранти* гаранті* возврат* повернен* претензи* претензі* жалоб* скарг*
    брак* рекламац* образц* партия партии партию парті* поставк* постачанн* отгрузк* відвантажен* груз* вантаж* фур*
    паллет* палет* коробк* ящик* мешк* упаковк* стакан* стаканчик* кружк* чашк* молок* сироп* кофемашин* кавомашин*
    кофеварк* термос* термоконтейнер* холодильник* шкаф* стол* стул* кресл* кресел полк* стелаж* стеллаж* принтер*
    ноутбук* сервер* лицензи* ліцензі* подписк* підписк* модул* систем* црм crm программ* програм* аккаунт* акаунт*
    доступ* интеграци* інтеграці* обучени* навчанн* внедрени* впроваджен* сайт* аналоги* аналог* лекарств* ліки
    препарат* перчатк* рукавичк* маск* масок шприц* бинт* витамин* вітамін* маршрут* рейс* тамож* митн* митниц*
    перевоз* перевезен* экспедит* експедит* курьер* кур'єр* курєр* водител* транспорт* тариф* ставк* отсрочк*
    відстрочк* лимит* ліміт* просрочк* пеня пени пені штраф* налог* податк* ндс пдв акциз* сверк* звірк* акт*
    бухгалтери* банк* кредит* лизинг* лізинг* ипотек* іпотек* таможн* деклараци* деклараці* сертификат* сертифікат*
    лицензионн* паспорт* доверенн* довіреніст* подпис* печат* штамп* тендер* конкурс* аукцион* аукціон* смен* зміна
    зміни зміну ремонт* стройк* переезд* переїзд* открыти* відкритт* закрыти* праздник* отпуск* каникул* канікул*
    корпоратив* юбилей* ювіле* день рождени* народженн* больнич* лікарн* госпитал* настроени* настрі* шок* восторг*
    захват* бешенств* ярост* курс* пробк* затор* дорог* аэропорт* аеропорт* самолет* літак* поезд* потяг* вокзал*
    машин* гараж* стоянк* парковк* этаж* поверх* кабинет* кабінет* приемн* приймальн* кухня зала зале шоурум* цех*
    производств* виробництв* лаборатор* филиал* точк* регион* регіон* област* район* міст* село селі улиц* вулиц*
    адрес* вход* вхід* ворот* рампа рампе рампі причал* проблем* косяк* ошибк* помилк* задержк* затримк* вопросик*
    тема тему темы тем теми мысл* думк* іде* план* задач* причин* шанс* риск* ризик* интерес* інтерес* внимани* уваг*
    желани* бажанн* возможност* можливост* услуг* послуг* преимуществ* переваг* качеств* якіст* якост* количеств*
    кількіст* об'єм* объем* обсяг* список* списк* табличк* таблиц* ссылк* посилан* скрин* скан* пдф pdf эксель excel
    ексель ворд word архив архив* вложен* инвойс* інвойс* оффер* апрув* фидбек* фідбек* дедлайн* бриф* тизер* преза
    презенташк* демк* триал* тріал* пилот* пілот* контактик* почту ящик имейл* скайп* вотсап* ватсап* телега телегу
    телеге телеграм* вайбер* мессендж* месендж* чат* зам зав замдир замгендир главбух* гл нач начальств* руководств*
    керівництв* шеф* боссу админ* адмін* айтишн* айтівц* сисадмин* закупщиц* снабженец снабженц* товаровед* комірник*
    кладовщ* прораб* официант* заведующ* завідувач* провизор* провізор* аптекар* фармацевт* охранник* вахтер*
    секретарш* жених* невест* сынок тещ* теща сват* кум* сосед* сусід* раз разик разок попытк* спроб* звоночек
    дзвіночок гудк* гудок* голос* тон связ* звязок звязк* автоответчик* абонент* норм нормально ок окей супер круто
    отлично чудово прекрасно ладно добре минус мінус ноль нуль ура блин капец жесть млин ого ага короче кароч типа
    тіпа вобще вообще ваще взагалі збс пипец плз пліз пжл пжлст пожалуйст* будьласка попытаюсь спробуємо попробуем
    подожду зачекаю будь furious thrilled delighted grumpy rude polite quiet silent tough был був сам сама спс дяк
    дякс сорян сорри вибач* извин* прив привіт* здравств* добрый добрий вечерочек хелп срочняк терміново нагально
    горит горить палає аврал запар* зашиваюсь жду чекаю вроде ніби наче мол типо якобы нащот насчет щодо стосовно
    касательно нічо ничо ничего нічого чето щось чтото шось шо чо че ща щас щаз зараз потом згодом сначала спершу
    затем після опосля вживую наживо лично особисто онлайн офлайн дистанцион* удаленно віддалено письмен* устно усно
    официальн* офіційн* оригинал* оригінал* копия копию копія копію двое трое двоє троє вдвоем втроем удвох утрьох
    вместе разом порознь окремо отдельно прошл* минул* недавно нещодавно давно только тока тіки лише опять знову знов
    снова наконец нарешті вкотре вчергове очередн* больше меньше більше менше дороже дешевше дешево дорого скидос*
    скидон* рассрочк* розстрочк* половинк* остальн* решт* залишок процент* відсот* марж* наценк* націнк* прибыл*
    прибут* убыт* збит* касса каса оборот* обіг truck* lorry lorries van vans driver* pallet* shipment* parcel* box
    boxes crate* cargo freight customs broker* waybill* gate dock warehouse* depot route* rate rates tariff*
    surcharge* fuel carrier* courier* load loads loading unloading container* licence* license* seat seats user users
    login* password* server* software app apps subscription* renewal* trial trials pilot rollout onboarding
    integration* module* feature* bug bugs support ticket* upgrade* plan plans tier tea lunch dinner breakfast drinks
    beer beers milk syrup* cups napkin* grinder machine* espresso cake cakes gloves masks syringe* bandage* vitamin*
    drug drugs medicine* pill pills prescription* invoice* receipt* statement* refund* credit debit cash card wire
    cheque check balance bal rest half quarter third part portion instalment* installment* upfront prepay* retainer
    fee fees tax vat penalty fine fines reminder* reminder notice nda msa sow po loi draft drafts copy copies page
    pages spreadsheet link links attachment* brochure* flyer* leaflet* catalogue* deck slides presentation* chain
    branch branches site sites floor room rooms door doors building head hq plant mgr mngr acct accts acc dept cfo ceo
    coo cto owner owners founder gm vp exec execs staff folks lady gentleman assistant pa receptionist procurement
    purchasing legal finance accounting it hr sales marketing ops chat text sms whatsapp viber telegram zoom teams
    mail inbox spam voicemail voice pls plz please thx tnx thanks ty fyi btw imo asap urgent urgently quick quickly
    briefly again twice thrice once bro mate lol omg wow yay nope yep yeah yup ok okay cool nice super awesome perfect
    brilliant excellent hot cold keen happy unhappy upset annoyed angry mad glad sad tired scared worried confused
    cheaper pricey costly overpriced tight small large huge tiny full empty broken damaged missing wrong right arrives
    arrived arriving leaves leaving shipped shipping delivered delivering stuck delayed ready done finished nxt lst
    prev abt bc cuz cos w wo thru tho til till b4 aft bef bfr gonna wanna gotta lemme dunno kinda sorta
""")

_WHOLE: Final = frozenset(word for word in _WORDS if not word.endswith("*"))
_STEMS: Final = re.compile(
    "(?:" + "|".join(sorted({word[:-1] for word in _WORDS if word.endswith("*")}, key=len, reverse=True)) + r")\w{0,3}"
)


def is_common_noun(word: str) -> bool:
    """True for a thing or a matter, in whatever case."""
    return word in _WHOLE or _STEMS.fullmatch(word) is not None
