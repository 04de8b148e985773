"""Everything a person should know about a pack before it is used: what is wrong, what is open, what it costs."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from backend.languages import Language
from backend.protocol.approvals import ApprovalState
from backend.protocol.findings import Finding, Level
from backend.protocol.given import PAGES, REPLIES, SAFETY, SCHEDULED, reminder_kinds
from backend.protocol.lint_answers import lint_answers
from backend.protocol.lint_documents import lint_documents
from backend.protocol.lint_passages import lint_passages
from backend.protocol.lint_questions import lint_questions
from backend.protocol.lint_reading import lint_reading
from backend.protocol.lint_signs import lint_signs
from backend.protocol.lint_words import lint_words
from backend.protocol.measure import Size, longest_lines, sizes
from backend.protocol.pack import Pack
from backend.protocol.report import Report
from backend.protocol.source import Source, read_source

LONG, MOST = 2, 8  # segments: what we aim for, and what the provider advises at most (channels 2.1)
AT_ONCE = {
    "safety-emergency": 2,
    "safety-emergency-short": 2,
    "safety-emergency-harm": 2,
    "safety-urgent": 3,
    "safety-urgent-night": 3,
    "safety-still-holds": 3,
}  # a second each


def check_pack(pack: Pack) -> Report:
    """The report on a pack that loads. Reads its files again for their lines."""
    sources = _sources(pack.root)
    measured = tuple(size for wording in pack.wordings.values() for size in sizes(pack, wording))
    findings = [
        *lint_words(pack, sources),
        *lint_answers(pack, sources),
        *lint_reading(pack, sources),
        *lint_signs(pack, sources),
        *lint_questions(pack, sources),
        *lint_passages(pack, sources),
        *lint_documents(pack, sources),
        *_sizes(pack, measured, sources),
        *_unused(pack, sources),
        *_calendar(pack, sources["study.yaml"]),
        *_approvals(pack),
        *_open(pack, sources["study.yaml"]),
    ]
    order = list(Level)
    findings.sort(key=lambda found: (order.index(found.level), found.file, found.line or 0))
    return Report(pack=pack, findings=tuple(findings), sizes=measured)


def _sources(root: Path) -> Mapping[str, Source]:
    return {str(path.relative_to(root)): read_source(path, root) for path in sorted(root.rglob("*.yaml"))}


def _sizes(pack: Pack, measured: tuple[Size, ...], sources: Mapping[str, Source]) -> Iterator[Finding]:
    for size in measured:
        most = AT_ONCE.get(size.kind, MOST)
        if size.segments.parts <= min(LONG, most) or size.own_words:
            continue
        source = sources[f"sms/{size.kind}.yaml"]
        written = Language.EN if size.language is Language.EN else Language.ZH_HANS
        line = source.line(["texts", size.variant.value, written.value])
        level = Level.ERROR if size.segments.parts > most else Level.NOTE
        long = f"{size.kind}, {size.variant.value}, {size.language.value}: up to {size.segments.parts} segments"
        yield Finding(level, source.name, line, long)
    for language in (Language.ZH_HANS, Language.EN):
        known = pack.variables.get("lines")
        if known is not None and len(known.longest.in_(language)) < len(longest_lines(pack, language)):
            where = sources["variables.yaml"].line(["variables", "lines", "longest", language.value])
            short = (
                f"lines: two reminders make {len(longest_lines(pack, language))} characters, longer than `longest`"
            )
            yield Finding(Level.ERROR, "variables.yaml", where, short)


def _unused(pack: Pack, sources: Mapping[str, Source]) -> Iterator[Finding]:
    sent = {*SCHEDULED, *REPLIES, *SAFETY, *PAGES, *reminder_kinds(pack.schedules), *pack.refusals.wordings}
    for kind in sorted(set(pack.wordings) - sent):
        yield Finding(Level.WARNING, f"sms/{kind}.yaml", None, f"nothing ever sends {kind}")
    used = {name for wording in pack.wordings.values() for name in wording.variables}
    for name in sorted(set(pack.variables) - used):
        line = sources["variables.yaml"].line(["variables", name])
        yield Finding(Level.WARNING, "variables.yaml", line, f"no text uses {name}")


def _calendar(pack: Pack, study: Source) -> Iterator[Finding]:
    years = [
        int(year) for year in re.findall(r"\b20\d\d\b", f"{pack.study.registry.starts} {pack.study.registry.ends}")
    ]
    if years:
        for warning in pack.calendar.warnings(range(min(years), max(years) + 1)):
            yield Finding(Level.WARNING, "study.yaml", study.line(["holidays"]), warning)


def _approvals(pack: Pack) -> Iterator[Finding]:
    for state, means in (
        (ApprovalState.DRAFT, "were never approved; live mode does not send them"),
        (ApprovalState.STALE, "changed since approval; reminders among them wait, answers go out as last approved"),
    ):
        kinds = [kind for kind, wording in pack.wordings.items() if pack.approvals.state(wording) is state]
        if kinds:
            text = f"{len(kinds)} of {len(pack.wordings)} texts {means}: {', '.join(sorted(kinds))}"
            yield Finding(Level.WARNING, "approvals.yaml", None, text)
    for state, means in (
        (ApprovalState.DRAFT, "were never approved; live mode does not show them"),
        (ApprovalState.STALE, "changed since approval; live mode shows them as last approved"),
    ):
        topics = [topic for topic, passage in pack.passages.items() if pack.approvals.state(passage) is state]
        if topics:
            text = f"{len(topics)} of {len(pack.passages)} guides {means}: {', '.join(sorted(topics))}"
            yield Finding(Level.WARNING, "approvals.yaml", None, text)
    for key, instrument in pack.instruments.items():
        if pack.approvals.state(instrument) is ApprovalState.DRAFT:
            draft = f"never approved; live mode does not ask it: `nuanxin pack approve {instrument.kind}`"
            yield Finding(Level.WARNING, f"instruments/{key}.yaml", None, draft)
        elif pack.approvals.state(instrument) is ApprovalState.STALE:
            stale = "changed since approval; live mode asks it as last approved"
            yield Finding(Level.WARNING, f"instruments/{key}.yaml", None, stale)
    lists = pack.approvals.state(pack.listening)
    if lists is not ApprovalState.APPROVED:
        means = "were never approved" if lists is ApprovalState.DRAFT else "changed since approval"
        yield Finding(
            Level.WARNING, "approvals.yaml", None, f"the lists of signs {means}: `nuanxin pack approve triage`"
        )


def _open(pack: Pack, study: Source) -> Iterator[Finding]:
    for gap in pack.study.live_gaps():
        yield Finding(Level.WARNING, "study.yaml", study.line(["contact"]), gap.removeprefix("study.yaml: "))
    for number, question in enumerate(pack.study.open_questions):
        line = study.line(["open_questions", number])
        yield Finding(Level.NOTE, "study.yaml", line, f"ask the site: {question.en}")
