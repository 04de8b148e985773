"""The sentences behind reasons and statuses; every code a decision can carry has one."""

from backend.languages import Language, gettext

REASONS: dict[str, str] = {
    "due": "it fell due and was still true",
    "phone-unconfirmed": "the phone is not confirmed yet",
    "answers-text": "it answers a text from this phone",
    "withdrawn": "the family has withdrawn from the study",
    "no-consent": "there is no consent on record",
    "paused": "the family is paused",
    "booked-again": "the visit has been booked again since",
    "result-changed": "what came of the visit was recorded differently since",
    "appointment-moved": "the appointment has moved",
    "appointment-past": "the appointment has passed",
    "family-asked-to-move": "the family asked for another time, which a person is settling",
    "already-confirmed": "the visit is confirmed already",
    "sample-not-needed": "this visit needs no such sample",
    "other-text-for-sample": "a text with the sample's instructions goes instead",
    "too-late-to-help": "it would come too late to help",
    "reminders-off": "this person does not get reminders",
    "not-for-role": "this text is not for this person's role",
    "no-early-texts": "this person has not asked for early texts",
    "wording-unapproved": "its wording is not approved",
    "joined-with-later-text": "it was joined with a later text of the same day",
    "too-many-texts": "this phone sends more than anyone types, so it is only listened to",
    "quiet-hours": "it was outside the hours in which families may be texted",
    "quota": "this phone has had all the texts it may get in 24 hours",
    "quota-identical": "this phone has had this very text as often as it may in 24 hours",
    "route-halted": "the route is halted after a configuration error at the provider",
    "too-late": "its time had passed",
    "number-opt-out": "this phone asked for no more texts",
    "number-unreachable": "this number cannot be reached",
    "number-wrong-number": "this number belongs to somebody else",
    "subject-withdrawn": "the family has withdrawn from the study",
    "subject-paused": "the family is paused",
    "visit-planned": "the visit is not booked",
    "visit-attended": "the visit has already taken place",
    "visit-missed": "the visit was missed",
    "visit-canceled-by-site": "the hospital canceled the visit",
    "visit-booked": "the appointment has moved",
    "visit-move-asked": "the family asked for another time",
    "visit-dropped": "the visit is no longer part of the child's year",
    "opt-out": "this phone asked for no more texts",
    "wrong-number": "this number belongs to somebody else",
    "found-at-provider": "the provider's records show that it was sent",
    "not-found-at-provider": "the provider's records show that it never was taken",
    "provider-busy": "the provider was busy and did not take it",
    "provider-configuration": "the provider refused because of our account's configuration",
    "provider-number": "the provider says this number cannot be reached",
    "provider-opt-out": "the provider holds a stop from this phone",
    "provider-transient": "the phone could not be reached just then",
    "provider-content": "the provider filtered the text",
    "provider-expired": "it could not be delivered in time",
    "provider-review": "the provider gave a reason nobody has classed yet",
}

STATUSES: dict[str, str] = {
    "pending": "waiting to be sent",
    "sending": "being handed to the provider",
    "unknown": "nobody knows yet whether the provider took it",
    "accepted": "taken by the provider",
    "sent": "sent on to the phone's network",
    "delivered": "delivered",
    "undelivered": "not delivered",
    "failed": "failed",
    "expired": "not sent, its time had passed",
    "blocked": "not sent, blocked",
    "canceled": "taken back before it was sent",
}


def reason_words(code: str, language: Language) -> str:
    """A reason in words; a compound one ("too-late:quota") says both parts."""
    parts = [gettext(REASONS.get(part, part), language) for part in code.split(":")]
    return "；".join(parts) if language is not Language.EN else "; ".join(parts)


def status_words(status: str, language: Language) -> str:
    """A status in words."""
    return gettext(STATUSES.get(status, status), language)
