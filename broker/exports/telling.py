"""From a dialogue to its report: what is told, in which order, and what a reader of two minutes is spared."""

from __future__ import annotations

from collections.abc import Sequence

from broker.dialogue import Entry, Round
from broker.dialogue.acts import PARTIES, Act, acts_of, sides_of
from broker.exports.registers import open_of, registers_of, rights_of
from broker.exports.report import Changed, Fact, Missed, Picture, Report, Said, Step, Tens, Turn
from broker.exports.told import Kept, Told
from broker.exports.wording import Wording
from translators.locales import language_of

#: Told at most of a round: mismatches, changed numbers, steps of the reading.
_MOST_MISSED, _MOST_NUMBERS = 3, 4
#: The mismatches that get in the way; notes hold of every projection, and stand in the record.
_GRAVE = ("error", "warning")
#: Acts that have a place of their own: the need and the answer head a round, registers tell of the rest.
_ELSEWHERE = frozenset(
    {
        "NeedStated", "NeedRevised", "ProductBuilt", "DialogueClosed", "PromiseMade", "PromiseSettled", "CostDeclared",
        "DecisionTaken", "FollowUpSet", "OutcomeReported", "ParticipantJoined", "ParticipantLeft", "ModeChosen",
        "RightsProposed", "RightsAgreed",
    }
)  # fmt: skip
_TONES = {"against": "against", "together": "together"}
#: Rows of the past: they change only where the measure does, and the future says so too.
_PAST = ("historical", "observed")
_PICTURES = ("map.png", "chart.png")


def report_of(told: Told, language: str) -> Report:
    """Return the report of a dialogue.

    Parameters
    ----------
    language : str
        BCP 47 tag; English where it has no texts.
    """
    language = language_of(language)
    words = Wording(language, told.events)
    acts = tuple(act for act in acts_of(told.events) if not _is_private(act))
    dialogue = told.dialogue
    earlier = {act.id: act for act in acts}
    return Report(
        language=language,
        labels=_labels(words),
        title=dialogue.title or words.say("kicker"),
        state=_state(told, words),
        facts=_facts(told, acts, words),
        open=open_of(told, acts, words),
        acts=acts,
        turns=tuple(_turn(one, told, acts, earlier, words) for one in dialogue.rounds),
        registers=registers_of(told, acts, words),
        proof=_proof(told, words),
        note=_note(told, acts, words),
        at=told.at,
    )


def _labels(words: Wording) -> dict[str, str]:
    names = (
        "kicker", "open", "open_nothing", "timeline", "need", "erased", "reading", "guess", "answer", "answer_none",
        "missed", "said", "said_nothing", "proof", "proof_how", "letters",
    )  # fmt: skip
    labels = {name: words.say(name) for name in names}
    labels |= {"tens": words.ui("answer.tens"), "withheld": words.ui("act.withheld")}
    labels |= {f"party.{party}": words.ui(f"party.{party}") for party in PARTIES}
    marks = ("need", "answer", "said", "question", "against", "together", "promise", "frame")
    return labels | {f"mark.{mark}": words.ui(f"mark.{mark}") for mark in marks}


def _state(told: Told, words: Wording) -> str:
    dialogue = told.dialogue
    if dialogue.is_open:
        number = dialogue.round.number if dialogue.rounds else 1
        return words.say("state_open", number=number)
    return words.say("state_closed", date=words.date(dialogue.closed_at))


