"""Recording an approval: the hash of the language pair, and the approved bytes."""

from datetime import date
from pathlib import Path

import yaml

from backend.errors import ConflictError, NotFoundError, NuanxinError
from backend.protocol.approvals import Approval, Approvals, ApprovalState
from backend.protocol.load import load_pack


class ApprovalIncomplete(NuanxinError):  # noqa: N818 - reads as what is wrong
    """Nobody could tell later who approved, or where it is written."""

    type = "approval-incomplete"


def approve(folder: Path, kind: str, *, reference: str, by: str, on: date) -> Approval:
    """Append an approval of a wording, or of the lists of signs, as it stands; nothing there is ever removed.

    Raises PackInvalid, NotFoundError for an unknown kind, ConflictError if this very version is approved already,
    ApprovalIncomplete.
    """
    _refuse_blanks(reference, by)
    pack = load_pack(folder)
    wording = pack.approvable.get(kind)
    if wording is None:
        raise NotFoundError(f"There is no wording {kind!r}. The pack has: {', '.join(sorted(pack.approvable))}.")
    if pack.approvals.state(wording) is ApprovalState.APPROVED:
        raise ConflictError(f"{kind} is approved already in version {wording.version}.")
    given = Approval(
        kind=kind, version=wording.version, reference=reference, by=by, on=on, sources=dict(wording.sources)
    )
    _write(folder / "approvals.yaml", Approvals(approvals=(*pack.approvals.approvals, given)))
    return given


def approve_all(folder: Path, *, reference: str, by: str, on: date) -> int:
    """Approve every wording as it stands, for a simulation or after a committee's session; how many were new."""
    _refuse_blanks(reference, by)
    pack = load_pack(folder)
    given = [
        Approval(kind=kind, version=wording.version, reference=reference, by=by, on=on, sources=dict(wording.sources))
        for kind, wording in sorted(pack.approvable.items())
        if pack.approvals.state(wording) is not ApprovalState.APPROVED
    ]
    _write(folder / "approvals.yaml", Approvals(approvals=(*pack.approvals.approvals, *given)))
    return len(given)


def _refuse_blanks(reference: str, by: str) -> None:
    if not reference.strip() or not by.strip():
        raise ApprovalIncomplete("An approval names its reference (such as the ethics file) and who gave it.")


def _write(path: Path, approvals: Approvals) -> None:
    data = approvals.model_dump(mode="json")
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)
    head = "# Written by `nuanxin pack approve`. Each entry keeps the approved text itself; do not edit by hand.\n"
    beside = path.with_suffix(".yaml.new")
    beside.write_text(head + text, encoding="utf-8")
    beside.replace(path)  # all or nothing: half a file would lose every approval ever given
