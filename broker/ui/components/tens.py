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


def show_tens(result: Result) -> None:
    """Draw ten circles for the past and for each period; nothing where no share can be given."""
    from broker.products.years_in_ten import words, years_in_ten

    found = years_in_ten(result)
    if found:
        show(
            html(
                '<h2 class="section">{title}</h2><p class="quiet">{words}</p><div class="tens">{figures}</div>',
                title=say("answer.tens"),
                words=say("tens.lead", words=words(result)),
                figures=join(_figure(one) for one in found),
            )
        )


def _figure(one: YearsInTen) -> Html:
    halves = min(round(2 * one.middle), 20)
    circles = ["full"] * (halves // 2) + ["half"] * (halves % 2)
    circles += ["none"] * (10 - len(circles))
    least, most = number(round(one.low)), number(round(one.high))
    return html(
        '<figure><figcaption><b>{period}</b> <span class="quiet">{name}</span></figcaption>'
        '<div class="ten {role}" role="img" aria-label="{said}">{circles}</div>'
        '<p><b class="big">{said}</b> <span class="quiet small">{models}</span></p></figure>',
        period=str(one.period),
        name=say("tens.past") if one.is_past else scenario_words(one.scenario),
        role="history" if one.is_past else scenario_role(one.scenario),
        circles=join(html('<i class="{kind}"></i>', kind=kind) for kind in circles),
        said=say("tens.said", number=number(halves / 2)),
        models="" if one.is_past or least == most else say("tens.models", least=least, most=most),
    )
