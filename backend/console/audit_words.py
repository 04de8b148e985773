"""Acts and faults of the audit in words."""

from backend.audit.verify import Fault, Problem
from backend.console.reader import Reader
from backend.languages import marked

ROOMS = {
    "families": marked("Families and phones"),
    "consent": marked("Consent"),
    "schedule": marked("Visits and dates"),
    "diary": marked("Diary"),
    "concerns": marked("Concerns and tasks"),
    "chat": marked("Conversations"),
    "devices": marked("The app and its devices"),
    "console": marked("Pages looked at, texts written by hand"),
    "staff": marked("Staff"),
    "exports": marked("Exports"),
    "inbox": marked("Opting in and out"),
    "audit": marked("The audit itself"),
}
ACTS = {
    "families.open": marked("opened the family"),
    "families.enrol": marked("enrolled the child"),
    "families.add-caregiver": marked("added a caregiver"),
    "families.change-language": marked("changed the language"),
    "families.early-texts": marked("changed the early texts"),
    "families.confirm-phone": marked("confirmed the phone"),
    "families.wrong-number": marked("marked the number as wrong"),
    "families.doubt-phone": marked("doubted the phone"),
    "families.pause": marked("paused the family"),
    "families.resume": marked("resumed the family"),
    "consent.record": marked("recorded consent"),
    "consent.withdraw": marked("recorded a withdrawal"),
    "schedule.set-anchor": marked("set a date that visits count from"),
    "schedule.booked": marked("booked the visit"),
    "schedule.confirmed": marked("confirmed the visit"),
    "schedule.move-asked": marked("asked for another time"),
    "schedule.canceled-by-site": marked("canceled the visit"),
    "schedule.attended": marked("recorded that the child came"),
    "schedule.missed": marked("recorded that the child did not come"),
    "diary.record-entry": marked("wrote a diary entry"),
    "diary.correct-entry": marked("corrected a diary entry"),
    "diary.choose-hour": marked("chose the diary's hour"),
    "diary.excuse": marked("excused diary days"),
    "diary.take-back-excuse": marked("took an excuse back"),
    "diary.place": marked("placed an entry"),
    "concerns.signal": marked("raised a concern, or added to it"),
    "concerns.answered": marked("answered the family"),
    "concerns.paged": marked("paged somebody"),
    "concerns.page-failed": marked("could not page"),
    "concerns.acknowledged": marked("took the concern up"),
    "concerns.called": marked("recorded a call"),
    "concerns.promise-missed": marked("missed what was promised"),
    "concerns.level-changed": marked("changed how pressing it is"),
    "concerns.handed-over": marked("handed the concern over"),
    "concerns.viewed": marked("opened the concern"),
    "concerns.resolved": marked("closed the concern"),
    "concerns.reopened": marked("opened the concern again"),
    "concerns.noted": marked("wrote a note"),
    "concerns.close-task": marked("finished a task"),
    "concerns.contact-proved": marked("proved that they can be paged"),
    "chat.taken-over": marked("took the conversation over"),
    "chat.handed-back": marked("handed the conversation back"),
    "devices.issue-card": marked("issued an enrolment card"),
    "devices.read-out-code": marked("read out a sign-in code"),
    "devices.open": marked("signed in on a device"),
    "devices.end": marked("ended a device's sign-in"),
    "console.view-family": marked("looked at the family"),
    "console.view-entry": marked("looked at a diary entry"),
    "console.view-audit": marked("looked at the audit"),
    "console.check-audit": marked("checked the chains of the audit"),
    "console.write-family": marked("wrote to the family"),
    "staff.add": marked("added a member of staff"),
    "staff.disable": marked("closed an account"),
    "staff.password": marked("set a password"),
    "staff.language": marked("chose a language"),
    "staff.sign-in": marked("signed in"),
    "staff.sign-out": marked("signed out"),
    "exports.take": marked("took an export"),
    "concerns.contact-tested": marked("tested whether somebody can be paged"),
    "concerns.hand-over-task": marked("handed a task over"),
    "concerns.put-off-task": marked("put a task off"),
    "concerns.try-task": marked("tried to do a task"),
    "concerns.sae-linked": marked("linked the concern to a serious event"),
    "concerns.rota-absent": marked("recorded an absence"),
    "concerns.rota-swapped": marked("recorded a trade of duty"),
    "concerns.rota-taken-back": marked("took a change of the rota back"),
    "devices.revoke-card": marked("took an enrolment card back"),
    "inbox.opt-in": marked("opted in again"),
    "inbox.opt-out": marked("opted out of texts"),
    "staff.refuse": marked("was refused at the door"),
    "audit.erase": marked("erased the family's values"),
}
FAULTS = {
    Fault.UNKNOWN: marked("nothing is recorded, or the row of its key was removed"),
    Fault.MISSING: marked("entry %(seq)s: the one before it is missing"),
    Fault.UNLINKED: marked("entry %(seq)s does not follow the one before it"),
    Fault.CHANGED: marked("entry %(seq)s was changed after it was written"),
    Fault.SHUT: marked("entry %(seq)s: its values do not open under the key of the chain"),
    Fault.CUT: marked("the end of the chain is not where it was left: entries were removed or added there"),
}


def act_words(action: str, reader: Reader) -> str:
    """An action in words; empty where only its own name says it."""
    return reader.say(ACTS[action]) if action in ACTS else ""


def fault_words(problem: Problem, reader: Reader) -> str:
    """What is wrong with a chain, and where."""
    return reader.say(FAULTS[problem.fault], seq=problem.seq)
