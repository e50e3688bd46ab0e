"""The typeface of pictures and pages: Source Sans 3 in two weights, and what stands in for letters that it lacks."""

from __future__ import annotations

import dataclasses
import logging
from functools import lru_cache
from pathlib import Path

import matplotlib
from fontTools import subset
from matplotlib import font_manager
from matplotlib.font_manager import FontEntry, FontProperties, fontManager
from matplotlib.ft2font import FT2Font

FONTS = Path(__file__).parent / "fonts"
REGULAR, SEMIBOLD = 400, 600

_OWN = "Source Sans 3"
#: Stand-ins that travel with this package or with Matplotlib, then what a system may have for Chinese, Japanese and
#: Korean, whose fonts are too large to ship.
_SHIPPED = ("NotoSansEthiopic", "NotoSansDevanagari", "NotoSansBengali")
_SYSTEM = ("Noto Sans CJK SC", "Noto Sans CJK JP", "Droid Sans Fallback", "WenQuanYi Zen Hei", "Noto Sans Thai")


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """Make the fonts known and return their names, first choice first."""
    _leave_layout_out()
    # Matplotlib reports each stand-in that lacks a weight; the weights are chosen here, so that tells nobody anything.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    known = {entry.fname for entry in fontManager.ttflist}
    dejavu = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    files = [(_OWN, REGULAR, FONTS / "SourceSans3-Regular.ttf"), (_OWN, SEMIBOLD, FONTS / "SourceSans3-Semibold.ttf")]
    for name in _SHIPPED:  # one weight stands for both
        files += [(f"Broker {name}", weight, FONTS / f"{name}-Regular.ttf") for weight in (REGULAR, SEMIBOLD)]
    files += [
        ("Broker DejaVu", REGULAR, dejavu / "DejaVuSans.ttf"),
        ("Broker DejaVu", SEMIBOLD, dejavu / "DejaVuSans-Bold.ttf"),
    ]
    for name, weight, path in files:
        # A system's own copy of Source Sans must not be chosen instead: ours comes first in the list.
        entry = dataclasses.replace(
            font_manager.ttfFontProperty(FT2Font(path)), fname=str(path), name=name, weight=weight
        )
        fontManager.ttflist.insert(0, entry)
    system = tuple(name for name in _SYSTEM if any(e.name == name and e.fname in known for e in fontManager.ttflist))
    return (_OWN, *(f"Broker {name}" for name in _SHIPPED), "Broker DejaVu", *system)


def _leave_layout_out() -> None:
    """Let the fonts inside a PDF do without the tables by which letters were joined: there the joined ones stand.

    Cutting these tables down takes longer than drawing the page.
    """
    subset.Options._drop_tables_default = sorted({*subset.Options._drop_tables_default, "GSUB", "GPOS", "GDEF"})


def font(size_pt: float, weight: int = REGULAR) -> FontProperties:
    """Return the typeface at a size and weight, with its stand-ins."""
    return FontProperties(family=list(families()), size=size_pt, weight=weight, style="normal")


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    found: set[int] = set()
    for family in families():
        found.update(FT2Font(font_manager.findfont(FontProperties(family=family, weight=REGULAR))).get_charmap())
    return frozenset(found)


def missing_letters(text: str) -> str:
    """Return the characters of a text that no font at hand can draw, each once."""
    return "".join(
        dict.fromkeys(c for c in text if not c.isspace() and c.isprintable() and ord(c) not in _characters())
    )


__all__ = ["FONTS", "REGULAR", "SEMIBOLD", "FontEntry", "families", "font", "missing_letters"]
