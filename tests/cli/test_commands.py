"""The commands a coordinator uses, run as commands on a database of their own."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pyotp import TOTP

from backend import vault
from backend.audit import guard
from backend.clock import SystemClock
from backend.concerns.raise_concern import raise_concern, staff_signal
from backend.db import open_engine, transaction
from backend.families import queries as families
from backend.settings import Settings
from backend.staff.enrol_second import enrol_second
from backend.staff.sign_in import sign_in
from backend.staff.signed_in import who
from backend.staff.totp import new_secret
from backend.triage.understanding import Urgency
from tests.cli.shell import Shell
from tests.factories import PACK
from tests.journeys.study import ROW


@pytest.fixture
def nuanxin(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "families.csv"
    good = ",".join(ROW.values())
    bad = ",".join({**ROW, "participant_code": "GZ-002", "caregiver1_phone": "10086", "family": "F-002"}.values())
    today = ROW["consent_on"]
    path.write_text("\n".join([",".join(ROW), good, bad]).replace(today, "2026-11-01"), encoding="utf-8")
    return path


def test_a_coordinators_first_day(nuanxin: Shell, file: Path) -> None:
    first = nuanxin("enrol", str(file), "--by", "lin", code=1)
    assert "1 enrolled, 0 unchanged, 1 refused" in first
    assert "not a valid number" in first or "caregiver1_phone" in first
    assert "0 enrolled, 1 unchanged, 1 refused" in nuanxin("enrol", str(file), "--by", "lin", code=1)
    assert "book-visit" in nuanxin("tasks", "list") or "0 open" in nuanxin("tasks", "list")
    shown = nuanxin(
        "book",
        "GZ-001",
        "infusion-1",
        "--on",
        "2030-03-05",
        "--at",
        "08:30",
        "--campus",
        "zhujiang",
        "--by",
        "lin",
        "--yes",
    )
    assert shown.endswith("Recorded.\n")
    told = nuanxin("explain", "family", "GZ-001", "--on", "2030-03-05", "--language", "zh-Hans")
    assert told.startswith("家庭F-001")
    assert "infusion-1" in told


def test_saying_no_to_the_changes_records_nothing(nuanxin: Shell, file: Path) -> None:
    nuanxin("enrol", str(file), "--by", "lin", code=1)
    words = ["anchor", "GZ-001", "infusion-1", "--on", "2026-11-16", "--reason", "done", "--by", "lin"]
    assert "newly-due" in nuanxin(*words, code=1)
    assert "newly-due" in nuanxin(*words, "--yes")
    assert "No window changes." in nuanxin(*words, "--yes")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["book", "NOBODY", "week-4", "--on", "2030-03-05", "--at", "08:30", "--campus", "zhujiang", "--yes"],
            "NOBODY",
        ),
        (["explain", "message", "nothing"], "There is no message nothing."),
        (["tasks", "done", "9", "--outcome", "x"], "There is no task 9."),
        (["pack", "check", "tests"], "study.yaml"),
    ],
)
def test_a_refusal_is_one_sentence(nuanxin: Shell, words: list[str], said: str) -> None:
    out = nuanxin(*words, code=1)
    assert said in out
    assert "Traceback" not in out


def test_a_refusal_ends_a_process_of_its_own_as_well() -> None:
    words = [sys.executable, "-c", "from backend.cli import main; main()", "pack", "check", "tests"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "study.yaml" in done.stderr


def test_the_shipped_pack_is_clean_but_for_approvals(nuanxin: Shell) -> None:
    assert nuanxin("pack", "check", "messages/nct06731192").endswith("Clean: nothing to mend.\n")


def test_a_worry_from_the_first_word_to_the_report(nuanxin: Shell, file: Path) -> None:
    nuanxin("enrol", str(file), "--by", "lin", code=1)
    worry = ["raise", "GZ-001", "--level", "urgent", "--by", "lin"]
    assert "placebo" in nuanxin("concerns", *worry, "--words", "on placebo, pale", code=1)
    assert "Concern 1 (urgent, GZ-001) is raised." in nuanxin("concerns", *worry, "--words", "pale, at the clinic")
    assert "pale, at the clinic" in nuanxin("concerns", "show", "1", "--by", "gao")
    assert "has a call." in nuanxin("concerns", "call", "1", "--by", "gao")
    table = nuanxin("concerns", "export")
    assert "pale" not in table
    assert [line.split(",")[6] for line in table.splitlines()[1:]] == ["signal", "viewed", "acknowledged", "called"]


def test_a_call_closes_only_what_whoever_phoned_was_shown(nuanxin: Shell, file: Path) -> None:
    nuanxin("enrol", str(file), "--by", "lin", code=1)
    worry = ["concerns", "raise", "GZ-001", "--level", "urgent", "--by", "lin", "--words"]
    call, look = (["concerns", word, "1", "--by", "gao"] for word in ("call", "show"))
    nuanxin(*worry, "pale")
    assert "still to be phoned" in nuanxin(*call), "nothing was shown"
    assert "open" in nuanxin("concerns", "list")
    nuanxin(*look)
    nuanxin(*worry, "blue lips")
    said = nuanxin(*call)
    assert "`nuanxin concerns show 1 --by gao`" in said
    assert "still to be phoned" in said
    assert "open" in nuanxin("concerns", "list")
    nuanxin(*look)
    assert "has a call." in nuanxin(*call)
    assert "called" in nuanxin("concerns", "list")
    nuanxin(*worry, "blue again")
    assert "has a call." in nuanxin("concerns", "call", "1", "--by", "lin"), "whoever raised it knows of it"


@pytest.mark.parametrize("again", [("level", "--level", "emergency"), ("reopen",)])
def test_whoever_looks_again_after_another_acted_may_write_their_call_down(
    nuanxin: Shell, file: Path, again: tuple[str, ...]
) -> None:
    nuanxin("enrol", str(file), "--by", "lin", code=1)
    nuanxin("concerns", "raise", "GZ-001", "--level", "urgent", "--words", "pale", "--by", "lin")
    nuanxin("concerns", "show", "1", "--by", "gao")
    if again[0] == "reopen":
        nuanxin("concerns", "call", "1", "--by", "gao")
        nuanxin("concerns", "resolve", "1", "--outcome", "seen", "--by", "gao")
    nuanxin("concerns", again[0], "1", *again[1:], "--reason", "worse", "--by", "lin")
    assert "had not read" in nuanxin("concerns", "call", "1", "--by", "gao")
    nuanxin("concerns", "show", "1", "--by", "gao")
    assert "has a call." in nuanxin("concerns", "call", "1", "--by", "gao")


def test_nobody_lowers_or_ends_a_concern_past_words_that_they_have_not_read(nuanxin: Shell, file: Path) -> None:
    nuanxin("enrol", str(file), "--by", "lin", code=1)
    worry = ["concerns", "raise", "GZ-001", "--level", "urgent", "--by", "lin", "--words"]
    lower = ["concerns", "level", "1", "--level", "routine", "--reason", "seen", "--by", "gao"]
    end = ["concerns", "resolve", "1", "--outcome", "seen", "--by", "gao"]
    nuanxin(*worry, "pale")
    assert "nuanxin concerns show 1 --by gao" in nuanxin(*lower, code=1)
    nuanxin("concerns", "show", "1", "--by", "gao")
    nuanxin(*worry, "blue lips")
    assert "have not read" in nuanxin(*lower, code=1)
    nuanxin("concerns", "call", "1", "--by", "gao")
    assert "have not read" in nuanxin(*end, code=1)
    nuanxin("concerns", "show", "1", "--by", "gao")
    assert "is at routine" in nuanxin(*lower)
    waive = ["no-call", "1", "--because", "family-knows", "--reason", "told", "--by", "gao"]
    assert "waits for no call" in nuanxin("concerns", *waive, code=1)
    assert "is resolved" in nuanxin(*end)


def raised(nuanxin: Shell, file: Path, *, signs: tuple[str, ...] = (), sae: tuple[str, ...] = ()) -> None:
    """Concern 1, as if a text had told of these signs: the command line itself names none."""
    nuanxin("enrol", str(file), "--by", "lin", code=1)
    now = SystemClock().now()
    told = staff_signal(level=Urgency.URGENT, words="", child_code="GZ-001", by="lin", now=now)
    ring = vault.ring()
    vault.unlock(vault.KeyRing(*Settings().key_material))
    with transaction(open_engine(nuanxin.env["NUANXIN_DATABASE_URL"])) as session:
        family = families.family_by_code(session, "GZ-001")
        raise_concern(session, replace(told, signs=signs, sae=sae), family=family, pack=PACK, now=now)
    vault.unlock(ring)


def test_a_family_whose_only_child_has_died_is_said_to_stay_paused(nuanxin: Shell, file: Path) -> None:
    raised(nuanxin, file, signs=("child-died",))
    said = nuanxin("concerns", "texts", "1", "go-on", "--died", "GZ-001", "--reason", "spoke", "--by", "lin")
    assert "stays paused" in said


def test_a_closed_concern_is_listed_while_the_report_of_its_serious_event_is_due(nuanxin: Shell, file: Path) -> None:
    raised(nuanxin, file, sae=("admitted",))
    nuanxin("concerns", "show", "1", "--by", "gao")
    nuanxin("concerns", "call", "1", "--by", "gao")
    nuanxin("concerns", "resolve", "1", "--outcome", "admitted", "--by", "gao")
    nuanxin("concerns", "raise", "GZ-001", "--level", "routine", "--words", "pale", "--by", "lin")
    calm, due, count = nuanxin("concerns", "list").splitlines()
    assert (calm.split()[:3], count) == (["2", "routine", "open"], "2 concerns")
    assert (due.split()[:3], "report" in due) == (["1", "urgent", "resolved"], True)
    of_it = ["1", "--event", "1", "--by", "lin", "--reason"]
    nuanxin("concerns", "no-sae", *of_it, "the cousin")
    assert nuanxin("concerns", "list").splitlines() == [calm, "1 concerns"]
    assert "waits for its report again" in nuanxin("concerns", "sae-again", *of_it, "the child")
    assert "no judgement" in nuanxin("concerns", "sae-again", *of_it, "twice", code=1)
    assert nuanxin("concerns", "list").splitlines() == [calm, due, count]
    nuanxin("concerns", "sae", "1", "--reference", "SAE-1", "--by", "lin")
    assert nuanxin("concerns", "list").splitlines() == [calm, "1 concerns"]


def test_an_absence_of_somebody_unknown_is_refused(nuanxin: Shell) -> None:
    assert "The rota has no 'gao'" in nuanxin(
        "rota", "absent", "gao", "--from", "2030-01-01", "--until", "2030-01-02", "--by", "lin", code=1
    )


def test_two_people_trade_places_for_some_days(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree("messages/nct06731192", pack)
    study = (pack / "study.yaml").read_text(encoding="utf-8")
    rota = """
    - {key: gao, name: {zh-Hans: 高医生, en: Dr Gao}, phone: "+85264000001"}
    - {key: zhou, name: {zh-Hans: 周医生, en: Dr Zhou}, phone: "+85264000002"}
