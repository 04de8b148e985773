"""What can go wrong at a provider, drawn from a seeded generator or scripted for the next sends (channels 1.6)."""

from collections import Counter, deque
from dataclasses import dataclass
from random import Random

ON_CREATE = ("429", "500", "500-accepted", "503", "hang", "drop")
ON_CALLBACK = ("doubled", "disordered", "late", "never", "early")
ON_DELIVERY = ("30003", "30005", "30006", "30007", "30008")
ON_INBOUND = ("inbound-lost", "inbound-doubled", "inbound-late")
WEIGHTS = {
    "429": 2, "500": 1, "500-accepted": 1, "503": 1, "hang": 2, "drop": 2,
    "doubled": 3, "disordered": 3, "late": 2, "never": 3, "early": 2,
    "30003": 2, "30005": 0.1, "30006": 0.1, "30007": 0.4, "30008": 1,
}  # fmt: skip


class Hang(Exception):  # noqa: N818 - what happens, not an error of ours
    """The provider takes the request and does not answer in time."""


class Dropped(Exception):  # noqa: N818
    """The provider takes the request and the connection is lost."""


@dataclass(frozen=True)
class Faults:
    """How often something goes wrong, 0..1, for each send and each text from a phone."""

    rate: float = 0.0


class FaultSource:
    """Decides the fault of each event, and counts those used."""

    def __init__(self, faults: Faults, seed: int) -> None:
        self._rate = faults.rate
        self._rng = Random(f"faults:{seed}")
        self._script: deque[str] = deque()
        self.used: Counter[str] = Counter()

    def script(self, *faults: str) -> None:
        """Use these for the next sends, in order; an empty string means none."""
        self._script.extend(faults)

    def be_calm(self) -> None:
        """Draw no more faults; those that are scripted still come."""
        self._rate = 0.0

    def on_send(self) -> str:
        """The fault of the next send; empty for none."""
        if self._script:
            return self._note(self._script.popleft())
        if self._rate <= 0 or self._rng.random() >= self._rate:
            return ""
        return self._note(self._rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0])

    def on_inbound(self) -> str:
        """The fault of the next text from a phone; empty for none."""
        if self._script and self._script[0] in ON_INBOUND:
            return self._note(self._script.popleft())
        if self._rate <= 0 or self._rng.random() >= self._rate:
            return ""
        return self._note(self._rng.choice(ON_INBOUND))

    def _note(self, fault: str) -> str:
        if fault:
            self.used[fault] += 1
        return fault
