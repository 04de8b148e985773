"""A study on the embedded default with thousands of reminders due: seeded, then served by one process.

`python -m tests.benchmarks.study_under_load FOLDER PORT PROVIDER` serves what `seed` made: application, worker
inside, SQLite, official SDK. The study's clock stands at noon when it starts, so that reminders may leave.
"""

import csv
import shutil
import sys
from datetime import timedelta
from pathlib import Path

import uvicorn

from backend import vault
from backend.app import create_app
from backend.channels.twilio import Twilio, TwilioAccount
from backend.clock import SetClock, ShiftedClock
from backend.db import open_engine, transaction
from backend.migrate import upgrade
from backend.protocol.load import load_pack
from backend.schedule.enrol import enrol_families
from backend.settings import Settings
from backend.timetable.jobs import Tools
from backend.worker import Worker
from tests.benchmarks.paced_provider import SAFETY_NUMBER
from tests.factories import NOON, NUMBER, SID, TOKEN, message

SHIPPED = Path("messages/nct06731192")
CONTACT = """  phone: "+862081330000"
  rota:
    - {key: gao, name: {zh-Hans: 高霞, en: Xia Gao}, phone: "+85261110001"}
    - {key: chen, name: {zh-Hans: 陈医生, en: Dr Chen}, phone: "+85261110002"}
"""


def parent(place: int) -> str:
    """The phone of the family of that place."""
    return f"+8526200{place:04d}"


def unlock() -> None:
    vault.unlock(vault.KeyRing({"bench": b"b" * 32}, b"i" * 32))


def seed(folder: Path, *, families: int, reminders: int) -> None:
    """A pack with a rota, enrolled families with confirmed phones, and reminders that are due."""
    unlock()
    shutil.copytree(SHIPPED, folder / "pack")
    study = folder / "pack" / "study.yaml"
    text = study.read_text(encoding="utf-8")
    study.write_text(text.replace("  phone: null\n  rota: []\n", CONTACT), encoding="utf-8")
    pack = load_pack(folder / "pack")
    engine = open_engine(f"sqlite:///{folder / 'study.db'}")
    upgrade(engine)
    _write_sheet(folder / "families.csv", families)
    report = enrol_families(engine, folder / "families.csv", pack=pack, live=False, by="bench", now=NOON)
    assert not [row for row in report.rows if row.outcome == "refused"], "a row of the benchmark is refused"
    clock = SetClock(NOON)
    for start in range(0, reminders, 500):
        with transaction(engine) as session:
            for place in range(start, min(start + 500, reminders)):
                number = f"+8526{5_000_000 + place}"
                message(
                    session,
                    f"r{place}",
                    number=number,
                    now=clock.now(),
                    body=f"[Nuanxin] Reminder {place}: {'x' * 60}",
                )
    engine.dispose()


def _write_sheet(path: Path, families: int) -> None:
    rows = [
        {
            "participant_code": f"GZ-{place + 1:03d}",
            "family": f"F-{place + 1:03d}",
            "campus": "zhujiang",
            "birth_date": "2019-03-05",
            "sex": "female",
            "child_called": "安安",
            "place": "hong-kong",
            "consent_on": "2026-12-01",
            "consent_version": "1.0",
            "consent_reference": f"IC-{place + 1:03d}",
            "caregiver1_called": "妈妈",
            "caregiver1_relation": "mother",
            "caregiver1_role": "guardian",
            "caregiver1_phone": parent(place),
            "caregiver1_language": "zh-Hant",
            "caregiver1_early_texts": "no",
            "caregiver1_confirmed": "yes",
        }
        for place in range(families)
    ]
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def serve(folder: Path, port: int, provider: str) -> None:
    """The embedded default over the seeded study, until killed."""
    unlock()
    base = f"http://127.0.0.1:{port}"
    clock = ShiftedClock(NOON + timedelta(minutes=1))
    engine = open_engine(f"sqlite:///{folder / 'study.db'}", pool_size=20)
    pack = load_pack(folder / "pack")
    settings = Settings(
        pack=pack.root, public_base_url=base, port=port, twilio_account_sid=SID, twilio_auth_token=TOKEN
    )
    account = TwilioAccount(SID, TOKEN, NUMBER, callback_base=base, base_url=provider, safety_sender=SAFETY_NUMBER)
    tools = Tools(engine, Twilio(account, live=False), pack, False, clock, "bench", senders=settings.senders)
    app = create_app(
        settings=settings, engine=engine, pack=pack, clock=clock, worker=Worker(tools), send_now=tools.send_now
    )
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
