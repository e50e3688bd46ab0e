"""What is kept back is kept back everywhere; a draft is reviewed by a second person; contributed places are rounded."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from broker import Broker
from broker.errors import BrokerError, NotAllowed, UnknownProduct
from broker.log import utc_now
from broker.matching import Match
from catalog.errors import CatalogError, DatasetRetired, UnknownDataset
from catalog.record import Facets
from tests.integration.small_world import HOT_DAYS, mapping, need, publish, write_run
from translators.specification import Specification

MARKER = "zanzibar"


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.days = 0

    def __call__(self):
        return utc_now() + dt.timedelta(days=self.days)


def runs(folder):
    return [str(write_run(folder, model, scenario)) for model, scenario in HOT_DAYS]


def kept_back(broker, folder, **facets):
    said = Facets(MARKER, kind="projection", title=f"The {MARKER} ensemble", licence="CC0", **facets)
    return broker.publish(runs(folder), said, by="Tom")


def in_a_month():
    return (utc_now().date() + dt.timedelta(days=30)).isoformat()


def test_under_embargo_nothing_tells_others_of_the_data(tmp_path):
    clock = Clock()
    broker = Broker(tmp_path / "home", clock)
    kept_back(broker, tmp_path, embargo=in_a_month())
    assert broker.datasets() == broker.datasets(include_retired=True) == broker.search(text=MARKER) == ()
    assert not broker.match(Specification.of(need())).is_met
    for ask in (broker.dataset, broker.uses, broker.comparisons):
        with pytest.raises(UnknownDataset) as refusal:
            ask(MARKER)
        assert "The catalog is empty" in str(refusal.value)
    with pytest.raises(BrokerError) as unmet:
        broker.build(need())
    assert MARKER not in str(unmet.value)
    with pytest.raises(UnknownDataset):
        broker.build(need(datasets=[MARKER]))
    told = [e.data for e in broker._log.stream("catalog")]
    assert told == [{"dataset": MARKER, "version": 1, "report": {"withheld": told[0]["report"]["withheld"]}}]
    assert "CanESM" not in json.dumps(told)


def test_its_publisher_may_use_it_and_what_they_made_is_theirs_until_then(tmp_path):
    clock = Clock()
    broker = Broker(tmp_path / "home", clock)
    kept_back(broker, tmp_path, embargo=in_a_month())
    assert [v.dataset for v in broker.datasets(by="Tom")] == [MARKER]
    product = broker.build(need(), by="Tom")
    assert broker.product(product.id, by="Tom").id == product.id
    with pytest.raises(UnknownProduct) as hidden:
        broker.product(product.id)
    with pytest.raises(UnknownProduct) as absent:
        broker.product("0" * 64)
    assert str(hidden.value).replace(product.id, "") == str(absent.value).replace("0" * 64, "")
    with pytest.raises(UnknownProduct):
        broker.reproduce(product.id, by="Eve")
    clock.days = 31
    assert broker.product(product.id).id == product.id
    assert [v.dataset for v in broker.search(text=MARKER)] == [MARKER]
    assert broker.match(Specification.of(need())).is_met


def test_a_draft_is_published_when_a_second_person_accepts_what_it_lacks(tmp_path):
    broker = Broker(tmp_path / "home")
    assert kept_back(broker, tmp_path, draft=True, contact="tom@example.org").status == "draft"
    assert broker.datasets() == ()
    with pytest.raises(NotAllowed, match="a draft of others"):
        broker.review(MARKER, by="Tom")
    with pytest.raises(CatalogError, match="second pair of eyes"):
        broker.review(MARKER, by="tom, reviewer")
    from catalog.review import unmet_standards

    lacking = unmet_standards(broker.review(MARKER, by="Ruth"))
    assert "citation-missing" in lacking
    assert "contact-missing" not in lacking
    with pytest.raises(ValueError, match="left empty"):
        broker.review(MARKER, by="Ruth", accept=tuple(lacking))
    with pytest.raises(CatalogError, match="standards that it does not meet"):
        broker.review(MARKER, by="Ruth", accept=("made-up",), because="so")
    for code in lacking:
        assert broker.datasets() == ()
        reviewed = broker.review(MARKER, by="Ruth", accept=(code,), because=f"{code} is known", key=code)
        assert broker.review(MARKER, by="Ruth", accept=(code,), because=f"{code} is known", key=code) == reviewed
    assert reviewed.status == "published"
    assert {(a.code, a.by) for a in reviewed.accepted} == {(code, "Ruth") for code in lacking}
    assert [v.dataset for v in broker.datasets()] == [MARKER]
    warnings = broker.build(need()).warnings
    assert any("Accepted by Ruth" in w for w in warnings)


def test_citation_contact_doi_and_terms_reach_the_files(tmp_path):
    broker = Broker(tmp_path / "home")
    said = {"citation": "Tom (2026)", "contact": "tom@example.org", "doi": "10.1234/abc", "terms": "Not for resale"}
    kept_back(broker, tmp_path, **said)
    product = broker.build(need())
    brief = (product.directory / "brief.txt").read_text(encoding="utf-8")
    provenance = (product.directory / "provenance.json").read_text(encoding="utf-8")
    for text in ("tom@example.org", "10.1234/abc", "Not for resale"):
        assert text in brief
        assert text in provenance


def test_users_of_withdrawn_data_are_sent_to_what_follows(tmp_path):
    broker = Broker(tmp_path / "home")
    publish(broker, tmp_path, "old")
    product = broker.build(need())
    publish(broker, tmp_path, "new")
    broker.retire("old", None, "a wrong calendar", "Tom", successor="new")
    (used,) = broker.used_by(product.id)
    assert (used.retired, used.successor) == ("a wrong calendar", "new")
    with pytest.raises(DatasetRetired, match="new follows it"):
        broker.build(need(datasets=["old"]))
    with pytest.raises(UnknownDataset):
        broker.retire("new", None, "no reason", "Tom", successor="never-published")


def gauge(tmp_path, **facets) -> tuple[Broker, Match]:
    broker = Broker(tmp_path / "home")
    lines = ["Date,Max"] + [
        f"{dt.date(1995, 1, 1) + dt.timedelta(days=n)},{20 + 15 * (n % 9 == 0)}.5" for n in range(366 * 16)
    ]
    (tmp_path / "gauge.csv").write_text("\n".join(lines), encoding="utf-8")
    options = {"lat": 52.2187, "lon": 0.8812, "variables": {"Max": ("tasmax", "degC")}, "date_column": "Date"}
    said = Facets("gauge", kind="observation", title="A gauge", holder="Ada Farmer", **options, **facets)
    report = broker.publish([str(tmp_path / "gauge.csv")], said, by="A cooperative")
    assert report.status == "published", report.findings
    asked = mapping(datasets=["gauge"], time={"season": "JJA", "baseline": [2000, 2009]})
    from translators.need import Need

    return broker, Need.of(asked)


def test_the_place_of_a_contributed_gauge_is_nowhere_finer_than_its_holder_wished(tmp_path):
    broker, asked = gauge(tmp_path, place_decimals=1, consent="yes")
    version = broker.dataset("gauge")
    assert version.simulations[0].bbox == (0.9, 52.2, 0.9, 52.2)
    assert "52.21" not in repr(version)
    product = broker.build(asked)
    assert any(m.code == "place-rounded" for m in product.mismatches)
    for path in product.directory.iterdir():
        if path.suffix in {".csv", ".txt", ".json"}:
            assert "52.2187" not in path.read_text(encoding="utf-8"), path
    database = (tmp_path / "home" / "broker.sqlite").read_bytes()
    assert b"52.2187" not in database


def test_the_uses_that_a_holder_agreed_to_stand_on_every_product(tmp_path):
    broker, asked = gauge(tmp_path, consent="advice to farmers of the valley", not_good_for=("insurance claims",))
    product = broker.build(asked)
    assert {m.code for m in product.mismatches} >= {"consent-scope", "not-good-for"}
    assert "advice to farmers of the valley" in (product.directory / "brief.txt").read_text(encoding="utf-8")


def test_without_consent_only_the_holder_uses_the_data(tmp_path):
    broker, asked = gauge(tmp_path, consent="no")
    with pytest.raises(UnknownDataset):
        broker.build(asked)
    assert broker.datasets() == ()
    assert broker.build(asked, by="Ada Farmer").files


def test_an_embargo_ends_when_its_publisher_says_so(tmp_path):
    broker = Broker(tmp_path / "home")
    kept_back(broker, tmp_path, embargo=in_a_month())
    with pytest.raises(UnknownDataset):
        broker.lift_embargo(MARKER, by="Eve")
    opened = broker.lift_embargo(MARKER, by="Tom", key="once")
    assert opened.embargo == ""
    assert broker.lift_embargo(MARKER, by="Tom", key="once") == opened
    assert broker.datasets() == broker.whole(broker.datasets()) == (opened,)
    with pytest.raises(CatalogError, match="kept back by none"):
        broker.lift_embargo(MARKER, by="Tom")
    assert [e.kind for e in broker._log.stream("catalog")] == ["DatasetPublished", "EmbargoLifted"]


def test_a_holder_withdraws_consent_and_nobody_else_does(tmp_path):
    broker, asked = gauge(tmp_path, consent="yes")
    product = broker.build(asked)
    assert broker.product(product.id).id == product.id
    with pytest.raises(NotAllowed, match="take part in it or hold it"):
        broker.withdraw_consent("gauge", by="Eve")
    (closed,) = broker.withdraw_consent("gauge", by="Ada Farmer", because="sold the farm")
    assert closed.consent == "no"
    assert broker.datasets() == ()
    with pytest.raises(UnknownDataset):
        broker.build(asked)
    with pytest.raises(UnknownProduct):
        broker.product(product.id)
    assert broker.product(product.id, by="Ada Farmer").id == product.id
    assert broker.withdraw_consent("gauge", by="Ada Farmer") == ()
    publish(broker, tmp_path, "runs")
    with pytest.raises(CatalogError, match="nobody is named as the holder"):
        broker.withdraw_consent("runs", by="Tom")


@pytest.mark.parametrize("facets", [{"embargo": "next year"}, {"place_decimals": 9}])
def test_a_standing_that_cannot_be_is_refused_in_words(tmp_path, facets):
    with pytest.raises(CatalogError, match=r"was to be kept back|were to be rounded"):
        kept_back(Broker(tmp_path / "home"), tmp_path, **facets)
