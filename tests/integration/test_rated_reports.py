"""How each side rated a dialogue, as its report tells it: sums of three at least, on the page, in print, as a table."""

from __future__ import annotations

import csv

import pytest

from broker import Broker
from broker.exports import pdf_report
from tests.integration.small_world import need
from tests.integration.test_dialogue_exports import Page

pytestmark = pytest.mark.usefixtures("database")
FARMERS = ("Ann", "Eve", "Joy", "Kit")


@pytest.fixture
def rated(tmp_path, database):
    """A dialogue that four farmers rated without their names, and a scientist with hers."""
    broker = Broker(tmp_path / "home")
    id = broker.open_dialogue(need(), by="Ruth").id
    for name in FARMERS:
        broker.join(id, "user", by=name)
        heard = "no" if name == "Eve" else "yes"
        broker.contribute(id, "evaluation", by=name, answers={"heard": heard}, text=f"{name} wants it slower.")
    broker.join(id, "producer", by="Tess")
    broker.contribute(id, "evaluation", by="Tess", answers={"heard": "partly"}, text="More time.", shown="named")
    return broker, id, tmp_path


def page(rated, **how):
    broker, id, folder = rated
    return Page(broker.export_log(id, "html", folder / "out.html", by="Ruth", language="en", **how).read_text()).text


def table(rated, **how):
    broker, id, folder = rated
    path = broker.export_log(id, "csv-surveys", folder / "out.csv", by="Ruth", **how)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_report_tells_sums_of_three_and_whoever_gave_a_name(rated):
    told = page(rated).partition("How it was rated")[2]
    assert "Was I heard? Round 1 2 yes, 0 partly, 1 no 0 yes, 1 partly, 0 no" in told
    assert "Users: 1 more answer is kept, and shown when at least three can be counted together." in told
    assert "More time. Round 1 Tess" in told
    assert "wants it slower." not in told, "whose words these are would be known by how they talk"


def test_the_table_holds_the_same_sums(rated):
    assert table(rated) == [
        {"survey": "1", "party": "user", "question": "heard", "yes": "2", "partly": "0", "no": "1", "people": "3"},
        {"survey": "1", "party": "producer", "question": "heard", "yes": "0", "partly": "1", "no": "0", "people": "1"},
    ]


def test_the_print_holds_them_too(rated, monkeypatch):
    drawn = []
    monkeypatch.setattr(pdf_report, "draw_register", lambda sheet, register: drawn.append(register))
    broker, id, folder = rated
    broker.export_log(id, "pdf", folder / "out.pdf", by="Ruth", language="de")
    sums = next(one for one in drawn if one.title == "So wurde er bewertet" or len(one.heads) == 4)
    assert any("2" in cell and "1" in cell for cell in sums.rows[0])


def test_two_are_never_told(tmp_path, database):
    broker = Broker(tmp_path / "home")
    id = broker.open_dialogue(need(), by="Ruth").id
    for name in FARMERS[:2]:
        broker.join(id, "user", by=name)
        broker.contribute(id, "evaluation", by=name, answers={"heard": "no"}, text=f"{name} wants it slower.")
    few = (broker, id, tmp_path)
    assert "slower" not in page(few)
    assert "1 no" not in page(few)
    assert table(few) == []


def test_who_withdraws_from_reports_is_in_none_and_is_not_told_by_what_is_missing(rated):
    broker, id, _ = rated
    broker.consent(["dialogue"], by="Eve", dialogue=id)
    assert [row["party"] for row in table(rated)] == ["producer"], "else who knows both sums would know Eve's answer"
    told = page(rated)
    assert "2 yes" not in told
    assert "slower" not in told
    assert [row["no"] for row in table(rated, audience="dialogue") if row["party"] == "user"] == ["1"]
