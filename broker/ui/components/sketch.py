"""What is to be drawn on a figure, gathered first: Plotly looks through all that is there at each thing added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


class Sketch:
    """Lines, shapes and words for the panels of a figure, in the order in which they come to lie over each other."""

    def __init__(self) -> None:
        self._traces: list[dict[str, Any]] = []
        self._shapes: list[dict[str, Any]] = []
        self._words: list[dict[str, Any]] = []

    def add_scatter(self, *, row: int, **drawn: Any) -> None:
        """Add lines or dots to the panel in a row (from 1)."""
        self._traces.append({"type": "scatter", "xaxis": _axis("x", row), "yaxis": _axis("y", row), **drawn})

    def add_shape(self, *, row: int, **drawn: Any) -> None:
        """Add a shape to the panel in a row (from 1)."""
        self._shapes.append({"xref": _axis("x", row), "yref": _axis("y", row), **drawn})

    def add_annotation(self, *, row: int, **drawn: Any) -> None:
        """Add words to the panel in a row (from 1), or where `drawn` refers to."""
        self._words.append({"xref": _axis("x", row), "yref": _axis("y", row), **drawn})

    def put_on(self, figure: Figure) -> None:
        """Draw all of it, after what the figure has."""
        figure.add_traces(self._traces)
        layout = figure.layout
        layout.shapes = (*layout.shapes, *self._shapes)
        layout.annotations = (*layout.annotations, *self._words)


def _axis(letter: str, row: int) -> str:
    return letter if row == 1 else f"{letter}{row}"
