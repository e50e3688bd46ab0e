"""Persons: who they are, which roles they hold, how they are invited, and how far their words may go."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from broker import Broker
from broker.access import Actor
from broker.doctor import examine_erasures
from broker.errors import Conflict, NotAllowed, PersonErased, UnknownDialogue, UnknownPerson
from broker.people.consent import Consents
from broker.people.person import BEGAN
from tests.integration.small_world import need, publish

pytestmark = pytest.mark.usefixtures("database")
ISSUER = "https://id.example"


@pytest.fixture
def broker(tmp_path):
    return Broker(tmp_path / "home")


@pytest.fixture
def signing_in(monkeypatch):
    monkeypatch.setenv("BROKER_SIGN_IN", "oidc")


def persona(broker: Broker, name: str):
    broker.own_consent(by=name)  # whoever acts under a name is registered
    return broker._register.persona(name)


def test_a_persona_is_registered_by_the_first_act_and_found_again_by_name(broker, tmp_path):
    ruth = persona(broker, "Ruth")
    assert persona(Broker(tmp_path / "home"), " Ruth ").id == ruth.id
    assert ruth.id.startswith("p-")
    assert len(ruth.id) == 12
    assert "admin" not in ruth.roles
    assert {"user", "producer", "facilitator"} <= ruth.roles


def test_looking_registers_nobody(broker):
    broker.dialogues(by="Ruth")
    assert broker._register.people() == ()


def test_a_name_that_looks_like_somebody_elses_is_refused(broker):
    persona(broker, "Ruth")
    for name in ("Rυth", "RUTH", "Ru\u200bth"):
        with pytest.raises(NotAllowed, match="looks like") as refused:
            persona(broker, name)
        assert refused.value.code == "name-taken"
    assert len(broker._register.people()) == 1


def test_no_column_holds_a_name_or_an_address(broker, signing_in):
    from sqlalchemy import select

    from broker.people.tables import PERSONS

    broker.sign_in(ISSUER, "sub-marker", name="Wanjiku Marker", email="marker@x.example", email_verified=True)
    with broker._engine.connect() as connection:
        row = connection.execute(select(PERSONS)).one()
    for value in row:
        assert "arker" not in str(value), value


def test_where_people_sign_in_a_bare_name_is_refused_in_one_sentence(broker, signing_in):
    with pytest.raises(NotAllowed, match="a name proves nothing") as refused:
        broker.own_consent(by="Ruth")
    assert refused.value.code == "not-signed-in"


def test_a_misspelt_setting_lets_nobody_in(broker, monkeypatch):
    monkeypatch.setenv("BROKER_SIGN_IN", "oicd")
    with pytest.raises(ValueError, match="no way to know people"):
        broker.own_consent(by="Ruth")


def test_who_signs_in_is_the_account_and_never_the_name_or_the_address(broker, signing_in):
    first = broker.sign_in(ISSUER, "1", name="Ruth", email="ruth@x.example", email_verified=True)
    again = broker.sign_in(ISSUER, "1", name="Ruth W.", email="other@x.example", email_verified=True)
    other = broker.sign_in(ISSUER, "2", name="Ruth W.", email="ruth@x.example", email_verified=True)
    elsewhere = broker.sign_in("https://other.example", "1", name="Ruth")
    assert again.id == first.id
    assert again.name == "Ruth W."
    assert again.email == "other@x.example"
    assert len({first.id, other.id, elsewhere.id}) == 3
    assert other.name.startswith("Ruth W. (")  # two people of one name are told apart
    assert first.roles == {"reader", "user"}


def test_nobody_takes_over_the_name_that_somebody_gave_up(broker, signing_in):
    broker.sign_in(ISSUER, "1", name="Ruth")
    broker.sign_in(ISSUER, "1", name="Ruth W.")
    other = broker.sign_in(ISSUER, "2", name="Ruth")
    assert other.name == f"Ruth ({other.id[2:6]})"
    assert broker.sign_in(ISSUER, "1", name="Ruth").name == "Ruth"


def test_an_address_that_nobody_verified_is_not_kept(broker, signing_in):
    assert broker.sign_in(ISSUER, "1", name="Ruth", email="admin@x.example").email == ""


@pytest.mark.parametrize(("issuer", "subject"), [("", "1"), (ISSUER, " "), ("persona", "ruth")])
def test_an_account_without_issuer_or_subject_is_nobody(broker, signing_in, issuer, subject):
    with pytest.raises(NotAllowed, match="issuer and subject"):
        broker.sign_in(issuer, subject)


def test_roles_are_read_at_every_command_and_the_last_admin_stays(broker, signing_in, tmp_path):
    ruth = broker.sign_in(ISSUER, "1", name="Ruth")
    amina = broker.sign_in(ISSUER, "2", name="Amina")
    with pytest.raises(NotAllowed, match="admin"):
        broker.change_roles(amina.id, ["admin"], by=amina.id)
    broker.become_admin(broker.bootstrap_token(), by=ruth.id)
    beside = Broker(tmp_path / "home")
    assert broker.people(by=ruth.id)
    beside.change_roles(amina.id, ["admin"], by=ruth.id)
    beside.change_roles(ruth.id, take=["admin"], by=amina.id)
    with pytest.raises(NotAllowed):
        broker.people(by=ruth.id)
    with pytest.raises(Conflict, match="only one"):
        broker.change_roles(amina.id, take=["admin"], by=amina.id)
    with pytest.raises(Conflict, match="only one"):
        broker.erase_person(amina.id, by=amina.id, because="leaves")
    kinds = [event.kind for event in broker._log.stream("people")]
    assert kinds.count("RolesGiven") == 2
    assert kinds.count("RolesTaken") == 1


def test_fifty_who_use_one_token_at_once_make_one_administrator(tmp_path, signing_in):
    home = tmp_path / "home"
    broker = Broker(home)
    people = [broker.sign_in(ISSUER, str(k), name=f"Person {k}").id for k in range(50)]
    token = broker.bootstrap_token()
    gate, said = threading.Barrier(50), []

    def take(person: str) -> None:
        mine = Broker(home)
        mine.is_signed_in(person, 0)
        gate.wait()
        try:
            said.append(mine.become_admin(token, by=person).id)
        except NotAllowed:
            said.append("")

    threads = [threading.Thread(target=take, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 50
    assert sum("admin" in broker._register.person(p).roles for p in people) == 1
    assert len([one for one in said if one]) == 1
    with pytest.raises(Conflict, match="there is one"):
        broker.bootstrap_token()


def test_ended_sessions_have_to_sign_in_anew(broker, signing_in):
    ruth = broker.sign_in(ISSUER, "1", name="Ruth")
    assert broker.is_signed_in(ruth.id, ruth.epoch)
    broker.end_sessions(ruth.id, by=ruth.id)
    assert not broker.is_signed_in(ruth.id, ruth.epoch)
    assert broker.is_signed_in(ruth.id, broker.sign_in(ISSUER, "1").epoch)


def test_a_browser_that_signed_in_before_its_sessions_were_ended_is_nobodys(broker, signing_in):
    before = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    ruth = broker.sign_in(ISSUER, "1", name="Ruth", issued=before)
    assert broker.sign_in(ISSUER, "1", issued=before).id == ruth.id
    broker.end_sessions(ruth.id, by=ruth.id)
    for issued in (before, BEGAN):
        with pytest.raises(NotAllowed, match="Sign in again") as refused:
            broker.sign_in(ISSUER, "1", issued=issued)
        assert refused.value.code == "session-ended"
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)
    assert broker.sign_in(ISSUER, "1", issued=later).id == ruth.id
    broker.end_sessions(ruth.id, by=ruth.id)
    broker.end_sessions(ruth.id, by=ruth.id)
    assert broker.person(ruth.id, by=ruth.id).epoch > ruth.epoch


def test_the_app_lets_nobody_in_by_a_cookie_of_ended_sessions(broker, signing_in, monkeypatch):
    import streamlit as st

    from broker.ui import identity, session

    said = {"is_logged_in": True, "iss": ISSUER, "sub": "1", "name": "Ruth", "iat": dt.datetime.now(dt.UTC).timestamp()}
    out = []
    monkeypatch.setattr(identity, "claims", lambda: said)
    monkeypatch.setattr(st, "logout", lambda: out.append("logout"))
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(session, "become", lambda person: st.session_state.__setitem__(session.VISITOR, person))
    assert identity.settle(broker) is None
    ruth = session.visitor().id
    assert ruth
    broker.end_sessions(ruth, by=ruth)
    broker._register._change(ruth, epoch=broker._register.person(ruth).epoch + 5)  # the cookie is older than that
    assert identity.settle(broker) is None
    assert (session.visitor().id, out) == ("", ["logout"]), "in the session that was open"
    assert identity.settle(broker) is None
    assert (session.visitor().id, out) == ("", ["logout", "logout"]), "and in one that the cookie would open"


def test_who_came_by_an_invitation_finds_the_dialogue_and_what_waits_in_it(broker, tmp_path):
    publish(broker, tmp_path)
    opened = broker.open_dialogue(need(), by="Ruth", shared_with="private").id
    other = broker.open_dialogue(need(), by="Tom", shared_with="private").id
    invited = broker.invite(opened, "A neighbour", by="Ruth")
    guest = broker.accept_invitation(invited.token, "Otieno")
    assert [d.id for d in broker.dialogues(by=guest.id)] == [opened]
    broker.respond(opened, by=guest.id, text="Too hot already.")
    broker.promise(opened, "Count the cows", by="Ruth", who=guest.id, due="2020-01-01")
    assert [duty.dialogue for duty in broker.waiting(by=guest.id)] == [opened]
    with pytest.raises(UnknownDialogue) as refused:
        broker.dialogue(other, by=guest.id)
    assert other not in refused.value.options
    for act in (lambda: broker.open_dialogue(need(), by=guest.id), lambda: broker.people(by=guest.id)):
        with pytest.raises(NotAllowed):
            act()
    broker.revoke_invitation(invited.id, by="Ruth")
    with pytest.raises(NotAllowed, match="revoked"):
        broker.dialogues(by=guest.id)


def test_who_holds_no_role_is_told_so_and_no_names_of_anything(broker, tmp_path):
    publish(broker, tmp_path)
    opened = broker.open_dialogue(need(), by="Ruth").id
    broker._register.add_foreign("p-elsewhere2", "climate-broker/there", "Nia")
    for act in (
        lambda: broker.dialogue("d-absent2345", by="p-elsewhere2"),
        lambda: broker.dialogue(opened, by="p-elsewhere2"),
        lambda: broker.dialogues(by="p-elsewhere2"),
    ):
        with pytest.raises(NotAllowed, match="holds no role") as refused:
            act()
        assert refused.value.code == "no-role"
        assert opened not in str(refused.value)
    assert broker._standings.dialogues(Actor("Nia", frozenset(), "p-elsewhere2")) == ()


def test_an_unknown_id_is_nobody_and_registers_nobody(broker):
    with pytest.raises(UnknownPerson):
        broker.own_consent(by="p-abcdefghjk")
    assert broker._register.people() == ()


@pytest.fixture
def dialogue(broker):
    return broker.open_dialogue(need(), by="Fatuma").id


def test_who_comes_by_an_invitation_takes_part_in_one_dialogue_and_nothing_else(broker, dialogue):
    other = broker.open_dialogue(need(), by="Fatuma").id
    made = broker.invite(dialogue, "Amina of Voi", by="Fatuma")
    amina = broker.accept_invitation(made.token, "Amina")
    assert amina.bound_to == dialogue
    assert amina.roles == {"reader", "user"}
    broker.respond(dialogue, by=amina.id, text="Before the long rains.")
    assert [event.by for event in broker.events(dialogue, by=amina.id)][-1] == "Amina"
    for act in (
        lambda: broker.respond(other, by=amina.id, text="No."),
        lambda: broker.open_dialogue(need(), by=amina.id),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_who_came_by_an_invitation_decides_about_themselves(broker, dialogue):
    amina = broker.accept_invitation(broker.invite(dialogue, "Amina", by="Fatuma").token, "Amina")
    assert broker.consent(["dialogue"], by=amina.id).scopes == ("dialogue",)
    assert broker.person(amina.id, by=amina.id).name == "Amina"
    with pytest.raises(NotAllowed):
        broker.person(persona(broker, "Fatuma").id, by=amina.id)
    assert broker.erase_person(amina.id, by=amina.id, because="I leave.").person == amina.id
    with pytest.raises(PersonErased):
        broker.respond(dialogue, by=amina.id, text="Still here?")


def test_a_link_lets_in_as_many_as_it_is_for_and_each_comes_back_by_their_own(broker, dialogue):
    made = broker.invite(dialogue, "farmers of Voi", by="Fatuma", uses=2)
    amina = broker.accept_invitation(made.token, "Amina")
    juma = broker.accept_invitation(made.token, "Juma")
    assert amina.id != juma.id
    with pytest.raises(NotAllowed, match="as many people") as refused:
        broker.accept_invitation(made.token, "Amina")
    assert refused.value.code == "invitation-used"
    assert broker.accept_invitation(amina.way_back).id == amina.id
    assert broker.accept_invitation(amina.way_back, "Somebody").name == "Amina"


def test_a_revoked_link_opens_nothing_and_neither_do_those_who_came_by_it(broker, dialogue):
    made = broker.invite(dialogue, "Amina", by="Fatuma", uses=5)
    amina = broker.accept_invitation(made.token, "Amina")
    broker.revoke_invitation(made.id, by="Fatuma")
    for act in (
        lambda: broker.accept_invitation(made.token, "Juma"),
        lambda: broker.accept_invitation(amina.way_back),
        lambda: broker.respond(dialogue, by=amina.id, text="Still here?"),
    ):
        with pytest.raises(NotAllowed, match="revoked") as refused:
            act()
        assert refused.value.code == "invitation-revoked"


def test_a_link_ends_after_its_days(tmp_path):
    now = [dt.datetime(2026, 3, 1, tzinfo=dt.UTC)]
    broker = Broker(tmp_path / "home", clock=lambda: now[0])
    dialogue = broker.open_dialogue(need(), by="Fatuma").id
    made = broker.invite(dialogue, "Amina", by="Fatuma", days=14)
    amina = broker.accept_invitation(made.token, "Amina")
    now[0] += dt.timedelta(days=15)
    for token in (made.token, amina.way_back):
        with pytest.raises(NotAllowed, match="ended"):
            broker.accept_invitation(token, "Amina")
    with pytest.raises(NotAllowed, match="ended"):
        broker.respond(dialogue, by=amina.id, text="Still here?")


def test_the_store_keeps_no_token(broker, dialogue):
    from sqlalchemy import select

    from broker.people.tables import BOOTSTRAP, INVITATIONS

    tokens = [broker.bootstrap_token(), broker.invite(dialogue, "Amina", by="Fatuma").token]
    with broker._engine.connect() as connection:
        rows = [*connection.execute(select(INVITATIONS)), *connection.execute(select(BOOTSTRAP))]
    for row in rows:
        assert not any(token in str(value) for token in (*tokens, "Amina") for value in row)


@pytest.mark.parametrize(("days", "uses"), [(0, 1), (400, 1), (14, 0), (14, 201)])
def test_no_link_is_open_for_ever_or_for_everybody(broker, dialogue, days, uses):
    with pytest.raises(NotAllowed, match="must not stay open"):
        broker.invite(dialogue, "Amina", by="Fatuma", days=days, uses=uses)


def test_somebody_without_an_account_is_spoken_for_with_a_note_and_somebody_with_one_is_not(broker, dialogue):
    mzee = broker.add_participant(dialogue, "Mzee Ali", by="Fatuma", note="He said yes at the meeting in Voi.")
    found = broker.consent(["dialogue"], by="Fatuma", on_behalf=mzee.id, note="By telephone: not in reports.")
    assert found.scopes == ("dialogue",)
    assert found.said_by != mzee.id
    assert "telephone" in found.note
    with pytest.raises(NotAllowed, match="can say it themselves"):
        broker.consent(["public"], by="Fatuma", on_behalf=persona(broker, "Juma").id, note="He told me.")


def told(broker, dialogue, audience, viewer=""):
    heard: Consents = broker._consents()
    return heard.told(broker._log.dialogue(dialogue), audience, viewer)


def test_withdrawn_consent_holds_at_the_next_reading_and_one_sees_ones_own_words(broker, dialogue):
    broker.respond(dialogue, by="Amina", text="My field was flooded.")
    amina = persona(broker, "Amina").id
    assert told(broker, dialogue, "reports")[-1].data["text"] == "My field was flooded."
    assert "text" not in told(broker, dialogue, "public")[-1].data
    broker.consent(["dialogue"], by="Amina")
    for audience in ("reports", "public", "facilitators"):
        last = told(broker, dialogue, audience)[-1]
        assert last.by == "Participant 2"
        assert "text" in last.withheld
        assert "flooded" not in str(last.to_json())
        assert told(broker, dialogue, audience, amina)[-1].data["text"] == "My field was flooded."
    assert told(broker, dialogue, "dialogue")[-1].by == "Amina"
    broker.consent([], by="Amina", dialogue=dialogue)
    assert "text" not in told(broker, dialogue, "dialogue")[-1].data
    broker.consent(["dialogue", "reports", "public"], by="Amina", dialogue=dialogue, named=False)
    last = told(broker, dialogue, "public")[-1]
    assert (last.by, last.data["text"]) == ("Participant 2", "My field was flooded.")
    assert "Amina" not in str([event.to_json() for event in told(broker, dialogue, "public")])


def test_an_erased_person_acts_no_more_and_the_record_still_proves_itself(broker, dialogue):
    broker.respond(dialogue, by="Amina", text="My field was flooded.")
    amina = persona(broker, "Amina").id
    done = broker.erase_person(amina, by="Amina", because="I leave.")
    assert done.person == amina
    with pytest.raises(PersonErased):
        broker.respond(dialogue, by=amina, text="Still here?")
    gone = broker._register.person(amina)
    assert (gone.name, gone.roles, bool(gone.erased)) == ("", frozenset(), True)
    assert persona(broker, "Amina").id != amina
    last = next(e for e in broker._log.dialogue(dialogue) if e.kind == "ResponseGiven")
    assert (last.by, last.person, "text" in last.withheld) == ("", amina, True)
    assert broker.dialogue(dialogue, by="Fatuma").rounds
    assert broker.verify_log().is_whole


def test_an_interrupted_erasure_lets_nobody_act_and_is_brought_to_its_end_when_asked_again(broker, dialogue):
    amina = persona(broker, "Amina").id
    broker.become_admin(broker.bootstrap_token(), by="Fatuma")
    broker._register.begin_erasure(amina)  # and the power went
    with pytest.raises(PersonErased):
        broker.respond(dialogue, by="Amina", text="Am I there?")
    told = examine_erasures(broker._register.begun_erasures())
    assert told.status == "problem"
    assert amina in told.found
    for _ in range(2):
        broker.erase_person(amina, by="Fatuma", because="She asked.")
    assert broker._register.begun_erasures() == ()
    assert broker._keys.is_erased(amina)
    assert [event.kind for event in broker._log.stream("people")].count("PersonErased") == 1


def test_the_catalog_names_an_erased_publisher_by_the_pseudonym_and_forgets_the_uses_of_what_is_gone(broker, tmp_path):
    publish(broker, tmp_path)  # by Tom
    tom = persona(broker, "Tom").id
    opened = broker.open_dialogue(need(), by="Tom").id
    product = broker.build_round(opened, by="Tom").id
    assert broker.uses("small", by="Tom")
    done = broker.erase_person(tom, by="Tom", because="I leave.")
    assert (done.products, done.versions) == ((product,), 1)
    held = broker.dataset("small")
    assert held.published_by == tom
    assert "'Tom'" not in str(broker.datasets())
    assert broker.uses("small") == ()
    assert not list((broker.home / "products").glob("*/*/files"))
