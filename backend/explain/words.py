"""The sentences behind reasons and statuses; every code a decision can carry has one."""

from backend.languages import Language, gettext, marked

REASONS: dict[str, str] = {
    "due": marked("it fell due and was still true"),
    "diary-open": marked("an open diary was not filled in yet"),
    "diary-filled": marked("the diary is filled in"),
    "diary-excused": marked("nobody can be expected to fill in the diary"),
    "diary-moved": marked("the days of the diary changed"),
    "diary-hour-changed": marked("the family chose another hour to be reminded at"),
    "emergency-open": marked("an emergency of this family is open"),
    "phone-unconfirmed": marked("the phone is not confirmed yet"),
    "answers-text": marked("it answers a text from this phone"),
    "asked-with-card": marked("it was asked for with this caregiver's card"),
    "concern": marked("it tells the family what to do about a worry"),
    "written-by-staff": marked("a coordinator wrote it"),
    "rota": marked("whoever is on call is told"),
    "withdrawn": marked("the family has withdrawn from the study"),
    "died": marked("the child has died"),
    "no-consent": marked("there is no consent on record"),
    "paused": marked("the family is paused"),
    "child-died": marked("the family wrote that a child has died"),
    "booked-again": marked("the visit has been booked again since"),
    "result-changed": marked("what came of the visit was recorded differently since"),
    "appointment-moved": marked("the appointment has moved"),
    "appointment-past": marked("the appointment has passed"),
    "family-asked-to-move": marked("the family asked for another time, which a person is settling"),
    "already-confirmed": marked("the visit is confirmed already"),
    "sample-not-needed": marked("this visit needs no such sample"),
    "other-text-for-sample": marked("a text with the sample's instructions goes instead"),
    "too-late-to-help": marked("it would come too late to help"),
    "reminders-off": marked("this person does not get reminders"),
    "not-for-role": marked("this text is not for this person's role"),
    "no-early-texts": marked("this person has not asked for early texts"),
    "wording-unapproved": marked("its wording is not approved"),
    "told-already": marked("this phone has been told already"),
    "said-with-the-move": marked("the text about the new date asks the same"),
    "joined-with-later-text": marked("it was joined with a later text of the same day"),
    "too-many-texts": marked("this phone sends more than anyone types, so it is only listened to"),
    "quiet-hours": marked("it was outside the hours in which families may be texted"),
    "quota": marked("this phone has had all the texts it may get in 24 hours"),
    "quota-identical": marked("this phone has had this very text as often as it may in 24 hours"),
    "route-halted": marked("the route is halted after a configuration error at the provider"),
    "too-late": marked("its time had passed"),
    "number-opt-out": marked("this phone asked for no more texts"),
    "number-unreachable": marked("this number cannot be reached"),
    "number-wrong-number": marked("this number belongs to somebody else"),
    "subject-withdrawn": marked("the family has withdrawn from the study"),
    "subject-died": marked("the child has died"),
    "subject-paused": marked("the family is paused"),
    "visit-planned": marked("the visit is not booked"),
    "visit-attended": marked("the visit has already taken place"),
    "visit-missed": marked("the visit was missed"),
    "visit-canceled-by-site": marked("the hospital canceled the visit"),
    "visit-booked": marked("the appointment has moved"),
    "visit-move-asked": marked("the family asked for another time"),
    "visit-dropped": marked("the visit is no longer part of the child's year"),
    "opt-out": marked("this phone asked for no more texts"),
    "wrong-number": marked("this number belongs to somebody else"),
    "found-at-provider": marked("the provider's records show that it was sent"),
    "not-found-at-provider": marked("the provider's records show that it never was taken"),
    "provider-busy": marked("the provider was busy and did not take it"),
    "provider-configuration": marked("the provider refused because of our account's configuration"),
    "provider-number": marked("the provider says this number cannot be reached"),
    "provider-opt-out": marked("the provider holds a stop from this phone"),
    "provider-transient": marked("the phone could not be reached just then"),
    "provider-content": marked("the provider filtered the text"),
    "provider-expired": marked("it could not be delivered in time"),
    "provider-review": marked("the provider gave a reason nobody has classed yet"),
}

STATUSES: dict[str, str] = {
    "pending": marked("waiting to be sent"),
    "sending": marked("being handed to the provider"),
    "unknown": marked("nobody knows yet whether the provider took it"),
    "accepted": marked("taken by the provider"),
    "sent": marked("sent on to the phone's network"),
    "delivered": marked("delivered"),
    "undelivered": marked("not delivered"),
    "failed": marked("failed"),
    "expired": marked("not sent, its time had passed"),
    "blocked": marked("not sent, blocked"),
    "canceled": marked("taken back before it was sent"),
    "queued": marked("waiting at the provider"),
    "refused": marked("refused by the provider"),
}
WORDING_STATES = {
    "approved": marked("approved"),
    "draft": marked("not approved"),
    "stale": marked("changed since approval"),
}
READS = {
    "zh-Hans": marked("Simplified Chinese"),
    "zh-Hant": marked("Traditional Chinese"),
    "en": marked("English"),
}


def reason_words(code: str, language: Language) -> str:
    """A reason in words; a compound one ("too-late:quota") says both parts."""
    parts = [gettext(REASONS.get(part, part), language) for part in code.split(":")]
    return "；".join(parts) if language is not Language.EN else "; ".join(parts)


def status_words(status: str, language: Language) -> str:
    """A status in words."""
    return gettext(STATUSES.get(status, status), language)


def wording_words(state: str, language: Language) -> str:
    """How a wording stood when it was used, in words."""
    return gettext(WORDING_STATES.get(state, state), language)


def reads_words(reads: str, language: Language) -> str:
    """The language of a text, in words of the reader's."""
    return gettext(READS.get(reads, reads), language)
