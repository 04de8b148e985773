"""The emulator as a process of its own, each sender letting out one segment a second, and what arrived when."""

import sys

import uvicorn
from fastapi import FastAPI

from backend.clock import SystemClock
from backend.emulator.carry import Waits
from backend.emulator.deliverer import Deliverer
from backend.emulator.rest import attach
from backend.emulator.world import Emulator
from tests.factories import NUMBER, SID, TOKEN

SAFETY_NUMBER = "+85230000001"
WAITS = Waits(sending=(0.05, 0.2), carrying=(0.2, 0.6))  # beside the second that each segment takes


def main() -> None:
    app = FastAPI(openapi_url=None)
    clock = SystemClock()
    emulator = Emulator(
        account_sid=SID,
        auth_token=TOKEN,
        number=NUMBER,
        more_numbers=(SAFETY_NUMBER,),
        clock=clock,
        pace=float(sys.argv[2]),
        waits=WAITS,
    )
    attach(app, emulator)

    @app.get("/arrivals")
    def arrivals(number: str) -> list[dict[str, object]]:
        """What has left by this sender: to whom, when it arrived (seconds of the epoch), and its text."""
        return [
            {"to": each.to, "at": each.delivered_at.timestamp(), "body": each.body, "parts": each.parts}
            for each in emulator.arrivals(0)
            if each.from_ == number and each.delivered_at is not None
        ]

    @app.get("/waiting")
    def waiting() -> int:
        """How many texts the provider has taken and not yet let out."""
        return sum(each.status in ("queued", "accepted") for each in list(emulator.log))

    deliverer = Deliverer(emulator, clock)
    deliverer.start()
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
    deliverer.stop()


if __name__ == "__main__":
    main()
