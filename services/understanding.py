"""Free text and things sent: whom they are about, and writing down what was understood, after a confirm."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from services import call_steps as steps
from services import policy, understanding_steps
from services.clock import Clock
from services.errors import Invalid, NotFound, Stale
from services.rules import asked, likeness, phones, sounds
from services.rules.actor import Actor
from services.rules.asked import Asked
from services.rules.kinds import StageKind
from services.rules.search_key import search_key
from services.rules.target import Target, TargetKind
from services.rules.understanding import Intent, Understood, understand
from services.understanding_steps import Meant, Written
from storage import likely
from storage import sales as sale_rows
from storage import search as rows
from storage import work as task_rows
from storage.search import Candidate
from storage.tables import Activity, Deal, Lead, Stage
from storage.unit_of_work import Database, Work

MOST: Final = 8
"""Records offered to choose from."""
TEXT_LIMIT: Final = 4000
IN_HAND_FOR: Final = timedelta(minutes=30)
"""How long after its card was opened or called a record is the one that a text without a name is about."""

_BEGINNING: Final = re.compile(r"(?:[^\W\d_][\w'’«»\"-]*\s*){0,4}")
"""The first words of what is left of a sentence, up to a comma or a number."""
_NUMBERED = re.compile(r"(?:№|#|\b(?:сделк\w+|угод\w+|deal)\s*(?:№|#|no\.?)?)\s*(\d{1,9})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Whom:
    """A record a text may be about. `name`: its client or itself; `title` a deal's; `amount` in minor units.

    `is_open`: it is worked on, so that calls can be planned with it. `contact`: whose name was said, when it was found
    by the name of somebody who works there.
    """

    target: Target
    version: int
    name: str
    title: str | None
    stage: str | None
    amount: int | None
    is_open: bool
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What was understood, and the records it may be about, best first; with one alone it is about that."""

    said: Understood
    whom: tuple[Whom, ...]


