"""A contact's personal link: made on a colleague's button, opened by the client."""

from __future__ import annotations

import re

from storage.tables import Contact
from tests.support.conversation import Talk
from tests.support.databases import Committed


async def test_from_the_button_to_the_connected_chat(talk: Talk) -> None:
    anna, oleg = await talk.manager("Anna"), await talk.manager("Oleg")
    await talk.buyer("Ivan", owner=anna)
    await anna.say("/menu")
    await anna.press_data(anna.last, "lk1:1")
    assert "Link for Ivan" in anna.last.text
    assert "A chat is connected already" in anna.last.text
    found = re.search(r"start=(p[A-Za-z0-9_-]+)", anna.last.text)
    assert found
    await oleg.say("/menu")
    await oleg.press_data(oleg.last, "lk1:1")
    assert "Not found" in oleg.toast

    new = await talk.stranger("Ivan again")
    await new.start(found.group(1))
    assert "Hello, Ivan!" in new.last.text
    reader = Committed(talk.app.db.url)
    assert (await reader.one(Contact)).telegram_id == new.id
    await reader.close()
