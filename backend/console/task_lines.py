"""One task as a line of the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from backend.concerns.models import Task, TaskAct, TaskEvent, TaskKind
from backend.concerns.put_off_task import NEVER_PUT_OFF
from backend.console.clock_face import ClockFace, clock_face
from backend.console.concern_forms import Filled
from backend.console.people import People
from backend.console.reader import Reader
from backend.console.seen import Tag
from backend.console.task_behind import outcome_words
from backend.console.task_forms import Forms
from backend.console.task_words import TaskWords
from backend.console.today_sections import SECTION_OF, Section
from backend.console.today_seen import Done, Line
from backend.console.words_lang import lang_of_words
from backend.languages import marked

DUE = {
    Section.CALLS: marked("Phone before %(hour)s"),
    Section.READ: marked("Read before %(hour)s"),
    Section.VISITS: marked("Record before %(hour)s"),
    Section.DIARY: marked("Phone before %(hour)s"),
    Section.BOOK: marked("Book before %(hour)s"),
}
AGAIN = marked("Settle before %(hour)s")


@dataclass(frozen=True)
class TaskLines:
    """Writes tasks as lines for one reader; `families` names the family of a stream that is one."""

    reader: Reader
    words: TaskWords
    forms: Forms
    people: People
    families: frozenset[str]

    def line(self, task: Task, events: Sequence[TaskEvent], filled: Filled | None = None) -> Line:
        """A task that is open, with its acts for whoever may act."""
        role = self.reader.member.role
        urgent = task.kind in NEVER_PUT_OFF
        return Line(
            key=f"t{task.number}",
            code=task.child_code or self.stream(task),
            family=task.stream if task.stream in self.families else "",
            head=self.words.head(task),
            why=[*self.words.why(task), *self._so_far(task, events)],
            words=(task.words or "") if role.sees_families else "",
            lang=lang_of_words(task.words or ""),
            clock=self._clock(task, pressing=urgent),
            tags=self._tags(task),
            alarm=urgent,
            acts=self.forms.of(task, seen=len(events), filled=filled) if role.may_act else (),
        )

    def _clock(self, task: Task, *, pressing: bool) -> ClockFace:
        """By when; an hour that has passed is red only where somebody may be in danger."""
        text = DUE.get(SECTION_OF[TaskKind(task.kind)], AGAIN)
        face = clock_face(self.reader, text, since=task.opened_at, until=task.due_by, pressing=pressing)
        return face if pressing or face.tone in ("", "day") else replace(face, tone="over")

    def stream(self, task: Task) -> str:
        """Whom a task without a child is about."""
        return task.stream if task.stream in self.families else self.reader.say("the study")

    def done(self, task: Task) -> Done:
        """A task that has its outcome."""
        return Done(
            at=self.reader.hour(task.done_at) if task.done_at else "",
            code=task.child_code or self.stream(task),
            head=self.words.head(task),
            outcome=outcome_words(self.reader, task.outcome or ""),
            by=self.people.name(task.done_by),
        )

    def _so_far(self, task: Task, events: Sequence[TaskEvent]) -> list[str]:
        said = [self.reader.say("Opened %(moment)s.", moment=self.reader.moment(task.opened_at))]
        tries = [event for event in events if event.kind == TaskAct.TRIED.value]
        if tries:
            text = marked("Phoned %(count)s times, last %(moment)s; nobody answered.")
            if len(tries) == 1:
                text = marked("Phoned %(moment)s; nobody answered.")
            said.append(self.reader.say(text, count=len(tries), moment=self.reader.moment(tries[-1].at)))
        if events and events[-1].words and self.reader.member.role.sees_families:
            said.append(f"{self.people.name(events[-1].by)}: {events[-1].words}")
        return said

    def _tags(self, task: Task) -> list[Tag]:
        tags = []
        if task.holder:
            who = self.people.name(task.holder)
            tags.append(Tag("holder", self.reader.say("with %(who)s", who=who), "note", "hand"))
        if task.put_off_until is not None and task.put_off_until > self.reader.now:
            back = self.reader.say("back %(moment)s", moment=self.reader.moment(task.put_off_until))
            tags.append(Tag("later", back, "wait"))
        return tags


Events = Mapping[str, Sequence[TaskEvent]]
