"""What a stage of somebody else's funnel means: won, lost or open, and how far along."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.rules.import_text import normal
from services.rules.kinds import StageKind


@dataclass(frozen=True, slots=True)
class StageMeaning:
    """`progress` is 0 at the first contact, 1 at the signature (won and lost have 1); `sure` is False for a guess."""

    kind: StageKind
    progress: float
    sure: bool


# Lost is asked first: "не реализовано" holds "реализовано", "closed lost" holds "closed".
_LOST = re.compile(
    r"\b(?:lost|loss|refus\w*|reject\w*|cancel\w*|declin\w*|disqualif\w*|unqualified|dead|churn\w*|junk|abandon\w*"
    r"|отказ\w*|проигр\w*|потер\w*|отмен\w*|аннулир\w*|некачеств\w*|нецелев\w*|спам"
    r"|програн\w*|програш\w*|провал\w*|closedlost|втрач\w*|відмов\w*|скасован\w*|неякісн\w*)\b"
    r"|\b(?:не|без)\s+(?:реализ\w*|реаліз\w*|состоял\w*|купил\w*|продан\w*|успе\w*|успі\w*|відбу\w*)"
    r"|\bnot\s+(?:won|realized|realised|successful|interested)\b|\bзакрыт\w*\s+и\s+не\b|\bзакрит\w*\s+і\s+не\b"
    r"|\bслив\b"
)
_WON = re.compile(
    r"\b(?:won|win|sold|paid|success\w*|completed|purchased|converted|closedwon"
    r"|успешно|успешн\w*|выигр\w*|продан[аоы]?|продажа|оплачен\w*|реализован\w*|куплен\w*|завершена?"
    r"|успішно|успішн\w*|виграно|вигран\w*|продано|оплачено|реалізован\w*|куплено)\b"
)
_OPEN_LATE = re.compile(r"\b(?:invoice|awaiting|ожид\w*|очіку\w*|not paid|unpaid|не оплач\w*)\b")

_PROGRESS: tuple[tuple[float, str], ...] = (
    (0.0, r"prospect\w*|new|lead\w*|incoming|inbound|unsorted|неразобр\w*|нов\w+|заявк\w*|лид\w*|лід\w*"),
    (0.15, r"first contact|contacted|engag\w*|reached|appointment|первичн\w*|первинн\w*|дозвон\w*|взят\w* в работу"),
    (0.2, r"в работе|в роботі|working|in work"),
    (0.25, r"qualif\w*|discovery|need\w*|квалиф\w*|кваліф\w*|потребн\w*|выявлен\w*|потреб\w*|interest\w*"),
    (0.4, r"meeting|demo\w*|present\w*|встреч\w*|зустріч\w*|презент\w*|демо\w*|замер\w*"),
    (0.55, r"proposal|quote\w*|offer\w*|кп|коммерческ\w*|комерційн\w*|пропозиц\w*|предложени\w*|расчет\w*"),
    (0.6, r"think\w*|думает|дума[єе]|розрахун\w*"),
    (0.7, r"negotiat\w*|decision\w*|переговор\w*|согласован\w*|узгоджен\w*|приним\w* решени\w*|прийм\w* рішен\w*"),
    (0.85, r"contract\w*|agreement|invoice\w*|договор\w*|договір\w*|счет\w*|рахун\w*|commit\w*|verbal\w*"),
    (0.95, r"payment|prepay\w*|оплат\w*|предоплат\w*|передоплат\w*|delivery|отгруз\w*|доставк\w*|відвантаж\w*"),
)
_PROGRESS_RE = tuple((share, re.compile(rf"\b(?:{words})\b")) for share, words in _PROGRESS)
_OPEN_WORDS = re.compile(r"\b(?:open|opened|in progress|active|pending|открыт\w*|активн\w*|відкрит\w*)\b")


def stage_meaning(name: str) -> StageMeaning:
    """Read a stage or status name (ru, uk, en); unknown names are open, in the middle, and not sure."""
    text = normal(name)
    if _LOST.search(text):
        return StageMeaning(StageKind.LOST, 1.0, sure=True)
    if _WON.search(text) and not _OPEN_LATE.search(text):
        return StageMeaning(StageKind.WON, 1.0, sure=True)
    # The last word that fits decides: "offer sent, new terms" is an offer.
    for share, words in reversed(_PROGRESS_RE):
        if words.search(text):
            return StageMeaning(StageKind.OPEN, share, sure=True)
    return StageMeaning(StageKind.OPEN, 0.5, sure=bool(_OPEN_WORDS.search(text)))


def stage_share(names: list[str]) -> float:
    """Share (0–1) of the names that are surely stages: evidence that a column holds them."""
    if not names:
        return 0.0
    return sum(stage_meaning(name).sure for name in names) / len(names)
