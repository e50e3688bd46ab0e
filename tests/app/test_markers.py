"""Nobody is shown what is not for them: on any page of the app, in any file that it hands out, in any export."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from broker import Broker
from broker.errors import BrokerError
from broker.exports.forms import FORMS
from broker.exports.many.forms import FORMS as MANY
from broker.ui import session
from broker.workshop_form import WorkshopForm
from catalog.errors import CatalogError
from catalog.record import Facets
from tests.app.pages import open_page
from tests.app.shown import all_pages, hand_over, readable, shown
from tests.integration.small_world import HOT_DAYS, need, publish, write_run
from translators.errors import TranslationError

AMINA, BEN, NIA, OTTO = "Amina Odhiambo, farmer", "Ben Kato, scientist", "Nia Wekesa, farmer", "Otto Lind, farmer"
EVE = "Eve Lund, facilitator"
REFUSALS = (BrokerError, CatalogError, TranslationError)
#: What stands in what: the marker, and by whom it may be seen beside those who take part.
PRIVATE, ATTACHED, NOTE, DRAFT, ASKED, GROUP = "mkprivate", "mkattached", "mknote", "mkdraft", "mkasked", "mkgroup"
KEPT_BACK, WITHDRAWN, ERASED, PUBLIC, HELD = "mkembargo", "mkwithdrawn", "mkerased", "mkpublic", "mkheld"
HIDDEN = (PRIVATE, ATTACHED, NOTE, DRAFT, ASKED, GROUP, KEPT_BACK, WITHDRAWN, ERASED, "Otto Lind")


class World:
    """A store with something of everything that is not for everybody.

    Attributes
    ----------
    secret, common, early : str
        Dialogues: a private one of Amina's, one for everybody, and one for everybody on data that were withdrawn.
    derived : tuple of str
        What the numbers of the data under embargo say; `product` is their product.
    """

    def __init__(self, folder) -> None:
        self.broker = broker = Broker(folder / "home")
        publish(broker, folder)
        paths = [str(write_run(folder, model, scenario)) for model, scenario in HOT_DAYS]
        facets = Facets("kept-back", kind="projection", title=f"{KEPT_BACK} before its paper", embargo="2999-01-01")
        broker.publish(paths, facets, by=BEN)
        broker.publish(paths, Facets("held", kind="projection", title=f"{HELD} series", holder=BEN), by=BEN)
        self.secret = self._private()
        self.common = self._public()
        self.early = self._early()
        self.dialogues = (self.secret, self.common, self.early)

    def _private(self) -> str:
        broker, by = self.broker, AMINA
        opened = broker.open_dialogue(
            need(statement=f"{PRIVATE} cows?", decision={"text": f"{PRIVATE} yard"}), by=by, shared_with="private"
        ).id
        group = broker.form_group(f"{GROUP} women", by=by)
        broker.share(opened, f"group:{group.id}", by=by, because=f"{PRIVATE} ours")
        broker.build_round(opened, by=by)
        broker.respond(opened, by=by, fits={"metric": "no"}, text=f"{PRIVATE} too late")
        broker.promise(opened, f"{PRIVATE} ask the vet", by=by, due="2020-01-01")
        broker.contribute(opened, "follow-up", by=by, due="2020-02-02", what=f"{PRIVATE} asked again")
        broker.ask_question(opened, f"{PRIVATE} why?", by=by, attached=[(f"{PRIVATE}.csv", f"{ATTACHED},2\n".encode())])
        broker.object_to(opened, "metric", f"{PRIVATE} no", by=by)
        broker.propose_term(f"{PRIVATE} neno", "a word", by=by, dialogue=opened)
        broker.invite(opened, f"{PRIVATE} guest", by=by)
        form = {"date": "2026-03-12", "place": f"{PRIVATE} barn", "minutes": f"{PRIVATE} minutes"}
        photo = ("photo.csv", f"{ATTACHED},1\n".encode())
        broker.enter_workshop(opened, WorkshopForm.of(form), attached=[photo], by=by)
        broker.contribute(opened, "note", by=by, text=f"{NOTE} she hesitates")
        broker.keep_draft("need", {"statement": f"{DRAFT} half"}, session="a" * 64)
        broker.ask(f"Will it rain next Tuesday in {ASKED}?", by=by)
        return opened

    def _public(self) -> str:
        broker = self.broker
        opened = broker.open_dialogue(need(statement=f"{PUBLIC} cows?"), by=AMINA, shared_with="public").id
        broker.contribute(opened, "note", by=AMINA, text=f"{NOTE} to myself")
        broker.contribute(opened, "groups", by=AMINA, groups=[f"{GROUP} widows"])
        broker.join(opened, "user", by=NIA, organisation=f"{WITHDRAWN} farm")
        broker.respond(opened, by=NIA, fits={"time": "no"}, text=f"{WITHDRAWN} words")
        broker.contest(opened, "thresh", by=NIA, because=f"{WITHDRAWN} limit")
        for by, marker in ((NIA, WITHDRAWN), (OTTO, ERASED)):
            field = (f"{marker} field.csv", f"{marker},1\n".encode())
            broker.state(opened, f"{marker} field", by=by, attached=[field])
        broker.join(opened, "user", by=OTTO, organisation=f"{ERASED} farm")
        broker.respond(opened, by=OTTO, text=f"{ERASED} words")
        broker.contest(opened, "season", by=OTTO, because=f"{ERASED} months")
        broker.contribute(opened, "statement", by=AMINA, on_behalf=OTTO, text=f"{ERASED} told me")
        broker.contribute(
            opened,
            "disagreement",
            by=AMINA,
            text="Which?",
            positions=[f"{OTTO}={ERASED} one", f"{NIA}={WITHDRAWN} two"],
        )
        broker.build_round(opened, by=AMINA)
        broker.consent([], by=NIA)
        otto = broker.dialogue(opened, by=AMINA).person(OTTO)
        broker.erase_person(otto, by=otto, because="I leave.")
        return opened

    def _early(self) -> str:
        """A dialogue for everybody on data whose holder withdrew consent since, and a product of embargoed data."""
        broker = self.broker
        opened = broker.open_dialogue(need(datasets=["held"]), by=BEN, shared_with="public").id
        broker.build_round(opened, by=BEN)
        one = broker.dialogue(opened, by=BEN).round
        self.made_of_held = one.product_id
        broker.withdraw_consent("held", by=BEN, because=f"{HELD} ours")
        early = broker.build(need("29 degC", datasets=["kept-back"], statement=f"{KEPT_BACK} cows?"), by=BEN)
        self.product, self.derived = early.id, (early.sentence,)
        return opened


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BROKER_VISIBILITY", "private")
        yield World(tmp_path_factory.mktemp("markers"))


def sit_down(monkeypatch, world, who: str, page: str, **address: str) -> str:
    """Return all that a page shows and hands out to somebody."""
    offered = hand_over(monkeypatch)
    name, _, role = who.partition(", ")
    monkeypatch.setattr(session, "visitor", lambda: session.Visitor(name, role or "farmer"))
    app = open_page(monkeypatch, world.broker, page, **address)
    assert not app.exception, app.exception
    return "\n".join([shown(app), *(readable(*file) for file in offered)])


def search(text: str, where: str, hidden) -> None:
    for marker in hidden:
        at = text.find(marker)
        assert at < 0, f"{where} shows {marker}: …{text[max(0, at - 80) : at + 60]}…"


def test_every_page_is_searched(monkeypatch):
    assert set(all_pages(monkeypatch)) == set(PAGES), "a page that nobody searches: say in PAGES how it is opened"


#: Page → by which addresses it is opened beside its plain one; a dialogue is named by its attribute of `World`.
PAGES = {
    "start": (), "need": ("secret",), "dialogues": (), "answer": ("secret", "common", "early"),
    "dialogue": ("secret", "common", "early"), "catalog": ("kept-back",), "publish": (), "asked": (), "wanted": (),
    "queue": (), "figures": ("secret", "common"), "evaluate": ("secret", "common"), "exchanges": ("secret",),
    "across": (),
}  # fmt: skip


@pytest.mark.parametrize("who", [EVE, ""])
@pytest.mark.parametrize("page", PAGES)
def test_no_page_shows_what_is_for_others(monkeypatch, world, page, who):
    for target in ("", *PAGES[page]):
        named = {"dataset": target} if target == "kept-back" else {"dialogue": getattr(world, target)} if target else {}
        with monkeypatch.context() as here:
            text = sit_down(here, world, who, page, **named)
        where = f"the page {page} {named} to {who or 'somebody without a name'}"
        search(text, where, (*HIDDEN, *world.derived))
        if target != "early":  # the record of a dialogue says of which data it told, for ever
            search(text, where, (HELD,))


@pytest.fixture(scope="module")
def own_answer(world):
    """A private dialogue of Amina's whose answer is made of data that everybody may see."""
    asked = need(statement=f"{PRIVATE} goats?", datasets=["small"])
    opened = world.broker.open_dialogue(asked, by=AMINA, shared_with="private").id
    world.broker.build_round(opened, by=AMINA)
    return opened


