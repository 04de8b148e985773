"""A row says of a promised call what is so: it has not come, or it came late; nothing once it came in time."""

from datetime import timedelta

import pytest

from backend.concerns.record_call import record_call
from backend.db import transaction
from tests.console.concern_pages import act
from tests.console.conftest import Browser
from tests.journeys.study import Study

PATHS = ("/console/concerns", "/console/today")
NOT_COME, CAME_LATE = "答应的电话没有打", "答应的电话打晚了"


@pytest.fixture
def missed(study: Study) -> Study:
    """Blue lips at noon: a call was promised within half an hour, and nobody made it."""
    study.types("佢口唇有啲紫，唞气好辛苦").settle(40)
    return study


def test_once_it_was_made_the_row_says_that_it_came_late(missed: Study, lin: Browser) -> None:
    assert all(NOT_COME in lin.get(path).text for path in PATHS)
    assert act(lin, 1, "call", reached="no", note="无人接听") == 303
    assert all(NOT_COME in lin.get(path).text for path in PATHS), "nobody was reached"
    assert act(lin, 1, "call", reached="yes", note="妈妈叫了120") == 303
    for path in PATHS:
        text = lin.get(path).text
        assert NOT_COME not in text
        assert CAME_LATE in text


def test_one_that_was_only_written_down_late_was_not_late(missed: Study, lin: Browser) -> None:
    now = missed.clock.now()
    with transaction(missed.engine) as session:
        call = {"by": "contact:gao", "way": "console", "reached": True, "note": "好多了", "pack": missed.pack}
        record_call(session, 1, now=now, happened_at=now - timedelta(minutes=30), **call)  # type: ignore[arg-type]
    for path in PATHS:
        text = lin.get(path).text
        assert NOT_COME not in text
        assert CAME_LATE not in text


def test_the_next_one_that_does_not_come_is_said_again(missed: Study, lin: Browser) -> None:
    assert act(lin, 1, "call", reached="yes", note="妈妈叫了120") == 303
    missed.types("佢又唞唔到气").settle(40)
    assert all(NOT_COME in lin.get(path).text for path in PATHS)
