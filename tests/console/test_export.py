"""The table of concerns: every moment, by participant code, nothing personal."""

import csv
import io
from collections.abc import Callable

from tests.console.conftest import Browser
from tests.journeys.study import MOTHER


def test_the_table_holds_every_step_and_nothing_personal(
    lin: Browser, monitor: Browser, worry: Callable[..., int]
) -> None:
    number = worry(sae=("admitted",))
    lin.get(f"/console/concerns/{number}")
    answer = monitor.get("/console/concerns.csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["kind"] for row in rows] == ["signal", "viewed"]
    assert {row["participant_code"] for row in rows} == {"GZ-001"}
    assert all(row["happened_at"].endswith("Z") and row["sae_limit_at"] for row in rows)
    assert "'" not in answer.text, "an empty cell stays empty"
    assert not any(word in answer.text for word in ("口唇", "安安", MOTHER))
