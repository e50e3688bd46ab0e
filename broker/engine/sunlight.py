"""The sun's radiation above the air, by latitude and day of the year (FAO-56, equations 21 to 25)."""

from __future__ import annotations

import numpy as np

from catalog.calendars import date_of, day_number
from catalog.record import TimeAxis

#: MJ/m² a minute, of FAO-56.
_SOLAR_CONSTANT = 0.0820


def radiation_above_air(latitude: np.ndarray, angle: np.ndarray) -> np.ndarray:
    """Return the sun's radiation above the air.

    Parameters
    ----------
    latitude : ndarray (cells,)
        Degrees north.
    angle : ndarray (days,)
        Of the year, in radians: 2π × day of the year / days of the year.

    Returns
    -------
    ndarray of float64 (cells, days)
        MJ/m² a day; 0 where the sun does not rise.

    References
    ----------
    Allen et al. (1998), FAO Irrigation and Drainage Paper 56, equations 21, 23, 24 and 25.
    """
    lat = np.radians(np.asarray(latitude, dtype=np.float64))[:, None]
    distance = 1.0 + 0.033 * np.cos(angle)
    declination = 0.409 * np.sin(angle - 1.39)
    sunset = np.arccos(np.clip(-np.tan(lat) * np.tan(declination), -1.0, 1.0))
    height = sunset * np.sin(lat) * np.sin(declination) + np.cos(lat) * np.cos(declination) * np.sin(sunset)
    return np.maximum(24 * 60 / np.pi * _SOLAR_CONSTANT * distance * height, 0.0)


def angles_of(time: TimeAxis) -> tuple[np.ndarray, np.ndarray]:
    """Return the angles of the year that occur, and which of them each step has: (angles,), int64 (time,)."""
    first_day = np.asarray(time.first_day, dtype=np.int64)
    years = date_of(first_day, time.calendar)[0]
    new_year = day_number(years, 1, 1, time.calendar)
    length = day_number(years + 1, 1, 1, time.calendar) - new_year
    angles, which = np.unique((first_day - new_year + 1) / length, return_inverse=True)
    return 2.0 * np.pi * angles, which.astype(np.int64)
