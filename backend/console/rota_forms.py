"""The forms of the rota: somebody is away, two people trade places."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from backend.console.concern_forms import Filled
from backend.console.new_concern import TIME_HINT
from backend.console.reader import Reader
from backend.console.seen import Field, Form
from backend.languages import marked
from backend.protocol.pack import Pack

CHOOSE = marked("Choose one.")
CHOOSE_OTHER = marked("Choose another person.")
WRONG_TIME = marked("Give a date and a time.")
WRONG_END = marked("The end must come after the beginning, and not be over yet.")
SAY_WHY = marked("Say why.")


@dataclass(frozen=True)
class Span:
    """A form of the rota read; with `errors`, by field and marked, nothing of it is kept."""

    key: str
    other: str
    start: datetime
    end: datetime
    reason: str
    errors: dict[str, str] = field(default_factory=dict)


def read_span(values: Mapping[str, str], reader: Reader, pack: Pack, *, trade: bool) -> Span:
    """The form as values."""
    keys = {each.key for each in pack.study.contact.rota}
    start, end = _moment(values.get("start", ""), reader), _moment(values.get("end", ""), reader)
    errors = {} if values.get("key") in keys else {"key": CHOOSE}
    if trade and (values.get("other") not in keys or values.get("other") == values.get("key")):
        errors["other"] = CHOOSE_OTHER
    errors |= {name: WRONG_TIME for name, at in (("start", start), ("end", end)) if at is None}
    if start and end and (end <= start or end <= reader.now):
        errors["end"] = WRONG_END
    if not values.get("reason"):
        errors["reason"] = SAY_WHY
    return Span(
        key=values.get("key", ""),
        other=values.get("other", "") if trade else "",
        start=start or reader.now,
        end=end or reader.now,
        reason=values.get("reason", ""),
        errors=errors,
    )


def rota_forms(reader: Reader, pack: Pack, filled: Filled | None) -> list[Form]:
    """Both forms, with what was typed into one of them."""
    return [_form(act, reader, pack, filled) for act in ("absent", "swap")]


def _form(act: str, reader: Reader, pack: Pack, filled: Filled | None) -> Form:
    say, trade = reader.say, act == "swap"
    people = tuple((each.key, each.name.in_(reader.language)) for each in pack.study.contact.rota)
    tomorrow = (reader.now + timedelta(days=1)).astimezone(reader.zone).date()
    mine = filled if filled is not None and filled.act == act else Filled(act)
    fields = [
        Field("key", "select", say("Who"), options=people),
        Field("other", "select", say("With whom"), options=people),
        Field("start", "text", say("From"), hint=say(TIME_HINT)),
        Field("end", "text", say("Until")),
        Field("reason", "text", say("Why")),
    ]
    return Form(
        act=act,
        action=f"/console/rota/{act}",
        title=say("Two people trade places") if trade else say("Somebody is away"),
        button=say("Record the trade") if trade else say("Record the absence"),
        fields=[each for each in fields if trade or each.name != "other"],
        values={"start": f"{tomorrow} 08:00", "end": f"{tomorrow + timedelta(days=1)} 08:00", **mine.values},
        errors=mine.errors,
    )


def _moment(text: str, reader: Reader) -> datetime | None:
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=reader.zone)
    except ValueError:
        return None
    return at.astimezone(reader.now.tzinfo)
