"""A text that keeps the diary: whether it is the diary's at all, and at most one answer beside a worry's.

Which question a bare digit answers: the one that reached the phone last. A diary that was asked about after a visit
has the digit; a visit asked about after the diary has it until it was answered once, and then the diary again.
"""

from collections.abc import Iterable
from dataclasses import replace

from sqlmodel import Session

from backend.concerns.answer_family import Listener
from backend.concerns.what_to_say import FIRST_ANSWER
from backend.diary.choice import diary_meant
from backend.diary.models import Source
from backend.diary.submission import Writer, caregiver_writes
from backend.families.phone_queries import is_confirmed
from backend.families.queries import child_by_id, family_by_id
from backend.inbox import queries
from backend.inbox.conversation import ABOUT_TEXT, Conversation, as_meant, file_text, reply
from backend.inbox.keep import keep_for_person
from backend.inbox.meaning import language_of
from backend.inbox.worry import is_worrying
from backend.languages import Language
from backend.outbox.told_queries import safety_kinds_at
from backend.sittings.take_text import WHICH, Sense, begin, current, take_text
from backend.sittings.teller import Teller, Text, Turn
from backend.triage.short_reply import Reading, ShortReply
from backend.triage.understanding import Intent, Understanding

MOST_ANSWERS = 2
_ELSEWHERE = frozenset(
    {
        Intent.CONFIRM_VISIT,
        Intent.DECLINE_VISIT,
        Intent.RESCHEDULE_VISIT,
        Intent.RUNNING_LATE,
        Intent.QUESTION,
        Intent.SAMPLE_PROBLEM,
        Intent.COMPLAINT,
        Intent.DISTRESS,
        Intent.WRONG_NUMBER,
    }
)
"""What a text may want beside the diary, or instead of it: a person sees to that."""


def keep_diary(session: Session, talk: Conversation, said: ShortReply, understood: Understanding) -> bool:
    """Work the text into the diary, if it is for it, and answer it. What is typed in the app has its own form."""
    if talk.writer is not None:
        return False
    short = said.reading is not Reading.FREE
    if short or not is_worrying(understood):
        talk = _as_asked(session, talk)
    teller = _teller(session, talk, understood)
    if not is_confirmed(session, talk.phone.id) or (short and not _is_asked_last(session, talk, teller)):
        return False
    if not short and not _is_this_familys(session, talk, teller):
        return False
    sense = Sense(
        wants_more=bool(_ELSEWHERE & set(understood.intents)) or bool(talk.row.media),
        is_worrying=is_worrying(understood),
    )
    turn = take_text(session, teller, _text(talk), sense)
    if turn is None:
        return False
    file_text(talk)
    answers = _answer(session, talk, turn, teller.language)
    if turn.rest:
        outcome = talk.row.outcome
        keep_for_person(session, talk, silently=answers >= MOST_ANSWERS)
        talk.row.outcome = outcome
    return True


def begin_diary(session: Session, talk: Conversation, marks: list[str]) -> None:
    """The digit under a nudge, or the one that says which child an earlier text was about."""
    if talk.writer is not None:
        keep_for_person(session, talk)
        return
    prompt, earlier = talk.prompt, ""
    if prompt is not None and prompt.kind == WHICH:
        mark = next(each for each in prompt.about if each.startswith(ABOUT_TEXT))
        row = queries.text(session, mark.removeprefix(ABOUT_TEXT))
        earlier = row.body if row is not None else ""
    teller = _teller(session, talk, None)
    turn = begin(session, teller, _text(talk), diary_meant(marks[0]), answers=earlier)
    _answer(session, talk, turn, teller.language)


def is_at_diary(session: Session, talk: Conversation) -> bool:
    """Whether this phone is being asked a diary's questions."""
    sitting = current(session, _teller(session, talk, None))
    return sitting is not None and bool(sitting.asked)


def _as_asked(session: Session, talk: Conversation) -> Conversation:
    """As of the family whose diary this phone was asked, unless the text names another's child."""
    sitting = current(session, _teller(session, talk, None))
    if sitting is None or not sitting.asked:
        return talk
    family = family_by_id(session, child_by_id(session, sitting.meant.child_id).family_id)
    return as_meant(session, talk, family.code) or talk


def _is_this_familys(session: Session, talk: Conversation, teller: Teller) -> bool:
    """Whether a sentence is for a diary of this family; on a phone of several only if it was asked for just now.

    One that names another family's child as well is for a person.
    """
    if len({each.family_id for each in talk.caregivers}) == 1:
        return True
    sitting = current(session, teller)
    if sitting is None or not sitting.asked:
        return False
    mine = child_by_id(session, sitting.meant.child_id).family_id == talk.family.id
    return mine and as_meant(session, talk, talk.family.code) is not None


def _is_asked_last(session: Session, talk: Conversation, teller: Teller) -> bool:
    """Whether the diary asked after any other question that still waits for its answer."""
    sitting = current(session, teller)
    if sitting is None or sitting.asked_at is None or sitting.asked_at > talk.row.sent_at:
        return False
    prompt = talk.prompt
    if prompt is None or prompt.sent_at is None:
        return True
    answered = any(row.answer for row in queries.answers_to(session, prompt.id))
    return answered or sitting.asked_at >= prompt.sent_at


def _answer(session: Session, talk: Conversation, turn: Turn, language: Language) -> int:
    """Say it, unless an emergency answer stands alone, or the text has cost the family two answers already.

    How many answers the text has had then.
    """
    talk.row.outcome = f"diary-{turn.came}"
    safety = safety_told(session, talk)
    if _told_emergency(safety):
        return MOST_ANSWERS
    if not turn.kind or len(safety) >= MOST_ANSWERS:
        return len(safety)
    reply(
        session,
        talk,
        turn.kind,
        values=dict(turn.values),
        language=language,
        subjects=turn.subjects,
        child_specific=bool(turn.subjects),
        options=turn.choices,
        options_until=turn.until,
    )
    return len(safety) + 1


def safety_told(session: Session, talk: Conversation) -> list[str]:
    """The safety texts that this text has been answered with."""
    return safety_kinds_at(session, number_index=talk.phone.number_index, at=talk.now)


def _told_emergency(kinds: Iterable[str]) -> bool:
    return any(kind.startswith(FIRST_ANSWER) for kind in kinds)


def _teller(session: Session, talk: Conversation, understood: Understanding | None) -> Teller:
    language = language_of(understood, talk.language) if understood is not None else talk.language
    language = talk.route.carries(language)
    writer = _writer(session, talk, language)
    return Teller(
        talk.phone, talk.family, writer, language, talk.pack, talk.live, talk.now, wrote_at=talk.row.received_at
    )


def _writer(session: Session, talk: Conversation, language: Language) -> Writer:
    """The caregiver with this phone; the phone itself where several share it.

    Nobody listens to a second emergency answer: the text's own has just been given.
    """
    writer = _who(session, talk, language)
    return replace(writer, listener=None) if _told_emergency(safety_told(session, talk)) else writer


def _who(session: Session, talk: Conversation, language: Language) -> Writer:
    mine = [each for each in talk.caregivers if each.family_id == talk.family.id]
    if len(mine) == 1:
        return caregiver_writes(session, mine[0], talk.family, Source.SMS, language=language)
    listener = Listener(talk.phone.number, talk.phone.id, talk.family.place.value, talk.family.zone, language)
    return Writer(talk.actor, Source.SMS, language, listener)


def _text(talk: Conversation) -> Text:
    return Text(talk.row.id, talk.row.body, talk.row.received_at)
