"""The periods of each cell in `product.nc`, of products that leave their seasons out."""

from __future__ import annotations

from typing import Any

import netCDF4
import numpy as np

from broker.products.attributes import index_attributes
from broker.products.cell_periods import cell_values
from broker.products.netcdf_parts import Shape
from broker.products.told import definition_of

_BELONG_TO_SEASONS = ("cell_methods", "standard_name", "units_metadata")


def create_periods(file: netCDF4.Dataset, shape: Shape, **kept: Any) -> netCDF4.Variable:
    """Create the dimension of the baseline and the horizons, and the variable of what they come to in each cell."""
    result = shape.result
    recipe = result.recipe
    periods = _periods(shape)
    file.createDimension("period", len(periods))
    bounds = file.createVariable("period_bnds", "i4", ("period", "bnds"))
    bounds.setncatts({"long_name": "first and last year in which the seasons of the period end", "units": "1"})
    bounds[:] = np.array([period.to_list() for period in periods])
    field = file.createVariable(f"{recipe.index}_period", "f8", (*shape.dims("place"), "period", "cell"), **kept)
    attributes = index_attributes(result)
    is_mean = recipe.statistic.is_mean
    if not is_mean:
        attributes = {name: value for name, value in attributes.items() if name not in _BELONG_TO_SEASONS}
        attributes["units"] = {"points": "%", "day of year": "1"}.get(result.summary_units, result.summary_units)
    elif "cell_methods" in attributes:
        attributes["cell_methods"] += " time: mean (comment: over the seasons of a period)"
    attributes["long_name"] = f"{attributes['long_name']}, {'mean' if is_mean else recipe.statistic.text} of a period"
    field.setncatts(attributes | {"comment": definition_of(recipe), "coordinates": "lat lon model scenario member"})
    return field


def write_periods(field: netCDF4.Variable, shape: Shape, first_cells: list[int], fill: float) -> None:
    """Write the periods of each cell; `first_cells` says of each series where its cells begin."""
    for one, first in zip(shape.result.series, first_cells, strict=True):
        cells = slice(first, first + one.cells.lat.size)
        for number, period in enumerate(_periods(shape)):
            found = cell_values(shape.result, one, period)
            if found is not None:
                at = (*shape.at(one, "place"), number, cells)
                field[at] = np.where(np.isfinite(found), found, fill)


def _periods(shape: Shape) -> list[Any]:
    recipe = shape.result.recipe
    return list(dict.fromkeys((recipe.baseline, *recipe.horizons)))
