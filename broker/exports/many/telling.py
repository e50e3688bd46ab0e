"""From figures over many dialogues to their report: what stands on the first page, what behind it, and from where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from broker.exports.many.lead import lead_of
from broker.exports.many.names import Names
from broker.exports.many.report import Cited, ManyReport, Page, Source, Table
from broker.exports.report import Fact, Report
from broker.exports.telling import report_of
from broker.exports.told import Told
from broker.facilitation.choice import Choice
from broker.facilitation.digest import Digest
from broker.facilitation.lines import Across, Sources
from translators.locales import language_of, text

#: The figures of the first page, and those behind it, in their order.
SUMMARY = ("mismatches", "promises", "costs", "outcomes")
BEHIND = (
    "needs", "rounds to fit", "offered", "unmet", "open matters", "changed", "thresholds", "methods", "knowledge",
    "modes", "expectations", "evaluation", "voice", "answer time", "movement", "rights exercised", "use and outcome",
    "building blocks", "principles",
)  # fmt: skip
#: So many rows of a table are told; all of them are in the tables.
_MOST_ROWS = 12
#: How much of an answer or a question stands on the page of a dialogue.
_LONGEST = 260
_LABELS = ("kicker", "short", "every", "sources", "sources_note", "nothing", "rounds")
_OF_ONE = ("proof", "proof_how", "letters")


class Numbered:
    """The sources of a report, numbered as they are cited."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[tuple[str, str], ...], int] = {}

    def cite(self, sources: Sources) -> int:
        """Return the number of where something comes from; 0 for nothing."""
        events = tuple((name, ", ".join(f"e{n}" for n in held)) for name, held in sources.items())
        return self._numbers.setdefault(events, len(self._numbers) + 1) if events else 0

    @property
    def held(self) -> tuple[Source, ...]:
        """Every source, by its number."""
        return tuple(Source(number, events) for events, number in self._numbers.items())


def many_of(
    digests: Sequence[Digest],
    figures: Sequence[Across],
    told: Sequence[Told],
    asked: Choice,
    audience: str,
    language: str,
    beside: Mapping[str, Any],
    at: dt.datetime,
) -> ManyReport:
    """Return the report of many dialogues.

    Parameters
    ----------
    told : sequence of Told
        The same dialogues, in the same order, where each gets a page; empty where none does.
    language : str
        BCP 47 tag; English where it has no texts.
    beside : mapping
        With the signed checkpoint of the log.
    """
    names = Names(language_of(language))
    held = {one.name: one for one in figures}
    numbered = Numbered()
    tables = {name: table_of(held[name], names, numbered, len(digests)) for name in (*SUMMARY, *BEHIND)}
    checkpoint = beside["checkpoint"]
    return ManyReport(
        language=names.language,
        labels={name: names.say(name) for name in _LABELS} | {name: _report(names, name) for name in _OF_ONE},
        title=names.title_of(len(digests)),
        state=state_of(asked, names),
        lead=lead_of(digests, figures, names),
        summary=tuple(tables[name] for name in SUMMARY if tables[name].rows),
        tables=tuple(tables[name] for name in BEHIND if tables[name].rows),
        pages=tuple(_page(one, of, names, numbered) for one, of in zip(told, digests, strict=False)),
        sources=numbered.held,
        digests=tuple(digests),
        proof=(
            Fact(_report(names, "proof_root", size=checkpoint["size"]), str(checkpoint["root"])),
            Fact(str(checkpoint["origin"]), _in_two(str(checkpoint["signature"]))),
        ),
        note=_note(digests, audience, names, at),
        at=at,
    )


def table_of(figure: Across, names: Names, numbered: Numbered, every: int) -> Table:
    """Return a figure over dialogues as a table; `every` is how many dialogues there are."""
    if figure.name == "methods":
        return _methods(figure, names, numbered, every)
    heads, columns = names.heads(figure), names.columns(figure)
    rows = [
        Cited(
            (
                *(names.of(head, line) for head in heads),
                *(names.number(column, line.values.get(column)) for column in columns),
            ),
            numbered.cite(line.sources),
        )
        for line in figure.lines[:_MOST_ROWS]
    ]
    return Table(
        name=figure.name,
        title=names.title(figure.name),
        note=names.say("counted", count=figure.counted, all=names.dialogues(every)),
        heads=(*map(names.column, heads), *map(names.column, columns)),
        rows=tuple(rows) if any(line.sources or line.values for line in figure.lines) else (),
        texts=len(heads),
        more=max(0, len(figure.lines) - _MOST_ROWS),
    )


