"""A broker in memory with the verbs of the real one, and one small world: three models, two scenarios, Woolpit."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from broker.access import Resource
from broker.data_use import use_in
from broker.dialogue import (
    Change,
    Comprehension,
    Dialogue,
    DialogueSummary,
    NumberChange,
    Response,
    Round,
    RoundDiff,
    Strand,
)
from broker.dialogue.brief import in_brief
from broker.dialogue.ledger import Voice, entries_of
from broker.dialogue.set_up import set_up_of
from broker.dialogue.waiting import Duty
from broker.engine.plan import Plan
from broker.engine.result import Cells, ModelValue, Result, Series, SummaryRow
from broker.errors import NotAllowed, UnknownDialogue, UnservableNeed
from broker.facilitation import Told, surveys
from broker.facilitation import figures as facilitation_figures
from broker.matching import Candidate, Match, Refusal
from broker.mismatch import Mismatch
from broker.people.consent import Consent
from broker.people.invitations import Invitation
from broker.product import Product, summary_json
from broker.recipe import Recipe
from broker.ui.components.periods import periods_of
from broker.unmet import Demand
from broker.verification import Verification
from catalog.comparison import Comparison
from catalog.errors import UnknownDataset
from catalog.record import Acceptance, Finding, Report, Simulation, Variable, Version
from catalog.registry import Use
from catalog.review import unmet_standards
from catalog.standing import may_see
from tests.app.fake_drafts import FakeDrafts
from translators.comprehension import CheckQuestion
from translators.errors import TranslationError
from translators.indices import INDICES
from translators.periods import Years
from translators.specification import Assumption, Proposal, Question, Reading, Specification, Unservable

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
MODELS = ("CanESM5", "MIROC6", "NorESM2-LM")
#: Hot days a year of each model in the past, and how many are added by 2040–2059 under middle and high emissions.
PAST = {"CanESM5": 3.0, "MIROC6": 1.0, "NorESM2-LM": 2.0}
ADDED = {"ssp245": 4.0, "ssp585": 7.0}
HORIZONS = (Years(2021, 2040), Years(2041, 2060))

VARIABLES = (Variable("tasmax", "degC", "degC", 1.0, 0.0), Variable("pr", "mm/day", "mm/day", 1.0, 0.0))


def simulation(model: str, scenario: str) -> Simulation:
    years = (1995, 2014) if scenario == "historical" else (2020, 2099)
    return Simulation(
        model, scenario, "", VARIABLES, "standard", "day", years, f"{years[0]}-01-01", f"{years[1]}-12-31", 1,
        "points", (0.88, 52.22, 0.88, 52.22), None, f"{model}/{scenario}",
    )  # fmt: skip


def version(dataset: str = "woolpit-cmip6", number: int = 1, **changes) -> Version:
    simulations = tuple(simulation(m, s) for m in MODELS for s in ("historical", *ADDED))
    findings = (
        Finding("not-bias-adjusted", "warning", "The models are not corrected for their own bias.", "Use changes."),
        Finding("years-absent", "note", "The years 2015–2019 are not held.", "", models=("MIROC6",)),
    )
    made = Version(
        dataset, number, "SNAPSHOT", "CMIP6 at Woolpit", "Aquacrop team", "MIT", "Eyring et al. (2016)", "projection",
        "raw", simulations, findings, NOON,
    )  # fmt: skip
    return replace(made, **changes)


MISMATCHES = (
    Mismatch(
        "space", "warning", "one farm at Woolpit", "cells of about 200 km",
        "Each model value stands for an area much larger than your farm.", "Compare with a nearby station.",
    ),
    Mismatch(
        "time", "note", "the years to come", "means over 20 years",
        "Projections tell how often, not which year.", "Ask a weather service for a forecast of one season.",
    ),
)  # fmt: skip


def series(model: str, scenario: str, first: int, last: int, offset: float) -> Series:
    years = np.arange(first, last + 1)
    values = PAST[model] + offset + 2.0 * np.sin(years)
    values = np.maximum(values, 0.0)
    cells = Cells(np.array([52.2]), np.array([0.9]), None, np.ones(1), np.zeros(1, int), values[:, None])
    return Series(
        "woolpit-cmip6", 1, "projection", model, scenario, "", "standard", years,
        tuple(f"{y}-01-01" for y in years), tuple(f"{y}-12-31" for y in years), values, np.ones(len(years)), cells,
    )  # fmt: skip


def result_of(specification: Specification) -> Result:
    limit = float(specification.parameters.get("thresh", "30 degC").split()[0])
    shift = (30.0 - limit) * 0.8
    horizons = specification.horizons or HORIZONS
    every = [series(m, "historical", 1995, 2014, shift) for m in MODELS]
    every += [series(m, s, 2020, 2099, shift + a) for m in MODELS for s, a in ADDED.items()]
    past = [PAST[m] + shift for m in MODELS]
    rows = [_row("historical", specification.baseline, past, 0.0, is_baseline=True)]
    rows += [_row(s, h, [p + a for p in past], a) for s, a in ADDED.items() for h in horizons]
    recipe = Recipe(
        specification.index, specification.parameters, specification.season, specification.baseline, tuple(horizons),
        {"name": specification.region.name, "geometry": {"type": "Point", "coordinates": [0.88, 52.22]}, "source": "x"},
        (),
    )  # fmt: skip
    return Result(recipe, INDICES[specification.index].units, 0.0, tuple(every), tuple(rows), ())


def _row(scenario, period, values, change, is_baseline=False) -> SummaryRow:
    p10, p50, p90 = np.percentile(values, [10, 50, 90])
    votes = tuple(ModelValue(m, 1, v, change) for m, v in zip(MODELS, values, strict=True))
    return SummaryRow(scenario, period, 3, p10, p50, p90, change, change, change, 1.0, votes, is_baseline)


class FakeBroker(FakeDrafts):
    """The verbs that the pages use; `calls` notes every act that would change something."""

    def __init__(self, directory: Path, *, datasets=None) -> None:
        self.directory = directory
        self.calls: list[tuple] = []
        self.questions: tuple[CheckQuestion, ...] = ()
        self._done: dict[str, object] = {}
        self._dialogues: dict[str, Dialogue] = {}
        self._products: dict[str, Product] = {}
        self._datasets = list(datasets if datasets is not None else [version()])
        self.report: Report | None = None
        self.wanted: dict[str, Demand] = {}
        self.used: tuple[Use, ...] = ()
        self.compared: tuple[Comparison, ...] = ()
        self.invited: list[Invitation] = []
        #: What waits for everybody.
        self.owed: list[Duty] = []
        #: Dialogue → what else was said in it: kind of event, who, data.
        self.said: dict[str, list[tuple[str, str, dict]]] = {}
        #: Whether acts are refused because others decide on them.
        self.is_for_others = False
        self.visibility = "public"

    # — data —

    def check(self, paths, facets, progress=None):
        if progress is not None:
            progress("Looking", 0.2)
        self.checked = facets
        if self.report is not None:
            return replace(self.report, dataset=facets.dataset)
        made = version(facets.dataset)
        described = {"title": made.title, "licence": made.licence, "kind": "projection", "adjustment": "raw"}
        return Report(facets.dataset, None, "publishable", made.simulations, made.findings, described)

    def publish(self, paths, facets, *, by="producer", key=None, progress=None):
        def act():
            self.calls.append(("publish", facets.dataset, by))
            self.facets = facets
            made = version(facets.dataset, published_by=by, status="draft" if facets.draft else "published")
            self._datasets.append(made)
            return Report(facets.dataset, 1, made.status, made.simulations, made.findings)

        return self._once(key, act)

    def _seen(self, by):
        return [v for v in self._datasets if may_see(v, by, NOON.date())]

    def datasets(self, include_retired=False, *, by=""):
        return tuple(v for v in self._seen(by) if include_retired or not v.is_retired)

    def dataset(self, dataset, version=None, *, by=""):
        for one in self._seen(by):
            if one.dataset == dataset and version in (None, one.number):
                return one
        raise UnknownDataset(f"The dataset {dataset!r} was asked, but the catalog does not hold it.")

    def versions(self, dataset, *, by=""):
        return tuple(v for v in self._seen(by) if v.dataset == dataset)

    def periods(self, labels, *, by=""):
        return {(v.dataset, v.number): periods_of(v.simulations) for v in self._seen(by)}

    def to_review(self, *, by):
        return tuple(v for v in self._datasets if v.status != "published")

    def comparisons(self, dataset, version=None, *, by=""):
        return self.compared

    def search(self, *, by="", **criteria):
        self.searched = criteria
        text = (criteria.get("text") or "").casefold()
        return tuple(v for v in self.datasets(by=by) if text in (v.dataset + v.title).casefold())

    def uses(self, dataset, *, by=""):
        return self.used

    def data_uses(self, dataset, *, by="", most=40):
        last = {use.dialogue: use for use in self.used if use.dialogue}
        return tuple(
            use_in(self.dialogue(name), {use.product}, (f"{use.dataset}@{use.version}",), use.first_used)
            for name, use in last.items()
        )

    def said_of_my_data(self, *, by, most=40):
        return ()

    def withdrawn_from(self, product, *, by=""):
        return ()

    def review(self, dataset, version=None, *, by, accept=(), because="", key=None):
        def act():
            self.calls.append(("review", dataset, version, by, accept, because))
            at = next(i for i, v in enumerate(self._datasets) if v.dataset == dataset)
            more = tuple(Acceptance(code, because, by, NOON) for code in accept)
            held = replace(self._datasets[at], accepted=self._datasets[at].accepted + more)
            self._datasets[at] = replace(held, status="review" if unmet_standards(held) else "published")
            return self._datasets[at]

        return self._once(key, act)

    def retire(self, dataset, version, because, by, key=None, successor=""):
        def act():
            self.calls.append(("retire", dataset, version, because, by, successor))
            self._datasets = [
                replace(v, retired=because, successor=successor) if v.dataset == dataset else v for v in self._datasets
            ]
            return ()

        return self._once(key, act)

    # — words to numbers —

    def indices(self):
        return tuple(INDICES.values())

    def plan(self, specification, *, by=""):
        return Plan(simulations=9, cells=9, tiles=9, bytes=1_000_000, seconds=2.0, memory=10_000_000)

    def ask(self, sentence, language=None, *, by=""):
        if "this July" in sentence:
            return Reading(
                sentence, "en", (), (), (), Unservable("time", "A forecast was asked.", "The weather service.")
            )
        if "cows" not in sentence:
            return Reading(sentence, "en", (), (), (Question("metric", "What should be counted?", ("frost_days",)),))
        from translators.regions import region_of

        region = region_of({"point": {"lat": 52.22, "lon": 0.88}}) if "Woolpit" in sentence else None
        questions = () if region else (Question("region", "Where is it?", ("Woolpit", "Nakuru, Kenya")),)
        proposal = Proposal(
            "tx_days_above", {"thresh": "30 degC"}, Specification_year(), HORIZONS, region, None, 0.9, ("too hot",)
        )
        assumptions = (Assumption("season", "year", "No season was named."),)
        return Reading(sentence, "en", (proposal,), assumptions, questions)

    def places_at(self, lat, lon):
        from translators.gazetteer.reverse import places_at

        return places_at(lat, lon)

    def specify(self, need, *, by=""):
        return Specification.of(need)

    def match(self, specification, *, by=""):
        one = version()
        if not self._datasets:
            unmet = UnservableNeed("No dataset is on offer, so nothing answers. Ask a producer.")
            return Match(specification, (), (), (), (), unmet)
        candidate = Candidate(one, "answer", one.simulations, {}, 0.0, MISMATCHES)
        refusal = Refusal(
            version("north-america-annual", title="North America"), "space", "outside", "It does not reach Woolpit.", ""
        )
        return Match(specification, (candidate,), (refusal,), MISMATCHES, specification.horizons or HORIZONS)

    def preview(self, specification, *, by=""):
        return result_of(specification)

    def product(self, product_id, *, by="", dialogue=""):
        return self._products[product_id]

    # — the dialogue —

    def open_dialogue(self, need, *, by, key=None):
        def act():
            self.calls.append(("open_dialogue", by))
            name = f"d{len(self._dialogues) + 1}"
            first = self._round(1, need, by, "")
            self._dialogues[name] = Dialogue(name, need.statement, by, NOON, NOON, 2, (first,))
            return self._dialogues[name]

        return self._once(key, act)

    def build_round(self, dialogue_id, *, by="broker", key=None, out=None, progress=None):
        dialogue = self.dialogue(dialogue_id)
        one = dialogue.round
        result = result_of(one.specification)
        product_id = hashlib.sha256(repr((dialogue_id, one.number)).encode()).hexdigest()
        folder = self.directory / product_id
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "brief.txt").write_text("plain words", encoding="utf-8")
        hashes = {"brief.txt": hashlib.sha256(b"plain words").hexdigest()}
        product = Product(
            product_id, folder, result, one.specification, self.match(one.specification), MISMATCHES,
            ("The models are not corrected.",), tuple(hashes), hashes,
            f"Around Woolpit, round {one.number} counts days above {one.specification.parameters['thresh']}.",
        )  # fmt: skip
        self._products[product_id] = product
        built = replace(
            one, product_id=product_id, product_files=hashes, units=result.units, sentence=product.sentence,
            summary=tuple(summary_json(result.summary)), mismatches=MISMATCHES, warnings=product.warnings,
        )  # fmt: skip
        if not one.product_id:
            self.calls.append(("build_round", dialogue_id, one.number))
        self._put(dialogue, built)
        return product

    def check_questions(self, dialogue_id, round_number=None, *, by=""):
        return self.questions

    def check_understanding(self, dialogue_id, answers, *, by, key=None, round_number=None):
        def act():
            self.calls.append(("check_understanding", dialogue_id, by, tuple(answers)))
            dialogue = self.dialogue(dialogue_id)
            one = dialogue.round_number(round_number or dialogue.round.number)
            pairs = list(zip(self.questions, answers, strict=True))
            said = Comprehension(
                by, NOON, one.product_id, tuple(q.to_json() for q in self.questions),
                tuple(q.options[a - 1] for q, a in pairs), tuple(q.answer == a - 1 for q, a in pairs),
            )  # fmt: skip
            return self._put(dialogue, replace(one, comprehension=(*one.comprehension, said)))

        return self._once(key, act)

    def respond(self, dialogue_id, *, by, text, fits=None, key=None, round_number=None):
        def act():
            self.calls.append(("respond", dialogue_id, by, fits, text))
            dialogue = self.dialogue(dialogue_id)
            one = dialogue.round_number(round_number or dialogue.round.number)
            said = replace(one, responses=(*one.responses, Response(by, NOON, text, fits or {})))
            return self._put(dialogue, said)

        return self._once(key, act)

    def accept(self, dialogue_id, entry, **said):
        return self._speak("accepted", dialogue_id, entry, said)

    def contest(self, dialogue_id, entry, **said):
        return self._speak("contested", dialogue_id, entry, said)

    def replace(self, dialogue_id, entry, instead, **said):
        return self._speak("replaced", dialogue_id, entry, said | {"value": instead})

    def _speak(self, what, dialogue_id, entry, said):
        def act():
            dialogue = self.dialogue(dialogue_id)
            voice = Voice(said["by"], NOON, said["value"], said["because"], said["source"])
            heard = voice if what == "replaced" else (voice,)
            ledger = tuple(replace(e, **{what: heard}) if e.id == entry else e for e in dialogue.round.ledger)
            self._put(dialogue, replace(dialogue.round, ledger=ledger))
            return next(e for e in ledger if e.id == entry)

        return self._once(said["key"], act)

    def revise(self, dialogue_id, need, *, by, because, key=None, expected_round=None, consent="", against_rights=""):
        def act():
            self._by_rights(consent, against_rights)
            self.calls.append(("revise", dialogue_id, by, because))
            dialogue = self.dialogue(dialogue_id)
            opened = self._round(len(dialogue.rounds) + 1, need, by, because)
            self._dialogues[dialogue_id] = replace(dialogue, rounds=(*dialogue.rounds, opened))
            return self._dialogues[dialogue_id]

        return self._once(key, act)

    def dialogue(self, dialogue_id, *, by=""):
        if dialogue_id not in self._dialogues:
            raise UnknownDialogue(f"The dialogue {dialogue_id!r} was asked, but the log does not hold it.")
        return self._dialogues[dialogue_id]

    def dialogues(self, *, by=""):
        return tuple(
            DialogueSummary(d.id, d.title, d.opened_by, d.opened_at, d.last_at, len(d.rounds), d.is_open)
            for d in self._dialogues.values()
        )

    def dialogues_in_brief(self, first=0, most=None, *, by=""):
        return tuple(in_brief(d) for d in self._dialogues.values())[first:][:most]

    def diff(self, dialogue_id, first, second, *, by=""):
        dialogue = self.dialogue(dialogue_id)
        a, b = dialogue.round_number(first), dialogue.round_number(second)
        numbers = tuple(
            NumberChange(
                x["scenario"], tuple(x["period"]), "days", "days", x["p50"], y["p50"], x["change_p50"], y["change_p50"]
            )
            for x, y in zip(a.summary, b.summary, strict=False)
        )
        before, after = (r.specification.parameters["thresh"] for r in (a, b))
        return RoundDiff(
            dialogue_id, first, second, b.opened_by, b.because, (Change("thresh", before, after),), (), (), (),
            numbers, a.sentence, b.sentence,
        )  # fmt: skip

    def contribute(self, dialogue_id, kind, *, by, key=None, **given):
        def act():
            self.calls.append(("contribute", dialogue_id, kind, by, given))
            return

        return self._once(key, act)

    def facilitate(self, dialogue_id, *, by=""):
        return facilitation_figures(self.events(dialogue_id), NOON.date())

    def surveys(self, dialogue_id, *, by=""):
        return surveys(Told.of(self.events(dialogue_id)))

    def calendar(self, out, *, by, dialogue_id="", language="en"):
        out.write_bytes(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
        return out

    def own_consent(self, dialogue="", *, by):
        return Consent(by, dialogue)

    def consent(self, scopes, *, by, dialogue="", named=True, key=None):
        self.calls.append(("consent", dialogue, by, tuple(scopes), named))

    def invitations(self, dialogue_id, *, by):
        return tuple(self.invited)

    def invite(self, dialogue_id, invited, *, by, days=14):
        self.invited.append(Invitation("i-1", dialogue_id, by, invited, "2026-03-16T12:00:00+00:00", 1))
        return replace(self.invited[-1], token="the-token-of-this-test")

    def revoke_invitation(self, invitation_id, *, by):
        self.invited = [replace(one, revoked="2026-03-02") for one in self.invited]

    def _by_rights(self, consent, against_rights):
        if self.is_for_others and not (consent or against_rights):
            raise NotAllowed("By the rights agreed here others decide.", code="against-rights")

    def share(self, dialogue_id, shared_with, *, by, because, key=None, consent="", against_rights=""):
        self._by_rights(consent, against_rights)
        ground = (consent or against_rights,) if consent or against_rights else ()
        self.calls.append(("share", dialogue_id, shared_with, by, because, *ground))
        self.visibility = shared_with

    def why(self, person, action, about="", *, by=""):
        return SimpleNamespace(resource=Resource("dialogue", about, visibility=self.visibility))

    def groups(self, *, by):
        return ()

    def ask_question(self, dialogue_id, text, *, by, to="", about="", key=None):
        self.calls.append(("ask_question", dialogue_id, text, by, to, about))

    def enter_workshop(self, dialogue_id, form, need=None, attached=(), *, by, consent="", against_rights="", key=None):
        def act():
            self._by_rights(consent, against_rights)
            self.calls.append(("enter_workshop", dialogue_id, form, need, tuple(attached), by))

        return self._once(key, act)

    def attachment(self, dialogue_id, sha256, *, by=""):
        self.calls.append(("attachment", dialogue_id, sha256, by))
        return None, b"a photo"

    def branch(self, dialogue_id, need=None, *, by, because, round_number=None, key=None):
        def act():
            self.calls.append(("branch", dialogue_id, round_number, by, because))
            return self._beside(self.dialogue(dialogue_id), need, by, because, round_number)

        return self._once(key, act)

    def _beside(self, dialogue, need, by, because, origin):
        opened = self._round(len(dialogue.rounds) + 1, need, by, because)
        first = Strand("main", "", dialogue.opened_by, NOON)
        self._dialogues[dialogue.id] = replace(
            dialogue,
            rounds=(*dialogue.rounds, replace(opened, strand="s2", follows=(origin,))),
            strands=(first, Strand("s2", "", by, NOON, because, origin)),
        )
        return self._dialogues[dialogue.id]

    def rejoin(
        self, dialogue_id, strands, need=None, *, by, decision, because="", dissent="", key=None, consent="",
        against_rights="",
    ):  # fmt: skip
        def act():
            self._by_rights(consent, against_rights)
            self.calls.append(("rejoin", dialogue_id, tuple(strands), by, decision, dissent))
            dialogue = self.dialogue(dialogue_id)
            opened = self._round(len(dialogue.rounds) + 1, dialogue.head(strands[0]).need, by, decision)
            self._dialogues[dialogue_id] = replace(dialogue, rounds=(*dialogue.rounds, opened))
            return self._dialogues[dialogue_id]

        return self._once(key, act)

    def remember(self, dialogue_id, bad, *, by, of, source="", worse="", key=None):
        self.calls.append(("remember", dialogue_id, tuple(bad), by, of, worse))

    def waiting(self, *, by):
        return tuple(self.owed)

    def withdrawals(self, *, by):
        return tuple(duty for duty in self.waiting(by=by) if duty.kind == "withdrawn")

    def queue(self, *, by):
        return tuple(self.owed)

    # — the record —

    def events(self, dialogue_id, *, by=""):
        dialogue = self.dialogue(dialogue_id)
        said = [("DialogueOpened", dialogue.opened_by, {"title": dialogue.title})]
        for one in dialogue.rounds:
            kind = "NeedStated" if one.number == 1 else "NeedRevised"
            said.append(
                (
                    kind,
                    one.opened_by,
                    {
                        "round": one.number,
                        "need": one.need_mapping,
                        "because": one.because,
                        "specification": one.specification_json,
                    },
                )
            )
            if one.product_id:
                built = {"product": one.product_id, "files": {}, "units": one.units, "summary": [], "warnings": []}
                said.append(("ProductBuilt", "broker", {"round": one.number, "sentence": one.sentence, **built}))
            said += [
                ("ResponseGiven", r.by, {"round": one.number, "text": r.text, "fits": r.fits}) for r in one.responses
            ]
        said += self.said.get(dialogue_id, [])
        return tuple(told_event(dialogue_id, n, *one) for n, one in enumerate(said, 1))

    def verify_log(self, checkpoint=None):
        return Verification(True, 12, len(self._dialogues), (), 0, "0" * 64)

    def checkpoint(self, out):
        Path(out).write_text("{}", encoding="utf-8")
        return Path(out)

    def export_log(self, dialogue_id, format, out, *, by="", audience="", language="", consent="", against_rights=""):
        if audience == "public":
            self._by_rights(consent, against_rights)
        Path(out).write_text("record", encoding="utf-8")
        return Path(out)

    def unmet_needs(self):
        return ()

    def demand(self, near=None, *, by=""):
        return tuple(self.wanted.values())

    def vote(self, demand, *, by, key=None):
        self.wanted[demand] = replace(self.wanted[demand], votes=(*self.wanted[demand].votes, by))
        return self.wanted[demand]

    def withdraw_vote(self, demand, *, by, key=None):
        self.wanted[demand] = replace(self.wanted[demand], votes=())
        return self.wanted[demand]

    def taken_set_up(self, dialogue_id, *, by=""):
        return None

    def set_up(self, dialogue_id, *, by=""):
        return set_up_of(self.dialogue(dialogue_id), ())

    # — inside —

    def _once(self, key, act):
        if key is None:
            return act()
        if key not in self._done:
            self._done[key] = act()
        return self._done[key]

    def _round(self, number, need, by, because):
        specification = Specification.of(need)
        return Round(
            number, need.to_mapping(), specification.to_json(), NOON, by, because,
            self.match(specification).to_json(), MISMATCHES,
            ledger=entries_of(number, specification.to_json(), by),
        )  # fmt: skip

    def _put(self, dialogue, one):
        rounds = tuple(one if r.number == one.number else r for r in dialogue.rounds)
        self._dialogues[dialogue.id] = replace(dialogue, rounds=rounds)
        return self._dialogues[dialogue.id]


def told_event(dialogue, sequence, kind, by, data):
    """An event as a reader of the record gets it."""
    return SimpleNamespace(
        number=sequence, dialogue=dialogue, sequence=sequence, kind=kind, at=NOON.isoformat(), moment=NOON, by=by,
        person="", data=data, round=int(data.get("round", 0)), withheld=(),
    )  # fmt: skip


def Specification_year():
    from translators.periods import YEAR

    return YEAR


__all__ = ["FakeBroker", "TranslationError", "result_of", "version"]
