"""The page of the audit: who did what to whom, the newest first, narrowed as asked; values for who may read them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlmodel import Session

from backend.audit.record import STUDY
from backend.audit.verify import Entry, opened
from backend.console.audit_asked import FIELDS, AuditAsked
from backend.console.audit_seen import AuditLine, AuditPage, Value
from backend.console.audit_words import ROOMS, act_words
from backend.console.people import KNOWN, People, people
from backend.console.reader import Reader
from backend.families import queries as families
from backend.families.audit_queries import entries_at
from backend.languages import marked
from backend.protocol.pack import Pack
from backend.staff import queries as staff

PATH = "/console/audit"
A_PAGE = 100
FAMILY_SIDE = ("caregiver", "phone", "device")
SUBJECTS = {
    "caregiver": marked("caregiver"),
    "phone": marked("phone"),
    "device": marked("device"),
    "concern": marked("concern"),
    "task": marked("task"),
}
BY_CODE = marked("Values are not shown to a monitor.")
ERASED = marked("The values were erased; that something was recorded is kept.")
UUID = re.compile(r"([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def audit_page(session: Session, reader: Reader, pack: Pack, asked: AuditAsked) -> AuditPage:
    """The page of what is asked for."""
    rows = [] if asked.wrong else entries_at(session, asked.wanted, after=asked.after, limit=A_PAGE + 1)
    shown = opened(session, rows[:A_PAGE])
    writer = _Writer(reader, people(session, pack, reader), _called(session, shown), asked.wanted.stream)
    more = {**asked.fields, "after": _written(shown[-1])} if len(rows) > A_PAGE else {}
    whole = {"family": asked.wanted.stream} if asked.wanted.stream else {}
    return AuditPage(
        lines=[writer.line(each) for each in shown],
        fields={name: asked.fields.get(name, "") for name in FIELDS},
        rooms=[(key, reader.say(words)) for key, words in ROOMS.items()],
        older=f"{PATH}?{urlencode(more)}" if more else "",
        check=f"{PATH}/check?{urlencode(whole)}" if whole else f"{PATH}/check",
        wrong=asked.wrong,
        by_code=not reader.member.role.sees_families,
    )


@dataclass(frozen=True)
class _Writer:
    """Puts entries into words. `called`: what children and staff go by; `asked`: the one chain that is asked for.

    A family's values open only where its chain is asked for, because only then it keeps that somebody looked.
    """

    reader: Reader
    people: People
    called: Mapping[str, str]
    asked: str

    def line(self, entry: Entry) -> AuditLine:
        """One entry; its values only for whoever may read them."""
        shut, elsewhere = self._shut(entry)
        changed, same = _values(entry)
        return AuditLine(
            day=self.reader.date(entry.at, year=True),
            hour=self.reader.hour(entry.at),
            stream=entry.stream,
            seq=entry.seq,
            family=entry.stream != STUDY,
            words=act_words(entry.action, self.reader),
            action=entry.action,
            by=self._by(entry.actor),
            about="" if entry.subject == f"family:{entry.stream}" else self._about(entry.subject),
            values=[] if shut or elsewhere else changed,
            same=0 if shut or elsewhere else same,
            reason="" if shut or elsewhere else entry.reason,
            shut=shut,
            elsewhere=elsewhere,
        )

    def _shut(self, entry: Entry) -> tuple[str, bool]:
        """Why the values are not shown, if they never are; and whether only the chain itself shows them."""
        if entry.erased:
            return self.reader.say(ERASED), False
        if not (entry.before or entry.after or entry.reason):
            return "", False
        if not self.reader.member.role.sees_families:
            return self.reader.say(BY_CODE), False
        return "", entry.stream not in (STUDY, self.asked)

    def _by(self, actor: str) -> str:
        kind, _, own = actor.partition(":")
        if kind in FAMILY_SIDE and own:
            return f"{self.reader.say(KNOWN['family'])} ({self.reader.say(SUBJECTS[kind])} {own[:8]})"
        return self.people.name(actor)

    def _about(self, subject: str) -> str:
        kind, _, own = subject.partition(":")
        if subject in self.called:
            return self.called[subject]
        if kind == "contact":
            return self.people.name(subject)
        short = UUID.sub(r"\1", own if kind in SUBJECTS else subject)
        return f"{self.reader.say(SUBJECTS[kind])} {short}" if kind in SUBJECTS else short


def _called(session: Session, shown: Sequence[Entry]) -> dict[str, str]:
    subjects = {each.subject for each in shown}
    ids = [each.removeprefix("child:") for each in subjects if each.startswith("child:")]
    children = {f"child:{key}": child.code for key, child in families.children_by_id(session, ids).items()}
    return {**children, **{f"staff:{member.id}": member.display for member in staff.members(session)}}


def _values(entry: Entry) -> tuple[list[Value], int]:
    """What changed, and how much stood there before as it does after."""
    before, after = entry.before or {}, entry.after or {}
    found = [Value(name, before.get(name, ""), after.get(name, "")) for name in dict.fromkeys((*before, *after))]
    changed = [each for each in found if each.before != each.after]
    return changed, sum(bool(each.before) for each in found if each.before == each.after)


def _written(entry: Entry) -> str:
    return f"{entry.at.isoformat()}/{entry.seq}/{entry.stream}"
