"""What tells clients apart: segment, region, audience, person or company."""

from __future__ import annotations

from typing import Annotated, Final, get_args

from pydantic import Field

from bot.ui import flows, ordered
from bot.ui.callbacks import STAFF, VoronkaCallback
from bot.ui.i18n import N_
from bot.ui.screen import Button, Rows, Screen, grid
from bot.ui.targets import OpenCard
from bot.ui.words import Words, short
from services.client_traits import TraitChoice
from services.client_views import ClientCard

LETTERS: Final = {"s": "segment", "r": "region", "a": "audience"}


class ClientTraits(VoronkaCallback, prefix="ktr1", roles=STAFF):
    """What is said of a client, to be changed."""

    id: int


class ClientTraitAsk(VoronkaCallback, prefix="kta1", roles=STAFF):
    """Which s(egment), r(egion), a(udience)?"""

    id: int
    letter: Annotated[str, Field(max_length=1)] = "s"


class ClientTraitPut(VoronkaCallback, prefix="ktp1", roles=STAFF):
    """The value of this number; 0: none."""

    id: int
    ver: int
    letter: Annotated[str, Field(max_length=1)] = "s"
    number: int = 0


class ClientPerson(VoronkaCallback, prefix="ktk1", roles=STAFF):
    """It is a person, or a company."""

    id: int
    ver: int
    person: bool = True


class ClientTraitUndo(VoronkaCallback, prefix="ktu1", roles=STAFF):
    """Take the last change back."""

    undo: int


TraitButton = ClientTraits | ClientTraitAsk | ClientTraitPut | ClientPerson
BUTTONS: Final = get_args(TraitButton)
"""A stale one redraws the page."""


def name(trait: str, w: Words) -> str:
    """What a trait is called."""
    return {
        "segment": w.p_("button", "Segment"),
        "region": w.p_("button", "Region"),
        "audience": w.p_("button", "Audience"),
    }[trait]


def page(card: ClientCard, w: Words, *, undo: int | None = None) -> Screen:
    """What is said of a client; a press changes it, and takes the last change back."""
    values = {"segment": card.segment, "region": card.region, "audience": card.audience}
    rows: Rows = tuple(
        (
            Button(
                f"{name(trait, w)}: {short(values[trait] or '—', 40)}", data=ClientTraitAsk(id=card.id, letter=letter)
            ),
        )
        for letter, trait in LETTERS.items()
    )
    kinds = tuple(
        Button(("✓ " if card.is_person is person else "") + label,
               data=ClientPerson(id=card.id, ver=card.version, person=person))
        for person, label in ((False, w.p_("button", "Company")), (True, w.p_("button", "Person")))
    )  # fmt: skip
    back = Button(w.p_("button", "To the client"), data=OpenCard(kind="c", id=card.id))
    text = w.html("<b>%(name)s</b>\nReports and funnels tell clients apart by this.", name=short(card.name, 120))
    back_again = ordered.undo_row(None if undo is None else ClientTraitUndo(undo=undo), w)
    return Screen(str(text), rows=(*rows, kinds, *back_again, (back,)))


def question(asked: TraitChoice, w: Words) -> Screen:
    """Which one? Press a known value or write a new one."""
    letter = next(letter for letter, trait in LETTERS.items() if trait == asked.trait)
    about = {"id": asked.id, "ver": asked.version, "letter": letter}
    buttons = [
        Button(("✓ " if value == asked.now else "") + short(value, 40), data=ClientTraitPut(**about, number=number))
        for number, value in asked.known
    ]
    none = ((Button(w.p_("button", "None"), data=ClientTraitPut(**about, number=0)),),) if asked.now else ()
    text = (
        w.html("<b>%(name)s</b>", name=short(asked.name, 100))
        + "\n"
        + {
            "segment": w.html("Which segment? Press or write it."),
            "region": w.html("Which region? Press or write it."),
            "audience": w.html("Which audience? Press or write it."),
        }[asked.trait]
    )
    back = Button(w.p_("button", "Back"), data=ClientTraits(id=asked.id))
    return Screen(str(text), rows=(*grid(buttons, 2), *none, (back,)))


def saved_toast(w: Words) -> str:
    """It is stored."""
    return w._("Saved.")


flows.add({"TraitForm": N_("the change of the client")})
