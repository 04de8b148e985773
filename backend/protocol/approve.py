"""Recording an approval: the hash of the language pair, and the approved bytes."""

from datetime import date
from pathlib import Path

import yaml

from backend.errors import ConflictError, NotFoundError
from backend.protocol.approvals import Approval, Approvals, ApprovalState
from backend.protocol.load import load_pack


def approve(folder: Path, kind: str, *, reference: str, by: str, on: date) -> Approval:
    """Append an approval of the wording as it stands to approvals.yaml; nothing there is ever removed.

    Raises PackInvalid, NotFoundError for an unknown kind, ConflictError if this very version is approved already.
    """
    pack = load_pack(folder)
    wording = pack.wordings.get(kind)
    if wording is None:
        raise NotFoundError(f"There is no wording {kind!r}. The pack has: {', '.join(sorted(pack.wordings))}.")
    if pack.approvals.state(wording) is ApprovalState.APPROVED:
        raise ConflictError(f"{kind} is approved already in version {wording.version}.")
    given = Approval(
        kind=kind, version=wording.version, reference=reference, by=by, on=on, sources=dict(wording.sources)
    )
    _write(folder / "approvals.yaml", Approvals(approvals=(*pack.approvals.approvals, given)))
    return given


def _write(path: Path, approvals: Approvals) -> None:
    data = approvals.model_dump(mode="json")
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)
    path.write_text(
        "# Written by `nuanxin pack approve`. Each entry keeps the approved text itself; do not edit by hand.\n"
        + text,
        encoding="utf-8",
    )
