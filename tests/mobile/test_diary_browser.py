"""A diary filled in on a phone's browser: without JavaScript, with it, and with the network cut."""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from backend.devices.come_in import Knocker
from backend.devices.models import Kind
from backend.mobile.come_in import ask_for_code, enter
from backend.mobile.page_guard_routes import COOKIE
from tests.accessible import fits, flaws
from tests.journeys.study import FATHER, MOTHER, Study
from tests.mobile.browsing import small_targets
from tests.mobile.conftest import Cards
from tests.mobile.diary_day import child_id, infused, kept, said

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
WORDS = {
    "zh-Hans": {
        "who": MOTHER, "locale": "zh-CN", "nothing": "没有吐", "thanks": "谢谢您，记好了",
        "waiting": "这部手机上还有1份", "kept": "已存在这部手机里", "advice": "请先看这里",
    },
    "en": {
        "who": FATHER, "locale": "en-GB", "nothing": "no vomiting", "thanks": "Thank you. It is kept.",
        "waiting": "Waiting on this phone: 1", "kept": "Kept on this phone", "advice": "Please read this first",

    },
}  # fmt: skip


STEPS = "[...document.getElementById('screens').content.querySelectorAll('[data-step]')].map(e => e.dataset.step)"
SHOW = "step => dispatchEvent(new PopStateEvent('popstate', {state: {step}}))"


def shot(page: Page, name: str) -> None:
    """Pictures for the eye, if a folder for them is named."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


FILLING = "caches.open('nuanxin-pages').then(s => s.keys()).then(k => k.filter(e => e.url.includes('/fill/')).length)"


def wait_for_kept_diaries(page: Page) -> None:
    """Until the phone holds the diaries that can be filled in without a network."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for _ in range(200):
        if page.evaluate(FILLING) >= 2:
            return
        page.wait_for_timeout(100)
    raise AssertionError("no diary was kept on the phone")


class Hand:
    """A parent's thumb; every tap and every typed answer is counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = self.typed = 0

    def tap(self, what: str) -> None:
        self.page.locator(what).first.tap()
        self.taps += 1

    def type(self, name: str, words: str) -> None:
        self.page.fill(f"[name={name}]", words)
        self.typed += 1

    def usual_day(self, celsius: str = "36.8") -> None:
        """From home to the last screen when all is well."""
        self.tap("a[href*='fill/daily']")
        self.tap("button[value=usual]")
        self.type("amount", celsius)
        self.tap("label:has(input[value=armpit])")
        self.tap("button[value=next]")
        self.tap("button[value=pale]")
        self.tap("button[value=all]")


@pytest.fixture
def home(open_page: Callable[..., Page], site: str, study: Study, cards: Cards) -> Callable[..., Page]:
    """The family's home on the evening of an infusion, signed in."""
    infused(study)

    def token(number: str) -> str:
        key = cards.card(number)
        ask_for_code(study.engine, key, pack=study.pack, live=False, clock=study.clock)
        knocker = Knocker(card=key)
        given = {"code": cards.code(), "kind": Kind.PAGE, "called": "", "address": "", "now": study.clock.now()}
        return enter(study.engine, knocker, **given).token

    def open_home(language: str, *, script: bool = True) -> Page:
        page = open_page(locale=WORDS[language]["locale"], java_script_enabled=script)
        cookie = {"name": COOKIE, "value": token(WORDS[language]["who"]), "url": f"{site}/family"}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        page.goto(f"{site}/family?lang={language}")
        return page

    return open_home


