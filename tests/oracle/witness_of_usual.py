"""xclim on days beyond what is usual for their date: it takes the percentiles of a past as an input, made by itself."""

from __future__ import annotations

import warnings

import numpy as np

from tests.oracle import agreement, loops, worlds
from tests.oracle.witnesses import Heard, as_xarray, difference, engine_years

#: Index → percentile. xclim stretches the dates of ordinary years over those of leap years; so it is asked without any.
PERCENTILES = {
    "tx90p": 90, "tx10p": 10, "tn90p": 90, "tn10p": 10, "warm_spell_duration_index": 90,
    "cold_spell_duration_index": 10,
}  # fmt: skip
CALENDAR = "noleap"


def by_xclim(key: str, source: worlds.MemorySource) -> dict[int, np.ndarray]:
    """Year → value of each cell, by xclim, with its own percentiles of the reference years and its own bootstrap."""
    from xclim import atmos, set_options
    from xclim.core.calendar import percentile_doy

    loop, index = loops.LOOPS[key], loops.index_of(key)
    (variable,) = loop.variables
    first, last = agreement.REFERENCE
    with set_options(cf_compliance="log", data_validation="log"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = as_xarray(source, variable)
        past = data.sel(time=slice(f"{first}-01-01", f"{last}-12-31"))
        usual = percentile_doy(past, window=5, per=PERCENTILES[index]).sel(percentiles=PERCENTILES[index])
        window = {"window": int(loop.parameters["window"])} if "window" in loop.written else {}
        is_resampled = loop.written["bootstrap"] == "yes"
        out = getattr(atmos, index)(data, usual, freq="YS", bootstrap=is_resampled, **window).transpose("time", "cell")
        return {int(t.dt.year): v.values.astype("float64") for t, v in zip(out.time, out, strict=True)}


def heard(key: str) -> Heard:
    """What xclim says of one of these definitions, over calendar years."""
    source, _ = agreement.world(key, CALENDAR, "clean", "float64", worlds.CANONICAL)
    compared, largest = difference(engine_years(key, source), by_xclim(key, source))
    fault = [] if compared and largest <= 1e-9 else [f"{key}, xclim: {compared} compared, differs by {largest}"]
    return Heard(f"{largest:.1e}", fault)
