"""What the teaching data are called, known without making any."""

from __future__ import annotations

from catalog.errors import CatalogError

#: Id of the whole dataset; smaller ones add their share of the sides, in per cent.
DATASET = "teaching-east-africa"


def dataset_id(scale: float = 1.0) -> str:
    """Return the id under which the data of a scale are published.

    Raises
    ------
    CatalogError
        If the scale is no share of the whole box's sides.
    """
    if not 0 < scale <= 1:
        raise CatalogError(
            f"The teaching data were asked at the scale {scale:g}, but it is a share of the sides of the whole box, so "
            f"no such box can be made. Choose one above 0 and at most 1, such as 0.25."
        )
    return DATASET if scale == 1 else f"{DATASET}-{scale:.2g}"
