"""Setting up a simulated study on a throw-away database, running it, and handing over what came of it."""

import gc
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import Engine

from backend import vault
from backend.app import create_app
from backend.channels.twilio import Twilio, TwilioAccount
from backend.clock import SetClock, monotonic
from backend.db import open_engine
from backend.emulator.faults import Faults
from backend.emulator.transport import InProcessClient
from backend.emulator.world import Emulator
from backend.migrate import upgrade
from backend.protocol.approve import approve_all
from backend.protocol.load import load_pack
from backend.protocol.pack import Pack
from backend.settings import ROOT, Settings
from backend.simulation.asgi import InProcessWeb
from backend.simulation.cast import invent
from backend.simulation.coordinator import Coordinator
from backend.simulation.diary_book import Writing
from backend.simulation.jobs import InProcessJobs
from backend.simulation.keepers import Keepers
from backend.simulation.on_call import OnCallPeople, add_rota
from backend.simulation.pack_file import read_pack_file
from backend.simulation.parents import Parents, read_nonsense
from backend.simulation.world import Jobs, World
from backend.timetable.jobs import Tools

NONSENSE = ROOT.parent / "shared" / "triage" / "sms_dev.jsonl"
ACCOUNT = "AC" + "5" * 32
TOKEN = "simulated"  # noqa: S105 - the emulator's own
NUMBER, SAFETY_NUMBER = "+85230000000", "+85230000001"
BASE = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Story:
    """What to simulate. `faults` is how often the provider misbehaves, 0..1."""

    families: int
    months: int
    seed: int
    start: date
    faults: float = 0.0


@dataclass
class Outcome:
    """A finished run: where its facts are, and how long it took."""

    story: Story
    pack: Pack
    engine: Engine
    emulator: Emulator
    world: World
    web: InProcessWeb
    steps: int
    seconds: float

    @property
    def book(self) -> Sequence[Writing]:
        """What families wrote into diaries."""
        return self.world.keepers.book if self.world.keepers is not None else ()

    def close(self) -> None:
        """Release what the run held open."""
        self.web.close()
        self.engine.dispose()


def run_story(
    story: Story, *, pack_folder: Path, folder: Path, progress: Callable[[datetime], None] | None = None
) -> Outcome:
    """Run a story in this process on SQLite in `folder`; the same story gives the same report."""
    began = monotonic()
    gc.set_threshold(100_000, 50, 50)  # a year makes and drops millions of small objects
    pack = approved_copy(pack_folder, folder / "pack", on=story.start)
    engine = open_engine(f"sqlite:///{folder / 'simulation.db'}")
    upgrade(engine)
    clock = SetClock(begin(story))
    emulator = make_emulator(story, clock)
    channel = Twilio(account(), live=False, http_client=InProcessClient(emulator))
    tools = Tools(engine, channel, pack, live=True, clock=clock, worker="simulation", group=25)
    settings = simulation_settings(pack.root)
    web = InProcessWeb(create_app(settings=settings, engine=engine, pack=pack, clock=clock))
    emulator.call_back_early(web.deliver)
    world = make_world(story, engine, pack, clock, emulator, web, InProcessJobs(tools), folder)
    steps = world.run(until=end(story), progress=progress)
    return Outcome(story, pack, engine, emulator, world, web, steps, monotonic() - began)


def make_world(
    story: Story,
    engine: Engine,
    pack: Pack,
    clock: SetClock,
    emulator: Emulator,
    web: InProcessWeb,
    jobs: Jobs,
    folder: Path,
) -> World:
    """The story's people around the given parts."""
    cast = invent(pack, families=story.families, start=story.start, seed=story.seed)
    life = read_pack_file(pack.root).diary
    keepers = Keepers(engine, pack, life, emulator, web, cast.owners, live=True, seed=story.seed) if life else None
    return World(
        clock=clock,
        engine=engine,
        pack=pack,
        cast=cast,
        emulator=emulator,
        parents=Parents(emulator, cast.owners, read_nonsense(NONSENSE), life.by_text if life else ()),
        coordinator=Coordinator(engine, pack, cast, live=True, seed=story.seed),
        deliver=web.deliver,
        jobs=jobs,
        live=True,
        folder=folder,
        on_call=OnCallPeople(engine, pack, emulator, seed=story.seed),
        keepers=keepers,
        housekeeping=timedelta(hours=4 if story.faults else 24),
    )


def make_emulator(story: Story, clock: SetClock) -> Emulator:
    """The provider of a story."""
    emulator = Emulator(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        number=NUMBER,
        more_numbers=(SAFETY_NUMBER,),
        clock=clock,
        faults=Faults(story.faults),
        seed=Random(f"emulator:{story.seed}").randrange(1 << 30),
    )
    emulator.webhook_url = f"{BASE}/twilio/inbound#rc=5&rp=all"
    return emulator


def account(base_url: str | None = None, *, timeout: float = 10.0) -> TwilioAccount:
    """The account that the emulator knows."""
    return TwilioAccount(
        ACCOUNT,
        TOKEN,
        NUMBER,
        callback_base=BASE,
        base_url=base_url,
        timeout=timeout,
        safety_sender=SAFETY_NUMBER,
    )


def simulation_settings(pack_root: Path) -> Settings:
    """The application's settings under simulation: texts are left to the timetable, so that time stands still."""
    vault.unlock(vault.KeyRing({"sim": b"s" * 32}, b"x" * 32))
    return Settings(
        pack=pack_root,
        public_base_url=BASE,
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=TOKEN,
        read_at_once=False,
    )


def approved_copy(source: Path, target: Path, *, on: date) -> Pack:
    """A copy of the pack with every wording approved and a rota: the simulation runs under live rules."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, target)
    add_rota(target / "study.yaml")
    approve_all(target, reference="SIMULATED", by="simulation", on=on)
    return load_pack(target)


def begin(story: Story) -> datetime:
    """The first moment of a story: 08:00 in Guangzhou."""
    return datetime.combine(story.start, time(0, 0), UTC)


def end(story: Story) -> datetime:
    """The last moment of a story."""
    months = story.start.month - 1 + story.months
    last = date(story.start.year + months // 12, months % 12 + 1, min(story.start.day, 28))
    return datetime.combine(last, time(0, 0), UTC) + timedelta(days=0)
