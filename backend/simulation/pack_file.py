"""The pack's simulation.yaml: what simulated families text and write down. Only the simulation reads it."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from backend.languages import Language
from backend.protocol.source import parse, read_source
from backend.protocol.text import PackModel
from backend.simulation.diary_life import DiaryLife
from backend.triage.understanding import Urgency

FILE = "simulation.yaml"
Texts = Annotated[tuple[str, ...], Field(min_length=1)]


class PackFile(PackModel):
    """Texts by the level they deserve and language; how diaries are kept, where any are."""

    texts: dict[Urgency, dict[Language, Texts]]
    diary: DiaryLife | None = None


def read_pack_file(folder: Path) -> PackFile:
    """The file of the pack in `folder`. Raises PackInvalid."""
    return parse(PackFile, read_source(folder / FILE, folder))
