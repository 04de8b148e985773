"""What the pictures of the figures show, in a sentence for their headings. Pure."""

from collections.abc import Mapping
from datetime import date

from backend.console.reader import Reader
from backend.console.study_curve import Curve
from backend.languages import short_day


def finding(stopped: Mapping[str, date], *, below: int, due: int, target: int | None, reader: Reader) -> str:
    """What becomes of all children, in one sentence: who has stopped since when, else how many reach the target.

    `due` is of how many something was due, `below` how many of them are below the target.
    """
    if stopped:
        since, code = min((since, code) for code, since in stopped.items())
        words = reader.say("Nothing from %(code)s since %(day)s", code=code, day=short_day(since, reader.language))
        more = len(stopped) - 1
        return words if not more else words + reader.say(" (and %(count)s more)", count=more)
    if not due:
        return reader.say("Nothing was due yet")
    if target is None:
        return reader.say("%(count)s children have something that was due", count=due)
    return reader.say("%(reach)s of %(all)s children reach %(target)s%%", reach=due - below, all=due, target=target)


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
