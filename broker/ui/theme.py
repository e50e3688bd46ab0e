"""The look of the app: roles of colour, the typeface, and the one style sheet."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.components.v1 import declare_component

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
    "history": ("#6B7280", "#9AA3AE"),
    "low": ("#3B7EA1", "#7FB6D3"),
    "middle": ("#C98B2B", "#E0B15E"),
    "high": ("#A63D40", "#E08A85"),
}

#: How a scenario's name begins → its fixed colour, the same on every page and in every file; the first that fits.
_SCENARIOS = {
    "hist": "history",
    "observed": "history",
    "ssp1": "low",
    "rcp26": "low",
    "e1": "low",
    "b1": "low",
    "ssp2": "middle",
    "rcp45": "middle",
    "ssp4": "middle",
    "rcp60": "middle",
    "a1b": "middle",
    "ssp3": "high",
    "ssp5": "high",
    "rcp85": "high",
    "a2": "high",
}


def colour(role: str) -> str:
    """Return the colour of a role on the ground that the reader uses now."""
    light, dark = ROLES[role]
    return dark if st.context.theme.type == "dark" else light


def scenario_role(scenario: str) -> str:
    """Return a scenario's role of colour; a joined name (``historical+rcp45``) has that of its scenario."""
    name = scenario.casefold().rpartition("+")[2]
    return next((role for start, role in _SCENARIOS.items() if name.startswith(start)), "middle")


def wear() -> None:
    """Send the style sheet; every page begins with it."""
    # The typeface is served as the files of a component, because static serving stays off.
    declare_component("assets", path=str(ASSETS))
    roles = "".join(f"--{role}:light-dark({light},{dark});" for role, (light, dark) in ROLES.items())
    sheet = (ASSETS / "app.css").read_text(encoding="utf-8")
    st.html(f"<style>:root{{{roles}}}\n{sheet}</style>")
