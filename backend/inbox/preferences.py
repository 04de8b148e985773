"""What a phone may ask of us by one word: no more texts, texts again, help, another language."""

from sqlmodel import Session

from backend.audit.record import record
from backend.concerns.models import TaskKind
from backend.concerns.mourning import mourns
from backend.concerns.open_task import open_task
from backend.families.change_language import change_language
from backend.inbox.conversation import Conversation, may_say, reply
from backend.languages import Language
from backend.outbox.cancel import cancel_pending
from backend.outbox.suppress import Scope, lift, silenced_by, suppress
from backend.triage.short_reply import ShortReply

REASON = "opt-out"
AND_MORE = "opt-out-and-more"


def opt_out(session: Session, talk: Conversation, said: ShortReply, *, more: bool = False) -> None:
    """Silence this phone, confirm once, tell a person: it is a contact decision, not withdrawal.

    Where the provider recognised the word it has blocked the number and confirmed by itself (channels 1.5). Typed
    in the app it is the same wish: the provider heard nothing, so the answer is ours and stands in the app. With
    `more` the text wants something else too, and the one confirmation says who sees to that.
    """
    key = talk.phone.number_index
    talk.row.outcome = "opted-out"
    fresh = suppress(session, scope=Scope.NUMBER, key=key, reason=REASON, by=talk.actor, now=talk.now)
    if not fresh:
        talk.row.outcome = "opted-out-again"
        return
    cancel_pending(session, number_index=key, reason=REASON, now=talk.now)
    _audit(session, talk, "inbox.opt-out", said.value)
    open_task(
        session,
        kind=TaskKind.OPTED_OUT,
        stream=talk.family.code,
        dedup_key=f"opted-out:{talk.row.id}",
        due_by=talk.read_by,
        facts={"text": talk.row.id},
        words=talk.row.body,
        now=talk.now,
    )
    if not said.by_provider:
        more = more and not mourns(session, talk.family)  # its words name a child's emergency
        kind = AND_MORE if more and may_say(talk, AND_MORE) else "opt-out-confirmed"
        reply(session, talk, kind, values=talk.promise(), last_word=True)


def opt_in(session: Session, talk: Conversation, *, by_provider: bool) -> bool:
    """Texts again, if this phone had stopped them; False if it had not."""
    key = talk.phone.number_index
    lifted = lift(session, scope=Scope.NUMBER, key=key, reason=REASON, by=talk.actor, now=talk.now)
    if not lifted:
        return False
    talk.row.outcome = "opted-in"
    _audit(session, talk, "inbox.opt-in", "provider" if by_provider else "")
    reply(session, talk, "opt-in-confirmed")
    return True


def stopped_by(session: Session, talk: Conversation) -> str | None:
    """Who asked for no more texts to this phone; None if nobody did."""
    return silenced_by(session, scope=Scope.NUMBER, key=talk.phone.number_index, reason=REASON)


def give_help(session: Session, talk: Conversation) -> None:
    """Say what these texts are and how to reach a person."""
    talk.row.outcome = "helped"
    reply(session, talk, "help", values=talk.promise())


def switch_language(session: Session, talk: Conversation, language: str) -> None:
    """Everybody on this phone reads `language` from now on."""
    talk.row.outcome = f"language-{language}"
    chosen = Language(language)
    change_language(session, phone=talk.phone, language=chosen, by=talk.actor, now=talk.now)
    reply(session, talk, "language-changed", language=chosen)


def _audit(session: Session, talk: Conversation, action: str, word: str) -> None:
    record(
        session,
        stream=talk.family.code,
        actor=talk.actor,
        action=action,
        subject=f"phone:{talk.phone.id}",
        after={"word": word},
        now=talk.now,
    )
