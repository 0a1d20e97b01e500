"""Words that have one right spelling whoever writes them: sectors and countries, for proposing corrections of typos."""

from __future__ import annotations

_SECTORS = (
    "technology|medical|healthcare|retail|wholesale|software|services|marketing|finance|banking|insurance"
    "|employment|entertainment|telecommunications|education|manufacturing|construction|agriculture|transport"
    "|transportation|logistics|energy|government|hospitality|real estate|automotive|media|tourism|consulting"
    "|pharmaceuticals|food|розничная торговля|оптовая торговля|строительство|производство|образование|медицина"
    "|транспорт|логистика|финансы|страхование|недвижимость|туризм|сельское хозяйство|телекоммуникации|энергетика"
    "|реклама|консалтинг|роздрібна торгівля|оптова торгівля|будівництво|виробництво|освіта|медицина|фінанси"
    "|страхування|нерухомість|сільське господарство|телекомунікації|енергетика|логістика|технології|технологии"
)

_COUNTRIES = (
    "Afghanistan|Albania|Algeria|Argentina|Armenia|Australia|Austria|Azerbaijan|Bahrain|Bangladesh|Belarus"
    "|Belgium|Bolivia|Bosnia and Herzegovina|Brazil|Bulgaria|Cambodia|Cameroon|Canada|Chile|China|Colombia"
    "|Costa Rica|Croatia|Cuba|Cyprus|Czechia|Czech Republic|Denmark|Dominican Republic|Ecuador|Egypt|El Salvador"
    "|Estonia|Ethiopia|Finland|France|Georgia|Germany|Ghana|Greece|Guatemala|Honduras|Hong Kong|Hungary|Iceland"
    "|India|Indonesia|Iran|Iraq|Ireland|Israel|Italy|Jamaica|Japan|Jordan|Kazakhstan|Kenya|Korea|Kuwait"
    "|Kyrgyzstan|Latvia|Lebanon|Libya|Lithuania|Luxembourg|Malaysia|Malta|Mexico|Moldova|Monaco|Mongolia"
    "|Montenegro|Morocco|Nepal|Netherlands|New Zealand|Nicaragua|Nigeria|North Macedonia|Norway|Oman|Pakistan"
    "|Panama|Paraguay|Peru|Philippines|Poland|Portugal|Qatar|Romania|Russia|Saudi Arabia|Senegal|Serbia|Singapore"
    "|Slovakia|Slovenia|South Africa|South Korea|Spain|Sri Lanka|Sweden|Switzerland|Syria|Taiwan|Tajikistan"
    "|Tanzania|Thailand|Tunisia|Turkey|Turkmenistan|Uganda|Ukraine|United Arab Emirates|United Kingdom"
    "|United States|Uruguay|Uzbekistan|Venezuela|Vietnam|Yemen|Zambia|Україна|Польща|Німеччина|Чехія|Словаччина"
    "|Румунія|Молдова|Угорщина|Литва|Латвія|Естонія|Казахстан|Грузія|Украина|Россия|Беларусь|Казахстан|Узбекистан"
    "|Грузия|Армения|Азербайджан|Молдова|Польша|Германия|Чехия"
)

SECTORS = tuple(_SECTORS.split("|"))
COUNTRIES = tuple(_COUNTRIES.split("|"))
