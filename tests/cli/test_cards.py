"""Cards, codes and devices from the command line."""

from pathlib import Path

from tests.cli.shell import Shell
from tests.cli.test_commands import file, nuanxin
from tests.journeys.study import MOTHER

__all__ = ["file", "nuanxin"]  # fixtures


def test_a_familys_card_its_successor_and_a_code_read_out(nuanxin: Shell, file: Path, tmp_path: Path) -> None:
    nuanxin("enrol", str(file), "--by", "lin", code=1)
    page = tmp_path / "card.html"
    assert "1 cards to print" in nuanxin("card", "gz-001", "--to", str(page), "--by", "lin")
    assert "http://127.0.0.1:8000/f/" in page.read_text(encoding="utf-8")
    assert "1 cards in use will open nothing" in nuanxin("card", "GZ-001", "--for", "mother", "--by", "lin", code=1)
    assert "good for 10 minutes, once" in nuanxin("card", "code", MOTHER, "--by", "lin")
    assert "no such device" in nuanxin("card", "end-device", "x", "--by", "lin", code=1)
