"""Why something was refused, in a sentence that tells a parent what to do; programs read the type."""

from collections.abc import Mapping

from backend.languages import Language, gettext, marked

SENTENCES = {
    "sign-in-needed": marked("This device is signed out. Please sign in again with your card."),
    "code-refused": marked(
        "The code is not right, or its ten minutes are over. Look at the six digits again, or ask for a new code."
    ),
    "too-many-tries": marked(
        "That was tried too often. Please wait %(minutes)s minutes. If you are in a hurry, phone the study; "
        "staff can read you a code."
    ),
    "not-found": marked("That is not here, or it is not yours to see."),
    "appointment-moved": marked(
        "This appointment has moved or has passed. Look at the visit again before you answer."
    ),
    "not-in-study": marked(
        "Your child was not in the study then, so we cannot keep this. Phone us if that is wrong."
    ),
    "form-unknown": marked("This diary has a newer form. Please open it again."),
    "text-empty": marked("There is nothing to send yet. Please write a few words."),
    "text-too-long": marked(
        "That is too long for one message. Please write the most important in a few sentences and send it; then the "
        "rest. If your child is in danger, phone now."
    ),
    "text-changed": marked(
        "This message arrived before with other words, and those are kept. Please send the new words as a new "
        "message."
    ),
    "too-many-texts": marked(
        "That is more than a person can read in an hour. What you wrote before is here. Please phone the study if "
        "you need somebody now; if your child is in danger, call the emergency number."
    ),
    "hour-not-offered": marked("We send no reminders at that hour. Please choose one of the hours we offer."),
    "bad-cursor": marked("This list has changed. Begin again from its first page."),
    "invalid-request": marked("Something in what was sent is not right."),
    "http-400": marked("Something in what was sent is not right."),
    "guardians-only": marked("Only a guardian may do this."),
    "forged-form": marked("This page had been open too long. Please try once more."),
    "http-413": marked("That is too much at once. Please send less."),
    "http-404": marked("There is nothing at this address."),
    "http-405": marked("That cannot be done here."),
}
BROKEN = marked("Something broke on our side, and nothing was recorded. Try again; if it stays, phone the study.")
REFUSED = marked("This cannot be done. If you need it, phone the study.")
SERVER_ERROR = 500


def sentence(kind: str, status: int, language: Language, values: Mapping[str, object]) -> str:
    """The refusal in words. `values` fill the sentence's places."""
    known = SENTENCES.get(kind) or (BROKEN if status >= SERVER_ERROR else REFUSED)
    return gettext(known, language, **values) if "%(" in known else gettext(known, language)