@pytest.mark.parametrize(("language", "script"), [("zh-Hans", True), ("zh-Hans", False), ("en", True)])
def test_when_all_is_well_it_takes_at_most_eight_taps_and_one_typed_temperature(
    home: Callable[..., Page], study: Study, language: str, script: bool
) -> None:
    page = home(language, script=script)
    shot(page, f"{language}-{script}-home")
    hand = Hand(page)
    hand.usual_day()
    page.locator("button[value=send]").wait_for()
    assert page.locator("li", has_text=WORDS[language]["nothing"]).count() == 1
    shot(page, f"{language}-{script}-review")
    hand.tap("button[value=send]")
    page.locator(".kept", has_text=WORDS[language]["thanks"]).wait_for()
    shot(page, f"{language}-{script}-sent")
    assert (hand.taps <= 8, hand.typed) == (True, 1)
    [(entry, versions)] = kept(study)
    assert (entry.source, said(versions)["temperature"].meant) == ("page", 36.8)


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_without_a_network_nothing_is_lost_and_it_arrives_once(
    home: Callable[..., Page], site: str, study: Study, language: str
) -> None:
    words = WORDS[language]
    page = home(language)
    page.context.clock.set_fixed_time(study.clock.now())  # a phone in a pocket has the right time
    wait_for_kept_diaries(page)
    page.context.set_offline(True)
    hand = Hand(page)
    hand.tap("a[href*='fill/daily']")
    hand.tap("button[value=usual]")
    hand.type("amount", "395")
    hand.tap("label:has(input[value=armpit])")
    hand.tap("button[value=next]")
    page.locator(".err", has_text="395").wait_for()
    shot(page, f"{language}-offline-wrong")
    hand.type("amount", "38.6")
    hand.tap("button[value=next]")
    page.locator("button[value=today]").wait_for()
    context, where = page.context, page.url
    page.close()
    page = context.new_page()
    page.goto(where)
    page.locator("button[value=today]").wait_for()
    shot(page, f"{language}-offline-resumed")
    hand = Hand(page)
    for answer in ("today", "pale", "all", "send"):
        hand.tap(f"button[value={answer}]")
    page.locator("h1", has_text=words["kept"]).wait_for()
    shot(page, f"{language}-offline-waits")
    assert page.locator("#waiting", has_text=words["waiting"]).is_visible()
    assert kept(study) == []
    if language == "en":
        page.locator(".big--go[href^='/family?child']").tap()
        page.locator("a[href*='fill/event']").wait_for()
        assert page.locator("#waiting", has_text=words["waiting"]).is_visible()
    context.set_offline(False)
    if language == "en":
        page.locator("#waiting a[href*='/entries/']").tap()
    page.locator(".advice", has_text=words["advice"]).wait_for()
    page.locator(".kept", has_text=words["thanks"]).wait_for()
    shot(page, f"{language}-online-arrived")
    [(_, versions)] = kept(study)
    assert said(versions)["temperature"].meant == 38.6


def test_every_screen_fits_a_phone_and_a_thumb_and_is_accessible(
    home: Callable[..., Page], site: str, study: Study
) -> None:
    page = home("en")
    for instrument in ("daily", "event", "child-faces"):
        page.goto(f"{site}/family/diary/fill/{instrument}?child={child_id(study)}")
        for step in page.evaluate(STEPS):
            page.evaluate(SHOW, step)
            for width in (390, 320):
                page.set_viewport_size({"width": width, "height": 844})
                assert fits(page), (instrument, step, width)
                assert small_targets(page) == [], (instrument, step, width)
            page.set_viewport_size({"width": 390, "height": 844})
            assert flaws(page) == [], (instrument, step)
            shot(page, f"all-{instrument}-{step}")


def test_an_emergency_shows_the_number_at_once_and_is_sent_with_what_was_said_so_far(
    home: Callable[..., Page], study: Study
) -> None:
    page = home("en")
    hand = Hand(page)
    hand.tap("a[href*='fill/event']")
    hand.tap("label:has(input[value=breathing])")
    hand.tap("button[value=next]")
    banner = page.locator("form.screen .advice")
    banner.locator("a[href='tel:999']").wait_for()
    shot(page, "en-emergency")
    hand.tap("button[value=part]")
    page.locator("h1", has_text="Please read this first").wait_for()
    assert said(kept(study)[0][1])["emergency"].meant == ("breathing",)


def test_what_is_unlikely_is_asked_once_with_and_without_a_network(home: Callable[..., Page], study: Study) -> None:
    page = home("en")
    hand = Hand(page)
    hand.tap("a[href*='fill/daily']")
    hand.tap("button[value=usual]")
    for offline, celsius in ((False, "41.8"), (True, "41.9")):
        page.context.set_offline(offline)
        hand.type("amount", celsius)
        hand.tap("label:has(input[value=armpit])")
        hand.tap("button[value=next]")
        page.locator(".err--ask", has_text=celsius).wait_for()
        hand.tap("button[value^='sure:']")
        page.locator("button[value=today]").wait_for()
        hand.tap("button[value=back]")
        assert page.locator("[name=amount]").input_value() == celsius
    hand.tap("button[value=next]")
    for answer in ("today", "pale", "all", "send"):
        hand.tap(f"button[value={answer}]")
    page.locator("h1", has_text=WORDS["en"]["kept"]).wait_for()
    page.context.set_offline(False)
    page.locator("h1", has_text="Please read this first").wait_for()
    [(_, versions)] = kept(study)
    assert (said(versions)["temperature"].meant, versions[0].doubts) == (41.9, [])
