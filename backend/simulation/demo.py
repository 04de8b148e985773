"""The living demo: some weeks of the story in a minute, then the same families at real speed on a page of phones."""

import secrets
import shutil
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from threading import Event, Thread
from zoneinfo import ZoneInfo

import structlog
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine

from backend import logs, vault
from backend.app import create_app
from backend.channels.twilio import Twilio, TwilioAccount
from backend.clock import SetClock, SystemClock
from backend.console.demo_routes import DEMO_NAME
from backend.db import open_engine, transaction
from backend.emulator import page, rest
from backend.emulator.deliverer import Deliverer
from backend.emulator.faults import Faults
from backend.emulator.transport import InProcessClient
from backend.emulator.world import Emulator
from backend.families.phone_numbers import spaced
from backend.migrate import upgrade
from backend.protocol.load import load_pack
from backend.protocol.pack import Pack
from backend.settings import ROOT, Settings, load_settings
from backend.simulation.asgi import InProcessWeb
from backend.simulation.cast import invent
from backend.simulation.contacts import COORDINATOR, GAO, demo_contacts
from backend.simulation.coordinator import Coordinator
from backend.simulation.jobs import InProcessJobs
from backend.simulation.keepers import Keepers
from backend.simulation.on_call import OnCallPeople
from backend.simulation.owners import owners
from backend.simulation.pack_file import read_pack_file
from backend.simulation.parents import Parents, read_nonsense
from backend.simulation.run import NONSENSE, SAFETY_NUMBER
from backend.simulation.visitor import Invitation, invite
from backend.simulation.world import World
from backend.staff.add_staff import NewStaff, add_staff
from backend.staff.models import StaffRole
from backend.timetable.jobs import Tools
from backend.worker import Worker, worker_name

log = structlog.get_logger()
FAMILIES, SEED = 40, 7
STAFF = (
    (DEMO_NAME, "林岚", StaffRole.COORDINATOR, None),
    (COORDINATOR, "何静", StaffRole.COORDINATOR, None),
    ("gao.xia", "高医生", StaffRole.INVESTIGATOR, "gao"),
)
OPENS = time(19, 28)  # tonight's diaries are open, and their reminders leave while the visitor looks on


