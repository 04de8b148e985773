"""The shape of a window: when a diary is due, and what came of it."""

from datetime import date, datetime

from backend.diary.state import Reason, WindowState
from backend.mobile.shapes import Shape, example


class WindowShown(Shape):
    """When a diary is due. It is taken from `opens_at`, late from `closes_at` until `late_until`.

    `reason` is why it is excused. `may_fill`: an entry is taken now. `entries` are those that it has.
    """

    model_config = example(
        instrument="daily",
        name="每日日记",
        due_on="2027-05-18",
        day=2,
        opens_at="2027-05-18T18:00:00+08:00",
        closes_at="2027-05-19T12:00:00+08:00",
        late_until="2027-05-21T12:00:00+08:00",
        optional=False,
        state="open",
        reason=None,
        may_fill=True,
        entries=[],
    )

    instrument: str
    name: str
    due_on: date
    day: int
    opens_at: datetime
    closes_at: datetime
    late_until: datetime
    optional: bool
    state: WindowState
    reason: Reason | None
    may_fill: bool
    entries: list[str]
