"""What a newcomer finds: the embedded data, and one finished dialogue of three rounds."""

from __future__ import annotations

import pytest

from broker import Broker
from broker.demo import FARMER, fill


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    broker = Broker(tmp_path_factory.mktemp("demo"))
    lines = []
    return broker, fill(broker, lines.append), lines


def test_the_example_has_three_rounds_each_with_a_product_and_an_answer(filled):
    broker, dialogue, _ = filled
    assert not dialogue.is_open
    assert len(dialogue.rounds) == 3
    for one in dialogue.rounds:
        assert one.product_id
        assert one.sentence
        assert one.responses
        assert one.responses[0].by == FARMER
        assert {"historical", "observed", "ssp245", "ssp585"} == {row["scenario"] for row in one.summary}
    assert [r.because != "" for r in dialogue.rounds] == [False, True, True]
    assert {d.dataset for d in broker.datasets()} == {"suffolk-station", "woolpit-cmip6", "north-america-annual"}


def test_a_lower_threshold_gives_more_days_in_the_example(filled):
    broker, dialogue, _ = filled
    diff = broker.diff(dialogue.id, 1, 2)
    assert all(n.after >= n.before for n in diff.numbers)
    assert {c.what for c in diff.need} == {"statement", "thresh", "season"}


def test_the_second_run_does_nothing_and_says_so(filled):
    broker, dialogue, first = filled
    lines = []
    events = broker.verify_log().events
    assert fill(broker, lines.append) == dialogue
    assert broker.verify_log().events == events
    assert all(line.endswith("is there.") for line in lines)
    assert len(first) > len(lines) - 1


def test_an_interrupted_filling_goes_on_where_it_stopped(filled, tmp_path, monkeypatch):
    broker, _, _ = filled

    class PulledPlug(Exception):
        pass

    def stop(*args, **kwargs):
        raise PulledPlug

    # The store of the first run, with its log set back to before the dialogue: only the data are there.
    half = Broker(tmp_path)
    monkeypatch.setattr(half, "_catalog", broker._catalog, raising=False)
    monkeypatch.setattr(half, "_workshop", broker._workshop, raising=False)
    monkeypatch.setattr(half, "close_dialogue", stop)
    with pytest.raises(PulledPlug):
        fill(half, lambda line: None)
    monkeypatch.undo()
    again = Broker(tmp_path)
    monkeypatch.setattr(again, "_catalog", broker._catalog, raising=False)
    monkeypatch.setattr(again, "_workshop", broker._workshop, raising=False)
    done = fill(again, lambda line: None)
    assert not done.is_open
    assert len(again.dialogues()) == 1
    assert [e.kind for e in again.events(done.id)].count("ProductBuilt") == 3


def test_the_example_tells_how_three_people_came_to_a_decision(filled):
    broker, dialogue, _ = filled
    today = dialogue.last_at.date()
    assert [(p.side, bool(p.organisation)) for p in dialogue.participants] == [
        ("user", True), ("producer", True), ("facilitator", True)
    ]  # fmt: skip
    assert all(not question.is_open for question in dialogue.questions)
    assert [d.status for d in dialogue.disagreements] == ["compromise"]
    assert dialogue.compromises[0].dissent
    assert len(dialogue.compromises[0].gave_up) == 2
    assert [p.status(today) for p in dialogue.promises] == ["kept", "broken"]
    assert [d.status for d in dialogue.decisions] == ["taken"]
    assert [len(f.outcomes) for f in dialogue.follow_ups] == [1, 0]
    assert [(g.topic, g.how) for g in dialogue.governed] == [("definition", "inside"), ("definition", "consent")]
    assert any(m.code == "dissent-remains" for m in dialogue.rounds[2].mismatches)
    assert dialogue.rounds[1].remembered
    kinds = {c.kind for c in dialogue.contributions}
    assert {"LocalKnowledgeGiven", "ModeChosen", "CostDeclared", "RoundEvaluated", "ExpectationReviewed"} <= kinds
    consent = broker.consent_of(dialogue.participants[0].person, dialogue.id, by=FARMER)
    assert "public" in consent.scopes


def test_every_figure_about_the_example_has_something_to_count(filled):
    broker, dialogue, _ = filled
    found = {figure.name: figure for figure in broker.facilitate(dialogue.id)}
    assert all(figure.rows for figure in found.values())
    assert found["promises"].row(party="user").values["broken"] == 1
    assert found["comprehension"].rows[0].values["share_right"] < 1
    assert all(row.values["evidence"] for row in found["building blocks"].rows)
