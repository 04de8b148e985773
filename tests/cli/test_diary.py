"""Diaries from the command line: what was told by phone, excuses, and how it all stands."""

from pathlib import Path

from tests.cli.shell import Shell
from tests.cli.test_commands import file, nuanxin

__all__ = ["file", "nuanxin"]  # fixtures

TOLD = ["--reason", "the mother, by phone", "--by", "lin", "--usual"]


def answers(*pairs: str) -> list[str]:
    return [word for pair in pairs for word in ("--answer", pair)]


def test_what_was_told_by_phone_is_kept_and_what_to_do_is_said_first(nuanxin: Shell, file: Path) -> None:
    nuanxin("enrol", str(file), "--by", "lin", code=1)
    well = answers("temperature=腋下36.8", "urine-colour=浅黄", "kidney-medicine=all")
    kept = nuanxin("diary", "transcribe", "GZ-001", "daily", *well, *TOLD)
    assert kept.startswith("Thank you. It is kept.")
    event = answers("emergency=seizure", "what=other", "contact=no")
    told = nuanxin("diary", "transcribe", "GZ-001", "event", *event, *TOLD)
    assert "TELL THEM NOW: (draft) Call " in told
    bad = nuanxin("diary", "transcribe", "GZ-001", "daily", *answers("temperature=39,5"), *TOLD, code=1)
    assert "temperature: Please write a point, not a comma: 39.5." in bad


def test_a_span_is_excused_and_the_excuse_taken_back(nuanxin: Shell, file: Path) -> None:
    nuanxin("enrol", str(file), "--by", "lin", code=1)
    span = ["--since", "2026-12-01 08:00", "--until", "2026-12-03 08:00", "--by", "lin"]
    recorded = nuanxin("diary", "excuse", "GZ-001", "--reason", "in-hospital", *span)
    row = recorded.removeprefix("Recorded as ").strip().rstrip(".")
    assert f"excused in-hospital: 2026-12-01 08:00 to 2026-12-03 08:00  {row}" in nuanxin("diary", "list", "GZ-001")
    assert nuanxin("diary", "take-back", row, "--note", "another child", "--by", "lin") == "Taken back.\n"
    assert "Only an outage" in nuanxin("diary", "excuse", "--reason", "in-hospital", *span, code=1)
