"""Buttons of /fields: what of which field is to be changed, as of which version."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from bot.ui.callbacks import VoronkaCallback
from services.rules.actor import Role
from services.rules.field_kinds import FieldKind

ADMINS: Final = frozenset({Role.ADMIN})

CODES: Final[dict[str, FieldKind]] = {
    "t": FieldKind.TEXT,
    "n": FieldKind.NUMBER,
    "m": FieldKind.MONEY,
    "o": FieldKind.OPTION,
    "s": FieldKind.OPTIONS,
    "d": FieldKind.DATE,
    "w": FieldKind.MOMENT,
    "a": FieldKind.ADDRESS,
    "b": FieldKind.BOOKING,
    "l": FieldKind.LINK,
    "f": FieldKind.FILE,
}
"""Kinds in button data."""


class FieldsShow(VoronkaCallback, prefix="fus1", roles=ADMINS):
    """A page (from 1) of the fields, or of the archived ones."""

    page: int = 1
    archived: bool = False


class FieldKinds(VoronkaCallback, prefix="fuk1", roles=ADMINS):
    """What kind of field is to be added?"""


class FieldNew(VoronkaCallback, prefix="fun1", roles=ADMINS):
    """A new field of a kind: what is it called?"""

    what: Annotated[str, Field(max_length=1, pattern="^[tnmosdwablf]$")]


class FieldOpen(VoronkaCallback, prefix="fuo1", roles=ADMINS):
    """One field."""

    field: int


class FieldName(VoronkaCallback, prefix="fur1", roles=ADMINS):
    """What is it to be called?"""

    field: int
    ver: int


class FieldHint(VoronkaCallback, prefix="fuh1", roles=ADMINS):
    """What is said when it is asked? `clear` takes it away."""

    field: int
    ver: int
    clear: bool = False


class FieldShift(VoronkaCallback, prefix="fum1", roles=ADMINS):
    """One place up (−1) or down (1)."""

    field: int
    ver: int
    by: int


class FieldPipelines(VoronkaCallback, prefix="fup1", roles=ADMINS):
    """Which pipeline does it belong to?"""

    field: int
    page: int = 1


class FieldPipeline(VoronkaCallback, prefix="fuq1", roles=ADMINS):
    """It belongs to this pipeline."""

    field: int
    ver: int
    pipeline: int


class FieldEverywhere(VoronkaCallback, prefix="fue1", roles=ADMINS):
    """It belongs to all pipelines."""

    field: int
    ver: int


class FieldResources(VoronkaCallback, prefix="fub1", roles=ADMINS):
    """What does it book?"""

    field: int
    page: int = 1


class FieldResourceNew(VoronkaCallback, prefix="frn1", roles=ADMINS):
    """It books something that is still to be made: what is that called?"""

    field: int
    ver: int


class FieldResource(VoronkaCallback, prefix="fuc1", roles=ADMINS):
    """It books this."""

    field: int
    ver: int
    resource: int


class FieldArchive(VoronkaCallback, prefix="fuz1", roles=ADMINS):
    """Ask it no more; `sure` after the question."""

    field: int
    ver: int
    sure: bool = False


class FieldRestore(VoronkaCallback, prefix="fuy1", roles=ADMINS):
    """Ask it again."""

    field: int
    ver: int


class FieldUndo(VoronkaCallback, prefix="fuu1", roles=ADMINS):
    """Take the last change back."""

    undo: int


class ListOptions(VoronkaCallback, prefix="ful1", roles=ADMINS):
    """The choices of a list."""

    field: int
    page: int = 1


class OptionAdd(VoronkaCallback, prefix="fua1", roles=ADMINS):
    """More choices."""

    field: int
    ver: int


class OptionOpen(VoronkaCallback, prefix="fux1", roles=ADMINS):
    """One choice."""

    field: int
    option: int


class OptionName(VoronkaCallback, prefix="fut1", roles=ADMINS):
    """What is the choice to be called?"""

    field: int
    ver: int
    option: int


class OptionDrop(VoronkaCallback, prefix="fud1", roles=ADMINS):
    """Offer a choice no more."""

    field: int
    ver: int
    option: int


class StageFieldsPage(VoronkaCallback, prefix="fuf1", roles=ADMINS):
    """Another page (from 1) of what a stage may require."""

    stage: int
    page: int


class StageRequire(VoronkaCallback, prefix="fuv1", roles=ADMINS):
    """Require a field to leave a stage, or no longer."""

    stage: int
    field: int
    on: bool
    page: int


CHANGES: Final = (
    FieldName, FieldHint, FieldShift, FieldPipelines, FieldPipeline, FieldEverywhere, FieldResources, FieldResource,
    FieldResourceNew,
    FieldArchive, FieldRestore, ListOptions, OptionAdd, OptionOpen, OptionName, OptionDrop,
)  # fmt: skip
"""Buttons of one field; a stale one redraws its card."""
