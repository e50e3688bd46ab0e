"""Whose each word of an event is: sealed under that person's key, and never in the clear."""

from __future__ import annotations

import hashlib
import json

import pytest
import sqlalchemy as sa

from broker.database import open_database, reading
from broker.errors import Conflict
from broker.events import ALWAYS_CLEAR, KINDS
from broker.log import EventLog
from broker.log.sealing import divided, is_plain
from broker.log.tables import PARTS, SUBMISSIONS
from broker.people.keys import Keys
from broker.verification import verify

pytestmark = pytest.mark.usefixtures("database")

#: Fields in which people say something in their own words, or that name people or their places.
WORDS = {
    "text", "because", "title", "statement", "reason", "referral", "note", "context", "options", "decision", "dissent",
    "consequences", "evidence", "outcome", "minutes", "present", "attachments", "place", "need", "specification",
    "match", "sentence", "summary", "warnings", "questions", "value", "instead", "source", "stated_by", "word", "other",
    "mistaken", "example", "positions", "gave_up", "organisation", "groups", "name", "by", "report", "who_named",
    "to_named", "party_named", "person_named", "on_behalf_named", "against_because",
}  # fmt: skip
RUTH, TOM = {"by": "p-ruthruthru", "name": "Ruth"}, {"by": "p-tomtomtomt", "name": "Tom"}


@pytest.fixture
def log(tmp_path):
    return EventLog(open_database(tmp_path), Keys(tmp_path))


def stored(log):
    """Everything that the parts hold, as it lies in the database."""
    with reading(log.engine) as connection:
        return b" ".join(connection.scalars(sa.select(PARTS.c.content)))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_word_of_a_person_is_ever_clear(kind):
    rule = KINDS[kind]
    assert not WORDS & {*rule.clear, *ALWAYS_CLEAR}, kind
    assert not {*rule.clear} & {*rule.owner}
    for name in {*rule.clear, *ALWAYS_CLEAR, *rule.owner}:
        assert name in rule.words or name in ALWAYS_CLEAR or rule.words.endswith(("AssumptionAccepted", "instead")), (
            f"{kind} does not say that it records {name}"
        )


def test_a_field_that_is_not_classified_is_sealed(log):
    log.append("d-one", [("RoundClosed", {"round": 1, "surprise": "secret"})], **RUTH, key="k", request={})
    assert b"secret" not in stored(log)
    assert log.stream("d-one")[0].data == {"round": 1, "surprise": "secret"}


def test_a_sentence_in_a_clear_field_is_sealed_all_the_same(log):
    said = {"round": 1, "fits": {"time": "never in my life"}}
    log.append("d-one", [("ResponseGiven", said)], **RUTH, key="k", request={})
    assert b"never in my life" not in stored(log)
    assert b"Ruth" not in stored(log)
    assert log.stream("d-one")[0].data == said


@pytest.mark.parametrize("value", [1, 2.5, None, True, "r1-thresh", "2026-03-02", "yes", ["p-abc", 3], {"time": "no"}])
def test_ids_numbers_and_single_words_are_plain(value):
    assert is_plain(value)


@pytest.mark.parametrize("value", ["two words", "a\nb", "x" * 101, ["fine", "not fine"], {"two words": 1}, "=1+1"])
def test_sentences_are_not(value):
    assert not is_plain(value)


def test_what_quotes_the_need_belongs_to_whoever_stated_it(log, tmp_path):
    log.append(
        "d-one", [("DialogueOpened", {"title": "Hot?"}), ("NeedStated", {"round": 1})], **RUTH, key="a", request={}
    )
    built = {"round": 1, "product": "ab12", "sentence": "So many hot days.", "units": "days"}
    (event,) = log.append("d-one", [("ProductBuilt", built)], **TOM, key="b", request={})
    assert {part.of: part.fields for part in event.parts} == {
        "": ("product", "round"), TOM["by"]: (), RUTH["by"]: ("sentence", "units"),
    }  # fmt: skip
    entries = [("NeedRevised", {"round": 2, "need": {}}), ("DatasetsMatched", {"round": 2, "match": {"a": 1}})]
    (_, matched) = log.append("d-one", entries, **TOM, key="c", request={})
    assert {part.of for part in matched.parts} == {"", TOM["by"]}, "of the round that Tom states, the words are Tom's"

    Keys(tmp_path).erase(RUTH["by"])
    seen = {event.kind: event for event in log.stream("d-one")}
    assert (seen["ProductBuilt"].by, seen["ProductBuilt"].withheld) == ("Tom", ("sentence", "units"))
    assert seen["ProductBuilt"].data == {"round": 1, "product": "ab12"}
    assert (seen["DialogueOpened"].by, seen["DialogueOpened"].data) == ("", {})


def test_a_field_may_be_said_to_quote_somebody_else():
    found = divided("AssumptionAccepted", {"stated_by": "Tom", "because": "So."}, "p-a", "p-b", {"stated_by": "p-c"})
    assert found == {"p-a": {"because": "So."}, "p-c": {"stated_by": "Tom"}}


def test_an_erased_log_proves_as_much_as_before_once_an_event_says_so(log, tmp_path):
    log.append("d-one", [("DialogueOpened", {"title": "Hot?"})], **RUTH, key="a", request={})
    log.append("d-one", [("ResponseGiven", {"round": 1, "text": "Yes."})], **TOM, key="b", request={})
    before = verify(log.lines())
    Keys(tmp_path).erase(RUTH["by"])
    assert any("no event says why p-ruthruthru would" in problem for problem in _two_streams(log).problems)
    log.append("people", [("PersonErased", {"person": RUTH["by"]})], **TOM, key="c", request={})
    after = verify(log.lines())
    assert after.is_whole, after.problems
    assert after.notes
    assert before.root == verify(list(log.lines())[: before.events]).root


def _two_streams(log):
    log.append("d-two", [("DialogueOpened", {"title": "Wet?"})], **TOM, key="two", request={})
    return verify(log.lines())


def test_the_digest_of_a_submission_cannot_be_guessed_and_still_knows_it_again(log):
    said, request = [("ResponseGiven", {"round": 1, "text": "yes"})], {"text": "yes"}
    first = log.append("d-one", said, **RUTH, key="k", request=request)
    assert log.append("d-one", said, **RUTH, key="k", request=request) == first
    with pytest.raises(Conflict):
        log.append("d-one", said, **RUTH, key="k", request={"text": "no"})
    with reading(log.engine) as connection:
        digest = connection.scalar(sa.select(SUBMISSIONS.c.request))
    assert digest != hashlib.sha256(json.dumps(request, separators=(",", ":")).encode()).hexdigest()


def test_a_conflict_holds_both_texts(log):
    log.append("d-one", [("DialogueOpened", {"title": "Hot?"})], **RUTH, key="a", request={})
    log.append("d-one", [("ResponseGiven", {"round": 1, "text": "Mine."})], **RUTH, key="b", request={})
    with pytest.raises(Conflict, match="Ruth") as refused:
        log.append(
            "d-one", [("ResponseGiven", {"round": 1, "text": "And mine."})], **TOM, key="c", request={},
            expected_version=1,
        )  # fmt: skip
    assert [event.data["text"] for event in refused.value.theirs] == ["Mine."]
    assert refused.value.yours == (("ResponseGiven", {"round": 1, "text": "And mine."}),)
