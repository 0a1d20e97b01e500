"""The conversation storage keeps aiogram's contract, on both databases, also for twenty updates at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey

from bot.fsm_storage import FsmStorage
from services.clock import ShiftedClock
from services.jobs import Jobs
from storage import fsm
from storage.tables import FsmState
from storage.unit_of_work import Database, Work
from tests.support.databases import Committed

KEY = StorageKey(bot_id=42, chat_id=-42, user_id=42)
OTHERS = (
    StorageKey(bot_id=43, chat_id=-42, user_id=42),
    StorageKey(bot_id=42, chat_id=-43, user_id=42),
    StorageKey(bot_id=42, chat_id=-42, user_id=43),
    StorageKey(bot_id=42, chat_id=-42, user_id=42, thread_id=7),
    StorageKey(bot_id=42, chat_id=-42, user_id=42, business_connection_id="7"),
    StorageKey(bot_id=42, chat_id=-42, user_id=42, destiny="other"),
)


class Form(StatesGroup):
    name = State()


@pytest.fixture(params=[False, True], ids=["forgetful", "remembering"])
def storage(request: pytest.FixtureRequest, database: Database, clock: ShiftedClock) -> FsmStorage:
    return FsmStorage(database, clock, remember=request.param)


async def test_states(storage: FsmStorage) -> None:
    assert await storage.get_state(KEY) is None
    await storage.set_state(KEY, "one")
    assert await storage.get_state(KEY) == "one"
    await storage.set_state(KEY, Form.name)
    assert await storage.get_state(KEY) == "Form:name"
    await storage.set_state(KEY, None)
    assert await storage.get_state(KEY) is None


async def test_beginning_a_conversation(storage: FsmStorage) -> None:
    for name in ("Anna", "Ivan"):
        await storage.begin(KEY, Form.name, {"name": name})
        assert (await storage.get_state(KEY), await storage.get_data(KEY)) == ("Form:name", {"name": name})
    await storage.set_state(KEY, None)
    assert await storage.get_data(KEY) == {"name": "Ivan"}


async def test_data(storage: FsmStorage) -> None:
    assert await storage.get_data(KEY) == {}
    assert await storage.get_value(KEY, "foo") is None
    assert await storage.get_value(KEY, "foo", "default") == "default"
    await storage.set_data(KEY, {"foo": "бар 🙂"})
    assert await storage.get_data(KEY) == {"foo": "бар 🙂"}
    assert await storage.get_value(KEY, "foo") == "бар 🙂"
    (await storage.get_data(KEY))["foo"] = "changed"
    assert await storage.get_data(KEY) == {"foo": "бар 🙂"}
    await storage.set_data(KEY, {})
    assert await storage.get_data(KEY) == {}


async def test_updating_data(storage: FsmStorage) -> None:
    assert await storage.update_data(KEY, {"foo": 1}) == {"foo": 1}
    assert await storage.update_data(KEY, {"bar": [1, {"x": None}]}) == {"foo": 1, "bar": [1, {"x": None}]}
    assert await storage.update_data(KEY, {"foo": 2}) == {"foo": 2, "bar": [1, {"x": None}]}
    assert await storage.get_data(KEY) == {"foo": 2, "bar": [1, {"x": None}]}


@pytest.mark.parametrize("data", ["text", 1, ["list"], None])
async def test_data_must_be_a_mapping(storage: FsmStorage, data: Any) -> None:
    with pytest.raises(DataNotDictLikeError):
        await storage.set_data(KEY, data)
    with pytest.raises(DataNotDictLikeError):
        await storage.update_data(KEY, data)


async def test_state_and_data_do_not_touch_each_other(storage: FsmStorage) -> None:
    await storage.set_data(KEY, {"foo": 1})
    await storage.set_state(KEY, "one")
    assert await storage.get_data(KEY) == {"foo": 1}
    await storage.set_data(KEY, {"foo": 2})
    assert await storage.get_state(KEY) == "one"
    await storage.set_state(KEY, None)
    assert await storage.get_data(KEY) == {"foo": 2}


async def test_conversations_are_apart(storage: FsmStorage) -> None:
    await storage.set_state(KEY, "mine")
    await storage.set_data(KEY, {"mine": 1})
    for other in OTHERS:
        assert await storage.get_state(other) is None
        await storage.set_state(other, "other")
        await storage.update_data(other, {"other": 1})
    assert (await storage.get_state(KEY), await storage.get_data(KEY)) == ("mine", {"mine": 1})


async def test_twenty_updates_at_once_keep_every_key(storage: FsmStorage) -> None:
    await asyncio.gather(*(storage.update_data(KEY, {f"key{number}": number}) for number in range(20)))
    assert await storage.get_data(KEY) == {f"key{number}": number for number in range(20)}


async def test_the_last_of_several_writes_is_remembered(storage: FsmStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the first hears of its commit after the second has been written."""
    merge = fsm.merge_data

    async def slowly(work: Work, row: str, data: dict[str, Any]) -> Any:
        merged = await merge(work, row, data)
        if "first" in data:
            commit = work.session.commit

            async def late() -> None:
                await commit()
                await asyncio.sleep(0.05)

            monkeypatch.setattr(work.session, "commit", late)
        return merged

    monkeypatch.setattr(fsm, "merge_data", slowly)
    await asyncio.gather(storage.update_data(KEY, {"first": 1}), storage.update_data(KEY, {"second": 2}))
    assert await storage.get_data(KEY) == {"first": 1, "second": 2}


