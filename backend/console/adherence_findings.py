"""What the pictures of the figures show, in a sentence for their headings. Pure."""

from collections.abc import Mapping
from datetime import date

from backend.adherence.scope import Kind
from backend.adherence.tally import Tally, percent
from backend.console.reader import Reader
from backend.console.study_curve import Curve
from backend.languages import short_day

IN_A_ROW = 3


def finding(
    days: Mapping[tuple[str, date], Tally],
    children: Mapping[str, Tally],
    *,
    kind: Kind,
    target: int | None,
    reader: Reader,
) -> str:
    """What the picture of children shows, in one sentence: who has stopped, else how many reach the target."""
    stopped = sorted((since, code) for code in children if (since := _stopped(days, code)) is not None)
    if stopped and kind is Kind.DIARIES:
        since, code = stopped[0]
        words = reader.say("Nothing from %(code)s since %(day)s", code=code, day=short_day(since, reader.language))
        more = len(stopped) - 1
        return words if not more else words + reader.say(" (and %(count)s more)", count=more)
    counted = [tally for tally in children.values() if tally.due]
    if not counted:
        return reader.say("Nothing was due yet")
    reach = sum((percent(tally.rate) or 0) >= (target or 0) for tally in counted)
    if target is None:
        return reader.say("%(count)s children have something that was due", count=len(counted))
    return reader.say(
        "%(reach)s of %(all)s children reach %(target)s%%", reach=reach, all=len(counted), target=target
    )


def curve_finding(line: Curve, *, target: int | None, reader: Reader) -> str:
    """What the curve shows, in one sentence."""
    lowest, last = line.lowest, line.last
    if target is not None and lowest.percent >= target:
        return reader.say("Never below the target; last week %(last)s%%", last=last.percent)
    return reader.say(
        "Lowest %(lowest)s%% in the week of %(day)s; last %(last)s%%",
        lowest=lowest.percent,
        day=short_day(lowest.monday, reader.language),
        last=last.percent,
    )


def _stopped(days: Mapping[tuple[str, date], Tally], code: str) -> date | None:
    """Since when a child's windows were all missed, if the last few were."""
    run: list[date] = []
    for (child, on), tally in sorted(days.items(), key=lambda each: each[0][1], reverse=True):
        if child != code or not tally.due:
            continue
        if tally.missed + tally.overdue < tally.due:
            break
        run.append(on)
    return run[-1] if len(run) >= IN_A_ROW else None