@pytest.mark.parametrize("who", [EVE, ""])
def test_neither_the_link_to_an_answer_nor_its_messages_tell_others_anything(monkeypatch, world, own_answer, who):
    own = []
    for view in ({}, {"view": "text"}):
        with monkeypatch.context() as here:
            own.append(sit_down(here, world, AMINA, "answer", dialogue=own_answer, round="1", **view))
    (link,) = set(re.findall(r"[\w:/.]*/answer\?dialogue=[\w&=-]+", own[0]))
    search(link, "the link", (*HIDDEN, *world.derived))
    asked = dict(parse_qsl(urlsplit(link).query))
    assert asked == {"dialogue": own_answer, "round": "1"}, "the link names the answer and nothing else"
    product = world.broker.product(world.broker.dialogue(own_answer, by=AMINA).round.product_id, by=AMINA)
    sent = (product.directory / "sms.txt").read_text(encoding="utf-8")
    message = max(re.findall(r"[\w .,:]{20,}", sent, re.ASCII), key=len)
    assert message in own[1], "who takes part reads the messages"
    for view in ({}, {"view": "text"}):
        with monkeypatch.context() as here:
            text = sit_down(here, world, who, "answer", **asked, **view)
        search(text, f"the link opened by {who or 'somebody without a name'} {view}", (*HIDDEN, message))
    for target in (world.common, world.early):
        with monkeypatch.context() as here:
            text = sit_down(here, world, who, "answer", dialogue=target, round="1", view="text")
        search(text, f"the messages of {target} to {who or 'somebody without a name'}", (*HIDDEN, *world.derived))