def state_of(asked: Choice, names: Names) -> str:
    """Return which dialogues these are, in words."""
    conditions = [
        *([names.say("condition_named")] if asked.dialogues else []),
        *([names.say("condition_group", group=asked.group)] if asked.group else []),
        *([names.say("condition_place", place=asked.place)] if asked.place else []),
        *([names.say("condition_sector", sector=names.ui(f"steps.sector.{asked.sector}"))] if asked.sector else []),
        *([names.say("condition_from", date=names.date(asked.first))] if asked.first else []),
        *([names.say("condition_to", date=names.date(asked.last))] if asked.last else []),
    ]
    return names.say("chosen", conditions=", ".join(conditions)) if conditions else names.say("chosen_all")


def gave_up(entry: Mapping[str, Any], names: Names) -> str:
    """Return what each side gave up in a compromise."""
    sides = (
        names.say("gave_up", party=names.value("party", one["party"]), what=one["what"]) for one in entry["gave_up"]
    )
    return "; ".join(sides)


def _methods(figure: Across, names: Names, numbered: Numbered, every: int) -> Table:
    """Return the compromises one by one: their words are the matter."""
    told = [(line, entry) for line in figure.lines for entry in line.values["words"]]
    rows = tuple(
        Cited(
            (names.axis(line.of["axis"]), entry["words"], gave_up(entry, names)),
            numbered.cite({entry["dialogue"]: (int(entry["event"][1:]),)}),
        )
        for line, entry in told[:_MOST_ROWS]
    )
    return Table(
        figure.name,
        names.title(figure.name),
        names.say("counted", count=len({entry["dialogue"] for _, entry in told}), all=names.dialogues(every)),
        (names.column("axis"), names.column("words"), ""),
        rows,
        texts=3,
        more=max(0, len(told) - _MOST_ROWS),
    )


def _page(told: Told, of: Digest, names: Names, numbered: Numbered) -> Page:
    report = report_of(told, names.language)
    stated = {act.round: act.sequence for act in reversed(report.acts) if act.kind in ("NeedStated", "NeedRevised")}
    rounds = []
    for turn in report.turns:
        events = [stated.get(turn.number, 0), *_built(report, turn.number)]
        source = numbered.cite({told.id: tuple(n for n in events if n)})
        cells = (turn.title, _short(turn.need or report.labels["erased"]), _short(turn.answer or "–"))
        rounds.append(Cited(cells, source))
    heads = (names.say("rounds"), report.labels["need"], report.labels["answer"])
    axes = tuple(_ending(told.id, row, names, numbered) for row in of.rows("settling"))
    tables = [
        Table("rounds", names.say("rounds"), "", heads, tuple(rounds), texts=3, widths=(4, 12, 18)),
        Table("settling", names.say("fits"), "", (names.column("axis"), names.column("how")), axes, texts=2),
    ]
    for one in report.registers:
        rows = tuple(Cited(tuple(_short(cell) for cell in row)) for row in one.rows)
        widths = (12, *(6 for _ in one.heads[1:]))
        tables.append(Table("register", one.title, "", one.heads, rows, texts=len(one.heads), widths=widths))
    return Page(told.id, report, tuple(table for table in tables if table.rows))


def _built(report: Report, number: int) -> list[int]:
    return [act.sequence for act in report.acts if act.kind == "ProductBuilt" and act.round == number]


def _ending(dialogue: str, row: Any, names: Names, numbered: Numbered) -> Cited:
    how = names.say(f"how.{row.values['how'].replace(' ', '_')}")
    return Cited((names.ui(f"axis.{row.of['axis']}"), how), numbered.cite({dialogue: row.events}))


def _note(digests: Sequence[Digest], audience: str, names: Names, at: dt.datetime) -> str:
    withheld = sum(one.withheld for one in digests)
    said = [_report(names, f"audience.{audience}")]
    if withheld:
        said.append(_report(names, "withheld_one") if withheld == 1 else _report(names, "withheld", count=withheld))
    return " ".join([*said, f"{_report(names, 'proof_at', date=names.date(at.date()))}."])


def _report(names: Names, name: str, **facts: object) -> str:
    return text(f"report.{name}", names.language, **facts)


def _in_two(signature: str) -> str:
    half = len(signature) // 2
    return f"{signature[:half]} {signature[half:]}"


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"
