"""The emulator as a process of its own, so that what is measured does not share its interpreter."""

import sys

import uvicorn
from fastapi import FastAPI

from backend.clock import SystemClock
from backend.emulator.rest import attach
from backend.emulator.world import Emulator
from tests.factories import NUMBER, SID, TOKEN

if __name__ == "__main__":
    app = FastAPI(openapi_url=None)
    attach(app, Emulator(account_sid=SID, auth_token=TOKEN, number=NUMBER, clock=SystemClock()))
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
