"""The shipped pack, the small test pack, and copies to break."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.protocol.load import load_pack
from backend.protocol.pack import Pack

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "messages" / "nct06731192"
EAR = ROOT / "tests" / "packs" / "ear-study"


@pytest.fixture(scope="session")
def shipped() -> Pack:
    return load_pack(SHIPPED)


@pytest.fixture(scope="session")
def ear() -> Pack:
    return load_pack(EAR)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the test pack's folder."""
    return Path(shutil.copytree(EAR, tmp_path / "pack"))


@pytest.fixture
def change(copied: Path) -> Callable[[str, str, str], Path]:
    """Replaces text in one file of the copy; it must be there exactly once."""

    def make(name: str, old: str, new: str) -> Path:
        path = copied / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return copied

    return make
