"""A sentence that calls it a wrong number: nothing of the child goes there until that is settled.

Asked whose phone it is, it answers like the digit. Unasked it may be the family's own, whose words are easily taken
wrongly: the phone is asked, and a person phones, but nobody is silenced.
"""

import re

from sqlmodel import Session

from backend.concerns.mourning import mourns
from backend.concerns.raise_concern import Raised
from backend.families.models import PhoneState
from backend.families.pause_queries import is_paused
from backend.families.phone_queries import phone_state
from backend.inbox.answer import ACTS
from backend.inbox.conversation import Conversation, as_asked, file_text
from backend.inbox.keep import keep_for_person
from backend.schedule.check_phone import PHONE_WRONG, check_again
from backend.triage.understanding import Intent, Understanding

OWN_MISTAKE = re.compile(
    r"\d|我[^，。,.]{0,4}(?:[打发發写寫传傳]|send)[错錯]|[错錯](?:了|咗)?[，,。\s]*(?:是|系|係|应该|應該|改)|[打写寫][错錯]字"
    r"|(?<![们們哋])(?:[发發传傳]|send)[错錯]人|是给|係畀|上一条|上一條|刚才|剛才|啱先"
    r"|\bi (?:typed|sent|meant)|\bmeant\b|\bmistake\b|\btypo\b",
    re.IGNORECASE,
)
"""What the family's own words about a slip of theirs hold: it is not the number that is wrong."""


def doubt_number(session: Session, talk: Conversation, understood: Understanding, raised: Raised | None) -> bool:
    """Act on the words; False where the text says more than that, or is typed by somebody who signed in.

    A paused family's phone is asked as well: nobody writes this to hear nothing. After a child's death no text may
    speak of visits, so it is told that it is read, and a person phones.
    """
    if raised is not None or talk.writer is not None or Intent.WRONG_NUMBER not in understood.intents:
        return False
    if understood.values or OWN_MISTAKE.search(talk.row.body):
        return False
    if phone_state(session, talk.phone.id) is PhoneState.WRONG_NUMBER:
        return False
    if _answers(session, talk, understood):
        return True
    mine = next(each for each in talk.caregivers if each.family_id == talk.family.id)
    mourning = mourns(session, talk.family)
    asked = check_again(
        session,
        mine,
        talk.phone,
        talk.family,
        though_paused=not mourning and is_paused(session, talk.family.id),
        by=talk.actor,
        pack=talk.pack,
        live=talk.live,
        now=talk.now,
    )
    keep_for_person(session, talk, silently=asked and not mourning)
    return True


def _answers(session: Session, talk: Conversation, understood: Understanding) -> bool:
    """Whether the phone was just asked whose it is, and this says no more than the digit for a wrong number."""
    prompt = talk.prompt
    digit = next((digit for digit, meaning in talk.options.items() if meaning[0] == PHONE_WRONG), None)
    if prompt is None or digit is None or set(understood.intents) != {Intent.WRONG_NUMBER} or talk.is_late:
        return False
    asked = as_asked(session, talk, prompt.stream)
    if asked is None:
        return False
    file_text(asked)
    talk.row.prompt_id, talk.row.answer = prompt.id, digit
    ACTS[PHONE_WRONG](session, asked, list(talk.options[digit][1:]))
    return True
