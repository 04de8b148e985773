"""The pages that make a proposal for the pack of a real question; nothing of it is sent to any family."""

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from backend.chat import queries as chat
from backend.chat.fragment import fragment, name_of
from backend.chat.propose import BOTH, LANGUAGES, MOST, ProposalWrongError, propose
from backend.console.guard_routes import ACTING, GUARDED, EngineOf, PackOf, ReaderNow, Typed, may_act
from backend.console.pages import render
from backend.console.propose_page import NEW, filled_in, names_in, question, read_form
from backend.console.reader import Reader
from backend.console.surroundings import chrome_of
from backend.db import reading, transaction
from backend.errors import NotFoundError
from backend.languages import marked
from backend.protocol.blinding import ArmWordsError
from backend.protocol.pack import Pack

router = APIRouter(prefix="/console/chat", include_in_schema=False, dependencies=[*GUARDED, Depends(may_act)])
ARM = marked("This speaks of the arm, or hints at it; leave that out.")
ASKED = {
    "zh-Hans": marked("How families ask it in Mandarin, one a line"),
    "yue": marked("How families ask it in Cantonese, one a line"),
    "en": marked("How families ask it in English, one a line"),
}


@router.get("/propose/{text_id}")
def form(text_id: str, engine: EngineOf, reader: ReaderNow, pack: PackOf) -> Response:
    """The form, filled in from a question. Raises NotFoundError."""
    with reading(engine) as session:
        row = question(session, text_id, reader)
        return _form(session, text_id, filled_in(session, row, reader, pack), reader, pack)


@router.post("/propose/{text_id}", dependencies=[*ACTING])
def keep(text_id: str, values: Typed, engine: EngineOf, reader: ReaderNow, pack: PackOf) -> Response:
    """Keep the proposal; one that cannot be kept stays in the form with the reason. Raises NotFoundError."""
    try:
        with transaction(engine) as session:
            row = question(session, text_id, reader)
            names = names_in(session, row, reader, pack)
            by = reader.member.name
            propose(session, read_form(values, text_id), names=names, by=by, pack=pack, now=reader.now)
    except (ProposalWrongError, ArmWordsError) as refusal:
        with reading(engine) as session:
            wrong = reader.say(ARM if isinstance(refusal, ArmWordsError) else str(refusal))
            return _form(session, text_id, values, reader, pack, wrong=wrong)
    return RedirectResponse("/console/chat#proposals", status_code=303)


@router.get("/proposals/{proposal_id}")
def file(proposal_id: str, engine: EngineOf, pack: PackOf) -> Response:
    """A proposal as YAML for the pack. Raises NotFoundError."""
    with reading(engine) as session:
        row = chat.proposal(session, proposal_id)
        if row is None:
            raise NotFoundError("There is no such proposal.")
        text, name = fragment(row, pack), name_of(row)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="application/yaml; charset=utf-8", headers=headers)


def _form(
    session: Session, text_id: str, values: dict[str, str], reader: Reader, pack: Pack, wrong: str = ""
) -> Response:
    path = f"/console/chat/propose/{text_id}"
    return render(
        "propose.html",
        reader,
        status=422 if wrong else 200,
        chrome=chrome_of(session, reader, pack, section="chat", path=path),
        path=path,
        values=values,
        wrong=wrong,
        new=NEW,
        most=MOST,
        asked={each: reader.say(ASKED[each]) for each in LANGUAGES},
        both=BOTH,
        topics=[(each.topic, each.title.in_(reader.language)) for each in pack.passages.values()],
        groups=[each.key for each in pack.guide_groups],
    )
