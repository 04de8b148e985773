"""Answering what a text asks: approved sentences, titles to choose from, a refusal of its kind, else a person.

The worry of the same text has been answered by now. Whatever nothing here may answer comes to a person.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session

from backend.assistant.answer import Answer, Decision, Ranked, Sentence, sentences_of
from backend.assistant.whys import Why
from backend.chat.asks import may_answer, needs_person
from backend.chat.consider import Considered, Reader, Shelf
from backend.chat.context import is_second_miss
from backend.chat.follow_on import asks_on
from backend.chat.hold import holder
from backend.chat.models import Came
from backend.concerns.episode import is_in_emergency
from backend.concerns.raise_concern import Raised
from backend.families.pause_queries import is_paused
from backend.inbox.ask_use import USEFUL, USELESS, ask_use, use_options
from backend.inbox.conversation import Conversation, is_responder, may_say, reply
from backend.inbox.keep import keep_for_person
from backend.inbox.keep_diary import MOST_ANSWERS, safety_told
from backend.inbox.keep_turn import before_this, keep_turn
from backend.inbox.preferences import stopped_by
from backend.inbox.tell_fact import tell_fact
from backend.languages import Language
from backend.protocol.refusals import PREFIX
from backend.triage.understanding import Understanding

ANSWER, ANSWER_KEPT, OFFER = "answer", "answer-kept", "answer-offer"
GUIDE, PERSON = "guide", "person"
OURS = frozenset({GUIDE, PERSON, USEFUL, USELESS})
"""What a digit under an answer of this room means."""
OPEN = timedelta(hours=2)
"""How long titles can be chosen from, and an answer rated."""


def answer_question(
    session: Session,
    talk: Conversation,
    understood: Understanding,
    considered: Considered | None,
    raised: Raised | None,
) -> None:
    """Answer, or leave it to a person; at most two texts in all, and none where nobody wants or hears them."""
    if considered is None or not may_speak(session, talk):
        _leave(session, talk, raised)
        return
    if considered.personal:
        if not tell_fact(session, talk, considered, before_this(session, talk)):
            _for_a_person(session, talk, considered, raised)
        return
    if is_in_emergency(session, talk.family, pack=talk.pack, now=talk.now):
        _for_a_person(session, talk, considered, raised)  # no passage knows of it: whoever phones answers
        return
    given, language = considered.answer, considered.language
    if considered.leans:
        understood = asks_on(talk.row.body, understood) or understood
    if not may_answer(considered.understood, given) or not may_answer(understood, given):
        _for_a_person(session, talk, considered, raised)
        return
    match given.decision:
        case Decision.ANSWER:
            kept = needs_person(considered.understood, given)
            _answer(session, talk, given, language, kept=kept, calm=raised is None)
        case Decision.OFFER if raised is None and _has_room(talk) and not is_second_miss(before_this(session, talk)):
            _offer(session, talk, given, language)
        case Decision.REFUSE if may_say(talk, f"{PREFIX}{given.kind}"):
            _refuse(session, talk, given, language)
        case _:
            _for_a_person(session, talk, considered, raised)


def send_chosen(session: Session, talk: Conversation, marks: list[str]) -> None:
    """The passage whose title was chosen by its digit."""
    reader = Reader(talk.answered_in, talk.family.place.value, talk.writer is None)
    guide = Shelf(talk.pack, reader, talk.live).get(marks[0])
    held = holder(session, talk.family.code) is not None
    if (
        guide is None
        or not may_say(talk, ANSWER)
        or held
        or is_in_emergency(session, talk.family, pack=talk.pack, now=talk.now)
    ):
        keep_for_person(session, talk)  # taken back meanwhile, or somebody has the conversation, or is to phone
        return
    sentences = sentences_of(guide)
    talk.row.outcome = "answered"
    values = {"answer": _joined(sentences, reader.language), "rate": ""}
    reply(session, talk, ANSWER, values=values, language=reader.language)
    given = Answer(Decision.ANSWER, (Ranked(guide.topic, 1.0),), sentences, why=Why.TITLE_CHOSEN.value)
    _keep(session, talk, Came.CHOSEN, given, reader.language)


def fetch_person(session: Session, talk: Conversation, marks: list[str]) -> None:
    """None of the titles: somebody reads what was asked."""
    del marks
    keep_for_person(session, talk)
    _keep(session, talk, Came.PERSON, Answer(Decision.PERSON, why=Why.NO_TITLE.value), talk.answered_in)


def may_speak(session: Session, talk: Conversation) -> bool:
    """Whether an automatic answer reaches somebody who wants it, beside what the text has cost already."""
    if is_paused(session, talk.family.id) or holder(session, talk.family.code) is not None:
        return False
    if len(safety_told(session, talk)) >= MOST_ANSWERS:
        return False
    if not all(may_say(talk, kind) for kind in (ANSWER, ANSWER_KEPT, OFFER)):
        return False
    if talk.writer is not None:
        return True
    return talk.route.can_reply and stopped_by(session, talk) is None and not is_responder(session, talk)


def _answer(
    session: Session, talk: Conversation, given: Answer, language: Language, *, kept: bool, calm: bool
) -> None:
    """The passage; whether it helped is asked of calm questions alone that nobody reads anyway."""
    values = {"answer": _joined(given.sentences, language)}
    if kept:
        keep_for_person(session, talk, silently=True)
        values["by"] = talk.promise(language)["by"]
    else:
        values["rate"] = ask_use(session, talk, given.topic, ANSWER, values, language) if calm else ""
    asked = bool(values.get("rate"))
    talk.row.outcome = "answered"
    reply(
        session,
        talk,
        ANSWER_KEPT if kept else ANSWER,
        values=values,
        language=language,
        options=use_options(talk) if asked else None,
        options_until=talk.now + OPEN if asked else None,
    )
    _keep(session, talk, Came.ANSWERED, given, language, asked_use=asked)


def _offer(session: Session, talk: Conversation, given: Answer, language: Language) -> None:
    """Titles under digits that are free; what another open question listens to, it still listens to."""
    held, free = _held(talk), _free(talk)
    offered = {digit: [GUIDE, each.topic, each.text] for digit, each in zip(free[:-1], given.sentences, strict=False)}
    offered[free[len(offered)]] = [PERSON]
    talk.row.outcome = "offered"
    reply(
        session,
        talk,
        OFFER,
        values={"choices": talk.pack.choices_in_words(offered, language, live=talk.live, joiner="\n")},
        language=language,
        options={**held, **offered},
        options_until=talk.now + OPEN,
    )
    _keep(session, talk, Came.OFFERED, given, language)


def _held(talk: Conversation) -> dict[str, list[str]]:
    return {digit: meaning for digit, meaning in talk.options.items() if meaning[0] not in OURS}


def _free(talk: Conversation) -> list[str]:
    return [str(digit) for digit in range(1, 10) if str(digit) not in _held(talk)]


def _has_room(talk: Conversation) -> bool:
    """Whether a title and the person both find a digit."""
    return len(_free(talk)) > 1


def _refuse(session: Session, talk: Conversation, given: Answer, language: Language) -> None:
    keep_for_person(session, talk, silently=True)
    talk.row.outcome = "refused"
    reply(session, talk, f"{PREFIX}{given.kind}", values=talk.promise(language), language=language)
    _keep(session, talk, Came.REFUSED, given, language)


def _for_a_person(session: Session, talk: Conversation, considered: Considered, raised: Raised | None) -> None:
    _leave(session, talk, raised)
    _keep(session, talk, Came.PERSON, considered.answer, considered.language)


def _leave(session: Session, talk: Conversation, raised: Raised | None) -> None:
    """What nothing here answers comes to a person; a worry has one already."""
    if raised is None or talk.row.media:
        keep_for_person(session, talk)
    else:
        talk.row.outcome = "concern"


def _joined(sentences: Sequence[Sentence], language: Language) -> str:
    return (" " if language is Language.EN else "").join(each.text for each in sentences)


def _keep(
    session: Session, talk: Conversation, came: Came, given: Answer, language: Language, *, asked_use: bool = False
) -> None:
    """The turn, with the passage and version of every sentence that went out."""
    sent = given.passages if came in (Came.ANSWERED, Came.CHOSEN, Came.OFFERED) else ()
    keep_turn(
        session,
        talk,
        came,
        language,
        topic=given.topic,
        kind=given.kind,
        passages=[f"{topic}@{version}" for topic, version in sent],
        ranking=[f"{each.topic}={each.share:.2f}" for each in given.ranking],
        why=given.why,
        asked_use=asked_use,
    )
