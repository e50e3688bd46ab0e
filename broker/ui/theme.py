"""The look of the app: roles of colour, the typeface, and the one style sheet."""

from __future__ import annotations

import inspect
import json
from functools import lru_cache
from pathlib import Path

import streamlit as st
from streamlit.components.v1 import declare_component

from broker.products import style
from broker.ui.messages import say

ASSETS = Path(__file__).parent / "assets"

#: Role → colour on the light and on the dark ground. Text roles have a contrast of 4.5 : 1 or more on ground and panel.
ROLES = {
    "ground": ("#FBFAF7", "#14191D"),
    "panel": ("#F3F0E8", "#1D242A"),
    "ink": ("#1F2933", "#E8E6E0"),
    "quiet": ("#5B6472", "#A3ABB3"),
    "rule": ("#E5E1D8", "#38424A"),
    "accent": ("#0B6E6E", "#4FB3AE"),
    "accent-soft": ("#E3EFEC", "#17302F"),
    "ochre": ("#B7791F", "#E0B15E"),  # for marks; words take `warning`
    "warning": ("#85550F", "#E0B15E"),
    "problem": ("#9B2C2C", "#E08A85"),
    "problem-soft": ("#F8E9E6", "#371E1D"),
    "history": (style.HISTORY, "#9AA3AE"),
    "lowest": (style.LOWEST, "#8DBFE0"),
    "low": (style.LOW, "#7FB6D3"),
    "middle": (style.MIDDLE, "#E0B15E"),
    "upper-middle": (style.UPPER_MIDDLE, "#E39A63"),
    "high": (style.HIGH, "#E08A85"),
}
#: What Streamlit draws in English alone, and the style sheet says in the language of the session.
SAID = ("menu", "skip", "upload")
#: A scenario's fixed colour in every file → its role here.
_SCENARIO_ROLES = {
    ROLES[role][0]: role for role in ("ink", "history", "lowest", "low", "middle", "upper-middle", "high")
}


def is_dark() -> bool:
    """Whether the reader uses the dark ground now."""
    return st.context.theme.type == "dark"


def scenario_role(scenario: str) -> str:
    """Return a scenario's role of colour, the same as in every file of a product."""
    return _SCENARIO_ROLES.get(style.scenario_colour(scenario), "history")


def wear() -> None:
    """Send the style sheet and the wordmark; every page begins with them."""
    # The typeface is served as the files of a component, because static serving stays off. Streamlit asks `inspect`
    # which module declares it, which looks through all of them unless it knows.
    getattr(inspect, "modulesbyfile", {}).setdefault(__file__, __name__)
    declare_component("assets", path=str(ASSETS))
    st.logo(
        str(ASSETS / f"wordmark-{'dark' if is_dark() else 'light'}.png"),
        size="large",
        icon_image=str(ASSETS / "icon.png"),
    )
    st.html(_sheet(is_dark(), tuple(say(f"shell.{name}") for name in SAID)))


@lru_cache(maxsize=32)
def _sheet(dark: bool, said: tuple[str, ...]) -> str:
    """Return the style sheet with its roles, in one line: Streamlit looks at each line of what it is given."""
    roles = "".join(f"--{role}:light-dark({day},{night});" for role, (day, night) in ROLES.items())
    roles += "".join(
        f"--say-{name}:{json.dumps(words, ensure_ascii=False)};" for name, words in zip(SAID, said, strict=True)
    )
    # Lists, dialogs and what opens over a page lie outside of what Streamlit calls dark.
    ground = f"color-scheme:{'dark' if dark else 'light'};"
    rules = (ASSETS / "app.css").read_text(encoding="utf-8")
    return f"<style>:root{{{ground}{roles}}} {' '.join(line.strip() for line in rules.splitlines())}</style>"
