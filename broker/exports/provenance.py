"""W3C PROV of a whole dialogue, as PROV-JSON.

Needs, answers and words are entities, acts are activities, people agents. People stand under their pseudonyms, with
the sides on which they took part; what they said is not repeated here, but named by the hash of its event. A product
has the names of its own ``provenance.json``, so that the two can be joined.
"""

from __future__ import annotations

import json
from typing import Any

from broker import __version__
from broker.events import Event
from broker.exports.told import Told
from broker.products.provenance import PREFIX, local, named

_SOFTWARE = f"broker:software/climate-knowledge-broker@{__version__}"
#: Field of an event that names the act that it answers.
_ANSWERS = ("question", "objection", "promise", "expectation", "follow_up", "supersedes", "rights", "settles")
#: Kinds that add no entity: they open or end what is there.
_MARKS = frozenset({"RoundClosed", "DialogueClosed", "RoundReopened", "DialogueReopened", "ParticipantLeft"})


def dialogue_provenance(told: Told) -> dict[str, Any]:
    """Return the provenance of a dialogue as a PROV-JSON document."""
    made = _Document(told)
    for event in told.events:
        made.add(event)
    return made.whole()


def write_provenance(told: Told) -> bytes:
    """Return the provenance of a dialogue as the bytes of its file."""
    text = json.dumps(dialogue_provenance(told), ensure_ascii=False, indent=1, sort_keys=True)
    return (text + "\n").encode("utf-8", "replace")