"""
    (pack / "study.yaml").write_text(study.replace("  rota: []\n", f"  rota:{rota}"), encoding="utf-8")
    shell = Shell(tmp_path)
    shell.env |= {"NUANXIN_PACK": str(pack)}
    shell("db", "upgrade")
    today = datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")).date()
    days = ("--from", str(today + timedelta(days=1)), "--until", str(today + timedelta(days=2)), "--by", "lin")
    assert "gao and zhou trade places" in shell("rota", "swap", "gao", "zhou", *days)
    firsts = [line.split()[2] for line in shell("rota", "show", "--days", "4").splitlines()[:4]]
    assert firsts == ["gao", "zhou", "zhou", "gao"]
    assert "The rota has no 'he'" in shell("rota", "swap", "gao", "he", *days, code=1)


def test_live_mode_refuses_a_contact_whose_answer_was_never_tested(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree("messages/nct06731192", pack)
    study = (pack / "study.yaml").read_text(encoding="utf-8")
    gao = """
    - {key: gao, name: {zh-Hans: 高医生, en: Dr Gao}, phone: "+85264000001"}
"""
    (pack / "study.yaml").write_text(study.replace("  rota: []\n", f"  rota:{gao}"), encoding="utf-8")
    shell = Shell(tmp_path)
    shell.env |= LIVE | {"NUANXIN_PACK": str(pack)}
    assert "gao (Dr Gao) has no tested way to acknowledge a page" in shell("worker", code=1)


LIVE = {
    "NUANXIN_MODE": "live",
    "NUANXIN_KEYS": "k=" + "QUFB" * 10 + "QUE=",
    "NUANXIN_TWILIO_AUTH_TOKEN": "x",
    "NUANXIN_TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "NUANXIN_PUBLIC_BASE_URL": "https://nuanxin.example",
}


def test_live_mode_refuses_to_start_without_a_contact(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.env |= LIVE
    assert "contact.phone is empty" in shell("worker", code=1)


def _tie_app(nuanxin: Shell) -> None:
    """An authenticator app on the account of lin.lan, as its page ties it."""
    engine, now, secret = open_engine(nuanxin.env["NUANXIN_DATABASE_URL"]), SystemClock().now(), new_secret()
    ring, keys = vault.ring(), Settings().key_material
    vault.unlock(vault.KeyRing(*keys))
    password = "letters in a warm winter"
    mine = who(engine, sign_in(engine, name="lin.lan", password=password, address="here", now=now), now=now)
    assert mine is not None
    enrol_second(engine, mine, secret, TOTP(secret).at(now), address="here", now=now)
    vault.unlock(ring)
    engine.dispose()


def test_staff_are_let_in_and_out(nuanxin: Shell) -> None:
    who = ("lin.lan", "--display", "林岚", "--role", "coordinator")
    assert "may sign in as coordinator of gwcmc" in nuanxin(
        "staff", "add", *who, "--password", "warm letters in winter"
    )
    assert "signs in as 'lin.lan' already" in nuanxin("staff", "add", *who, "--password", "another letter!", code=1)
    assert "no site 'moon'" in nuanxin("staff", "add", *who, "--site", "moon", "--password", "x", code=1)
    assert "new password; 0 sessions" in nuanxin(
        "staff", "password", "lin.lan", "--password", "letters in a warm winter"
    )
    assert "no app" in nuanxin("staff", "list")
    assert "no authenticator app tied" in nuanxin("staff", "reset-second-factor", "lin.lan", code=1)
    _tie_app(nuanxin)
    assert "with app" in nuanxin("staff", "list")
    assert "1 sessions ended" in nuanxin("staff", "reset-second-factor", "lin.lan", "--reason", "lost")
    assert "no app" in nuanxin("staff", "list")
    assert "can no longer sign in" in nuanxin("staff", "disable", "lin.lan", "--reason", "left")
    assert "disabled" in nuanxin("staff", "list")
    assert "Nobody signs in as" in nuanxin("staff", "disable", "nobody", code=1)


def test_a_broken_chain_of_the_audit_is_named_and_ends_the_command_with_one(nuanxin: Shell, file: Path) -> None:
    nuanxin("enrol", str(file), "--by", "lin", code=1)
    nuanxin("staff", "add", "mo.ni", "--display", "莫妮", "--role", "monitor", "--password", "warm letters in winter")
    assert re.search(
        r"^2 chains, \d+ entries: none changed, none missing\.$", nuanxin("audit", "check"), re.MULTILINE
    )
    engine = open_engine(nuanxin.env["NUANXIN_DATABASE_URL"])
    with engine.begin() as connection:
        guard.remove(connection)
        connection.exec_driver_sql("UPDATE audit_entry SET actor = 'x' WHERE stream = 'F-001' AND seq = 1")
    engine.dispose()
    said = nuanxin("audit", "check", code=1)
    assert "entries: 1 of the chains broken." in said
    assert "The first: F-001 at entry 1: it was changed after it was written." in said
