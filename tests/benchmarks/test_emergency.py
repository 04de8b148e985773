"""A short run of the benchmark: every emergency is answered while reminders wait, and none of them first."""

import sys

from tests.benchmarks.emergency import measure


def test_emergencies_are_answered_and_paged_while_reminders_wait_in_the_providers_queue() -> None:
    found = measure(emergencies=4, reminders=300, apart=(3.0, 4.0))
    assert found.unanswered == 0
    assert found.pages >= 1
    assert found.queued > 0, "no reminder was left to wait behind"
    assert max(found.seconds) < 30, "behind the reminders it would be minutes"
    if sys.platform == "linux":
        assert found.memory is not None
        assert found.memory <= 450, "MiB of the whole service, its models included"
