"""What a caregiver wants of us: the language, and texts in the early morning."""

from sqlmodel import Session

from backend.families import queries as families
from backend.families.change_language import choose_language
from backend.families.want_early_texts import want_early_texts
from backend.languages import Language
from backend.mobile.door_shapes import Preferences, WantedPreferences
from backend.mobile.my_visits import Looking
from backend.outbox.models import Scope
from backend.outbox.suppress import is_suppressed

OPT_OUT = "opt-out"


def my_preferences(session: Session, looking: Looking) -> Preferences:
    """As they stand."""
    caregiver = families.caregiver_by_id(session, looking.me.caregiver.id)
    phone = families.phone_by_id(session, caregiver.phone_id)
    return Preferences(
        language=Language(caregiver.language),
        early_texts=caregiver.early_texts,
        texts_stopped=OPT_OUT in is_suppressed(session, scope=Scope.NUMBER, key=phone.number_index),
    )


def change_preferences(session: Session, looking: Looking, wanted: WantedPreferences) -> Preferences:
    """Keep what is wanted; the same again changes nothing."""
    me, now = looking.me, looking.now
    mine = me.caregiver.id
    if wanted.language is not None:
        choose_language(session, caregiver_id=mine, language=wanted.language, by=me.actor, now=now)
    if wanted.early_texts is not None:
        want_early_texts(session, caregiver_id=mine, wanted=wanted.early_texts, by=me.actor, now=now)
    return my_preferences(session, looking)
