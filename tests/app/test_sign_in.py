"""Signing in with accounts of a provider, in a real browser: two people, forged headers, invitations."""

from __future__ import annotations

import os
from contextlib import contextmanager

import pytest

from tests.app.browser import Reader, chromium, screenshots, served

oidc = pytest.importorskip("oidc_provider_mock", reason="signing in needs a provider of accounts")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="no Chromium is installed here; CHROMIUM may name one"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
PEOPLE = {"amina": "Amina Odhiambo", "bo": "Bo Lindqvist"}
QUESTION = "How many days will be too hot for my dairy cows, above 30 °C, around Woolpit?"
SECRETS = """
[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "of-this-test-only-0123456789abcdef"
client_id = "broker"
client_secret = "of-this-test-only"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""
NEED = {
    "statement": QUESTION,
    "region": {"point": {"lat": 52.22, "lon": 0.88}},
    "metric": {"index": "tx_days_above", "parameters": {"thresh": "30 degC"}},
}


@contextmanager
def signing_in():
    """The setting in this process too, where the test acts as people in a terminal would."""
    before = os.environ.get("BROKER_SIGN_IN")
    os.environ["BROKER_SIGN_IN"] = "oidc"
    try:
        yield
    finally:
        os.environ.pop("BROKER_SIGN_IN") if before is None else os.environ.__setitem__("BROKER_SIGN_IN", before)


@pytest.fixture(scope="module")
def provider():
    users = [oidc.User(sub=sub, claims={"name": name}) for sub, name in PEOPLE.items()]
    with oidc.run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def address(home, provider, tmp_path_factory):
    def secrets(address: str) -> str:
        return SECRETS.format(address=address, provider=provider)

    log = tmp_path_factory.mktemp("server") / "app.log"
    with served(home, log, secrets=secrets, BROKER_SIGN_IN="oidc", AUTHLIB_INSECURE_TRANSPORT="1") as address:
        yield address


@pytest.fixture
def reader(browser, address, provider, tmp_path):
    readers: list[Reader] = []

    def sit_down(width: int = 1280, **more) -> Reader:
        pictures = screenshots(tmp_path / "screenshots")
        readers.append(Reader(browser, address, width, pictures, also=(provider,), **more))
        return readers[-1]

    yield sit_down
    for one in readers:
        one.close()


def sign_in(one: Reader, sub: str) -> None:
    one.page.get_by_role("button", name="Sign in", exact=True).click()
    one.page.wait_for_selector("input[name=sub]", timeout=30_000)
    one.page.fill("input[name=sub]", sub)
    one.page.get_by_role("button", name="Authorize").click()
    one.page.wait_for_selector("h1", timeout=60_000)
    one.rest()
    one.sees(PEOPLE[sub])


def side(one: Reader) -> str:
    return one.page.inner_text("[data-testid=stSidebar]")


@pytest.fixture(scope="module")
def dialogue(home):
    """A private dialogue of Amina's, who has an account, with words that nobody else may read."""
    from broker import Broker
    from translators.need import Need

    with signing_in():
        broker = Broker(home)
        amina = broker.sign_in(SUBJECT_ISSUER["issuer"], "amina", name=PEOPLE["amina"])
        return broker.open_dialogue(Need.of(NEED | {"statement": "SECRET-OF-AMINA"}), by=amina.id).id


SUBJECT_ISSUER: dict[str, str] = {}


@pytest.fixture(scope="module", autouse=True)
def issuer(provider):
    SUBJECT_ISSUER["issuer"] = provider


def test_nobody_is_anybody_by_a_header_and_what_is_private_is_not_there(reader, dialogue):
    forged = dict.fromkeys(("X-Forwarded-User", "X-Streamlit-User", "Remote-User", "X-Auth-Request-User"), "amina")
    stranger = reader(extra_http_headers=forged)
    stranger.open()
    assert "You look around without a name" in side(stranger)
    assert "Amina" not in side(stranger)
    for page in ("dialogue", "answer"):
        stranger.open(f"{page}?dialogue={dialogue}")
        assert "SECRET-OF-AMINA" not in stranger.page.content()
        assert "There is no such dialogue here" in stranger.words()
    stranger.open("queue")
    assert "This page is for facilitators" in stranger.words()
    assert "Queue" not in side(stranger)
    stranger.picture("40-nobody")


def test_two_people_sign_in_and_each_reads_what_is_theirs_until_they_sign_out(reader, dialogue):
    amina, bo = reader(), reader()
    amina.open(f"dialogue?dialogue={dialogue}")
    assert "SECRET-OF-AMINA" not in amina.page.content()
    sign_in(amina, "amina")
    amina.sees("SECRET-OF-AMINA")  # back on the page from which she signed in
    bo.open()
    sign_in(bo, "bo")
    for page in ("", "dialogues", "exchanges", "queue", "catalog", "wanted", f"dialogue?dialogue={dialogue}"):
        bo.open(page)
        assert "SECRET-OF-AMINA" not in bo.page.content(), page
    assert "There is no such dialogue here" in bo.words()
    bo.open("publish")
    assert "your account does not hold that role" in bo.words()
    amina.open("dialogues")
    amina.sees("SECRET-OF-AMINA")
    amina.picture("41-signed-in")
    amina.page.get_by_role("button", name="Sign out", exact=True).click()
    amina.page.wait_for_timeout(2500)
    amina.open(f"dialogue?dialogue={dialogue}")
    assert "SECRET-OF-AMINA" not in amina.page.content()
    assert "You look around without a name" in side(amina)


def test_an_invitation_brings_somebody_without_an_account_into_one_dialogue_until_it_is_revoked(reader, home, dialogue):
    from broker import Broker

    with signing_in():
        broker = Broker(home)
        amina = broker.sign_in(SUBJECT_ISSUER["issuer"], "amina", name=PEOPLE["amina"])
        made = broker.invite(dialogue, "the neighbour", by=amina.id)
    guest = reader(360)
    guest.open(f"?invitation={made.token}")
    guest.sees("You are invited")
    guest.picture("42-invited")
    guest.fill("Your name, as the others will read it", "Otieno")
    guest.press("Enter the dialogue")
    guest.sees("SECRET-OF-AMINA")
    own = guest.page.url
    assert made.token not in own
    guest.page.reload()
    guest.rest()
    guest.sees("SECRET-OF-AMINA")
    stranger = reader(360)
    stranger.open(f"?invitation={made.token}")
    stranger.fill("Your name, as the others will read it", "Mallory")
    stranger.press("Enter the dialogue")
    stranger.sees("as many people as it was for have come by it")
    with signing_in():
        broker.revoke_invitation(made.id, by=amina.id)
    guest.page.goto(own)
    guest.rest()
    assert "SECRET-OF-AMINA" not in guest.page.content()
    late = reader(360)
    late.open(f"?invitation={made.token}")
    late.sees("was revoked on")
    late.picture("43-revoked")
