"""A FastAPI application with one endpoint that does nothing: `python -m tests.benchmarks.empty_endpoint PORT`."""

import sys

import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.api_route("/healthz", methods=["GET", "PUT"])
def nothing() -> dict[str, str]:
    """The least that any endpoint costs."""
    return {"said": "nothing"}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
