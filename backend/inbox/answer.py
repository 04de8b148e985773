"""Reading a digit against the phone's one open question, and doing what it stands for."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from backend.concerns.models import TaskKind
from backend.concerns.open_task import open_task
from backend.devices.end_on_phone import end_on_phone
from backend.diary.choice import DIARY
from backend.families import queries as families
from backend.families.confirm_phone import confirm as confirm_phone
from backend.families.confirm_phone import report_wrong_number
from backend.inbox import queries
from backend.inbox.answer_question import GUIDE, PERSON, fetch_person, send_chosen
from backend.inbox.ask_use import USEFUL, USELESS, is_rating
from backend.inbox.conversation import Conversation, as_asked, file_text, reply
from backend.inbox.keep import keep_for_person
from backend.inbox.keep_diary import begin_diary
from backend.inbox.rate import say_useful, say_useless
from backend.inbox.say_by_when import say_by_when
from backend.languages import day, hour
from backend.outbox.lock_queries import serialise
from backend.protocol.pack import WordingUnapproved
from backend.schedule.check_phone import PHONE_OK, PHONE_WRONG, close_phone_check
from backend.schedule.choices import CALL, CONFIRM, MOVE
from backend.schedule.confirm import ask_to_move, confirm
from backend.schedule.happen import Act, subject
from backend.schedule.plan import course_of
from backend.triage.short_reply import Reading, ShortReply

REPEAT = timedelta(hours=1)


def answer_prompt(session: Session, talk: Conversation, said: ShortReply) -> None:
    """Act on a digit, for the family that was asked; ask once about anything else that is short; then a person."""
    prompt = talk.prompt
    asked = as_asked(session, talk, prompt.stream) if prompt is not None else None
    if prompt is None or asked is None:
        keep_for_person(session, talk, kind="no-prompt")
        return
    talk = asked
    file_text(talk)
    meaning = prompt.options.get(said.value) if said.reading is Reading.DIGIT else None
    if meaning is None and is_rating(prompt.options):
        keep_for_person(session, talk, kind="no-prompt")  # nobody has to rate: a "thanks" is not asked about
        return
    talk.row.prompt_id = prompt.id
    if meaning is None:
        _unclear(session, talk)
        return
    talk.row.answer = said.value
    if _said_before(session, talk, said.value):
        talk.row.outcome = "repeated"
        return
    ACTS[meaning[0]](session, talk, meaning[1:])


def _said_before(session: Session, talk: Conversation, digit: str) -> bool:
    """Whether the last answer to this question was the same, just now: a doubled text is not answered twice."""
    earlier = [row for row in queries.answers_to(session, talk.row.prompt_id or "") if row.id != talk.row.id]
    answered = [row for row in earlier if row.answer]
    return bool(answered) and answered[-1].answer == digit and talk.now - answered[-1].received_at < REPEAT


def _unclear(session: Session, talk: Conversation) -> None:
    prompt = talk.prompt
    asked = [row for row in queries.answers_to(session, talk.row.prompt_id or "") if row.outcome == "asked-again"]
    if prompt is None or asked:
        keep_for_person(session, talk)
        return
    try:
        words = talk.pack.choices_in_words(prompt.options, talk.language, live=talk.live)
    except WordingUnapproved:
        keep_for_person(session, talk)
        return
    talk.row.outcome = "asked-again"
    reply(session, talk, "ask-digit", values={"choices": words})


def _confirm(session: Session, talk: Conversation, marks: list[str]) -> None:
    held = tuple(sorted({subject(mark.split("/", 1)[0]) for mark in marks}))
    serialise(session, held)  # all at once: whoever raises a worry holds all children of the family, too
    stands = [
        mark
        for mark in marks
        if confirm(
            session, _act(session, talk, mark), appointment_at=_appointment(mark), pack=talk.pack, now=talk.now
        )
    ]
    if len(stands) < len(marks):
        keep_for_person(session, talk)  # an appointment moved meanwhile: a person says what holds now
        return
    talk.row.outcome = "confirmed"
    if len(marks) == 1:
        values = _visit_values(session, talk, marks[0])
        reply(session, talk, "ack-confirmed", values=values, subjects=held, child_specific=True)
    else:
        reply(session, talk, "ack-confirmed-all", values={"count": str(len(marks))}, subjects=held)


def _move(session: Session, talk: Conversation, marks: list[str]) -> None:
    mark = marks[0]
    act = _act(session, talk, mark)
    ask_to_move(session, act, appointment_at=_appointment(mark), pack=talk.pack, now=talk.now)
    talk.row.outcome = "move-asked"
    _task(session, talk, TaskKind.REBOOK_VISIT, act.child.code, {"visit": act.visit})
    reply(session, talk, "ack-move", values=talk.promise())


def _call(session: Session, talk: Conversation, marks: list[str]) -> None:
    del marks
    talk.row.outcome = "call-asked"
    _task(session, talk, TaskKind.CALL_BACK, None, {})
    say_by_when(session, talk, "ack-call")


def _phone_ok(session: Session, talk: Conversation, marks: list[str]) -> None:
    del marks
    talk.row.outcome = "phone-confirmed"
    confirm_phone(session, phone=talk.phone, by=talk.actor, now=talk.now)
    close_phone_check(session, talk.phone.id, outcome="confirmed by reply", by=talk.actor, now=talk.now)
    reply(session, talk, "ack-phone-confirmed")


def _phone_wrong(session: Session, talk: Conversation, marks: list[str]) -> None:
    del marks
    talk.row.outcome = "wrong-number"
    end_on_phone(session, talk.phone, by=talk.actor, now=talk.now)
    report_wrong_number(session, phone=talk.phone, by=talk.actor, now=talk.now)
    close_phone_check(session, talk.phone.id, outcome="wrong number", by=talk.actor, now=talk.now)
    _task(session, talk, TaskKind.WRONG_NUMBER, None, {})
    reply(session, talk, "ack-wrong-number", last_word=True)


ACTS = {
    CONFIRM: _confirm,
    MOVE: _move,
    CALL: _call,
    PHONE_OK: _phone_ok,
    PHONE_WRONG: _phone_wrong,
    DIARY: begin_diary,
    GUIDE: send_chosen,
    PERSON: fetch_person,
    USEFUL: say_useful,
    USELESS: say_useless,
}


def _task(session: Session, talk: Conversation, kind: TaskKind, code: str | None, facts: dict[str, str]) -> None:
    open_task(
        session,
        kind=kind,
        stream=talk.family.code,
        dedup_key=f"{kind.value}:{talk.row.id}",
        due_by=talk.read_by,
        child_code=code,
        facts={"text": talk.row.id, **facts},
        words=talk.row.body,
        now=talk.now,
    )


def _act(session: Session, talk: Conversation, mark: str) -> Act:
    child_id, rest = mark.split("/", 1)
    return Act(
        child=families.child_by_id(session, child_id),
        family=talk.family,
        visit=rest.split("@", 1)[0],
        by=talk.actor,
        happened_at=talk.row.received_at,
    )


def _appointment(mark: str) -> datetime:
    return datetime.fromisoformat(mark.split("@", 1)[1])


def _visit_values(session: Session, talk: Conversation, mark: str) -> dict[str, str]:
    act, local = _act(session, talk, mark), _appointment(mark).astimezone(ZoneInfo(talk.family.zone))
    state = course_of(session, act.child.id).state(act.visit)
    plan = talk.pack.visit(act.visit, talk.pack.schedule_on(local.date()))
    return {
        "child": act.child.called,
        "visit": plan.short.in_(talk.language),
        "day": day(local.date(), talk.language),
        "hour": hour(local, talk.language),
        "place": talk.pack.study.campus(state.campus or act.child.campus).short.in_(talk.language),
    }
