"""Reading a stored text and doing what it asks, all in one transaction; safe from several workers at once.

A worry comes first: the concern is raised and the family answered before anything else the text asks is done. What
a question may get is found before the transaction, since models take their time. What fails is taken back whole and
tried once more; after that only the worry is kept and the text is a person's, so that nothing else waits for it.
Where it is the database that fails, nothing is given up: the text waits and is read whole later.
"""

from collections.abc import Callable
from functools import partial

import structlog
from sqlalchemy import Engine
from sqlmodel import Session

from backend.chat.choose import Chooser
from backend.chat.consider import Considered
from backend.clock import Clock
from backend.concerns.raise_concern import Raised
from backend.concerns.rota import person_of
from backend.db import is_database_fault, reading, transaction
from backend.inbox import queries
from backend.inbox.act import act_on_wish
from backend.inbox.answer import answer_prompt
from backend.inbox.answer_question import answer_question
from backend.inbox.consider import consider_text
from backend.inbox.contact_reply import take_contact_reply
from backend.inbox.conversation import Conversation, open_conversation
from backend.inbox.hold_families import hold_families
from backend.inbox.keep import keep_for_person, keep_from_stranger
from backend.inbox.keep_diary import keep_diary
from backend.inbox.leave_thanks import leave_thanks
from backend.inbox.meaning import is_short, read_meaning
from backend.inbox.models import InboundMessage
from backend.inbox.preferences import give_help, opt_in, opt_out, stopped_by, switch_language
from backend.inbox.read_by_hand import keep_alarm, keep_unread, keep_worry
from backend.inbox.sample import raise_sample_problem
from backend.inbox.wishes import grant_wishes, hand_on_silently, has_wishes
from backend.inbox.worry import raise_strangers_worry, raise_worry
from backend.protocol.pack import Pack
from backend.triage.short_reply import Reading, ShortReply, in_the_app, leading_digit, read
from backend.triage.understanding import Understanding

log = structlog.get_logger()
Way = Callable[[Session, InboundMessage], None]


def process_waiting(
    engine: Engine, *, pack: Pack, live: bool, clock: Clock, limit: int = 50, chooser: Chooser | None = None
) -> int:
    """Process texts that wait; how many went well. Where several do, none waits while a language model is asked."""
    with reading(engine) as session:
        waiting = queries.waiting(session, limit=limit)
    ids = [each for each in waiting if chooser is None or each not in chooser.asking]
    done = 0
    for inbound_id in ids:
        asked = chooser if len(ids) == 1 else None
        considered = consider_text(engine, inbound_id, pack=pack, live=live, now=clock.now(), chooser=asked)
        done += process_or_leave(engine, inbound_id, considered, pack=pack, live=live, clock=clock)
    return done


def process_or_leave(
    engine: Engine,
    inbound_id: str,
    considered: Considered | None,
    *,
    pack: Pack,
    live: bool,
    clock: Clock,
    wait: bool = False,
) -> bool:
    """As `process_text`; what raises there is logged, and the text waits for the next tick. Whether it went well."""
    try:
        process_text(engine, inbound_id, considered, pack=pack, live=live, clock=clock, wait=wait)
    except Exception:
        log.exception("text-left-waiting", inbound=inbound_id)
        return False
    return True


def process_text(
    engine: Engine,
    inbound_id: str,
    considered: Considered | None,
    *,
    pack: Pack,
    live: bool,
    clock: Clock,
    wait: bool = False,
) -> None:
    """Process one text, unless somebody else did, or is at it; if we `wait` for them, it is processed afterwards.

    `considered` is what `consider_text` found for it. Raises only if the database fails twice, or if not even its
    words could be kept for a person: then it still waits.
    """
    whole = partial(_act, considered=considered, pack=pack, live=live, clock=clock)
    worry = partial(keep_worry, pack=pack, live=live, now=clock.now())
    unread = partial(keep_unread, now=clock.now())
    alarm = partial(keep_alarm, pack=pack, live=live, now=clock.now())
    for failed, way in enumerate((whole, whole, worry, alarm)):
        try:
            return _process(engine, inbound_id, way, clock=clock, wait=wait)
        except Exception as error:
            log.exception("text-failed", inbound=inbound_id, way=way.func.__name__)
            if failed and is_database_fault(error):  # once may be a deadlock, which is over
                raise
    return _process(engine, inbound_id, unread, clock=clock, wait=wait)


def _process(engine: Engine, inbound_id: str, way: Way, *, clock: Clock, wait: bool) -> None:
    with transaction(engine) as session:
        row = queries.take(session, inbound_id, wait=wait)
        if row is None:
            return
        way(session, row)
        row.processed_at = clock.now()
        if row.reading is not None and is_short(row):
            row.reconsidered_at = row.processed_at  # digits and single words hold nothing for a second look
        session.add(row)


def _act(
    session: Session, row: InboundMessage, *, considered: Considered | None, pack: Pack, live: bool, clock: Clock
) -> None:
    now = clock.now()
    talk = open_conversation(session, row, pack=pack, live=live, now=now)
    contact = person_of(pack, row.number) if row.caregiver_id is None else None
    if contact is not None and take_contact_reply(
        session, row, contact, has_family=talk is not None, pack=pack, live=live, now=now
    ):
        return
    understood = read_meaning(session, row, pack=pack, now=now)
    if talk is None:
        raised = raise_strangers_worry(session, row, understood, pack=pack, live=live, now=now)
        if raised is None:
            keep_from_stranger(session, row, now=now)
        else:
            row.outcome, row.stream = "concern", raised.concern.stream
        return
    row.stream = talk.family.code
    hold_families(session, row, understood)
    raised = raise_worry(session, talk, understood)
    if raised is None:
        raise_sample_problem(session, talk, understood)
    _converse(session, talk, understood, raised, considered)


def _converse(
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
    """A sentence keeps the diary, or does what a digit would, or is a question, or is for a person."""
    if keep_diary(session, talk, said, understood):
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
    """A digit or a short word answers what was asked last: the diary, or the question of a text with choices."""
    if not keep_diary(session, talk, said, understood):
        answer_prompt(session, talk, said)
