"""Which of our stages a stage name of the file stands for, in the pipeline of the deal."""

from __future__ import annotations

from dataclasses import dataclass

from services.errors import Invalid
from services.importing.books import Books
from services.importing.ledger import Made
from services.rules.import_fields import Field
from services.rules.import_mapping import StageMap
from services.rules.import_proposal import OurStage
from services.rules.import_rows import Record
from services.rules.import_stages import stage_meaning
from services.rules.import_text import name_key
from services.rules.kinds import StageKind
from storage import company
from storage.tables import Stage
from storage.unit_of_work import Work


@dataclass(frozen=True, slots=True)
class Place:
    """A stage a deal can stand on."""

    id: int
    name: str
    kind: StageKind
    position: int


async def places(work: Work, pipeline_id: int) -> list[Place]:
    """Return a pipeline's stages in order."""
    return [
        Place(item.id, item.name, item.kind, item.position) for item in await company.stages(work, pipeline_id)
    ]  # fmt: skip


def our_stages(stages: list[Place]) -> tuple[OurStage, ...]:
    """Return a pipeline's stages with how far along they are."""
    last = max(1, sum(item.kind is StageKind.OPEN for item in stages) - 1)
    places = {item.id: number / last for number, item in enumerate(s for s in stages if s.kind is StageKind.OPEN)}
    return tuple(OurStage(item.name, item.kind, places.get(item.id, 1.0)) for item in stages)


class StageBook:
    """Pipelines and stages by name; what the mapping wants made is made before the first deal."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._pipelines: dict[str, int] = {}
        self._stages: dict[int, list[Place]] = {}
        self._maps = {item.value: item for item in books.mapping.stages}
        self._cache: dict[tuple[int, str], Place | None] = {}
        self.chosen = 0

    async def load(self) -> None:
        """Read the pipelines. Raises Invalid: import_no_pipeline."""
        for pipeline in await company.pipelines(self._books.work):
            self._pipelines.setdefault(name_key(pipeline.name), pipeline.id)
            self._stages[pipeline.id] = await places(self._books.work, pipeline.id)
        wanted = self._books.mapping.pipeline
        if not self._pipelines or (wanted and name_key(wanted) not in self._pipelines):
            raise Invalid("import_no_pipeline", name=wanted or "")
        self.chosen = self._pipelines[name_key(wanted)] if wanted else next(iter(self._pipelines.values()))
        await self._make_wanted()

    async def _make_wanted(self) -> None:
        missing = [item for item in self._maps.values() if item.create or item.stage is None]
        new = []
        for item in missing:
            name = item.stage or item.value
            if self._named(self.chosen, name) is None:
                place = Place(self._books.key(Stage), name[:120], item.kind, self._position(item.kind))
                self._stages[self.chosen].append(place)
                new.append(self._row(place))
        self._books.ledger.made[Made.STAGES] += len(new)
        await self._books.create(Stage, new)

    def _position(self, kind: StageKind) -> int:
        """After the last stage of the kind: stages of one position stand in the order they were made."""
        stages = self._stages[self.chosen]
        return max((item.position for item in stages if item.kind is kind or kind is not StageKind.OPEN), default=0)

    def _row(self, place: Place) -> dict[str, object]:
        return {
            "id": place.id,
            "pipeline_id": self.chosen,
            "name": place.name,
            "kind": place.kind,
            "position": place.position,
            "description": "",
            "probability": 100 if place.kind is StageKind.WON else 0,
            "late": False,
            "version": 1,
        }

    def pipeline(self, record: Record) -> int:
        """Return the pipeline a row names, else the chosen one."""
        name = record.text(Field.PIPELINE)
        return self._pipelines.get(name_key(name), self.chosen) if name else self.chosen

    def entry(self, pipeline_id: int) -> Place:
        """Return where deals of a pipeline begin."""
        stages = self._stages[pipeline_id]
        return next((item for item in stages if item.kind is StageKind.OPEN), stages[0])

    def of(self, pipeline_id: int, record: Record) -> Place | None:
        """Return the stage of a row: by its stage, overruled by a status that says won or lost, else by its dates."""
        value, status = record.text(Field.STAGE), record.text(Field.STATUS)
        if value and status:
            meaning = stage_meaning(status)
            if meaning.sure and meaning.kind is not StageKind.OPEN:
                return self.closing(pipeline_id, meaning.kind)
        value = value or status
        if value:
            if (pipeline_id, value) not in self._cache:
                self._cache[pipeline_id, value] = self._mapped(pipeline_id, self._maps.get(value))
            return self._cache[pipeline_id, value]
        if Field.CLOSED in record.values:
            return self.closing(pipeline_id, StageKind.WON)
        return None

    def _mapped(self, pipeline_id: int, item: StageMap | None) -> Place | None:
        if item is None:
            return None
        named = self._named(pipeline_id, item.stage or item.value)
        if named is not None:
            return named
        return self.entry(pipeline_id) if item.kind is StageKind.OPEN else self.closing(pipeline_id, item.kind)

    def closing(self, pipeline_id: int, kind: StageKind) -> Place | None:
        """Return the pipeline's stage that means won, or lost."""
        return next((item for item in self._stages[pipeline_id] if item.kind is kind), None)

    def _named(self, pipeline_id: int, name: str) -> Place | None:
        key = name_key(name)
        return next((item for item in self._stages[pipeline_id] if name_key(item.name) == key), None)
