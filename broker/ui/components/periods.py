"""Which years data hold: one bar a scenario over the years that a whole list shares, the past in grey."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from broker.products.style import scenario_name, warming_rank
from broker.ui.components.markup import Html, html, join
from broker.ui.messages import say
from broker.ui.theme import scenario_role
from catalog.record import Simulation

#: Scenario → first and last year held.
Periods = Mapping[str, tuple[int, int]]

#: Bars of one dataset; further scenarios are counted.
MOST_BARS = 6
#: Steps between the years that are written at the axis, the finest first, and how many years may be written.
STEPS, MOST_TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000), 5


@dataclass(frozen=True)
class Axis:
    """The years that the bars of a list share, both ends included."""

    first: int
    last: int

    def share(self, year: float) -> float:
        """Return where a year begins, in percent of the axis."""
        return 100 * (year - self.first) / (self.last + 1 - self.first)

    @property
    def ticks(self) -> tuple[int, ...]:
        """The years written at the axis."""
        for step in STEPS:
            ticks = tuple(range(-(-self.first // step) * step, self.last + 1, step))
            if len(ticks) <= MOST_TICKS:
                return ticks
        return ()


def periods_of(simulations: Iterable[Simulation]) -> dict[str, tuple[int, int]]:
    """Return scenario → first and last year of simulations."""
    found: dict[str, tuple[int, int]] = {}
    for one in simulations:
        first, last = found.get(one.scenario, one.years)
        found[one.scenario] = (min(first, one.years[0]), max(last, one.years[1]))
    return found


def axis_of(periods: Iterable[Periods]) -> Axis | None:
    """Return the axis on which all of these have room; None where there is nothing."""
    spans = [span for held in periods for span in held.values()]
    return Axis(min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None


def scale(axis: Axis) -> Html:
    """Return the years written over the bars."""
    ticks = join(
        html('<i style="inset-inline-start:{left}%">{year}</i>', left=round(axis.share(year), 2), year=year)
        for year in axis.ticks
    )
    return html('<div class="bars scale" aria-hidden="true"><span></span><span class="track">{ticks}</span></div>',
                ticks=ticks)  # fmt: skip


def bars(held: Periods, axis: Axis) -> Html:
    """Return one bar a scenario, from the past to the highest warming, each with its years in words."""
    names = sorted(held, key=warming_rank)
    rows = join(_bar(name, held[name], axis) for name in names[:MOST_BARS])
    more = len(names) - MOST_BARS
    rest = html('<p class="quiet small">{words}</p>', words=say("catalog.more", count=more)) if more > 0 else Html("")
    return html('<div class="bars">{rows}</div>{rest}', rows=rows, rest=rest)


def _bar(name: str, years: tuple[int, int], axis: Axis) -> Html:
    left, right = axis.share(years[0]), axis.share(years[1] + 1)
    ticks = join(html('<u style="inset-inline-start:{left}%"></u>', left=round(axis.share(y), 2)) for y in axis.ticks)
    return html(
        '<span class="name">{name}</span><span class="track {role}">{ticks}'
        '<b style="inset-inline-start:{left}%;width:{width}%" title="{title}"></b></span>'
        '<span class="unseen">{title}</span>',
        name=in_short(name), role=scenario_role(name), ticks=ticks, left=round(left, 2),
        width=round(max(right - left, 0.6), 2), title=f"{in_short(name)}, {years[0]}–{years[1]}",
    )  # fmt: skip


def in_short(name: str) -> str:
    """Return a scenario as a bar names it: "the past", "measured", "SSP2-4.5"."""
    plain = name.casefold()
    if plain == "observed":
        return say("scenario.observed")
    if plain.startswith("hist") and "+" not in plain:
        return say("scenario.history")
    return " + ".join(say("scenario.history") if p.startswith("hist") else scenario_name(p) for p in name.split("+"))


def shared(all_periods: Sequence[Periods]) -> Axis:
    """Return the axis of a list, rounded out to whole decades."""
    axis = axis_of(all_periods) or Axis(1950, 2100)
    return Axis(axis.first // 10 * 10, max(axis.last, axis.first // 10 * 10 + 9))