class Understanding:
    """The use cases of free text."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def read(self, actor: Actor, text: str, in_hand: Target | None = None) -> Heard:
        """What a typed line means. Without a name it is about the record `in_hand`, or the one last worked on."""
        now = self._clock.now()
        said = understand(text, now, actor.zone, actor.locale)
        async with self._db.read(actor, now) as work:
            numbered = _NUMBERED.search(text)
            if numbered is not None:
                found = await _whom(work, [Target("deal", int(numbered[1]))])
            else:
                found = await _by_phone(work, text) or await _in_full(work, text, said)
                if not found and said.name is not None:
                    found = await _named(work, said.name)
                    if not found and _may_be_no_name(said):
                        said = replace(said, name=None, rest=text.strip())
                if not found and said.name is None:
                    found = await _whom(work, await _in_hand(work, in_hand))
        return Heard(said, found)

    async def in_hand(self, actor: Actor, shown: Target | None) -> Whom | None:
        """The record whose card was shown last, or the one last worked on; None when that was long ago."""
        async with self._db.read(actor, self._clock.now()) as work:
            found = await _whom(work, await _in_hand(work, shown))
            return found[0] if found else None

    async def names_another(self, actor: Actor, text: str, *, call: int = 0, target: Target | None = None) -> bool:
        """Whether a line typed after or during a call names another client in full: then it is no note of the call.

        `call` is the activity of a call that is over, `target` whom one goes on with.
        """
        return bool(await self.others(actor, text, call=call, target=target))

    async def others(self, actor: Actor, text: str, *, call: int = 0, target: Target | None = None) -> tuple[Whom, ...]:
        """The records of another client whose whole name stands in a line that is typed while `target` is talked of."""
        now = self._clock.now()
        name = understand(text, now, actor.zone, actor.locale).name
        async with self._db.read(actor, now) as work:
            called = await work.session.get(Activity, call) if call else None
            target = task_rows.target_of(called) if called is not None else target
            row = await sale_rows.target(work, target) if target is not None else None
            if name is None or row is None or target is None:
                return ()
            words = set(likeness.stems(text))
            named = [one for one in await _named(work, name) if words.issuperset(likeness.stems(one.name) or {""})]
            other = [await sale_rows.target(work, one.target) for one in named if one.target != target]
            mine = steps.client_of(row)
            strange = all(one is not None and (mine is None or steps.client_of(one) != mine) for one in other)
            return tuple(named) if len(other) == len(named) and strange else ()

    async def look(self, actor: Actor, name: str) -> tuple[Whom, ...]:
        """The records a typed name, phone or number may mean, best first. Raises Invalid("query_short")."""
        wanted = asked.read(name)
        if wanted is None:
            raise Invalid("query_short", least=asked.SHORTEST)
        async with self._db.read(actor, self._clock.now()) as work:
            if wanted.deal is None and wanted.digits is None:
                return await _named(work, name, all_of_them=True)
            found, _ = await rows.candidates(work, wanted)
            return await _whom(work, await _targets(work, found))

    async def whom(self, actor: Actor, target: Target) -> Whom:
        """One record as it is now. Raises NotFound."""
        async with self._db.read(actor, self._clock.now()) as work:
            found = await _whom(work, [target])
            if not found:
                raise NotFound(target.kind)
            return found[0]

    async def choice(self, actor: Actor, targets: Sequence[Target]) -> tuple[Whom, ...]:
        """Those of the records that are still there, in this order."""
        async with self._db.read(actor, self._clock.now()) as work:
            return await _whom(work, targets)

    async def write(self, actor: Actor, target: Target, version: int, meant: Meant, *, key: str) -> Written:
        """Write down what was confirmed; `key` (the message) makes it once only.

        Raises NotFound, Stale (changed or closed meanwhile, written already), Invalid (past, when_needed, too_long,
        not_refusable).
        """
        if len(meant.text) > TEXT_LIMIT:
            raise Invalid("too_long", limit=TEXT_LIMIT)
        async with self._db.write(actor, self._clock.now()) as work:
            if not await work.once(key):
                raise Stale("heard_written")
            if meant.intent is Intent.NOTE:
                row = await sale_rows.target(work, target)
                if row is None:
                    raise NotFound(target.kind)
            else:
                row = await steps.get_current(work, target, version)
            return await understanding_steps.write(work, await policy.load(work), row, target, meant)


# ----------------------------------------------------------------------------------------------------------- whom
async def _in_hand(work: Work, shown: Target | None) -> list[Target]:
    if shown is not None:
        return [shown]
    last = await likely.last_activity(work, work.now - IN_HAND_FOR)
    return [task_rows.target_of(last)] if last is not None else []


async def _in_full(work: Work, text: str, said: Understood) -> tuple[Whom, ...]:
    """Records whose whole name stands in the text, the longest names: "Flower House, Kyiv" is neither "Kyiv" nor the
    record in hand, though the reader of sentences took it for a place and plain words."""
    words = set(likeness.stems(text))
    found: dict[Target, Whom] = {}
    for name in (said.name, _BEGINNING.match(said.rest)[0].strip()):  # type: ignore[index]
        if name:
            found |= {one.target: one for one in await _named(work, name, all_of_them=True)}
    whole = {one.target: set(likeness.stems(one.name)) for one in found.values()}
    full = {target: len(stems) for target, stems in whole.items() if stems and stems <= words}
    most = max(full.values(), default=0)
    return tuple(found[target] for target, length in full.items() if length == most)


async def _by_phone(work: Work, text: str) -> tuple[Whom, ...]:
    """Whose phone stands in the text."""
    country = (await policy.load(work)).settings.country
    for phone in phones.find_all(text, country)[:1]:
        wanted = asked.read(phone.e164)
        if wanted is not None:
            found, _ = await rows.candidates(work, replace(wanted, pieces=(), deal=None))
            return await _whom(work, await _targets(work, found))
    return ()


def _may_be_no_name(said: Understood) -> bool:
    """Plain words of a plain note ("no such stage") are taken for a name only if somebody is called so."""
    plain = said.intent is Intent.NOTE and said.when is None and said.amount is None
    return plain and said.name is not None and said.name.islower()


async def _named(work: Work, name: str, *, all_of_them: bool = False) -> tuple[Whom, ...]:
    """Records whose names are like this one; unless all are wanted, one that is clearly the best stands alone."""
    said = likeness.stems(name)
    if not said:
        return ()
    found = await _alike(work, said, search_key(name))
    if not found:
        return ()
    best = found[0][0]
    near = [item for score, item in found if all_of_them or score > best - likeness.CLEAR]
    people = await rows.contact_names(work, {item.client_id: item.id for item in near if item.kind == "contact"})
    return await _whom(work, await _targets(work, near), people)


async def _alike(work: Work, said: tuple[str, ...], key: str) -> list[tuple[float, Candidate]]:
    """Candidates with their likeness, the best first: with all the stems, with the longest, with a piece of it, however
    it is spelled."""
    parts = [part for word in (said[0], *sounds.spellings(said[0])) for part in likeness.pieces(word)]
    tries = dict.fromkeys((said[: asked.PIECES_MOST], said[:1], *((part,) for part in parts)))
    for pieces in tries:
        candidates, _ = await rows.candidates(work, Asked(key, pieces))
        scored = [(likeness.likeness(said, item.key) - 20 * item.closed, item) for item in candidates]
        good = [pair for pair in scored if pair[0] >= likeness.GOOD]
        if good:
            return sorted(good, key=lambda pair: -pair[0])
    return []


async def _targets(work: Work, found: Sequence[Candidate]) -> list[Target]:
    """What the candidates are worked with by: open deals of a client before the client itself."""
    clients = [item.client_id or item.id for item in found if item.kind in ("client", "contact")]
    deals = await likely.open_deals(work, list(dict.fromkeys(clients)))
    targets: list[Target] = []
    for item in found:
        if item.kind in ("client", "contact"):
            client_id = item.client_id or item.id
            own = deals.get(client_id, [])
            targets += [Target("deal", number) for number in own] or [Target("client", client_id)]
        elif not item.closed:
            kind: TargetKind = "deal" if item.kind == "deal" else "lead"
            targets.append(Target(kind, item.id))
    return list(dict.fromkeys(targets))[:MOST]


async def _whom(
    work: Work, targets: Sequence[Target], people: Mapping[int | None, str] | None = None
) -> tuple[Whom, ...]:
    """The records as they are now; `people` are the contacts they were found by, by client."""
    found = []
    for target in targets[:MOST]:
        row = await sale_rows.target(work, target)
        if row is None:
            continue
        stage = await work.session.get(Stage, row.stage_id) if isinstance(row, Deal) else None
        closed = (isinstance(row, Deal) and row.status is not StageKind.OPEN) or (
            isinstance(row, Lead) and row.closed_at is not None
        )
        found.append(
            Whom(
                target=target,
                version=row.version,
                name=await steps.name_of(work, row),
                title=row.title if isinstance(row, Deal) else None,
                stage=stage.name if stage else None,
                amount=row.amount if isinstance(row, Deal) else None,
                is_open=not closed,
                contact=(people or {}).get(steps.client_of(row)),
            )
        )
    return tuple(found)


__all__ = ["IN_HAND_FOR", "MOST", "Heard", "Intent", "Meant", "Understanding", "Whom", "Written", "understand"]
