"""Figures as lines of text for people."""

from collections.abc import Iterator, Mapping, Sequence

from backend.triage.score import Figures, Read, Share, Target, by_language
from backend.triage.understanding import Intent, Understanding, Urgency

HIGH_FIRST = tuple(reversed(Urgency))
ALARMS = ((Urgency.EMERGENCY, 0.001), (Urgency.URGENT, 0.007))
"""What share of ordinary texts may be read as a level or higher."""


def scorecard(whole: Figures, *, worst: int) -> Iterator[str]:
    """Levels, confusion, languages, intents, the same by language, and the worst mistakes in words."""
    yield f"{len(whole.reads)} messages"
    yield from _levels(whole)
    yield from _confusion(whole)
    yield from _intents(whole)
    yield "\nTargets"
    yield from map(target_line, whole.targets())
    for wording, part in by_language(whole).items():
        yield f"\n== {wording.value}: {len(part.reads)} messages"
        yield from _levels(part)
        yield from _confusion(part)
    yield f"\nThe worst mistakes (at most {worst})"
    yield from map(_mistake, whole.worst(worst))


def target_line(target: Target) -> str:
    """One figure beside its target."""
    sign, verdict = ("≥" if target.at_least else "≤"), ("PASS" if target.met else "FAIL")
    return f"  {target.name:32} {target.share!s:20} {sign} {target.bound:6.1%}  {verdict}"


def comparison(columns: Mapping[str, Figures]) -> Iterator[str]:
    """The targets of several measurements side by side."""
    measured = {name: each.targets() for name, each in columns.items()}
    yield " " * 32 + "   target" + "".join(f"{name:>22}" for name in measured)
    for lines in zip(*measured.values(), strict=True):
        first = lines[0]
        bound = f"{'≥' if first.at_least else '≤'} {first.bound:.1%}"
        yield f"{first.name:32}{bound:>9}" + "".join(_cell(each) for each in lines)


def alarms(read: Sequence[tuple[str, Understanding]], *, worst: int) -> Iterator[str]:
    """How many ordinary texts were read as worrying, and the worst of them in words."""
    yield f"{len(read)} messages"
    for target in alarm_targets(read):
        yield target_line(target)
    loud = [each for each in read if each[1].urgency.rank >= Urgency.URGENT.rank]
    yield f"\nThe worst (at most {worst})"
    for text, understood in sorted(loud, key=lambda each: -each[1].urgency.rank)[:worst]:
        yield f"  {understood.urgency.value:9} {_one_line(text)}\n            {understood.rule}: {understood.reason}"


def alarm_targets(read: Sequence[tuple[str, Understanding]]) -> list[Target]:
    """The shares of ordinary texts at each worrying level or higher, with their bounds."""
    return [
        Target(
            f"read as {level.value} or higher",
            Share(sum(each.urgency.rank >= level.rank for _, each in read), len(read)),
            bound,
            at_least=False,
        )
        for level, bound in ALARMS
    ]


def _levels(whole: Figures) -> Iterator[str]:
    yield f"  {'level':10} {'recall':22} {'exactly':22} {'false, of lower rows':22} {'false, on none':22}"
    for level in HIGH_FIRST[:-1]:
        exact = Share(whole.confusion[level, level], sum(whole.confusion[level, each] for each in Urgency))
        cells = (whole.reached(level, level), exact, whole.raised_to(level), whole.reached(Urgency.NONE, level))
        yield f"  {level.value:10} " + " ".join(f"{cell!s:22}" for cell in cells)
    yield f"  emergencies lost (read as none or routine): {whole.lost}"
    yield f"  language: {whole.language}"


def _confusion(whole: Figures) -> Iterator[str]:
    yield "  said \\ read " + "".join(f"{level.value:>11}" for level in HIGH_FIRST)
    for said in HIGH_FIRST:
        yield f"  {said.value:12}" + "".join(f"{whole.confusion[said, level]:>11}" for level in HIGH_FIRST)


def _intents(whole: Figures) -> Iterator[str]:
    yield f"  {'intent':20} {'recall':22} {'precision':22}"
    for intent in Intent:
        recall, precision = whole.recall(intent), whole.precision(intent)
        if recall.of or precision.of:
            yield f"  {intent.value:20} {recall!s:22} {precision!s:22}"


def _mistake(read: Read) -> str:
    row, understood = read.row, read.as_
    return (
        f"  {row.urgency.value} read as {understood.urgency.value}: {_one_line(row.text)}  "
        f"[{row.id}{': ' + row.why if row.why else ''}]\n            {understood.rule or '–'}: {understood.reason}"
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _cell(target: Target) -> str:
    value = target.share.value
    return f"{'–' if value is None else f'{value:.2%}':>16} {'PASS' if target.met else 'FAIL':5}"