class StoryClock(SetClock):
    """Stands where the story sets it; once live, runs on from there at real speed."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self._shift: timedelta | None = None

    def now(self) -> datetime:
        return super().now() if self._shift is None else SystemClock().now() + self._shift

    def go_live(self) -> None:
        """Run from here on."""
        self._shift = super().now() - SystemClock().now()


def run_demo(*, port: int, weeks: int) -> None:
    """Tell the story up to now, then serve it until interrupted."""
    base = f"http://127.0.0.1:{port}"
    settings = load_settings(public_base_url=base, port=port, read_at_once=True)
    logs.configure("WARNING")
    folder = _fresh_folder()
    clock = StoryClock(datetime.combine(_start(weeks), time(0, 0), UTC))
    world, tools, emulator = _tell(settings, clock, folder, weeks)
    clock.go_live()
    emulator.be_calm()  # whoever looks on would take a lost text for a broken product
    account = _account(settings, emulator, base_url=base)
    live_tools = Tools(
        tools.engine,
        Twilio(account, live=False),
        tools.pack,
        live=False,
        clock=clock,
        worker=worker_name(),
        senders=4,
    )
    app = create_app(
        settings=settings,
        engine=tools.engine,
        pack=tools.pack,
        clock=clock,
        worker=Worker(live_tools),
        send_now=live_tools.send_now,
    )
    _mount(app, emulator)
    deliverer, life = Deliverer(emulator, clock), _Life(world, clock)
    deliverer.start()
    life.start()
    with transaction(tools.engine) as session:
        invitation = invite(session, base=base, pack=tools.pack, now=clock.now())
    _welcome(base, clock, invitation)
    try:
        uvicorn.run(app, host="127.0.0.1", port=port, log_config=None)
    finally:
        life.stop()
        deliverer.stop()


def _start(weeks: int) -> date:
    """So that the story ends on a working day close to today."""
    return SystemClock().now().date() - timedelta(weeks=weeks)


def _fresh_folder() -> Path:
    folder = ROOT / "var" / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _account(settings: Settings, emulator: Emulator, *, base_url: str | None = None) -> TwilioAccount:
    return TwilioAccount(
        emulator.account_sid,
        emulator.auth_token,
        emulator.number,
        callback_base=settings.public_base_url,
        base_url=base_url,
        safety_sender=emulator.numbers[-1],
    )


def _tell(settings: Settings, clock: StoryClock, folder: Path, weeks: int) -> tuple[World, Tools, Emulator]:
    """The weeks that have passed, on the simulated clock."""
    keys, index = settings.key_material
    vault.unlock(vault.KeyRing(keys, index))
    engine = open_engine(f"sqlite:///{folder / 'demo.db'}", pool_size=20)
    upgrade(engine)
    pack = demo_contacts(load_pack(settings.pack))
    _staff(engine, pack, clock.now())
    emulator = Emulator(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token.get_secret_value(),
        number=settings.twilio_from,
        more_numbers=(settings.twilio_safety_from or SAFETY_NUMBER,),
        clock=clock,
        faults=Faults(0.03),
        seed=SEED,
    )
    emulator.webhook_url = f"{settings.public_base_url}/twilio/inbound#rc=5&rp=all"
    tools = Tools(
        engine,
        Twilio(_account(settings, emulator), live=False, http_client=InProcessClient(emulator)),
        pack,
        live=False,
        clock=clock,
        worker="story",
        group=25,
    )
    quiet = settings.model_copy(update={"read_at_once": False})
    web = InProcessWeb(create_app(settings=quiet, engine=engine, pack=pack, clock=clock))
    cast = invent(pack, families=FAMILIES, start=clock.now().date(), seed=SEED)
    emulator.owners = owners(cast.rows, pack)
    life = read_pack_file(pack.root).diary
    keepers = Keepers(engine, pack, life, emulator, web, cast.owners, live=False, seed=SEED) if life else None
    zone = ZoneInfo(pack.study.zone)
    last_day = pack.calendar.next_workday(clock.now().date() + timedelta(weeks=weeks))
    visitors_day = datetime.combine(last_day, time(0), zone)
    world = World(
        clock=clock,
        engine=engine,
        pack=pack,
        cast=cast,
        emulator=emulator,
        parents=Parents(emulator, cast.owners, read_nonsense(NONSENSE), life.by_text if life else ()),
        coordinator=Coordinator(engine, pack, cast, live=False, seed=SEED, off_from=visitors_day),
        deliver=web.deliver,
        jobs=InProcessJobs(tools),
        live=False,
        folder=folder,
        on_call=OnCallPeople(engine, pack, emulator, seed=SEED),
        keepers=keepers,
        housekeeping=timedelta(hours=6),
    )
    world.run(datetime.combine(last_day, OPENS, zone).astimezone(UTC), progress=_progress)
    web.close()
    return world, tools, emulator


def _staff(engine: Engine, pack: Pack, now: datetime) -> None:
    """Invented people; nobody knows their passwords, the demo's own address signs in."""
    with transaction(engine) as session:
        for name, display, role, contact in STAFF:
            site = pack.study.sites[0].key
            new = NewStaff(name=name, display=display, role=role, site=site, contact_key=contact)
            add_staff(session, new, password=secrets.token_urlsafe(24), by="demo", now=now)


def _mount(app: FastAPI, emulator: Emulator) -> None:
    rest.attach(app, emulator)
    app.include_router(page.router)


def _progress(now: datetime) -> None:
    if sys.stderr.isatty():
        print(f"\r{now:%Y-%m-%d}", end="", file=sys.stderr, flush=True)


def _welcome(base: str, clock: StoryClock, invitation: Invitation) -> None:
    at = clock.now().astimezone(ZoneInfo("Asia/Shanghai"))
    print(
        f"\r暖信 Nuanxin, a demo: 40 invented families; it is {at:%a %d %b %Y, %H:%M} in Guangzhou.\n"
        "Nothing leaves this machine.\n"
        f"  phones 虚拟手机    {base}/emulator\n"
        f"  console 工作台     {base}/console/demo (English: {base}/console/demo?lang=en)\n"
        f"  family 家庭页面    {invitation.address}\n"
        f"    (a parent's card; its code comes to {spaced(invitation.number)} on the page of phones)\n"
        f"  health 运行状态    {base}/readyz\n"
        "Try: type 佢口唇有啲紫，唞气好辛苦 as a parent whose phone can reply (+852), and see who is paged\n"
        f"  ({spaced(GAO)} first); reply A and the number there, or take it up in the console, phone and close it.\n"
        "Reminders of tonight's diary leave in two minutes. Stop with Ctrl-C.",
        flush=True,
    )


class _Life:
    """The virtual people go on living at real speed."""

    def __init__(self, world: World, clock: StoryClock) -> None:
        self._world, self._clock = world, clock
        self._done = Event()
        self._thread = Thread(target=self._run, name="virtual-people", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._done.set()
        self._thread.join(5)

    def _run(self) -> None:
        round_at = self._world.coordinator.next_after(self._clock.now())
        while not self._done.wait(1.0):
            now = self._clock.now()
            try:
                self._world.parents.act(now)
                if round_at <= now:
                    self._world.coordinator.work(now)
                    round_at = self._world.coordinator.next_after(now)
            except Exception:
                log.exception("virtual-people-stumbled")
