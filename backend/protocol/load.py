"""Loading a pack from its folder: everything that is wrong is told at once, each with file and line."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from backend.protocol.approvals import Approvals
from backend.protocol.concerns import ConcernRules
from backend.protocol.documents import Document
from backend.protocol.instruments import Instrument
from backend.protocol.lint_filling import lint_filling
from backend.protocol.lint_instruments import lint_instruments
from backend.protocol.lint_refusals import lint_refusals
from backend.protocol.lint_schedule import lint_schedule
from backend.protocol.lint_wording import lint_wording
from backend.protocol.listen import read_listening
from backend.protocol.pack import Pack
from backend.protocol.passages import GuideGroups, Passage
from backend.protocol.refusals import Refusals
from backend.protocol.schedule import Schedule
from backend.protocol.source import PackInvalid, Problem, Source, parse, read_source
from backend.protocol.study import Study
from backend.protocol.variables import Variables
from backend.protocol.wording import Wording

Part = TypeVar("Part")


def load_pack(folder: Path) -> Pack:
    """The pack in `folder`. Raises PackInvalid."""
    if not folder.is_dir():
        raise PackInvalid([Problem(str(folder), 1, "there is no such folder")])
    reader = _Reader(folder)
    study = reader.take(lambda: parse(Study, reader.source("study.yaml")))
    schedule = reader.take(lambda: parse(Schedule, reader.source("schedule.yaml")))
    amendments = [
        reader.take(lambda path=path: parse(Schedule, reader.source(f"amendments/{path.name}")))  # type: ignore[misc]
        for path in sorted((folder / "amendments").glob("*.yaml"))
    ]
    variables = reader.take(lambda: parse(Variables, reader.source("variables.yaml")))
    wordings = [
        reader.take(lambda path=path: _wording(reader.source(f"sms/{path.name}"), path.stem))  # type: ignore[misc]
        for path in sorted((folder / "sms").glob("*.yaml"))
    ]
    listening = reader.take(lambda: read_listening(reader.source))
    refusals = reader.take(lambda: parse(Refusals, reader.source("assistant/refusals.yaml")))
    concerns = reader.take(lambda: parse(ConcernRules, reader.source("concerns.yaml")))
    instruments = [
        reader.take(lambda path=path: _instrument(reader.source(f"instruments/{path.name}"), path.stem))  # type: ignore[misc]
        for path in sorted((folder / "instruments").glob("*.yaml"))
    ]
    passages = [
        reader.take(lambda path=path: _passage(reader.source(f"guides/{path.name}"), path.stem))  # type: ignore[misc]
        for path in sorted((folder / "guides").glob("*.yaml"))
    ]
    headings = reader.take(lambda: parse(GuideGroups, reader.source("guides.yaml"))) if passages else None
    documents = [
        reader.take(lambda path=path: _document(reader.source(f"consent/{path.name}"), path.stem))  # type: ignore[misc]
        for path in sorted((folder / "consent").glob("*.yaml"))
    ]
    approvals = reader.take(lambda: parse(Approvals, reader.source("approvals.yaml")))
    reader.refuse_if_any()
    if study is None or schedule is None or variables is None:
        raise PackInvalid(reader.problems)
    if listening is None or refusals is None or concerns is None or approvals is None:
        raise PackInvalid(reader.problems)
    later = sorted((each for each in amendments if each), key=lambda each: str(each.effective_on))
    pack = Pack(
        root=folder,
        study=study,
        schedules=(schedule, *later),
        wordings={each.kind: each for each in wordings if each},
        variables=variables.variables,
        listening=listening,
        refusals=refusals,
        concerns=concerns,
        instruments={each.key: each for each in instruments if each},
        passages={each.topic: each for each in passages if each},
        guide_groups=headings.groups if headings else (),
        documents={each.key: each for each in documents if each},
        approvals=approvals,
    )
    problems = [
        *lint_schedule(pack, reader.sources),
        *lint_wording(pack, reader.sources),
        *lint_instruments(pack, reader.sources),
        *lint_refusals(pack, reader.sources),
        *lint_filling(pack, reader.sources),
    ]
    if problems:
        raise PackInvalid(problems)
    return pack


class _Reader:
    """Collects complaints instead of stopping at the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.sources: dict[str, Source] = {}

    def source(self, name: str) -> Source:
        found = read_source(self.folder / name, self.folder)
        self.sources[name] = found
        return found

    def take(self, read: Callable[[], Part]) -> Part | None:
        try:
            return read()
        except PackInvalid as invalid:
            self.problems += invalid.problems
            return None

    def refuse_if_any(self) -> None:
        if self.problems:
            raise PackInvalid(self.problems)


def _wording(source: Source, stem: str) -> Wording:
    wording = parse(Wording, source)
    if wording.kind != stem:
        raise PackInvalid([source.problem(["kind"], f"kind: the file is named {stem}, its kind is {wording.kind}")])
    return wording


def _instrument(source: Source, stem: str) -> Instrument:
    instrument = parse(Instrument, source)
    if instrument.key != stem:
        raise PackInvalid([source.problem(["key"], f"key: the file is named {stem}, its key is {instrument.key}")])
    return instrument


def _passage(source: Source, stem: str) -> Passage:
    passage = parse(Passage, source)
    if passage.topic != stem:
        raise PackInvalid(
            [source.problem(["topic"], f"topic: the file is named {stem}, its topic is {passage.topic}")]
        )
    return passage


def _document(source: Source, stem: str) -> Document:
    document = parse(Document, source)
    if document.key != stem:
        raise PackInvalid([source.problem(["key"], f"key: the file is named {stem}, its key is {document.key}")])
    return document