class _Document:
    """The records of a document, added event by event."""

    def __init__(self, told: Told) -> None:
        self._id = told.id
        self._records: dict[str, dict[str, Any]] = {
            name: {} for name in ("entity", "activity", "agent", "used", "wasGeneratedBy", "wasAssociatedWith",
                                  "wasAttributedTo", "wasDerivedFrom", "wasInformedBy", "specializationOf", "hadMember",
                                  "actedOnBehalfOf")
        }  # fmt: skip
        self._whole = f"broker:dialogue/{local(self._id)}"
        self._needs: dict[int, str] = {}
        self._matches: dict[int, str] = {}
        self._answers: dict[int, str] = {}
        self._last_need = ""
        self._people: dict[str, str] = {}
        self._act_of: dict[str, str] = {}
        self._record_of: dict[str, str] = {}
        self._related: set[str] = set()
        self._records["entity"][self._whole] = {
            "prov:type": named("prov:Collection"),
            "broker:events": len(told.events),
            "broker:head": told.head,
            "broker:audience": told.audience,
            **{f"broker:checkpoint_{name}": told.checkpoint[name] for name in ("size", "root")},
        }
        self._records["agent"][_SOFTWARE] = {
            "prov:type": named("prov:SoftwareAgent"),
            "dcterms:title": "climate-knowledge-broker",
            "broker:version": __version__,
        }

    def whole(self) -> dict[str, Any]:
        """Return the document, without kinds of records that it has none of."""
        return {"prefix": PREFIX, **{name: records for name, records in self._records.items() if records}}

    def add(self, event: Event) -> None:
        """Add one act, and what it made."""
        act = f"broker:event/{local(self._id)}/{event.sequence}"
        self._records["activity"][act] = {
            "prov:type": named(f"broker:{event.kind}"),
            "prov:startTime": event.at,
            "prov:endTime": event.at,
            "broker:hash": event.hash,
            "broker:number": event.number,
            **({"broker:round": event.round} if event.round else {}),
            **({"broker:withheld": True} if event.withheld else {}),
        }
        who = self._person(event)
        self._relate("wasAssociatedWith", activity=act, agent=who)
        self._act_of[f"e{event.sequence}"] = act
        make = _MAKERS.get(event.kind)
        if make is not None:
            make(self, event, act, who)
        elif event.kind not in _MARKS:
            self._word(event, act, who)

    def _need(self, event: Event, act: str, who: str) -> None:
        need = f"broker:need/{local(self._id)}/{event.sequence}"
        asked = f"broker:specification/{local(self._id)}/{event.sequence}"
        specification = event.data.get("specification") or {}
        self._make(need, "broker:Need", act, event, who, {"broker:round": event.round})
        self._make(asked, "broker:Specification", act, event, _SOFTWARE,
                   {"broker:round": event.round, "broker:index": str(specification.get("index", ""))})  # fmt: skip
        self._derive(asked, need)
        if self._last_need:
            self._derive(need, self._last_need, "prov:Revision")
            self._relate("used", activity=act, entity=self._last_need)
        for said in (e for e in event.data.get("carried", ()) if isinstance(e, str)):
            if said in self._record_of:
                self._derive(asked, self._record_of[said])
        self._needs[event.round], self._last_need = asked, need

    def _match(self, event: Event, act: str, who: str) -> None:
        match = f"broker:match/{local(self._id)}/{event.sequence}"
        self._make(match, "broker:Match", act, event, _SOFTWARE, {"broker:round": event.round})
        if asked := self._needs.get(event.round):
            self._relate("used", activity=act, entity=asked)
            self._derive(match, asked)
        for one in (event.data.get("match") or {}).get("candidates", ()):
            dataset = self._dataset(f"{one['dataset']}@{one['version']}")
            self._relate("used", activity=act, entity=dataset)
            self._derive(match, dataset)
        self._matches[event.round] = match

    def _answer(self, event: Event, act: str, who: str) -> None:
        data = event.data
        answer = f"broker:answer/{local(self._id)}/{event.sequence}"
        self._make(answer, "broker:Answer", act, event, _SOFTWARE, {"broker:round": event.round})
        if asked := self._needs.get(event.round):
            self._derive(answer, asked)
        if match := self._matches.get(event.round):
            self._relate("used", activity=act, entity=match)
            self._derive(answer, match)
        if digest := data.get("product"):
            product = f"broker:product/{local(str(digest))}"
            self._records["entity"].setdefault(product, {"prov:type": named("prov:Collection")})
            self._relate("specializationOf", specificEntity=answer, generalEntity=product)
            for name, sha256 in sorted((data.get("files") or {}).items()):
                file = f"broker:delivered/{local(self._id)}/{event.sequence}/{local(name)}"
                self._make(file, "broker:File", act, event, _SOFTWARE, {"dcterms:title": name, "broker:sha256": sha256})
                self._relate("hadMember", collection=product, entity=file)
        if before := self._answers.get(event.round):
            self._derive(answer, before, "prov:Revision")
        self._answers[event.round] = answer

    def _word(self, event: Event, act: str, who: str) -> None:
        """Add what somebody said, agreed or decided, and what it is about."""
        word = f"broker:contribution/{local(self._id)}/{event.sequence}"
        self._make(word, f"broker:{event.kind}", act, event, who, {"broker:round": event.round} if event.round else {})
        about = self._answers.get(event.round) or self._needs.get(event.round)
        if about and event.kind != "DialogueOpened":
            self._relate("used", activity=act, entity=about)
        answered = event.data.get("about"), *(event.data.get(name) for name in _ANSWERS)
        for earlier in dict.fromkeys(a for one in answered for a in (one if isinstance(one, list) else [one])):
            if isinstance(earlier, str) and earlier in self._act_of and self._act_of[earlier] != act:
                self._relate("wasInformedBy", informed=act, informant=self._act_of[earlier])
                if earlier in self._record_of:
                    self._derive(word, self._record_of[earlier])
        self._record_of[f"e{event.sequence}"] = word
        if entry := event.data.get("entry"):
            self._record_of[str(entry)] = word
        person, side = event.data.get("person") or event.person, event.data.get("side")
        if event.kind == "ParticipantJoined" and person and side:
            self._agent(str(person)).setdefault("broker:side", str(side))

    def _make(self, entity: str, kind: str, act: str, event: Event, who: str, more: dict[str, Any]) -> None:
        self._records["entity"][entity] = {"prov:type": named(kind), **more}
        self._relate("wasGeneratedBy", entity=entity, activity=act, time=event.at)
        self._relate("wasAttributedTo", entity=entity, agent=who)
        self._relate("hadMember", collection=self._whole, entity=entity)

    def _dataset(self, label: str) -> str:
        dataset = f"broker:dataset/{local(label)}"
        self._records["entity"].setdefault(dataset, {"prov:type": named("broker:Dataset"), "dcterms:identifier": label})
        return dataset

    def _person(self, event: Event) -> str:
        id = event.person or event.by
        self._agent(id)
        return self._people[id]

    def _agent(self, id: str) -> dict[str, Any]:
        if id not in self._people:
            is_pseudonym = id.startswith("p-")
            self._people[id] = f"broker:person/{local(id) if is_pseudonym else f'{self._id}-{len(self._people) + 1}'}"
        return self._records["agent"].setdefault(self._people[id], {"prov:type": named("prov:Person")})

    def _derive(self, made: str, source: str, kind: str = "") -> None:
        more = {"prov:type": named(kind)} if kind else {}
        self._relate("wasDerivedFrom", generatedEntity=made, usedEntity=source, **more)

    def _relate(self, relation: str, /, **parts: Any) -> None:
        records = self._records[relation]
        record = {name if ":" in name else f"prov:{name}": value for name, value in parts.items()}
        known = f"{relation} {record}"
        if known not in self._related:
            self._related.add(known)
            records[f"_:{relation}{len(records) + 1}"] = record


_MAKERS = {
    "NeedStated": _Document._need,
    "NeedRevised": _Document._need,
    "DatasetsMatched": _Document._match,
    "ProductBuilt": _Document._answer,
}
