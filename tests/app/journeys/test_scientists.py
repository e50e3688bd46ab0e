"""Scientists: data offered, mended, reviewed and cited; questions and needs answered; data withdrawn for better."""

from __future__ import annotations

from pathlib import Path

import pytest

from broker.errors import UnservableNeed
from catalog.record import Facets
from tests.integration.small_world import HOT_DAYS, mapping, need, write_run
from translators.need import Need


def offers(person, path: Path | str) -> None:
    """Name files on the page of offers and have them checked."""
    if person.button("publish.more").count():  # what she has in hand is kept
        person.presses("publish.more")
    person.fills("publish.path", str(path))
    person.presses("publish.check")
    person.reads("publish.report", patience_s=180)
    person.rest()


def published(journey, folder: Path, dataset: str, by: str, **facets: str) -> None:
    """Put the small world of two models on offer, past the pages."""
    folder.mkdir(exist_ok=True)
    paths = [str(write_run(folder, model, scenario)) for model, scenario in HOT_DAYS]
    facets = {"kind": "projection", "licence": "CC-BY-4.0", "title": dataset, **facets}
    report = journey.broker.publish(paths, Facets(dataset, **facets), by=by)
    assert report.status == "published", report.findings


def test_data_with_a_fault_are_mended_reviewed_and_cited(journey, tmp_path):
    """A scientist names a folder without units, mends it, uploads whole files, and a second person reads the draft."""
    runs = [("A", "historical"), ("A", "ssp245")]
    faulty, whole = tmp_path / "faulty", tmp_path / "whole"
    faulty.mkdir()
    whole.mkdir()
    for run in runs:
        write_run(faulty, *run, units=None)
    good = [str(write_run(whole, *run)) for run in runs]
    (tmp_path / "notes.nc").write_text("these are notes, not data", encoding="utf-8")

    mei = journey.person("Mei")
    mei.open()
    mei.presses("start.offer.button")
    mei.picture("offer")
    offers(mei, tmp_path / "notes.nc")  # what is no dataset is refused in one sentence
    assert "notes.nc" in mei.words()
    assert mei.button("publish.do").count() == 0

    offers(mei, faulty)
    mei.reads("publish.refused", count=1)
    assert mei.button("publish.do").count() == 0
    mei.picture("fault")
    mei.picks("publish.unit", "degC", name="tasmax")
    mei.presses("publish.again")
    mei.reads("publish.publishable", patience_s=180)
    mei.rest()
    mei.reads("publish.understood.note")
    mei.picture("mended")

    # She would rather offer files that say their units themselves, from her own computer.
    mei.presses("publish.more")
    mei.page.set_input_files("input[type=file]", good)
    mei.rest()
    mei.presses("publish.check")
    mei.reads("publish.publishable", patience_s=180)
    mei.reloads()  # the report is not lost
    mei.reads("publish.publishable", patience_s=180)
    name = f"heat-{journey.way}"
    mei.fills("publish.id", name, leave=True)
    mei.fills("about.contact", "mei@institute.example")
    mei.page.get_by_text(mei.says("about.draft.yes")).click()
    mei.fills("who.ask", mei.name)
    mei.picture("report")
    mei.presses("publish.do", twice=True)
    mei.reads("publish.drafted", label=f"{name}@1", patience_s=180)
    mei.rest()
    mei.presses("publish.see")
    mei.reads("review.own")
    assert [v.status for v in journey.broker.to_review(by="Ruth, scientist") if v.dataset == name] == ["draft"]

    ruth = journey.person("Ruth")
    ruth.open("catalog")
    ruth.introduces("scientist")
    ruth.reads("review.waiting")
    ruth.page.locator(f"[class*='st-key-review-{name}'] button").first.click()
    ruth.reads("review.because")
    ruth.rest()
    for box in ruth.page.get_by_role("checkbox").all():
        box.evaluate("box => box.click()")
    ruth.rest()
    ruth.fills("review.because", journey.words(en="the bias is known", sw="upendeleo unajulikana"))
    ruth.picture("review")
    ruth.presses("review.accept")
    ruth.reads("review.accepted")
    ruth.rest()
    ruth.picture("dataset")
    file, content = ruth.takes("export.citation")
    assert file.startswith(f"{name}-v1-citation-")
    assert b"cff-version: 1.2.0" in content
    (version,) = journey.broker.versions(name, by="")
    assert (version.status, version.published_by.startswith(mei.name)) == ("published", True)


