"""What a text says beside a worry, acted on: a short answer, a wish, a diary entry, a question, or kept."""

from sqlmodel import Session

from backend.chat.consider import Considered
from backend.concerns.raise_concern import Raised
from backend.inbox.act import act_on_wish
from backend.inbox.answer import answer_prompt
from backend.inbox.answer_question import answer_question
from backend.inbox.conversation import Conversation
from backend.inbox.doubt_number import doubt_number
from backend.inbox.keep import keep_for_person
from backend.inbox.keep_diary import keep_diary
from backend.inbox.leave_thanks import leave_thanks
from backend.inbox.meaning import is_short
from backend.inbox.preferences import give_help, opt_in, opt_out, stopped_by, switch_language
from backend.inbox.wishes import grant_wishes, hand_on_silently, has_wishes
from backend.triage.short_reply import Reading, ShortReply, in_the_app, leading_digit, read
from backend.triage.understanding import Understanding


def converse(
    session: Session,
    talk: Conversation,
    understood: Understanding,
    raised: Raised | None,
    considered: Considered | None,
) -> None:
    """What the text says beside a worry; the family has been answered about that already."""
    said = _read(talk, raised)
    talk.row.reading = said.reading.value
    if leave_thanks(session, talk, said, understood):
        return
    if said.reading is Reading.FREE and has_wishes(understood):
        grant_wishes(session, talk, understood)
        return
    match said.reading:
        case Reading.DIGIT | Reading.UNSURE:
            _diary_or_prompt(session, talk, said, understood)
        case Reading.OPT_OUT:
            opt_out(session, talk, said)
        case Reading.OPT_IN:
            _opt_in_or_answer(session, talk, said, understood)
        case Reading.HELP:
            give_help(session, talk)
        case Reading.LANGUAGE:
            switch_language(session, talk, said.value)
        case Reading.FREE:
            _act_or_answer(session, talk, said, understood, raised, considered)
    if not is_short(talk.row):
        hand_on_silently(session, talk, understood.intents)


def _read(talk: Conversation, raised: Raised | None) -> ShortReply:
    """The short answer in the text, if it is one or begins with one."""
    said = read(talk.row.body, opt_out_type=talk.row.opt_out_type)
    if talk.writer is not None:
        said = in_the_app(said)
    if raised is not None and said.reading is Reading.FREE:
        said = leading_digit(talk.row.body) or said
    return said


def _act_or_answer(
    session: Session,
    talk: Conversation,
    said: ShortReply,
    understood: Understanding,
    raised: Raised | None,
    considered: Considered | None,
) -> None:
    """A sentence keeps the diary, doubts the number, does what a digit would, is a question, or is for a person."""
    if talk.is_late:
        keep_for_person(session, talk, silently=raised is not None)
        return
    if keep_diary(session, talk, said, understood) or doubt_number(session, talk, understood, raised):
        return
    if not act_on_wish(session, talk, understood, considered, raised):
        answer_question(session, talk, understood, considered, raised)


def _opt_in_or_answer(session: Session, talk: Conversation, said: ShortReply, understood: Understanding) -> None:
    """The word YES opts in at the provider; from a phone that never stopped it is a word to ask about.

    What a phone stopped by SMS the provider holds back, and only an SMS lifts it: from the app a person sees to it.
    """
    if talk.writer is not None and stopped_by(session, talk) not in (None, talk.actor):
        keep_for_person(session, talk)
    elif not opt_in(session, talk, by_provider=said.by_provider):
        _diary_or_prompt(session, talk, ShortReply(Reading.UNSURE, said.value), understood)


def _diary_or_prompt(session: Session, talk: Conversation, said: ShortReply, understood: Understanding) -> None:
    """A digit or a short word answers what was asked last: the diary, or the question of a text with choices.

    What was sent before that was asked, or long ago, a person reads.
    """
    if talk.is_late:
        keep_for_person(session, talk)
    elif not keep_diary(session, talk, said, understood):
        answer_prompt(session, talk, said)
