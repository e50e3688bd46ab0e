"""What changed between two rounds: in the words, the need, the data, the mismatches and the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from broker.dialogue import Change, Dialogue, NumberChange, Round, RoundDiff
from broker.dialogue.changes import Step
from broker.diff_parts import changed_assumptions, changed_region, changed_words
from broker.mismatch import Mismatch
from translators.periods import Years
from translators.said import Said


def diff_rounds(dialogue: Dialogue, first: int, second: int) -> RoundDiff:
    """Return what changed from one round to another, of whatever strands. Raises `UnknownRound`."""
    before, after = dialogue.round_number(first), dialogue.round_number(second)
    later = after if second >= first else before
    way = _way(dialogue, first, second)
    erased = tuple(dict.fromkeys(one.number for one in (before, after) if one.is_erased))
    return RoundDiff(
        dialogue=dialogue.id,
        first=first,
        second=second,
        by=later.opened_by,
        because=later.because,
        need=() if erased else _explained(dialogue, way, _changes(_said(before), _said(after))),
        data=_changes(_data(before), _data(after)),
        mismatches_gone=_only_in(before.mismatches, after.mismatches),
        mismatches_new=_only_in(after.mismatches, before.mismatches),
        numbers=_numbers(before, after),
        sentence_before=before.sentence,
        sentence_after=after.sentence,
        strands=(before.strand, after.strand),
        way=tuple(Step(r.number, r.strand, r.opened_by, r.opened_at.isoformat(), r.because) for r in way),
        words=() if erased else changed_words(before.statement, after.statement),
        assumptions=() if erased else changed_assumptions(before.ledger, after.ledger),
        region=None if erased else changed_region(_region(before), _region(after)),
        erased=erased,
    )


def _region(one: Round) -> dict[str, Any]:
    return one.specification_json["region"]


def _way(dialogue: Dialogue, first: int, second: int) -> list[Round]:
    """Return the rounds that lead to one of two rounds and not to the other, in the order of their numbers."""
    apart = _led_to(dialogue, first) ^ _led_to(dialogue, second)
    return [r for r in dialogue.rounds if r.number in apart]


def _led_to(dialogue: Dialogue, number: int) -> set[int]:
    """Return a round and all that it came out of."""
    found: set[int] = set()
    to_follow = [number]
    while to_follow:
        number = to_follow.pop()
        if number not in found:
            found.add(number)
            to_follow += dialogue.round_number(number).follows
    return found


def _explained(dialogue: Dialogue, way: list[Round], changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Return changes of the need with who made each, and why: the last round on the way that changed it.

    What was replaced in a ledger first was changed by whoever replaced it there, not by whoever opened the next round.
    """
    return tuple(next(_makers(dialogue, way, change), change) for change in changes)


def _makers(dialogue: Dialogue, way: list[Round], change: Change) -> Iterator[Change]:
    for one in reversed(way):
        for number in one.follows:
            before = dialogue.round_number(number)
            if before.is_erased or one.is_erased or _said(before).get(change.what) == _said(one).get(change.what):
                continue
            about = _IN_LEDGER.get(change.what, change.what)
            taken = next((e.replaced for e in before.ledger if e.about == about and e.replaced), None)
            by, because = (taken.by, taken.because) if taken else (one.opened_by, one.because)
            yield replace(change, by=by, because=because)


#: Part of the need → what the ledger of assumptions calls it, where that is another word.
_IN_LEDGER = {"index": "metric", "horizons": "horizon", "scenarios": "scenario"}


