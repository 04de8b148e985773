"""Which diaries of a family wait for an entry that a text can give."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from backend.diary.choice import DiaryMeant
from backend.diary.know import known_of
from backend.diary.known import Known
from backend.diary.offer import form_of, offered
from backend.diary.state import taking
from backend.diary.submission import Submission
from backend.diary.window_queries import placed, windows_in_force
from backend.diary.windows import Window
from backend.families.models import Child
from backend.families.queries import child_by_id, children_of
from backend.protocol.instruments import Instrument
from backend.sittings.course import Course, given_of
from backend.sittings.teller import Teller
from backend.sittings.told import Told


@dataclass(frozen=True)
class Waiting:
    """One diary of one child that takes an entry now."""

    child: Child
    instrument: Instrument
    window: Window

    @property
    def meant(self) -> DiaryMeant:
        return DiaryMeant(self.child.id, self.instrument.key, self.window.due_on)


def waiting(session: Session, teller: Teller) -> list[Waiting]:
    """The diaries that wait, of each child and instrument the one an entry would go to; those one must not, last."""
    forms = {
        key: each
        for key, each in offered(teller.pack, live=teller.live).items()
        if each.sms and each.reporter == "caregiver"
    }
    found = []
    for child in children_of(session, teller.family.id):
        filled = placed(session, child.id)
        windows = windows_in_force(session, child.id).values()
        for key, form in forms.items():
            open_ones = taking([each for each in windows if each.instrument == key], teller.at)
            undone = [each for each in open_ones if each.id_for(child.id) not in filled]
            found += [Waiting(child, form, each) for each in undone[:1]]
    return sorted(found, key=lambda each: (each.window.optional, each.window.closes_at))


def waiting_for(session: Session, teller: Teller, meant: DiaryMeant) -> Waiting | None:
    """That very diary, if it is this family's and still takes an entry that it has not."""
    form = offered(teller.pack, live=teller.live).get(meant.instrument)
    child = next((each for each in children_of(session, teller.family.id) if each.id == meant.child_id), None)
    if form is None or child is None or not form.sms:
        return None
    window = windows_in_force(session, child.id).get((meant.instrument, meant.due_on))
    if window is None or not taking([window], teller.at):
        return None
    return None if window.id_for(child.id) in placed(session, child.id) else Waiting(child, form, window)


def course_of(
    session: Session, teller: Teller, meant: DiaryMeant, told: Told, *, version: str = "", entry_id: str = ""
) -> Course:
    """The diary with what was told, in the version it was begun in. Raises NotFoundError for no such child."""
    child = child_by_id(session, meant.child_id)
    forms = offered(teller.pack, live=teller.live)
    form = form_of(session, forms, meant.instrument, version) or forms[meant.instrument]
    return Course(form, told, _known(session, teller, child, form, told, entry_id))


def named(children: Sequence[Child], body: str) -> list[Child]:
    """The children a text calls by name."""
    return [each for each in children if each.called and each.called.casefold() in body.casefold()]


def _known(session: Session, teller: Teller, child: Child, form: Instrument, told: Told, entry_id: str) -> Known:
    submission = Submission(
        id=entry_id,
        instrument=form.key,
        given=given_of(form, told),
        recorded_at=teller.now,
        submitted_at=teller.now,
        zone=teller.family.zone,
    )
    return known_of(
        session, child, teller.family, submission, form, at=teller.now, language=teller.language, pack=teller.pack
    )
