"""What families may read about the study: in the app and on the page, each script, guardians and delegates alike."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from backend.app import create_app
from backend.clock import SetClock
from backend.protocol.pack import Pack
from backend.settings import Mode, Settings
from tests.journeys.study import GRANDMOTHER, MOTHER
from tests.mobile.conftest import BASE, App, Cards
from tests.mobile.test_api_care import child
from tests.mobile.test_page_door import Phone

SignIn = Callable[[str], App]
KEYS = ["consent-form", "assent-young", "assent-older", "privacy-notice"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""They are in the pack, not in the database."""


def test_everything_is_listed_with_its_version_and_whose_age_it_fits(mother: App) -> None:
    page = mother.get("/documents", headers={"Accept-Language": "en"}).json()
    listed = {each["key"]: each for each in page["items"]}
    assert list(listed) == KEYS
    assert {key: each["children"] for key, each in listed.items() if each["children"]} == {
        "assent-young": [child(mother)]
    }
    assert (listed["assent-older"]["age_from"], listed["assent-older"]["age_to"]) == (8, 12)
    assert {(each["state"], each["reference"], each["language"]) for each in page["items"]} == {("draft", None, "en")}
    assert [each["key"] for each in mother.get("/documents?limit=2&after=consent-form").json()["items"]] == KEYS[1:3]


def test_a_document_is_read_word_for_word_and_need_not_be_sent_again(mother: App) -> None:
    first = mother.get("/documents/assent-young")
    whole = first.json()
    assert whole["language"] == "zh-Hant"
    assert whole["sections"][2]["heading"] == "打點滴"
    assert whole["sections"][2]["picture"]
    assert whole["waits"], "a draft says what is still open"
    again = mother.get("/documents/assent-young", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    other = mother.get("/documents/assent-young", headers={"Accept-Language": "zh-CN"})
    assert other.json()["version"] == whole["version"]
    assert other.headers["etag"] != first.headers["etag"]
    for path in ("/documents/nothing", "/documents/..%2Fstudy"):
        assert mother.get(path).status_code == 404


def test_a_delegate_reads_them_too_and_is_told_who_decides(
    sign_in: SignIn, open_client: Callable[[], TestClient], cards: Cards
) -> None:
    assert [each["key"] for each in sign_in(GRANDMOTHER).get("/documents").json()["items"]] == KEYS
    phone = Phone(open_client())
    phone.come_in(cards, GRANDMOTHER)
    assert "替孩子同意，只有监护人可以" in phone.get("/family/documents").text


def test_the_page_shows_drafts_as_drafts_in_each_script(open_client: Callable[[], TestClient], cards: Cards) -> None:
    phone = Phone(open_client())
    phone.come_in(cards, MOTHER)
    assert "/family/documents" in phone.get("/family").text
    assert "/family/documents" in phone.get("/family/help").text
    page = phone.get("/family/documents").text
    assert [page.index(f"/family/documents/{key}") for key in KEYS] == sorted(
        page.index(f"/family/documents/{key}") for key in KEYS
    )
    assert "按年齡，適合： 安安" in page
    for language, draft, words in (
        ("zh-Hans", "这是草稿", "像抽签一样"),
        ("zh-Hant", "這是草稿", "像抽籤一樣"),
        ("en", "This is a draft", "like drawing lots"),
    ):
        document = phone.get(f"/family/documents/consent-form?lang={language}").text
        assert draft in document
        assert words in document
        assert document.count("<ul>") == document.count("</ul>") == 4
    assert phone.get("/family/documents/nothing").status_code == 404


def test_live_mode_shows_no_draft(mother: App, cards: Cards, pack: Pack, clock: SetClock) -> None:
    secrets = {"keys": "a=x", "twilio_auth_token": "t", "twilio_account_sid": "AC" + "7" * 32}
    settings = Settings(public_base_url=BASE, mode=Mode.LIVE, **secrets)  # type: ignore[arg-type]
    live = App(TestClient(create_app(settings=settings, engine=cards.study.engine, pack=replace(pack), clock=clock)))
    live.token = mother.token
    assert live.get("/documents").json()["items"] == []
    assert live.get("/documents/consent-form").json()["type"] == "urn:nuanxin:not-found"
