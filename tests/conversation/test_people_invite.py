"""Coming in: the owner's link, invitations with their picture, what a used or foreign link says."""

from __future__ import annotations

import re
from datetime import timedelta

from storage.tables import Invitation
from tests.support.conversation import Talk
from tests.support.databases import Committed


def token(text: str) -> str:
    """The payload of the link in a message."""
    found = re.search(r"start=([A-Za-z0-9_-]{1,64})", text)
    assert found, text
    return found.group(1)


async def test_the_owner_comes_in_and_sees_what_to_do_first(talk: Talk) -> None:
    link = await talk.app.services.invitations.owner_link()
    owner, late = await talk.stranger("Olga"), await talk.stranger("Late")
    await owner.start(link or "")
    assert "Welcome, Olga!" in owner.last.text
    assert "You are admin." in owner.last.text
    assert owner.has_button("Invite")
    assert "users" in owner.commands
    await late.start(link or "")
    assert "has been used already" in late.last.text
    assert "users" not in late.commands
    await owner.start(link or "")
    assert "You are in already" in owner.last.text


async def test_an_invitation_from_role_to_arrival(talk: Talk) -> None:
    admin = await talk.admin()
    await talk.team("North")
    await admin.say("/invite")
    assert "Whom shall the link let in?" in admin.last.text
    await admin.tap("Manager")
    await admin.tap("North")
    assert "Invitation: manager" in admin.last.text
    assert "Team: North" in admin.last.text
    assert admin.last.photo
    payload = token(admin.last.text)
    await admin.tap("Copy the link")
    assert payload in (admin.answer.copied or "")

    anna = await talk.stranger("Anna")
    await anna.start(payload)
    assert "You are manager in the team North." in anna.last.text
    assert "users" not in anna.commands
    await talk.pushed()
    assert "Anna has come in as manager." in admin.last.text

    await admin.start(payload)
    assert "has been used already" in admin.last.text


async def test_a_new_team_is_named_on_the_way(talk: Talk) -> None:
    admin = await talk.admin()
    await talk.team("North")
    await admin.say("/invite")
    await admin.tap("Head of sales")
    await admin.tap("New team")
    await admin.say("north")
    assert "There is a team called north already." in admin.last.text
    await admin.say("South")
    assert "Team: South" in admin.last.text
    await admin.say("/cancel")
    assert "Nothing to cancel." in admin.last.text


async def test_open_invitations_are_listed_and_revoked(talk: Talk) -> None:
    admin = await talk.admin()
    await admin.say("/invite")
    await admin.tap("Admin")
    payload = token(admin.last.text)
    await admin.tap("Open invitations")
    assert "1 open invitation" in admin.last.text
    await admin.tap("Admin · until")
    await admin.tap("Revoke")
    assert admin.toast == "The link does not work any more."
    assert "There are no open invitations." in admin.last.text
    guest = await talk.stranger()
    await guest.start(payload)
    assert "was taken back" in guest.last.text


async def test_links_that_lead_nowhere(talk: Talk) -> None:
    admin, guest = await talk.admin(), await talk.stranger()
    await admin.say("/invite")
    await admin.tap("Admin")
    payload = token(admin.last.text)
    await admin.start(payload)
    assert "This is your own invitation" in admin.last.text
    for nothing in ("i" + "x" * 32, "p" + "x" * 32, "zzz", "r12"):
        await guest.start(nothing)
        assert "This link does not work." in guest.last.text
    talk.clock.advance(timedelta(days=8))
    await guest.start(payload)
    assert "has expired" in guest.last.text


async def test_a_double_tap_makes_one_link(talk: Talk) -> None:
    admin = await talk.admin()
    await admin.say("/invite")
    screen = admin.last
    await admin.tap("Admin")
    await talk.client.redeliver(callback_id=admin.callback_id)
    await admin.press_data(screen, "iv3:a:0")
    reader = Committed(talk.app.db.url)
    assert await reader.count(Invitation) == 1
    await reader.close()


async def test_an_imported_person_gets_the_waiting_place(talk: Talk) -> None:
    from services.rules.actor import Role
    from services.rules.kinds import UserStatus
    from storage.tables import User

    admin = await talk.admin()
    awaited = User(name="Darcel Schlecht", role=Role.MANAGER, status=UserStatus.INVITED, created_at=talk.clock.now())
    await talk.add(awaited)
    await admin.say("/users")
    await admin.tap("Darcel Schlecht")
    assert "No chat yet: send the invitation link" in admin.last.text
    await admin.tap("Invitation link")
    assert "For Darcel Schlecht" in admin.last.text
    darcel = await talk.stranger("dd_90")
    await darcel.start(token(admin.last.text))
    assert "Welcome, Darcel Schlecht!" in darcel.last.text
