"""Where: places searched, looked at against the data, read from files, and kept for the next need."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broker.reach import FARTHEST_STATION_KM
from broker.service.store import Store
from translators.need import Need
from translators.need_file import read_need_file
from translators.regions import Place, Region, find_places, region_of

if TYPE_CHECKING:
    from broker.areas.files import Wanted
    from broker.areas.kept import KeptPlace, KeptPlaces
    from broker.areas.look import Look
    from translators.gazetteer.reverse import Here

#: Keys of a region that the service resolves before the translators see it.
FROM_FILES = ("file", "wkt", "kept")


class PlaceVerbs(Store):
    """Verbs of places, before and beside any need."""

    def search_places(self, text: str, limit: int = 8) -> tuple[Place, ...]:
        """Return the places that a text may mean, best first, its spelling forgiven: for every key stroke."""
        self._may("", "search places")
        return tuple(find_places(text, limit))

    def places_at(self, lat: float, lon: float) -> Here:
        """Return the country, first-level unit and nearest town of a point. Raises `RegionError` off the Earth."""
        from translators.gazetteer.reverse import places_at

        self._may("", "search places")
        point = region_of({"point": {"lat": lat, "lon": lon}}).geometry
        return places_at(point.y, point.x)

    def read_area(self, name: str, content: bytes, wanted: Wanted | None = None) -> Region:
        """Return the region in an area file's bytes; nothing is kept. Raises `RegionError`."""
        from broker.areas.files import WHOLE, area_of_bytes

        self._may("", "search places")
        return region_of(area_of_bytes(name, content, wanted or WHOLE))

    def region(self, asked: Mapping[str, Any], beside: Path | None = None, *, by: str = "") -> Region:
        """Return the region that a need file writes, files and kept places included.

        Parameters
        ----------
        asked : mapping
            One of the ways of `translators.regions.region_of`; or ``file:`` (a name, or a mapping with name, layer,
            feature, crs, each, repair), ``wkt:`` (text), ``kept:`` (a name under which `by` keeps a place).

        Raises
        ------
        RegionError, UnknownKeptPlace
        """
        return region_of(self.written_out(asked, beside, by=by), beside)

    def written_out(self, asked: Any, beside: Path | None = None, *, by: str = "") -> Any:
        """Return a need's region with files and kept places replaced by the shapes that they hold."""
        if not isinstance(asked, Mapping) or len(asked) != 1:
            return asked
        way, value = next(iter(asked.items()))
        if way == "several" and isinstance(value, (list, tuple)):
            return {"several": [self.written_out(one, beside, by=by) for one in value]}
        if way not in FROM_FILES:
            return asked
        from broker.areas.files import area_of_bytes, region_of_file

        if way == "file":
            return region_of_file(value, beside)
        if way == "wkt":
            return area_of_bytes("the text", str(value).encode("utf-8", "replace"))
        person = self._may(by, "keep places")
        return self._kept.find(person, str(value)).region.asked

    def load_need(self, path: Path, *, by: str = "") -> Need:
        """Return the need that a file holds, the area files beside it and the places that `by` keeps included.

        Raises
        ------
        TranslationError, UnknownKeptPlace
        """
        return self.need_of(read_need_file(path), path.parent, by=by)

    def need_of(self, values: Mapping[str, Any], folder: Path, *, by: str = "") -> Need:
        """Return the need of plain values, with the area files of a folder and the places that `by` keeps."""
        if "region" in values:
            values = {**values, "region": self.written_out(values["region"], folder, by=by)}
        return Need.of(values, beside=folder)

    def look(self, region: Region, *, by: str = "") -> Look:
        """Return a region's area, the cells of each dataset under it, and the share outside; no values are read."""
        from broker.areas.look import look_at

        viewer = self._may(by, "list datasets").signs_as
        catalog = self._catalog
        near = catalog.around(region.geometry.bounds, 4 * FARTHEST_STATION_KM, 0, viewer)
        return look_at(region, near, lambda version, simulation: catalog.source(version, simulation).grid)

    def keep_place(self, name: str, region: Region, precision: str = "exact", *, by: str) -> KeptPlace:
        """Keep a place or a list under a name of one's own, as exactly as its owner wants; again is the same as once.

        Raises
        ------
        RegionError
            If the name or the precision is none, or the place cannot be made coarser.
        """
        from broker.areas.kept import KeptPlace
        from translators.precision import coarsened

        person = self._may(by, "keep places")
        return self._kept.keep(person, KeptPlace(name, coarsened(region, precision), precision))

    def kept_places(self, *, by: str) -> tuple[KeptPlace, ...]:
        """Return the places that somebody keeps; nobody sees those of others."""
        return self._kept.of(self._may(by, "keep places"))

    def forget_place(self, name: str, *, by: str) -> KeptPlace:
        """Delete a kept place. Dialogues that used it keep what was said in them. Raises `UnknownKeptPlace`."""
        return self._kept.forget(self._may(by, "keep places"), name)

    @cached_property
    def _kept(self) -> KeptPlaces:
        from broker.areas.kept import KeptPlaces

        return KeptPlaces(self._engine, self._keys)
