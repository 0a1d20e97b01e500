"""First names in three languages: what ends like a verb or an adjective may still be one of them."""

from __future__ import annotations

import re
from typing import Final

_STEMS: Final = """
    александр алекс олекс андре андрі анн ганн анастаси анастасі настя насте настю антон артем артур арсен богдан
    борис вадим валенти валери валері василь васил виктор віктор витали віталі виталь владимир володимир владислав
    владлен вячеслав галин геннади геннаді георги григори григорі дарь денис диан діан дмитри дмитр евгени євген
    екатерин катерин елен елизавет єлизавет жанн захар зинаид зінаїд ива іва иван іван игор ігор игнат ігнат
    ильи ілл инн інн
    ирин ірин камил карин карін кирил кліментин климент константин костянтин ксени ксені лариса лари леонид леонід
    лид лід лил ліл людмил любов любомир макси маргарит мари марі маш милан мілан милен мілен мирослав мирон михаил
    михайл мыкол микол никола микит никит надежд наді назар натал наташ оксан олег олес ольг остап павел павл петр
    полин поліна прохор регин регін ренат роксолан роман ростислав руслан рустам светлан світлан святослав серге сергі
    соломі софи софі станислав станіслав степан тама тамар тарас татьян тетян тимофе тимур ульян уляна федор федір
    филип філіп эдуард едуард эльвир ельвір эльдар эмил юли юлі юри юрі яков ярослав ангелин ангелін ален алін алин
    злат елин анжел вероник веронік дарин марьян зоряна богуслав
    john jack james peter paul mary anna tom bob mike michael david kate jane sarah sara alex nick mark george robert
    william lisa emma laura steve chris daniel jim joe sam ben max susan linda helen julia olga ivan maria victor oleg
    andrew anton fred reed jared alfred ted edward richard margaret emily kelly sally molly billy henry frank karen
    """
"""With any few letters behind them."""
_SHORT: Final = "вер ир кат кать лен леш льош жен кол коль мит мить ол оль пет петь саш миш дим вов вась вас свет світ"
"""Short ones, with the endings of cases alone."""
_SHORT_MORE: Final = (
    "гал тан тань юл юль ян дин зо ил иль лид люб люд лёх лех тол толь тём тем глеб гліб лев марат мурат ринат"
    " азиз аслан"
    " стас влад юр серг серёг серег дань данил данила данило гош гриш жор кост кость паш леся нин раис рит тим том"
)
_CASES: Final = "(?:а|я|у|ю|е|и|і|ы|ой|ей|ою|ею|єю|ом|ем|ові|еві)?"


def _any(words: str) -> str:
    return "|".join(sorted(dict.fromkeys(words.split()), key=len, reverse=True))


FIRST_NAMES: Final = re.compile(rf"(?:{_any(_STEMS)})\w{{0,5}}|(?:{_any(f'{_SHORT} {_SHORT_MORE}')}){_CASES}")
"""Meets a plain word, in whatever case it stands."""
