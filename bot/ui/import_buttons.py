"""The buttons of /import. Tables, columns, stages and corrections are meant by their place in the draft."""

from __future__ import annotations

from bot.ui.callbacks import VoronkaCallback
from services.rules.actor import Role
from services.rules.import_fields import Field, Kind

ADMINS = frozenset({Role.ADMIN})


class ImportStart(VoronkaCallback, prefix="ib1", roles=ADMINS):
    """Begin: ask for a file."""


class ImportShow(VoronkaCallback, prefix="io1", roles=ADMINS):
    """What the files hold and what will become of it."""


class ImportTable(VoronkaCallback, prefix="it1", roles=ADMINS):
    """The columns of table `number`."""

    number: int
    page: int = 1


class ImportKinds(VoronkaCallback, prefix="ij1", roles=ADMINS):
    """What is a row of a table: show the choice."""

    number: int


class ImportKind(VoronkaCallback, prefix="ik1", roles=ADMINS):
    """A table holds something else."""

    number: int
    holds: Kind = Kind.UNKNOWN


class ImportColumn(VoronkaCallback, prefix="ic1", roles=ADMINS):
    """What column `place` of table `number` means: show the choice."""

    number: int
    place: int


class ImportField(VoronkaCallback, prefix="if1", roles=ADMINS):
    """A column gets another meaning."""

    number: int
    place: int
    field: Field = Field.IGNORE


class ImportOrder(VoronkaCallback, prefix="id1", roles=ADMINS):
    """Dates of a column begin with the day, or with the month."""

    number: int
    place: int
    month_first: bool = False


class ImportStages(VoronkaCallback, prefix="is1", roles=ADMINS):
    """The stage names of the files."""

    page: int = 1


class ImportStage(VoronkaCallback, prefix="ig1", roles=ADMINS):
    """One stage name: `place` is the place of our stage, -1 asks, -2 makes a new one."""

    number: int
    place: int = -1


class ImportPipeline(VoronkaCallback, prefix="ip1", roles=ADMINS):
    """Into which pipeline; -1 asks."""

    place: int = -1


class ImportFixes(VoronkaCallback, prefix="ix1", roles=ADMINS):
    """The proposed corrections; with `number` one is taken back or in again."""

    page: int = 1
    number: int = -1


class ImportPolicy(VoronkaCallback, prefix="ia1", roles=ADMINS):
    """What becomes of deals without a client: the next of the three ways."""


class ImportCheck(VoronkaCallback, prefix="ie1", roles=ADMINS):
    """Count what would happen."""


class ImportRun(VoronkaCallback, prefix="ir1", roles=ADMINS):
    """Import."""


class ImportDrop(VoronkaCallback, prefix="iq1", roles=ADMINS):
    """Forget the files."""