def test_questions_are_answered_needs_wanted_and_another_definition_proposed(journey):
    """A scientist answers a farmer, votes for what nobody holds, and proposes another limit and other data."""
    tom, amina = journey.person("Tom"), journey.person("Amina")
    farmer, producer = f"{amina.name}, farmer", f"{tom.name}, scientist"
    broker = journey.broker
    decision = {"text": journey.words(en="when to shear", sw="lini kunyoa"), "by": "2027-04-30"}
    asked = journey.words(en="Is it for my farm?", sw="Je, ni kwa shamba langu?")
    horizons = {"season": "JJA", "baseline": [1995, 2014], "horizons": [[2040, 2059]]}
    here = broker.open_dialogue(need(decision=decision, time=horizons), by=farmer).id
    broker.build_round(here, by=farmer)
    broker.join(here, "producer", by=producer)
    broker.ask_question(here, asked, by=farmer)
    windy = Need.of(mapping(metric={"index": "windy_days", "parameters": {"thresh": "8 m/s"}}, decision=decision))
    with pytest.raises(UnservableNeed):
        broker.build(windy, by=farmer)

    tom.open("asked")
    tom.introduces("scientist")
    tom.sees(asked)
    tom.sees(decision["text"])
    tom.presses("duty.open")
    tom.reads("say.title")
    tom.chooses("say.say")
    tom.chooses("kind.answer")
    tom.picks("ask.question", asked)
    answer = journey.words(en="For the cell around it.", sw="Kwa seli inayolizunguka.")
    tom.fills("ask.text", answer, leave=True)
    tom.presses("say.send")
    tom.sees(answer)
    (told,) = broker.dialogue(here).questions
    assert [one.text for one in told.answers] == [answer]

    tom.presses("dialogue.open.answer", number=1)
    tom.reads("answer.cannot")
    tom.rest()
    tom.unfolds("answer.try.more")
    tom.rest()
    tom.keyed("change-thresh").get_by_role("button").first.click()
    limit = tom.page.get_by_label(tom.says("part.thresh"), exact=True).last
    limit.fill("28")
    limit.press("Enter")
    tom.rest()
    tom.page.keyboard.press("Escape")
    tom.rest()
    tom.picks("data.choose", "woolpit-cmip6")
    tom.page.keyboard.press("Escape")
    tom.reads("answer.try.then")
    because = journey.words(en="Herds suffer earlier.", sw="Mifugo huumia mapema.")
    tom.fills("answer.try.because", because)
    tom.presses("proposal.make", twice=True)
    tom.reads("proposal.title")
    tom.sees(because)
    tom.picture("proposed")
    standing = {e.about: e.standing for e in broker.dialogue(here).round.ledger if e.replaced}
    assert standing == {"thresh": "28 degC", "datasets": "woolpit-cmip6"}
    note = journey.words(en="The cell is wider than the farm.", sw="Seli ni pana kuliko shamba.")
    tom.unfolds("annotation.ask")
    tom.chooses("axis.space", within=f"annotate-{1}")
    tom.chooses("annotation.kind.uncertainty")
    tom.fills("annotation.text", note, leave=True)
    tom.presses("annotation.send")
    tom.reads("annotation.title")

    tom.goes("wanted.nav")
    tom.reads("wanted.needs.one")
    tom.presses("register.vote")
    tom.reads("wanted.votes.one")
    tom.page.get_by_text(tom.says("wanted.serve")).first.click()
    tom.rest()
    tom.reads("wanted.table.standard")
    tom.picture("wanted")
    assert any(one.votes == (producer,) for one in broker.demand())

    amina.open("dialogues")
    amina.introduces()
    amina.reads("duty.proposal")
    amina.presses("duty.open")
    amina.reads("proposal.title")
    amina.sees(because)
    amina.sees(note)
    amina.rest()
    amina.presses("proposal.take", number=2)
    amina.reads("answer.changed", number=1, patience_s=180)
    amina.rest()
    amina.picture("taken")
    latest = broker.dialogue(here).round
    assert latest.need_mapping["metric"]["parameters"]["thresh"] == "28 degC"
    assert latest.need_mapping["datasets"] == ["woolpit-cmip6"]


def test_data_are_withdrawn_and_their_users_led_to_what_follows(journey, tmp_path):
    """A scientist finds data by place, reads what their use met, withdraws them; a user makes the answer anew."""
    lena, otieno = journey.person("Lena"), journey.person("Otieno")
    producer, farmer = f"{lena.name}, scientist", f"{otieno.name}, farmer"
    broker = journey.broker
    old, new = f"old-{journey.way}", f"new-{journey.way}"
    published(journey, tmp_path / "old", old, producer)
    published(journey, tmp_path / "new", new, producer, change_note="bias mended")
    decision = {"text": journey.words(en="a shaded yard", sw="ua wenye kivuli"), "by": "2027-09-30"}
    here = broker.open_dialogue(need(decision=decision, datasets=[old]), by=farmer).id
    broker.build_round(here, by=farmer)
    against = journey.words(en="The hot summer of 2003 is not in it.", sw="Kiangazi cha joto cha 2003 hakimo.")
    broker.object_to(here, "data", against, by=farmer)

    lena.open("asked")
    lena.introduces("scientist")
    lena.reads("asked.data")
    lena.sees(against)
    lena.picture("asked")
    lena.goes("catalog.nav")
    lena.unfolds("catalog.narrow")
    lena.fills("catalog.place", "Suffolk, GB", leave=True)
    lena.fills("catalog.years", "2040-2049", leave=True)
    lena.page.get_by_role("button", name=old, exact=True).wait_for()
    assert "Suffolk station" not in lena.words()
    lena.picture("found")
    lena.page.get_by_role("button", name=old, exact=True).click()
    lena.reads("catalog.uses")
    lena.rest()
    lena.reads("uses.open.one")
    lena.sees(against)
    lena.picture("use")
    lena.unfolds("retire.title")
    lena.reads("retire.used.one")
    why = journey.words(en="2003 was left out by mistake", sw="2003 uliachwa kwa makosa")
    lena.fills("retire.because", why)
    lena.picks("retire.successor", new)
    lena.presses("retire.do", label=f"{old}@1")
    lena.reads("withdrawn.see", successor=f"{new}@1")
    lena.picture("withdrawn")

    otieno.open("dialogues")
    otieno.introduces()
    otieno.reads("duty.withdrawn")
    otieno.presses("duty.open")
    otieno.sees(why)
    otieno.picture("behind-his-answer")
    otieno.presses("withdrawn.anew")
    otieno.reads("answer.changed", number=1, patience_s=180)
    otieno.rest()
    otieno.picture("anew")
    assert broker.dialogue(here).round.need_mapping["datasets"] == [new]