def _said(one: Round) -> dict[str, str]:
    """Return each part of a round's specification in words."""
    asked = one.specification_json
    decision = asked["decision"] or {}
    return {
        "statement": asked["statement"],
        "decision": " by ".join(str(v) for v in (decision.get("text"), decision.get("by")) if v),
        "region": asked["region"]["name"],
        "index": asked["index"],
        **{name: str(value) for name, value in asked["parameters"].items()},
        "season": Said("season", value=asked["season"]),
        "baseline": str(Years.of(asked["baseline"])),
        "horizons": _periods(asked["horizons"] or one.match.get("horizons") or []),
        "scenarios": ", ".join(asked["scenarios"]) if asked["scenarios"] else Said("fit.all_that_fit"),
        "datasets": ", ".join(asked["datasets"]) if asked["datasets"] else Said("fit.all_that_fit"),
        **{name: _plain(asked[name]) for name in _CHOSEN if asked.get(name)},
    }


#: What a specification holds only where it was chosen away from the ordinary.
_CHOSEN = ("statistic", "each", "warming", "missing", "area", "variants", "weights", "adjustment", "cells", "units")


def _plain(value: Any) -> str:
    """Return a choice in a line: "share > 10 days", "1.5, 2", "method qdm, to station"."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(v)}" for name, v in value.items())
    if isinstance(value, list):
        return (
            "; ".join(map(_plain, value)) if any(isinstance(v, dict) for v in value) else ", ".join(map(_plain, value))
        )
    return f"{value:g}" if isinstance(value, float) else str(value)


def _data(one: Round) -> dict[str, str]:
    """Return each dataset that answered a round, with its version."""
    return {c["dataset"]: f"version {c['version']}" for c in one.match.get("candidates", [])}


_Key = tuple[str, str, int, int]


def _periods(values: Iterable[Any]) -> str:
    return ", ".join(str(Years.of(v)) for v in values)


def _changes(before: dict[str, str], after: dict[str, str]) -> tuple[Change, ...]:
    names = dict.fromkeys([*before, *after])
    return tuple(
        Change(name, before.get(name, ""), after.get(name, ""))
        for name in names
        if before.get(name, "") != after.get(name, "")
    )


def _only_in(some: Iterable[Mismatch], others: Iterable[Mismatch]) -> tuple[Mismatch, ...]:
    """Return the mismatches of which the other round has none of the same kind; the same kind in other words stays."""
    known = {_kind(m) for m in others}
    return tuple(m for m in some if _kind(m) not in known)


def _kind(m: Mismatch) -> tuple[str, ...]:
    return (m.axis, m.severity, m.dataset, m.code or m.message)


def _numbers(before: Round, after: Round) -> tuple[NumberChange, ...]:
    rows_before, rows_after = _rows(before), _rows(after)
    parts_before, parts_after = ({key[0] for key in rows} for rows in (rows_before, rows_after))
    if parts_before == {""} or parts_after == {""}:  # one of them has one part: it is held against the other's first
        rows_before, rows_after = _first_part(rows_before), _first_part(rows_after)
    return tuple(
        NumberChange(
            scenario=key[1],
            period=(key[2], key[3]),
            units_before=before.units,
            units_after=after.units,
            before=rows_before.get(key, {}).get("p50"),
            after=rows_after.get(key, {}).get("p50"),
            change_before=rows_before.get(key, {}).get("change_p50"),
            change_after=rows_after.get(key, {}).get("change_p50"),
            part=key[0],
        )
        for key in dict.fromkeys([*rows_before, *rows_after])
    )


def _rows(one: Round) -> dict[_Key, dict[str, Any]]:
    """Return a round's rows by part (place, step and definition), scenario and period."""
    return {(_part(row), row["scenario"], row["period"][0], row["period"][1]): row for row in one.summary}


def _part(row: dict[str, Any]) -> str:
    told = [str(row[name]) for name in ("place", "step", "variant") if row.get(name)]
    return ", ".join([*told, *([f"{row['warming']:g} °C"] if "warming" in row else [])])


def _first_part(rows: dict[_Key, dict[str, Any]]) -> dict[_Key, dict[str, Any]]:
    first = next(iter(rows), ("",))[0]
    return {("", *key[1:]): row for key, row in rows.items() if key[0] == first}
