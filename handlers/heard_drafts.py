"""What was understood and waits for a confirm, kept apart from the conversation: it survives what comes between."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from aiogram.fsm.context import FSMContext

from bot.ui.targets import kind_of
from services.errors import Stale
from services.rules.target import Target
from services.rules.understanding import Intent
from services.understanding import Whom
from services.understanding_steps import Meant

KEPT_MOST: Final = 30
_PLACE: Final = "heard"


@dataclass(frozen=True)
class Draft:
    """One message; `number` is its id. All values are JSON.

    `record` and the `options` are pairs of a kind's letter and an id, an option with the contact it was found by;
    `ver` is the record's version as it was shown.
    `lone`: a sum and no word of what it is.
    `sent`: something to attach. `album` joins pictures sent together. `written`: what was made of it stands on record.
    """

    number: int
    text: str = ""
    intent: str = Intent.NOTE.value
    done: bool = False
    talked: bool = False
    when: str | None = None
    amount: int | None = None
    name: str | None = None
    record: list[Any] | None = None
    ver: int = 0
    options: list[list[Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    sent: bool = False
    album: str | None = None
    author: str = ""
    author_id: int | None = None
    lone: bool = False
    written: bool = False

    @property
    def target(self) -> Target | None:
        """The record it is about, once that is known."""
        return Target(kind_of(self.record[0]), self.record[1]) if self.record else None

    @property
    def choice(self) -> list[Target]:
        """The records it may be about."""
        return [Target(kind_of(kind), number) for kind, number, *_ in self.options]

    def with_contact(self, whom: Whom) -> Whom:
        """The record with the name of the contact it was found by."""
        known = {(kind, number): more[0] for kind, number, *more in self.options if more}
        return replace(whom, contact=known.get((whom.target.kind[0], whom.target.id)))

    @property
    def meant(self) -> Meant:
        """What would be written."""
        return Meant(
            intent=Intent(self.intent),
            when=datetime.fromisoformat(self.when) if self.when else None,
            amount=self.amount,
            text=self.text,
            done=self.done,
            talked=self.talked,
            files=tuple(self.files),
        )


def pair(target: Target) -> list[Any]:
    """A record as it is stored."""
    return [target.kind[0], target.id]


def option(whom: Whom) -> list[Any]:
    """A record to choose, as it is stored."""
    return [*pair(whom.target), whom.contact]


def _place(state: FSMContext) -> FSMContext:
    return FSMContext(storage=state.storage, key=replace(state.key, destiny=_PLACE))


async def keep(state: FSMContext, draft: Draft) -> Draft:
    """Store one; the oldest make room."""
    place = _place(state)
    data = await place.get_data()
    data[str(draft.number)] = asdict(draft)
    for number in sorted(data, key=int)[:-KEPT_MOST]:
        del data[number]
    await place.set_data(data)
    return draft


async def find(state: FSMContext, number: int) -> Draft:
    """The draft of a message. Raises Stale("heard_gone")."""
    found = _read((await _place(state).get_data()).get(str(number)))
    if found is None:
        raise Stale("heard_gone")
    return found


async def waiting(state: FSMContext, number: int) -> Draft | None:
    """The draft of a message, if there is one."""
    return _read((await _place(state).get_data()).get(str(number)))


async def drop(state: FSMContext, number: int) -> None:
    """Forget one."""
    place = _place(state)
    data = await place.get_data()
    if data.pop(str(number), None) is not None:
        await place.set_data(data)


async def same_album(state: FSMContext, album: str | None) -> Draft | None:
    """The draft that pictures sent together belong to, while it waits."""
    data = await _place(state).get_data() if album else {}
    last = _read(data[max(data, key=int)]) if data else None
    return last if last is not None and last.album == album and not last.written else None


def _read(stored: Any) -> Draft | None:
    """A draft of an earlier version is as good as none."""
    try:
        return Draft(**stored)
    except TypeError:
        return None
