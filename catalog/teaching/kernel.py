"""One year, day by day, compiled: sums, products and comparisons in one fixed order, so the same bits everywhere."""

from __future__ import annotations

import numpy as np
from numba.extending import register_jitable

from catalog.counting import compiled

#: Temperatures are kept to this share of a degree, rain to this share of a millimetre: exact in float32, and quick to
#: compress.
FINENESS, RAIN_FINENESS = 64.0, 1024.0
#: Lag-1 correlation of the occurrence of rain: p(wet after wet) - p(wet after dry).
PERSISTENCE = 0.28
#: What stays from one day to the next of the departures of the daily mean, and of the difference of day and night.
MEAN_MEMORY, RANGE_MEMORY = 0.72, 0.45
#: Shares of the variance of the fields of rain: of weather systems, of clusters of storms, and of a cell alone.
SYSTEMS, CLUSTERS, ALONE = 0.52, 0.36, 0.12
#: The like for temperature, which has no part of a cell alone.
BROAD, NARROW = 0.70, 0.30
#: Least probability of a wet day, and the most.
LEAST_WET, MOST_WET = 0.004, 0.93
#: What every wet day has, mm; the least difference of day and night, kelvin.
LEAST_RAIN_MM, LEAST_RANGE_K = 0.125, 2.5
#: The ups and downs of the weeks, W(d) = a W(d-1) + b W(d-2) + noise: 42 days long, variance 1, in the manner of the
#: Madden-Julian oscillation; and by how much they swing the probability of rain.
WEEKS_A, WEEKS_B, WEEKS_NOISE, WEEKS_SWING = 1.90844, -0.931225, 0.0558, 0.28
#: Half the length, days, of the rise and fall of the long, the short and the western summer rains.
LONG_HALF, SHORT_HALF, SUMMER_HALF, SUMMER_DAY = 58.0, 54.0, 75.0, 210.0
#: A wet day is cooler, its nights are milder: kelvin off the mean, and the share left of the range.
WET_COOLER_K, WET_RANGE = 0.9, 0.76

#: Rows of `place`: what the kernel knows of each cell.
DRY, LONG, SHORT, SUMMER, LONG_DAY, SHORT_DAY, AMOUNT, MEAN, RANGE, SPREAD = range(10)
#: Entries of `year`: factors on the two seasons' wet days and on amounts, their shifts in days, kelvin on the mean.
YEAR_LONG, YEAR_SHORT, YEAR_DRY, YEAR_AMOUNT, YEAR_LONG_LATER, YEAR_SHORT_LATER = range(6)
#: Columns of `days`: day of a year of 365, seasonal departure of temperature as a share of its amplitude.
DAY_OF_YEAR, DAY_WARMTH = range(2)


@register_jitable
def spread_field(
    points: np.ndarray, first_y: np.ndarray, weights_y: np.ndarray, first_x: np.ndarray, weights_x: np.ndarray,
    share: float, out: np.ndarray,
) -> None:  # fmt: skip
    """Add `share` times the field of a lattice's points to ``out`` (rows, columns)."""
    rows, columns = out.shape
    line = np.empty(points.shape[1])
    for y in range(rows):
        j = first_y[y]
        for k in range(line.size):
            line[k] = (
                weights_y[y, 0] * points[j, k]
                + weights_y[y, 1] * points[j + 1, k]
                + weights_y[y, 2] * points[j + 2, k]
                + weights_y[y, 3] * points[j + 3, k]
            )
        for x in range(columns):
            i = first_x[x]
            value = (
                weights_x[x, 0] * line[i]
                + weights_x[x, 1] * line[i + 1]
                + weights_x[x, 2] * line[i + 2]
                + weights_x[x, 3] * line[i + 3]
            )
            out[y, x] += share * value


@register_jitable
def lattice(noise: np.ndarray, start: int, shape: tuple[int, int], normals: np.ndarray, points: np.ndarray) -> int:
    """Fill the points of a lattice with normal variables; return where the next words of the day's noise are."""
    for y in range(shape[0]):
        for x in range(shape[1]):
            points[y, x] = normals[noise[start + y * shape[1] + x]]
    return start + shape[0] * shape[1]


@register_jitable
def bump(x: float) -> float:
    """Return (1 - x²)² within one unit of a season's peak, and 0 outside."""
    if x <= -1.0 or x >= 1.0:
        return 0.0
    rest = 1.0 - x * x
    return rest * rest


@register_jitable
def quantile(table: np.ndarray, probability: float) -> float:
    """Return the normal variable below which it lies with a probability."""
    place = probability * (table.size - 1)
    low = min(int(place), table.size - 2)
    return table[low] + (place - low) * (table[low + 1] - table[low])


@register_jitable
def amount_of(table: np.ndarray, reach: float, normal: float) -> float:
    """Return the amount, of mean 1, that has the probability of a normal variable."""
    half = (table.size - 1) // 2
    place = min(max(normal / reach * half + half, 0.0), 2.0 * half)
    low = min(int(place), table.size - 2)
    return table[low] + (place - low) * (table[low + 1] - table[low])


