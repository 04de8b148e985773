"""The report's lines about diaries: entries by way and timing, corrections, and how the windows stood in the end."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session

from backend.diary.state import Timing, timing_of
from backend.simulation.diary_book import KEPT_BEFORE, Writing
from backend.simulation.diary_checks import read_diaries

ANY_TIME = "any time"


def diary_lines(session: Session, book: Sequence[Writing], *, now: datetime) -> Iterator[str]:
    """Nothing in them depends on how long the run took."""
    diaries = read_diaries(session, now=now)
    stands = [each for several in diaries.stands.values() for each in several]
    timing = {entry.id: timing_of(each.window, entry.counts_at).value for each in stands for entry in each.entries}
    table = Counter((row.source, timing.get(row.id, ANY_TIME)) for row in diaries.entries.values())
    used = [name for name in (*Timing, ANY_TIME) if any(column == name for _, column in table)]
    yield f"{'diary entries by way':22}" + "".join(f"{name:>12}" for name in used)
    for source in sorted({source for source, _ in table}):
        yield f"{source:22}" + "".join(f"{table[source, name] or '':>12}" for name in used)
    whole = Counter(column for _, column in table.elements())
    yield f"{'all':22}" + "".join(f"{whole[name]:>12}" for name in used)
    states = Counter(each.standing.state.value for each in stands)
    yield "diary windows: " + ", ".join(f"{name} {states[name]}" for name in sorted(states))
    corrections = sum(len(versions) - 1 for versions in diaries.versions.values())
    doubled = sum(writing.outcomes.count(KEPT_BEFORE) for writing in book)
    refused = sum(bool(writing.outcomes) and not writing.is_kept for writing in book)
    raised = sum(each.concern_id is not None for versions in diaries.versions.values() for each in versions)
    yield f"corrections {corrections}, sent again {doubled}, refused {refused}, worries in diaries {raised}"
