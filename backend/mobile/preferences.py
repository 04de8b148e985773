"""What a caregiver wants of us: the language, texts in the early morning, and when to be reminded of the diary."""

from datetime import time

from sqlmodel import Session

from backend.diary.nudge_hour import choose_hour, family_hour
from backend.families.caregiver_queries import caregiver_by_id
from backend.families.change_language import choose_language
from backend.families.phone_queries import phone_by_id
from backend.families.want_early_texts import want_early_texts
from backend.languages import Language
from backend.mobile.door_shapes import Preferences, WantedPreferences
from backend.mobile.my_visits import Looking
from backend.outbox.models import Scope
from backend.outbox.suppress import is_suppressed

OPT_OUT = "opt-out"


def my_preferences(session: Session, looking: Looking) -> Preferences:
    """As they stand."""
    caregiver = caregiver_by_id(session, looking.me.caregiver.id)
    phone = phone_by_id(session, caregiver.phone_id)
    hour = family_hour(session, looking.me.family, pack=looking.pack)
    return Preferences(
        language=Language(caregiver.language),
        early_texts=caregiver.early_texts,
        diary_hour=f"{hour.at:%H:%M}" if hour is not None else None,
        diary_hours=[f"{at:%H:%M}" for at in looking.pack.study.hours.diary_hours],
        texts_stopped=OPT_OUT in is_suppressed(session, scope=Scope.NUMBER, key=phone.number_index),
    )


def change_preferences(session: Session, looking: Looking, wanted: WantedPreferences) -> Preferences:
    """Keep what is wanted; the same again changes nothing. Raises HourNotOfferedError."""
    me, now = looking.me, looking.now
    mine = me.caregiver.id
    if wanted.language is not None:
        choose_language(session, caregiver_id=mine, language=wanted.language, by=me.actor, now=now)
    if wanted.early_texts is not None:
        want_early_texts(session, caregiver_id=mine, wanted=wanted.early_texts, by=me.actor, now=now)
    if wanted.diary_hour is not None:
        at = time.fromisoformat(wanted.diary_hour)
        choose_hour(session, me.family, at, by=me.actor, pack=looking.pack, now=now)
    return my_preferences(session, looking)
