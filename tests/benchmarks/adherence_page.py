"""How long the page of adherence takes on PostgreSQL: `python -m tests.benchmarks.adherence_page [children …]`.

Made-up children of one site with sixty daily windows each; every request is a whole page, as a coordinator of that
site asks for it. The page after the first and a narrower one are asked for too.
"""

import os
import platform
import sys
from datetime import UTC, datetime
from statistics import median

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from backend.app import create_app
from backend.clock import SetClock
from backend.db import open_engine, transaction
from backend.languages import Language
from backend.migrate import upgrade
from backend.settings import Settings
from backend.staff.add_staff import NewStaff, add_staff
from backend.staff.models import StaffRole
from tests.benchmarks.console_pages import asking, timed
from tests.benchmarks.made_up_study import fill
from tests.benchmarks.study_under_load import unlock
from tests.console.conftest import BASE, PASSWORD, Browser
from tests.factories import PACK
from tests.postgres import postgres_server

NOW = datetime(2027, 4, 1, 4, tzinfo=UTC)
SIZES = (300, 1000)
PAGES = {
    "first page": "/console/adherence",
    "by code": "/console/adherence?order=code&page=3",
    "a week": "/console/adherence?since=2027-03-01&until=2027-03-07",
}
P95, ROUNDS = 0.200, 20
MEMORY = "1GB"


def coordinator(engine: Engine) -> Browser:
    """Somebody of the children's site, signed in."""
    with transaction(engine) as session:
        new = NewStaff("lin", "Lin", StaffRole.COORDINATOR, "site-0", Language.EN)
        add_staff(session, new, password=PASSWORD, by="bench", now=NOW)
    settings = Settings(public_base_url=BASE, twilio_auth_token="bench")
    app = create_app(settings=settings, engine=engine, pack=PACK, clock=SetClock(NOW))
    browser = Browser(TestClient(app, base_url=BASE))
    browser.sign_in("lin")
    return browser


def main() -> int:
    """Fill, measure, print, for each size."""
    sizes = [int(each) for each in sys.argv[1:]] or SIZES
    unlock()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    slow = False
    with postgres_server(memory=MEMORY) as server:
        for children in sizes:
            with server.database() as url:
                engine = open_engine(url)
                upgrade(engine)
                browser = coordinator(engine)
                fill(engine, children, sites=1)
                for name, path in PAGES.items():
                    seconds = timed(asking(browser, lambda _, path=path: path), rounds=ROUNDS)
                    p95 = seconds[int(ROUNDS * 0.95)]
                    slow |= p95 > P95
                    size = len(browser.client.get(path).content) // 1024
                    print(
                        f"{children:6} children  {name:10} p50 {median(seconds) * 1000:7.1f} ms"
                        f"   p95 {p95 * 1000:7.1f} ms   {size} KB",
                        flush=True,
                    )
                engine.dispose()
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
