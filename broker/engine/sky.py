"""The sun over a place on each day of the year, by Spencer's series (1971): its height, its radiation, its hours.

xclim 0.62 takes the same series for evapotranspiration, day length and chill; `broker.engine.sunlight` has those of
FAO-56 for the share of sunshine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from catalog.calendars import date_of, day_number
from catalog.record import TimeAxis


@dataclass(frozen=True)
class Sky:
    """The angles of the year that a time axis has, and a place's sun at each of them.

    Attributes
    ----------
    of_step : ndarray of int64 (time,)
        Which angle each step has.
    declination, distance : ndarray of float64 (angles,)
        Of the sun, radians; the squared ratio of its mean distance to that day's.
    latitude : ndarray of float64 (cells,)
        Radians north.
    """

    of_step: np.ndarray
    declination: np.ndarray
    distance: np.ndarray
    latitude: np.ndarray

    @classmethod
    def of(cls, time: TimeAxis, latitude: np.ndarray) -> Sky:
        """Return the sky over cells (degrees north) on the days of a time axis, in its own calendar."""
        first_day = np.asarray(time.first_day, dtype=np.int64)
        years = date_of(first_day, time.calendar)[0]
        new_year = day_number(years, 1, 1, time.calendar)
        length = day_number(years + 1, 1, 1, time.calendar) - new_year
        shares, of_step = np.unique((first_day - new_year) / length, return_inverse=True)
        d = 2 * np.pi * shares
        declination = (
            0.006918 - 0.399912 * np.cos(d) + 0.070257 * np.sin(d) - 0.006758 * np.cos(2 * d)
            + 0.000907 * np.sin(2 * d) - 0.002697 * np.cos(3 * d) + 0.00148 * np.sin(3 * d)
        )  # fmt: skip
        distance = (
            1.00011 + 0.034221 * np.cos(d) + 0.00128 * np.sin(d) + 0.000719 * np.cos(2 * d) + 0.000077 * np.sin(2 * d)
        )
        return cls(of_step.astype(np.int64), declination, distance, np.radians(np.asarray(latitude, dtype=np.float64)))

    def sunset(self, latitude: np.ndarray | None = None) -> np.ndarray:
        """Return the hour angle of sunset, radians, (cells, angles): 0 where it stays down, π where it stays up."""
        lat = (self.latitude if latitude is None else latitude)[:, np.newaxis]
        return np.arccos(np.clip(-np.tan(lat) * np.tan(self.declination), -1.0, 1.0))

    def radiation(self, solar_constant: float) -> np.ndarray:
        """Return the sun's radiation above the air in a day, MJ m-2, (cells, angles), for a constant in W m-2."""
        w, lat = self.sunset(), self.latitude[:, np.newaxis]
        height = w * np.sin(lat) * np.sin(self.declination) + np.cos(lat) * np.cos(self.declination) * np.sin(w)
        return solar_constant * self.distance * np.maximum(height, 0.0) * 0.0864 / np.pi

    def hours(self) -> np.ndarray:
        """Return the length of the day, hours, (cells, angles)."""
        return self.sunset() * 24 / np.pi