@compiled
def make_year(
    noise: np.ndarray, normals: np.ndarray, quantiles: np.ndarray, amounts: np.ndarray, reach: float,
    broad: tuple, narrow: tuple, place: np.ndarray, year: np.ndarray, days: np.ndarray, warmth: np.ndarray,
    wet: np.ndarray, mean: np.ndarray, span: np.ndarray, weeks: np.ndarray,
    pr: np.ndarray, tasmin: np.ndarray, tasmax: np.ndarray,
) -> None:  # fmt: skip
    """Make consecutive days of one year, and leave the state as the last of them leaves it.

    Parameters
    ----------
    noise : ndarray of uint16 (days, words)
        All the chance there is.
    normals, quantiles, amounts : ndarray of float64
        The tables of `chance`; `reach` is that of the third.
    broad, narrow : tuple of (first, weights) along y, and (first, weights) along x, and the lattice's shape
        How weather systems and clusters of storms are spread.
    place : ndarray of float64 (10, cells)
    year : ndarray of float64 (6,)
    days : ndarray of float64 (days, 2)
    warmth : ndarray of float64 (cells,)
        Kelvin by which the year is warmer, from place to place.
    wet, mean, span, weeks : ndarray
        State: whether it rained, bool (cells,); departures of mean and range, (rows, columns); the last two of weeks.
    pr, tasmin, tasmax : ndarray of float32 (days, cells)
        Written: mm/day, degC, degC.
    """
    rows, columns = mean.shape
    score, many = np.empty((rows, columns)), np.empty((rows, columns))
    fresh_mean, fresh_span = np.empty((rows, columns)), np.empty((rows, columns))
    wide, close = np.empty(broad[4]), np.empty(narrow[4])
    for day in range(pr.shape[0]):
        words = noise[day]
        weeks_now = WEEKS_A * weeks[0] + WEEKS_B * weeks[1] + WEEKS_NOISE * normals[words[0]]
        weeks[1], weeks[0] = weeks[0], weeks_now
        swing = min(max(1.0 + WEEKS_SWING * weeks_now, 0.15), 1.85)
        at = 1
        for number in range(4):
            field = (score, many, fresh_mean, fresh_span)[number]
            field[:] = 0.0
            is_rain = number < 2
            at = lattice(words, at, broad[4], normals, wide)
            share = np.sqrt(SYSTEMS if is_rain else BROAD)
            spread_field(wide, broad[0], broad[1], broad[2], broad[3], share, field)
            at = lattice(words, at, narrow[4], normals, close)
            share = np.sqrt(CLUSTERS if is_rain else NARROW)
            spread_field(close, narrow[0], narrow[1], narrow[2], narrow[3], share, field)
        alone = np.sqrt(ALONE)
        keep_mean, keep_span = np.sqrt(1.0 - MEAN_MEMORY * MEAN_MEMORY), np.sqrt(1.0 - RANGE_MEMORY * RANGE_MEMORY)
        date, season = days[day, DAY_OF_YEAR], days[day, DAY_WARMTH]
        for y in range(rows):
            for x in range(columns):
                cell = y * columns + x
                long_rise = bump((date - place[LONG_DAY, cell] - year[YEAR_LONG_LATER]) / LONG_HALF)
                late = date - place[SHORT_DAY, cell] - year[YEAR_SHORT_LATER]
                if late < -182.5:  # January after short rains that last past the turn of the year
                    late += 365.0
                short_rise = bump(late / SHORT_HALF)
                summer_rise = bump((date - SUMMER_DAY) / SUMMER_HALF)
                share = swing * (
                    year[YEAR_DRY] * (place[DRY, cell] + place[SUMMER, cell] * summer_rise)
                    + year[YEAR_LONG] * place[LONG, cell] * long_rise
                    + year[YEAR_SHORT] * place[SHORT, cell] * short_rise
                )
                share = min(max(share, LEAST_WET), MOST_WET)
                chance = share * (1.0 - PERSISTENCE) + (PERSISTENCE if wet[cell] else 0.0)
                is_wet = score[y, x] + alone * normals[words[at + cell]] < quantile(quantiles, chance)
                wet[cell] = is_wet
                rain = 0.0
                if is_wet:
                    rise = max(long_rise, max(short_rise, summer_rise))
                    mean_mm = place[AMOUNT, cell] * year[YEAR_AMOUNT] * (0.6 + 0.4 * rise)
                    normal = many[y, x] + alone * normals[words[at + rows * columns + cell]]
                    rain = LEAST_RAIN_MM + mean_mm * amount_of(amounts, reach, normal)
                pr[day, cell] = np.floor(rain * RAIN_FINENESS + 0.5) / RAIN_FINENESS
                mean[y, x] = MEAN_MEMORY * mean[y, x] + keep_mean * fresh_mean[y, x]
                span[y, x] = RANGE_MEMORY * span[y, x] + keep_span * fresh_span[y, x]
                centre = place[MEAN, cell] + warmth[cell] + 1.3 * season + place[SPREAD, cell] * mean[y, x]
                width = place[RANGE, cell] * (1.08 - 0.25 * share) * (1.0 + 0.14 * span[y, x])
                if is_wet:
                    centre -= WET_COOLER_K
                    width *= WET_RANGE
                width = max(width, LEAST_RANGE_K)
                tasmin[day, cell] = np.floor((centre - 0.5 * width) * FINENESS + 0.5) / FINENESS
                tasmax[day, cell] = np.floor((centre + 0.5 * width) * FINENESS + 0.5) / FINENESS
