"""Years in ten: how often a year comes that was exceptional in the past; the counts are the product's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker.engine.result import Result
from broker.products.told import scenario_words
from broker.ui.components.figures import number
from broker.ui.components.markup import Html, html, join, show
from broker.ui.messages import say
from broker.ui.theme import scenario_role

if TYPE_CHECKING:
    from broker.products.years_in_ten import YearsInTen


def show_tens(result: Result, level: int = 2) -> None:
    """Draw ten circles for the past and, after an arrow, for each period of a scenario; nothing where none is known.

    Parameters
    ----------
    level : int
        Of the heading: 2 where it begins a part of the page, 3 within one.
    """
    from broker.products.years_in_ten import words, years_in_ten

    found = years_in_ten(result)
    if not found:
        return
    heading = html('<h2 class="section">{title}</h2>', title=say("answer.tens"))
    if level > 2:
        heading = html("<h3>{title}</h3>", title=say("answer.tens"))
    past = [one for one in found if one.is_past]
    scenarios = dict.fromkeys(one.scenario for one in found if not one.is_past)
    rows = [
        [
            *([one for one in past if one.scenario == name] or past)[:1],
            *(one for one in found if not one.is_past and one.scenario == name),
        ]
        for name in scenarios
    ]
    show(
        html(
            '{heading}<p class="quiet">{words}</p><div class="tens">{rows}</div>',
            heading=heading,
            words=say("tens.lead", words=words(result)),
            rows=join(map(_row, rows)),
        )
    )


def _row(row: list[YearsInTen]) -> Html:
    """Return one scenario: "the past: 3 in 10" → "2041–2060: 6 in 10"."""
    name = scenario_words(row[-1].scenario)
    return html(
        '<section><p class="{role} way">{name}</p><div class="tens-row">{figures}</div></section>',
        role=scenario_role(row[-1].scenario),
        name=name[:1].upper() + name[1:],
        figures=join(map(_figure, row), html('<span class="then" aria-hidden="true">→</span>')),
    )


def _figure(one: YearsInTen) -> Html:
    from broker.products.years_in_ten import to_halves

    middle = to_halves(one.middle)
    circles = ["full"] * int(middle) + ["half"] * (middle % 1 > 0)
    circles += ["none"] * (10 - len(circles))
    least, most = number(to_halves(one.low)), number(to_halves(one.high))
    return html(
        '<figure><figcaption><b>{period}</b> <span class="quiet">{name}</span></figcaption>'
        '<div class="ten {role}" role="img" aria-label="{said}">{circles}</div>'
        '<p><b class="big">{said}</b> <span class="quiet small">{models}</span></p></figure>',
        period=str(one.period),
        name=say("tens.past") if one.is_past else "",
        role="history" if one.is_past else scenario_role(one.scenario),
        circles=join(html('<i class="{kind}"></i>', kind=kind) for kind in circles),
        said=say("tens.said", number=number(middle)),
        models="" if one.is_past or least == most else say("tens.models", least=least, most=most),
    )
