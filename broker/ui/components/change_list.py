"""What changed between two rounds: in the question, in the data, in the numbers, in where it misses the need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from broker.dialogue import Change, NumberChange, RoundDiff
from broker.mismatch import Mismatch
from broker.need_words import index_in, part_name, part_value
from broker.ui.components.figures import amount, scenario
from broker.ui.components.markup import Html, html, join, show
from broker.ui.components.region_change import show_region
from broker.ui.language import current
from broker.ui.messages import say
from translators.indices import Index

#: A specification as the record holds it.
Asked = Mapping[str, Any] | None

#: What a change is about → how the pages call it.
NAMES = {
    "statement": "need.statement",
    "decision": "need.decision.short",
    "thresh": "part.thresh",
    "window": "part.window",
    "index": "part.metric",
    "metric": "part.metric",
    "season": "part.season",
    "horizons": "part.horizon",
    "horizon": "part.horizon",
    "baseline": "part.baseline",
    "region": "part.region",
    "scenarios": "part.scenario",
    "scenario": "part.scenario",
}


def show_changes(diff: RoundDiff, *, only_common: bool = False, asked: tuple[Asked, Asked] = (None, None)) -> None:
    """Draw what changed, before and after side by side.

    Parameters
    ----------
    only_common : bool
        Leave out numbers that one round has not.
    asked : pair of mapping or None
        The specifications of both rounds, as the record holds them: their parts are called as their index does.
    """
    indices = (index_in(asked[0]), index_in(asked[1]))
    if diff.because:
        show(html('<p class="quote said"><b>{by}</b> {because}</p>', by=diff.by, because=diff.because))
    show(_table(say("dialogue.diff.need"), diff, [_change(c, indices) for c in diff.need]))
    if diff.region is not None:
        show_region(diff.region, diff.first, diff.second)
    if diff.data:
        show(_table(say("dialogue.diff.data"), diff, [_change(c, indices) for c in diff.data]))
    known = [n for n in diff.numbers if n.before is not None or n.after is not None]
    common = [n for n in known if n.before is not None and n.after is not None]
    show(_table(say("dialogue.diff.numbers"), diff, [_number(n) for n in common]))
    alone = [n for n in known if n not in common]
    if alone and not only_common:
        title = say("dialogue.diff.alone", count=len(alone))
        table = _table(say("dialogue.diff.numbers"), diff, [_number(n) for n in alone])
        show(html('<details class="alone"><summary>{title}</summary>{table}</details>', title=title, table=table))
    # A note says the same of every projection; only what gets in the way is a change worth reading.
    gone = [m for m in diff.mismatches_gone if m.severity != "note"]
    new = [m for m in diff.mismatches_new if m.severity != "note"]
    _mismatches(say("dialogue.diff.gone"), [m for m in gone if _without_numbers(m) not in map(_without_numbers, new)])
    _mismatches(say("dialogue.diff.new"), [m for m in new if _without_numbers(m) not in map(_without_numbers, gone)])


def _table(title: str, diff: RoundDiff, rows: list[tuple[str, str, str]]) -> Html:
    if not rows:
        return html('<p class="label">{title}</p><p>{words}</p>', title=title, words=say("dialogue.diff.same"))
    return html(
        '<div class="change"><span class="head">{title}</span><span class="head">{first}</span>'
        '<span class="head">{second}</span>{rows}</div>',
        title=title,
        first=say("dialogue.round", number=diff.first),
        second=say("dialogue.round", number=diff.second),
        rows=join(
            html(
                '<span>{what}</span><span>{before}</span><span class="after">{after}</span>', what=w, before=b, after=a
            )
            for w, b, a in rows
        ),
    )


def _change(change: Change, indices: tuple[Index | None, Index | None]) -> tuple[str, str, str]:
    before, after = indices
    index = after if after is not None and change.what in after.parameters else before or after
    what = say(NAMES[change.what]) if change.what in NAMES else part_name(change.what, index, current())
    return (
        what[:1].upper() + what[1:],
        _shown(change.what, change.before, before),
        _shown(change.what, change.after, after),
    )


def _shown(about: str, value: str, index: Index | None) -> str:
    return part_value(about, value, index, current()) if value else say("dialogue.diff.absent")


def _number(row: NumberChange) -> tuple[str, str, str]:
    first, last = row.period
    name = ", ".join([*([row.part] if row.part else []), f"{first}–{last}", scenario(row.scenario)])
    return name, amount(row.before, row.units_before), amount(row.after, row.units_after)


def _without_numbers(mismatch: Mismatch) -> str:
    return re.sub(r"[\d.,–−]+", "", mismatch.message)


def _mismatches(title: str, mismatches: list[Mismatch]) -> None:
    if mismatches:
        show(
            html(
                '<p class="label">{title}</p><div class="notes">{notes}</div>',
                title=title,
                notes=join(
                    html(
                        '<div class="note"><p><b>{axis}</b> {words}</p></div>',
                        axis=say(f"axis.{m.axis}"),
                        words=m.message,
                    )
                    for m in mismatches
                ),
            )
        )