async def test_first_states_of_twenty_people_at_once(storage: FsmStorage) -> None:
    keys = [StorageKey(bot_id=1, chat_id=number, user_id=number) for number in range(20)]
    await asyncio.gather(*(storage.set_state(key, "one") for key in keys + keys))
    assert [await storage.get_state(key) for key in keys] == ["one"] * 20


async def test_it_survives_a_restart(storage: FsmStorage, database: Database, clock: ShiftedClock) -> None:
    await storage.set_state(KEY, Form.name)
    await storage.update_data(KEY, {"draft": "half"})
    again = FsmStorage(database, clock)
    assert (await again.get_state(KEY), await again.get_data(KEY)) == ("Form:name", {"draft": "half"})


async def test_what_a_caller_keeps_is_not_what_is_stored(storage: FsmStorage) -> None:
    given = {"list": [1]}
    await storage.set_data(KEY, given)
    given["list"].append(2)
    taken = await storage.get_data(KEY)
    taken["list"].append(3)
    (await storage.update_data(KEY, {"x": 1}))["list"].append(4)
    assert await storage.get_data(KEY) == {"list": [1], "x": 1}


async def test_a_write_that_failed_is_not_remembered(storage: FsmStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    await storage.set_state(KEY, "one")

    async def fail(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("storage.fsm.put_state", fail)
    with pytest.raises(RuntimeError):
        await storage.set_state(KEY, "two")
    monkeypatch.undo()
    assert await storage.get_state(KEY) == "one"


async def test_a_left_conversation_leaves_no_row(storage: FsmStorage, committed: Committed) -> None:
    context = FSMContext(storage, KEY)
    await context.clear()
    assert await committed.count(FsmState) == 0
    await context.set_state(Form.name)
    await context.update_data(name="Ivan")
    assert await committed.count(FsmState) == 1
    await context.clear()
    assert await committed.count(FsmState) == 0


async def test_forgotten_forms_are_cleared_away(
    storage: FsmStorage, database: Database, clock: ShiftedClock, committed: Committed
) -> None:
    await storage.set_state(KEY, Form.name)
    clock.advance(timedelta(days=29))
    await storage.set_state(OTHERS[0], Form.name)
    clock.advance(timedelta(days=2))
    assert await Jobs(database, clock).tidy(clock.now()) == 1
    assert await committed.count(FsmState) == 1