def _facts(told: Told, acts: Sequence[Act], words: Wording) -> tuple[Fact, ...]:
    """Return the head of the report: what is to be decided, who took part, how, and who decides."""
    facts = []
    decided = next((d for r in reversed(told.dialogue.rounds) if (d := r.specification_json.get("decision"))), None)
    if decided:
        by = decided.get("by")
        text = str(decided.get("text", ""))
        if by:
            text = words.page("decision_by", decision=text, date=words.date(by))
        facts.append(Fact(words.say("decision"), text, "strong"))
    parties = _parties(told, words)
    if parties:
        facts.append(Fact(words.say("parties"), "\n".join(parties)))
    modes = [act for act in acts if act.kind == "ModeChosen"]
    if modes:
        mode, because = words.value(modes[-1].data.get("mode", "")), modes[-1].words
        facts.append(
            Fact(words.say("mode"), words.say("mode_because", mode=mode, because=because) if because else mode)
        )
    ending = next((act for act in reversed(acts) if act.kind == "DialogueClosed"), None)
    if ending is not None and ending.words and not told.dialogue.is_open:
        facts.insert(1 if decided else 0, Fact(words.say("ending"), f"{ending.words}\n{words.heading(ending)}."))
    if rights := rights_of(acts, words):
        facts.append(Fact(words.say("rights"), "\n".join(rights)))
    return tuple(facts)


def _parties(told: Told, words: Wording) -> list[str]:
    sides = sides_of(told.events)
    names: dict[str, list[str]] = {party: [] for party in PARTIES}
    for event in told.events:
        joined = event.data.get("person_named") if event.kind == "ParticipantJoined" else ""
        for name in (event.by, str(joined or "")):
            side = sides.get(event.person) or sides.get(name, "other")
            if name and name != "broker" and not any(name in held for held in names.values()):
                names[side if side in names else "other"].append(name)
    return [
        words.say("party", party=words.ui(f"party.{party}"), names="; ".join(held))
        for party, held in names.items()
        if held
    ]


def _turn(one: Round, told: Told, acts: Sequence[Act], earlier: dict[str, Act], words: Wording) -> Turn:
    kept = told.kept(one) if one.product_id and not one.is_erased else Kept()
    opened = next((a for a in acts if a.round == one.number and a.kind in ("NeedStated", "NeedRevised")), None)
    missed = [m.told(words.language) for m in one.mismatches]
    grave = sorted((m for m in missed if m.severity in _GRAVE), key=lambda m: _GRAVE.index(m.severity))
    spared = len(missed) - len(grave[:_MOST_MISSED])
    said = [a for a in acts if a.round == one.number and a.kind not in _ELSEWHERE]
    tens, tens_words = _tens(kept, words)
    return Turn(
        number=one.number,
        title=words.ui("dialogue.round", number=one.number),
        opened=f"{words.heading(opened)}, {words.date(one.opened_at)}" if opened else words.date(one.opened_at),
        need=one.statement,
        because=one.because,
        reading=tuple(_step(entry, one, words) for entry in one.ledger),
        answer=one.sentence,
        tens=tens,
        tens_words=tens_words,
        pictures=tuple(
            Picture(name, kept.files[name].read_bytes(), one.sentence or one.statement)
            for name in _PICTURES
            if name in kept.files
        ),
        absent=words.say("picture_missing", why=words.say(kept.absent)) if kept.absent else "",
        missed=tuple(
            Missed(words.axis(m.axis), m.severity, m.message, words.say("remedy", remedy=m.remedy) if m.remedy else "")
            for m in grave[:_MOST_MISSED]
        ),
        more_missed=_counted("missed_more", spared, words),
        said=tuple(_said(act, earlier, one, words) for act in said),
        changed_title=words.say("changed", number=one.follows[0]) if one.follows else "",
        changed=_changed(one, told, words),
    )


def _step(entry: Entry, one: Round, words: Wording) -> Step:
    return Step(
        about=_first_large(words.about(entry.about, one)),
        value=words.stated(entry, one),
        status=words.ui(f"ledger.status.{entry.status}") if entry.is_spoken_to else "",
        is_guess=entry.origin == "assumed",
        is_contested=entry.status == "contested",
    )


def _said(act: Act, earlier: dict[str, Act], one: Round | None, words: Wording) -> Said:
    return Said(
        who=words.who(act),
        words=act.words,
        facts=words.facts(act, earlier, one),
        tone=_TONES.get(act.mark, "plain"),
        at=words.date(act.data.get("claimed_at") or act.at.date()),
        number=act.number,
        is_withheld=act.is_withheld,
    )


