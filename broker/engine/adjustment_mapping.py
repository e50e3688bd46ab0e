"""Quantile mapping of daily values to observations, by xsdba: one call for all cells and days of the year.

Quantile delta mapping: Cannon, Sobie and Murdock (2015), doi:10.1175/JCLI-D-14-00754.1. Detrended quantile mapping:
the same paper, section 2. Days of no rain become small random amounts first, with a fixed seed, and what comes out as
small becomes no rain again (singularity stochastic removal: Vrac, Noël and Vautard 2016, doi:10.1002/2015JD024511), so
that the frequency of wet days is mapped with the amounts.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from broker.engine.adjustment_windows import days_of_samples, middle_of, windows

if TYPE_CHECKING:
    import xarray as xr

#: Variables that can be adjusted: by what is added, or by a factor.
KINDS = {"tas": "+", "tasmin": "+", "tasmax": "+", "pr": "*", "evspsblpot": "*", "sfcWind": "*", "rsds": "*"}
#: Of variables with a factor: amounts below it are none (mm/day; W m-2 and m s-1 alike).
TRACE = 0.05
#: Where the model's past has less than so many traces, its future is at most so many times it (Cannon 2015, MBC).
_FEW_TRACES, _MOST_TIMES = 10, 2.0
#: Years from one moving window of a future to the next.
_STRIDE = 10


@dataclass(frozen=True)
class Mapping:
    """How values are mapped.

    Attributes
    ----------
    method : str
        ``qdm`` or ``dqm``.
    kind : str
        ``+`` or ``*``.
    quantiles, window : int
    """

    method: str
    kind: str
    quantiles: int
    window: int

    def apply(
        self, observed: np.ndarray, past: np.ndarray, future: np.ndarray, seeds: list[np.random.Generator]
    ) -> np.ndarray:
        """Return values adjusted, in the shape of `future`.

        Parameters
        ----------
        observed, past : ndarray (cells, years, SLOTS)
            Of the same years; missing as NaN.
        future : ndarray (cells, years, SLOTS)
            What is adjusted, of any years.
        seeds : list of Generator
            One a cell.

        Notes
        -----
        Quantile delta mapping ranks each decade of the future within a moving window as long as the past, so that its
        trend is no part of the ranks; what is kept does not depend on the horizons asked.
        """
        if self.kind == "*":
            observed, past, future = (_with_traces(table, seeds) for table in (observed, past, future))
        spans = _moving(future.shape[1], past.shape[1]) if self.method == "qdm" else [(slice(None), slice(None))]
        around = np.concatenate([windows(future[:, whole], self.window) for whole, _ in spans])
        mapped = self._mapped(windows(observed, self.window), windows(past, self.window), around)
        out = np.full_like(future, np.nan)
        for (whole, kept), part in zip(spans, np.split(mapped, len(spans)), strict=True):
            start = whole.start or 0
            inner = slice(None) if kept == slice(None) else slice(kept.start - start, kept.stop - start)
            out[:, kept] = middle_of(part, future.shape[0], self.window)[:, inner]
        if self.kind == "*":
            out = np.where(out < TRACE, 0.0, out)
        return out

    def _mapped(self, observed: np.ndarray, past: np.ndarray, future: np.ndarray) -> np.ndarray:
        """Return rows of samples adjusted; the rows of the future are those of the past, several times over."""
        from xsdba.adjustment import DetrendedQuantileMapping, QuantileDeltaMapping

        times = future.shape[0] // past.shape[0]
        past_days = days_of_samples(past.shape[1] // self.window, self.window)
        future_days = days_of_samples(future.shape[1] // self.window, self.window)
        method = QuantileDeltaMapping if self.method == "qdm" else DetrendedQuantileMapping
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            trained = method.train(
                _samples(observed, past_days),
                _samples(past, past_days),
                nquantiles=self.quantiles,
                kind=self.kind,
                group="time",
                skip_input_checks=True,
            )
            trained.ds = trained.ds.isel(row=np.tile(np.arange(past.shape[0]), times)) if times > 1 else trained.ds
            found = trained.adjust(_samples(future, future_days), interp="linear", skip_input_checks=True)
            mapped = found.transpose("row", "time").values
            if self.method == "qdm" and self.kind == "*":
                mapped = np.minimum(mapped, self._ceiling(trained.ds, future))
            if self.kind == "+":
                # Values that are all the same have no ranks: they are shifted by the difference of the means.
                shift = np.tile(np.nanmean(observed, axis=1) - np.nanmean(past, axis=1), times)[:, np.newaxis]
                is_flat = np.nanmax(future, axis=1, keepdims=True) == np.nanmin(future, axis=1, keepdims=True)
                mapped = np.where(is_flat, future + shift, mapped)
        return mapped

    def _ceiling(self, trained: xr.Dataset, future: np.ndarray) -> np.ndarray:
        """Return the most that a mapped amount may be: twice the observed one, where the past had hardly any."""
        from scipy.stats import rankdata

        past_q, factors = (
            trained[name].squeeze("group").transpose("row", "quantiles").values for name in ("hist_q", "af")
        )
        observed_q = past_q * factors
        levels = np.asarray(trained.quantiles)
        rank = rankdata(future, axis=1, nan_policy="omit")
        share = (rank - 1) / np.maximum(np.isfinite(future).sum(axis=1, keepdims=True) - 1, 1)
        at = np.searchsorted((levels[1:] + levels[:-1]) / 2, np.nan_to_num(share))
        few = np.take_along_axis(past_q, at, 1) < _FEW_TRACES * TRACE
        return np.where(few, _MOST_TIMES * np.take_along_axis(observed_q, at, 1), np.inf)


def _samples(rows: np.ndarray, days: np.ndarray) -> xr.DataArray:
    import xarray as xr

    time = np.datetime64("1700-01-01", "ns") + days.astype("timedelta64[D]")
    return xr.DataArray(rows, dims=("row", "time"), coords={"time": time}, attrs={"units": "1"})


def _with_traces(table: np.ndarray, seeds: list[np.random.Generator]) -> np.ndarray:
    """Return a copy in which amounts below a trace are random ones below it, each cell by its own generator."""
    filled = table.copy()
    for cell, seed in enumerate(seeds):
        one = filled[cell]
        small = one < TRACE
        one[small] = seed.uniform(np.nextafter(0.0, 1.0), TRACE, int(small.sum()))
    return filled


def _moving(years: int, length: int) -> list[tuple[slice, slice]]:
    """Return windows of `length` years, and the years in the middle of each that are kept of it."""
    if years <= length:
        return [(slice(None), slice(None))]
    stride, spans = min(_STRIDE, length), []
    for start in range(0, years, stride):
        stop = min(start + stride, years)
        first = min(max(0, (start + stop - length) // 2), years - length)
        spans.append((slice(first, first + length), slice(start, stop)))
    return spans
