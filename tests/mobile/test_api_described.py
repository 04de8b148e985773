"""Whatever is sent to /api/v1, right or wrong, is answered as its description says: schemathesis makes it up."""

from collections.abc import Callable

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import positive_data_acceptance
from sqlalchemy import Engine

from backend.db import transaction
from backend.devices.come_in import open_device
from backend.devices.models import Kind
from backend.families.caregiver_queries import caregivers_on_phone
from backend.families.phone_queries import phone_by_number
from tests.journeys.study import MOTHER, Study
from tests.mobile.conftest import BASE

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EXAMPLES = 4
ASKED_BY_THE_PACK = "/children/{child_id}/entries/{entry_id}"
"""What may stand in an entry is in the diary's questions, not in the description: it may be refused as 422."""


@pytest.fixture
def new_token(study: Study, engine: Engine) -> Callable[[], str]:
    """A token of another device of the mother's: an operation may end the one it came with."""

    def new() -> str:
        with transaction(engine) as session:
            phone = phone_by_number(session, MOTHER)
            assert phone is not None
            caregiver = caregivers_on_phone(session, phone.id)[0]
            token, _ = open_device(session, caregiver, kind=Kind.APP, called="旧手机", now=study.clock.now())
        return token

    return new


def test_whatever_is_sent_is_answered_as_described(
    open_client: Callable[[], TestClient], new_token: Callable[[], str]
) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", open_client().app)
    operations = [each.ok() for each in schema.get_all_operations()]
    assert len(operations) >= 20
    for operation in operations:
        ask(operation, headers={"Authorization": f"Bearer {new_token()}"})


def ask(operation: APIOperation, headers: dict[str, str]) -> None:
    """Send some requests that the description allows and some that it does not. Raises what is amiss."""
    excluded = [positive_data_acceptance] if ASKED_BY_THE_PACK in operation.path else []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))
    def check(case: Case) -> None:
        case.call_and_validate(headers=headers, base_url=BASE, excluded_checks=excluded)

    check()
