"""The shared glossary: whole on both sides, found by word and by slip, and grown from dialogues."""

from __future__ import annotations

import json

import pytest

from broker import Broker
from broker.cli import main
from broker.errors import InvalidResponse, NotAllowed, UnknownDialogue
from translators.glossary import SIDES, find_terms, terms
from translators.indices import INDICES
from translators.locales import languages, table


def test_both_sides_have_their_words_each_with_all_that_is_told_of_it():
    every = terms()
    assert len(every) >= 60
    assert {t.id for t in every} == set(table("glossary"))
    assert all(sum(t.side == side for t in every) >= 25 for side in SIDES)
    for term in every:
        assert all((term.word, term.other, term.mistaken, term.example, term.source)), term.id
        assert term.status == "published"
    assert len({t.word for t in every}) == len(every)


def test_indices_that_the_glossary_names_are_there():
    named = [w.strip("():;,.") for t in terms() for w in t.other.split() if "_" in w]
    assert named
    assert {w for w in named if w not in INDICES} == set()


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_term_translated_or_in_english(language):
    found = terms(language)
    assert [t.id for t in found] == [t.id for t in terms()]
    assert {t.language for t in found} <= {language, "en"}


@pytest.mark.parametrize(
    ("word", "first"),
    [("drought", "drought"), ("bais", "bias"), ("SSP", "ssp"), ("Rains", "the_rains"), ("projecton", "projection"),
     ("cloudburst", "heavy_rain"), ("rx1day", "heavy_rain"), ("too_hot", "too_hot")],
)  # fmt: skip
def test_a_word_is_found_as_it_is_said_inside_or_misspelt(word, first):
    assert find_terms(word, terms())[0].id == first


def test_a_word_that_nobody_knows_finds_nothing():
    assert find_terms("zeppelin", terms()) == ()


@pytest.fixture
def broker(tmp_path):
    return Broker(tmp_path / "home")


def test_a_term_is_proposed_by_one_and_agreed_by_another(broker):
    for _ in range(2):
        term = broker.propose_term(
            "kiangazi", "the dry season, June to September", by="Achieng", language="sw", example="Nakuru.", key="k"
        )
    assert (term.status, term.proposed_by, term.language) == ("proposed", "Achieng", "sw")
    assert broker.agree_term(term.id, by="Achieng").status == "proposed"
    for _ in range(2):
        agreed = broker.agree_term(term.id, by="Tom")
    assert (agreed.status, agreed.agreed_by) == ("agreed", ("Achieng", "Tom"))
    assert broker.glossary("kiangazi") == (agreed,)
    assert len(broker.glossary()) == len(terms()) + 1
    assert broker.dialogues() == ()
    assert broker.verify_log().is_whole


def test_a_term_needs_words_a_side_and_a_name(broker):
    with pytest.raises(NotAllowed):
        broker.propose_term("kiangazi", "dry season", by="")
    with pytest.raises(InvalidResponse, match="left empty"):
        broker.propose_term("kiangazi", " ", by="Achieng")
    with pytest.raises(InvalidResponse, match="user or producer"):
        broker.propose_term("kiangazi", "dry season", by="Achieng", side="both")
    with pytest.raises(UnknownDialogue):
        broker.propose_term("kiangazi", "dry season", by="Achieng", dialogue="d-none")
    with pytest.raises(InvalidResponse, match="nobody proposed"):
        broker.agree_term("t9", by="Tom")
    assert len(broker.glossary()) == len(terms())


def test_the_commands_say_the_same(broker, capsys):
    def run(*words):
        status = main(["--home", str(broker.home), *words])
        return status, capsys.readouterr()

    assert "SPEI" in run("glossary", "drought")[1].out
    assert len(json.loads(run("glossary", "--json")[1].out)["terms"]) == len(terms())
    status, said = run("glossary", "zeppelin", "--json")
    assert (status, json.loads(said.out)["status"], json.loads(said.out)["terms"]) == (1, "refused", [])
    status, said = run("term", "propose", "kiangazi", "--other", "dry season", "--by", "Achieng", "--json")
    id = json.loads(said.out)["id"]
    assert "agreed" in run("term", "agree", id, "--by", "Tom")[1].out
    assert "proposed by Achieng" in run("glossary", "kiangazi")[1].out
