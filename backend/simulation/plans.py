"""What people mean to do, in order of time."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

Do = Callable[[datetime], object]


@dataclass(order=True)
class _Plan:
    at: datetime
    order: int
    do: Do = field(compare=False)


class Plans:
    """A list that is worked through as time comes to it; what is planned for one moment keeps its order."""

    def __init__(self) -> None:
        self._plans: list[_Plan] = []
        self._order = count()

    def __len__(self) -> int:
        return len(self._plans)

    def later(self, at: datetime, do: Do) -> None:
        """Do it then."""
        heapq.heappush(self._plans, _Plan(at, next(self._order), do))

    def next_at(self) -> datetime | None:
        """When something is to be done next."""
        return self._plans[0].at if self._plans else None

    def act(self, now: datetime) -> int:
        """Do what is due; how much was done."""
        done = 0
        while self._plans and self._plans[0].at <= now:
            heapq.heappop(self._plans).do(now)
            done += 1
        return done
