"""Runs `nuanxin` as a terminal does, but in this process: starting Python for every word would be most of a test."""

import logging
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
import structlog

from backend import vault
from backend.cli import main


class Shell:
    """`nuanxin` with its own SQLite file; what it did to the process is put back."""

    def __init__(self, folder: Path) -> None:
        self.env = {"NUANXIN_DATABASE_URL": f"sqlite:///{folder / 'nuanxin.db'}"}

    def __call__(self, *words: str, code: int = 0) -> str:
        out, err = self.run(*words, code=code)
        return out + err

    def run(self, *words: str, given: bytes = b"", code: int = 0, encoding: str = "utf-8") -> tuple[str, str]:
        """Standard output and standard error of one command that must end with `code`."""
        root, ring = logging.getLogger(), vault.ring()
        handlers, level, logs = root.handlers[:], root.level, structlog.get_config()
        with pytest.MonkeyPatch.context() as patch:
            out, err = (TextIOWrapper(BytesIO(), encoding, "backslashreplace", write_through=True) for _ in "12")
            for name, value in self.env.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["nuanxin", *words])
            patch.setattr(sys, "stdin", TextIOWrapper(BytesIO(given), encoding))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            ended = _ended()
        root.handlers[:], root.level = handlers, level
        structlog.configure(**logs)
        vault.unlock(ring)
        said = (out.buffer.getvalue().decode(), err.buffer.getvalue().decode())  # type: ignore[attr-defined]
        assert ended == code, "".join(said)
        return said


def _ended() -> int:
    """How the command ended. Anything but an exit is a defect and fails the test."""
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return 0
