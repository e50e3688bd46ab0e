"""What every page and picture says whose weather is made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker.ui.components.markup import html, show
from broker.ui.language import current
from broker.ui.messages import say
from broker.ui.theme import ROLES
from catalog.synthetic import NOTICE
from translators.locales import text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from broker.recipe import Recipe


def show_notice(recipe: Recipe) -> None:
    """Say in a frame that the weather is made up; nothing where it is not."""
    if recipe.is_synthetic:
        show(html('<div class="refusal" role="alert">{words}</div>', words=notice()))


def notice() -> str:
    """Return what is said of made-up weather, in the language of the session."""
    return text("tell.synthetic", current())


def show_made_up(words: str) -> str:
    """Say in a frame that the weather is made up, where an answer begins so; return the rest of the answer."""
    begun = next((said for said in (notice(), NOTICE) if words.startswith(said)), "")
    if begun:
        show(html('<div class="refusal" role="alert">{words}</div>', words=notice()))
    return words.removeprefix(begun).strip()


def mark(figure: Figure, recipe: Recipe, dark: bool) -> None:
    """Write across a picture that its weather is made up, so that it stays said when the picture is passed on."""
    if recipe.is_synthetic:
        figure.add_annotation(
            x=0.5, y=0.5, xref="paper", yref="paper", text=say("made_up.mark"), showarrow=False, textangle=-15,
            opacity=0.35, font={"size": 30, "color": ROLES["problem"][1 if dark else 0]},
        )  # fmt: skip
