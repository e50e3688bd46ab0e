"""Crameri's perceptually even colour maps, read without importing pyplot, whose state all threads would share."""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from pathlib import Path

import numpy as np
from matplotlib.colors import ListedColormap


@lru_cache(maxsize=16)
def colour_map(name: str) -> ListedColormap:
    """Return a colour map of the package `cmcrameri` by name; a name that ends in ``_r`` runs backwards."""
    spec = importlib.util.find_spec("cmcrameri")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(
            "A map was to be drawn, but the package cmcrameri with its colours is not installed. Install the packages "
            "of requirements.txt."
        )
    file = Path(spec.submodule_search_locations[0]) / "cmaps" / f"{name.removesuffix('_r')}.txt"
    colours = np.loadtxt(file)
    return ListedColormap(colours[::-1] if name.endswith("_r") else colours, name=name)
