"""What is exported: five tables, and what every column means. Moments are in UTC, days in the family's zone."""

from dataclasses import dataclass
from enum import StrEnum

from backend.languages import marked


class Table(StrEnum):
    """The tables, by the name of their file."""

    WINDOWS = "windows"
    ENTRIES = "entries"
    VISITS = "visits"
    CONCERNS = "concerns"
    MESSAGES = "messages"


@dataclass(frozen=True)
class Column:
    """One column: its name, what its values look like, and what they mean, as the catalogs know it."""

    name: str
    values: str
    means: str


CODE = Column("participant_code", "text", marked("The child, by participant code"))
CODES = Column(
    "participant_codes", "text, several with /", marked("The children it is about, else all of the family")
)
SITE = Column("site", "text", marked("The site, as the study pack names it"))
BY = Column("by", "family | staff | program", marked("Who did it"))
RECORDED = Column("recorded_at", "UTC", marked("When we knew of it"))
HAPPENED = Column("happened_at", "UTC", marked("When it happened"))

COLUMNS: dict[Table, tuple[Column, ...]] = {
    Table.WINDOWS: (
        Column("window", "id", marked("The window; an entry names it")),
        CODE,
        Column("kind", "diaries | visits | confirmations", marked("Which of the three was expected")),
        Column("what", "text", marked("The diary, or the visit")),
        Column("counted_from", "text", marked("The anchor it is counted from")),
        Column("due_on", "date", marked("The day it is due, in the family's zone")),
        Column("opens_at", "UTC", marked("From when it is taken")),
        Column("closes_at", "UTC", marked("Until when it is on time, that moment not included")),
        Column("late_until", "UTC", marked("Until when it is taken late, that moment not included")),
        Column(
            "counts_as",
            "on-time | late | transcribed | missed | overdue | excused | open | optional",
            marked("What it counts as: on time divided by (closed less excused) is adherence"),
        ),
        Column("reason", "in-hospital | visit-canceled | outage | paused", marked("Why it is excused")),
    ),
    Table.ENTRIES: (
        Column("entry", "id", marked("The entry; its versions share it")),
        Column("version", "number", marked("1 as first written, then each correction")),
        Column("holds", "yes | no", marked("Whether this version's answers hold")),
        CODE,
        Column("diary", "text", marked("The diary, as the study pack names it")),
        Column("form", "version", marked("The form it was given to")),
        Column("window", "id", marked("The window it belongs to; empty outside every window")),
        Column("way", "app | page | sms | transcribed", marked("By which way it came; transcribed: told by phone")),
        BY,
        Column("written_at", "UTC", marked("When it was written, by the phone's clock")),
        Column("received_at", "UTC", marked("When it reached us")),
        Column("counts_at", "UTC", marked("The moment that counts, the earlier of both")),
        Column("whole", "yes | no", marked("Whether the whole form was asked")),
        Column("item", "text", marked("The question, as the study pack names it")),
        Column("answer", "text", marked("The answer; own words are left out and say (words)")),
        Column("unit", "text", marked("The unit of the answer")),
        Column("place", "text", marked("Where it was measured")),
    ),
    Table.VISITS: (
        CODE,
        Column("visit", "text", marked("The visit, as the study pack names it")),
        Column("nth", "number", marked("In the order in which things became known of the child")),
        Column(
            "what",
            "booked | confirmed | move-asked | attended | missed | canceled-by-site",
            marked("What happened to the visit"),
        ),
        Column("appointment_at", "UTC", marked("The appointment it speaks of")),
        Column("campus", "text", marked("Where the appointment is")),
        HAPPENED,
        RECORDED,
        BY,
    ),
    Table.CONCERNS: (
        Column("concern", "number", marked("The concern's number")),
        CODES,
        Column("level", "emergency | urgent | routine", marked("How pressing it is")),
        Column("state", "text", marked("How it stands")),
        Column("nth", "number", marked("In the order of what happened to the concern")),
        Column("what", "text", marked("What happened to the concern")),
        HAPPENED,
        RECORDED,
        BY,
    ),
    Table.MESSAGES: (
        Column("message", "id", marked("The message")),
        CODES,
        Column("kind", "text", marked("The kind of text, as the study pack names it")),
        Column("class", "scheduled | reply | safety | staff_page", marked("What it is for")),
        Column("language", "zh-Hans | zh-Hant | en", marked("Its language")),
        Column("route", "text", marked("The way it went, by country")),
        Column("wording", "version", marked("The version of its wording")),
        Column("approval", "text", marked("Whether that version was approved")),
        Column("segments", "number", marked("How many segments were billed")),
        Column("due_at", "UTC", marked("When it was to leave")),
        Column("sent_at", "UTC", marked("When it was handed over; empty if it never was")),
        Column("status", "text", marked("Where it stands")),
        Column("status_at", "UTC", marked("Since when it stands there")),
        Column("error", "number", marked("The provider's error code")),
    ),
}
