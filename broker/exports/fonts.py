"""The typeface of a report, cut down to the letters that it holds, so that the file needs nothing from outside."""

from __future__ import annotations

import base64
import io
import logging
from pathlib import Path

FONTS = Path(__file__).parents[1] / "products" / "fonts"
#: Weight → file.
FACES = {400: "SourceSans3-Regular.ttf", 600: "SourceSans3-Semibold.ttf"}


def face_rules(text: str) -> str:
    """Return the style rules that embed the typeface with the letters of a text; what it lacks is a system font's."""
    return "".join(
        f'@font-face{{font-family:"Report";font-weight:{weight};src:url(data:font/woff;base64,{_cut(name, text)}) '
        f'format("woff")}}'
        for weight, name in FACES.items()
    )


def _cut(name: str, text: str) -> str:
    from fontTools import subset

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    options = subset.Options(
        flavor="woff", layout_features=["kern", "mark", "mkmk", "ccmp", "tnum", "locl"], hinting=False
    )
    face = subset.load_font(str(FONTS / name), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text=text)
    cutter.subset(face)
    written = io.BytesIO()
    subset.save_font(face, written, options)
    return base64.b64encode(written.getvalue()).decode()