def _tens(kept: Kept, words: Wording) -> tuple[tuple[Tens, ...], str]:
    if kept.result is None:
        return (), ""
    from broker.products.language import written_in
    from broker.products.style import GREY, scenario_colour
    from broker.products.told import scenario_words
    from broker.products.years_in_ten import words as exceptional
    from broker.products.years_in_ten import years_in_ten
    from translators.locales.calendars import localised

    with written_in(words.language):
        found = years_in_ten(kept.result)
        about = words.ui("tens.lead", words=exceptional(kept.result)) if found else ""
        told = tuple(
            Tens(
                period=str(one.period),
                scenario=words.ui("tens.past") if one.is_past else scenario_words(one.scenario),
                colour=GREY if one.is_past else scenario_colour(one.scenario),
                halves=(halves := min(round(2 * one.middle), 20)),
                count=words.ui("tens.said", number=localised(f"{halves / 2:g}", words.language)),
                models=""
                if one.is_past or round(one.low) == round(one.high)
                else words.ui("tens.models", least=round(one.low), most=round(one.high)),
            )
            for one in found
        )
    return told, about


def _changed(one: Round, told: Told, words: Wording) -> tuple[Changed, ...]:
    """Return what changed since the round that this one came out of: in the need, then the middle of the models."""
    before = next((r for r in told.dialogue.rounds if one.follows and r.number == one.follows[0]), None)
    if before is None or before.is_erased or one.is_erased:
        return ()
    from broker.diff import diff_rounds
    from broker.products.told import amount, scenario_words

    diff = diff_rounds(told.dialogue, before.number, one.number)
    none = words.say("none")
    of_need = [
        Changed(_first_large(words.about(c.what, one)), words.taken(c.what, c.before, before) or none,
                words.taken(c.what, c.after, one) or none)
        for c in diff.need
        if c.what != "statement"
    ]  # fmt: skip
    both = [n for n in diff.numbers if n.before is not None and n.after is not None]
    of_numbers = [
        Changed(
            ", ".join([*([n.part] if n.part else []), _years(n.period), scenario_words(n.scenario, words.language)]),
            amount(n.before, n.units_before, words.language),
            amount(n.after, n.units_after, words.language),
        )
        for n in [n for n in both if n.scenario not in _PAST] or both
        if n.before is not None and n.after is not None
    ]
    return (*of_need, *[c for c in of_numbers if c.before != c.after][:_MOST_NUMBERS])


def _first_large(words: str) -> str:
    return words[:1].upper() + words[1:]


def _years(period: tuple[int, int]) -> str:
    return f"{period[0]}–{period[1]}" if period[0] != period[1] else str(period[0])


def _proof(told: Told, words: Wording) -> tuple[Fact, ...]:
    last = told.events[-1]
    facts = [Fact(words.say("proof_head", number=last.number), last.hash)]
    facts.append(Fact(words.say("proof_root", size=told.checkpoint["size"]), str(told.checkpoint["root"])))
    signature = str(told.checkpoint["signature"])
    half = len(signature) // 2  # in two lines, for it is twice as long as a hash
    facts.append(Fact(str(told.checkpoint["origin"]), f"{signature[:half]} {signature[half:]}"))
    return tuple(facts)


def _note(told: Told, acts: Sequence[Act], words: Wording) -> str:
    withheld = sum(bool(event.withheld) for event in told.events)
    said = [words.say(f"audience.{told.audience}"), words.say("proof_at", date=words.date(told.at))]
    return " ".join([*said[:1], *([_counted("withheld", withheld, words)] if withheld else []), f"{said[1]}."])


def _counted(name: str, count: int, words: Wording) -> str:
    if not count:
        return ""
    return words.say(f"{name}_one") if count == 1 else words.say(name, count=count)


def _is_private(act: Act) -> bool:
    return act.kind == "NoteWritten" and act.data.get("sharing") != "shared"