def test_those_for_whom_it_is_are_shown_it(monkeypatch, world):
    for who, page, dialogue, expected in (
        (AMINA, "dialogue", world.secret, (PRIVATE, ATTACHED, NOTE)),
        (AMINA, "dialogues", "", (PRIVATE,)),
        (EVE, "dialogue", world.common, (PUBLIC,)),
        (NIA, "dialogue", world.common, (WITHDRAWN,)),
        (BEN, "catalog", "", (KEPT_BACK,)),
    ):
        with monkeypatch.context() as here:
            text = sit_down(here, world, who, page, **({"dialogue": dialogue} if dialogue else {}))
        for marker in expected:
            assert marker in text, f"{who} is not shown {marker} on {page}"


@pytest.mark.parametrize("who", [EVE, ""])
def test_no_file_that_leaves_holds_what_is_for_others(world, who, tmp_path):
    out, broker = tmp_path / "out", world.broker

    def take(what: str, make) -> None:
        try:
            made = make()
        except REFUSALS as refusal:
            return search(f"{refusal} {getattr(refusal, 'options', ())}", f"the refusal of {what}", HIDDEN)
        for path in [made] if made.is_file() else [p for p in made.rglob("*") if p.is_file()]:
            search(readable(path.name, path.read_bytes()), f"{what} ({path.name})", (*HIDDEN, *world.derived))
        return None

    for dialogue in world.dialogues:
        for form in FORMS if who else ("jsonl", "html", "archive"):
            for audience in ("", *(("public",) if form in ("jsonl", "html") else ())):
                take(
                    f"{form} for {audience or 'its readers'}",
                    lambda d=dialogue, f=form, a=audience: broker.export_log(d, f, out, by=who, audience=a),
                )
        take("the days that wait", lambda d=dialogue: broker.calendar(out, by=who, dialogue_id=d))
    for form in ("jsonl", "csv"):
        take(f"all of the log as {form}", lambda f=form: broker.export_log("all", f, out, by=who))
    for form in MANY:
        take(f"many dialogues as {form}", lambda f=form: broker.report_across(f, out, by=who))
    take("the days that wait for them", lambda: broker.calendar(out, by=who))
    for made in (world.product, world.made_of_held):
        take("the product", lambda made=made: broker.product(made, by=who).directory)
    take("a checkpoint", lambda: broker.checkpoint(out))
