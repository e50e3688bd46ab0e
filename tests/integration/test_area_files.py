"""Area files as people have them: read, put into degrees, checked; hostile and broken ones refused in words."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely

from broker.areas.files import Wanted, area_of_bytes, region_of_file
from translators.errors import RegionError
from translators.regions import region_of, spherical_area_km2

FIELDS = [
    ("Home field", shapely.box(0.8, 52.1, 1.0, 52.3)),
    (
        "Far field",
        shapely.Polygon([(1.1, 52.1), (1.2, 52.1), (1.2, 52.3)], [[(1.15, 52.12), (1.18, 52.12), (1.18, 52.15)]]),
    ),
]


def written(folder: Path, driver: str, name: str, fields=FIELDS, crs: str | None = "EPSG:4326") -> Path:
    path, names = folder / name, np.array([n for n, _ in fields], dtype=object)
    shapes = shapely.to_wkb(np.array([shape for _, shape in fields]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # without a projection, on purpose
        pyogrio.raw.write(path, shapes, [names], np.array(["name"]), geometry_type="Polygon", crs=crs, driver=driver)
    return path


def zipped(folder: Path, inside: str = "data/2026/") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "from the land registry")
        for path in sorted(folder.glob("fields.*")):
            archive.write(path, inside + path.name)
    return packed.getvalue()


def in_projection(code: int):
    turn = pyproj.Transformer.from_crs(4326, code, always_xy=True)
    return [
        (name, shapely.transform(shape, lambda xy: np.column_stack(turn.transform(xy[:, 0], xy[:, 1]))))
        for name, shape in FIELDS
    ]


@pytest.fixture
def files(tmp_path) -> dict[str, bytes]:
    written(tmp_path, "ESRI Shapefile", "fields.shp")
    found = {"fields.zip": zipped(tmp_path)}
    for driver, name in (("GPKG", "f.gpkg"), ("KML", "f.kml"), ("GeoJSON", "f.geojson")):
        found[name] = written(tmp_path, driver, name).read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("doc.kml", found["f.kml"])
    found["f.kmz"] = packed.getvalue()
    found["f.wkt"] = shapely.MultiPolygon([shape for _, shape in FIELDS]).wkt.encode()
    return found


def test_every_format_gives_the_same_area(files):
    areas = {name: region_of(area_of_bytes(name, raw)) for name, raw in files.items()}
    asked = sum(spherical_area_km2(shape) for _, shape in FIELDS)
    assert {name: pytest.approx(asked, rel=1e-9) for name in files} == {n: r.area_km2 for n, r in areas.items()}
    assert "shapefile" in areas["fields.zip"].source
    assert "2 shapes joined" in areas["f.gpkg"].source


def test_a_projected_file_lands_where_its_fields_lie(tmp_path):
    raw = written(tmp_path, "GPKG", "utm.gpkg", in_projection(32631), "EPSG:32631").read_bytes()
    region = region_of(area_of_bytes("utm.gpkg", raw))
    expected = shapely.union_all([shape for _, shape in FIELDS])
    # Edges straight in the projection are none in degrees, hence not nothing.
    assert shapely.symmetric_difference(region.geometry, expected).area < 1e-3 * expected.area
    assert "from WGS 84 / UTM zone 31N" in region.source


def test_a_feature_is_chosen_by_its_name_and_each_can_be_a_region(files):
    one = region_of(area_of_bytes("f.gpkg", files["f.gpkg"], Wanted(feature="home FIELD")))
    assert (one.name, one.area_km2) == ("Home field", pytest.approx(spherical_area_km2(FIELDS[0][1])))
    each = region_of(area_of_bytes("f.kml", files["f.kml"], Wanted(each=True)))
    assert [name for name, _ in each.parts] == ["Home field", "Far field"]
    with pytest.raises(RegionError, match="Home field, Far field"):
        area_of_bytes("f.gpkg", files["f.gpkg"], Wanted(feature="Elsewhere"))


def test_a_file_without_projection_is_asked_for_it(tmp_path):
    written(tmp_path, "ESRI Shapefile", "fields.shp", in_projection(32631), None)
    raw = zipped(tmp_path)
    with pytest.raises(RegionError, match="does not say in which projection"):
        area_of_bytes("fields.zip", raw)
    region = region_of(area_of_bytes("fields.zip", raw, Wanted(crs="EPSG:32631")))
    assert region.geometry.centroid.distance(shapely.Point(0.95, 52.2)) < 0.1
    with pytest.raises(RegionError, match="not known here"):
        area_of_bytes("fields.zip", raw, Wanted(crs="EPSG:999999"))


def test_of_several_layers_one_is_asked(tmp_path):
    path = written(tmp_path, "GPKG", "two.gpkg")
    pyogrio.raw.write(
        path, shapely.to_wkb(np.array([FIELDS[0][1]])), [np.array(["x"], dtype=object)], np.array(["name"]),
        geometry_type="Polygon", crs="EPSG:4326", driver="GPKG", layer="farms", append=True,
    )  # fmt: skip
    with pytest.raises(RegionError, match="2 layers of shapes; they are: two, farms") as refusal:
        area_of_bytes("two.gpkg", path.read_bytes())
    assert refusal.value.options == ("two", "farms")
    assert region_of(area_of_bytes("two.gpkg", path.read_bytes(), Wanted(layer="farms"))).name == "x"


def test_an_outline_that_crosses_itself_is_mended_only_when_asked_and_only_a_little(tmp_path):
    spike = shapely.Polygon([(0, 50), (1, 50), (1, 51), (1.00001, 51.00002), (1, 51.00001), (1, 51), (0, 51)])
    bow_tie = shapely.Polygon([(0, 50), (1, 51), (1, 50), (0, 51)])
    little = written(tmp_path, "GPKG", "spike.gpkg", [("spike", spike)]).read_bytes()
    much = written(tmp_path, "GPKG", "tie.gpkg", [("tie", bow_tie)]).read_bytes()
    with pytest.raises(RegionError, match="write repair: true"):
        area_of_bytes("spike.gpkg", little)
    region = region_of(area_of_bytes("spike.gpkg", little, Wanted(repair=True)))
    assert "mended" in region.source
    assert region.area_km2 == pytest.approx(spherical_area_km2(shapely.box(0, 50, 1, 51)), rel=1e-3)
    with pytest.raises(RegionError, match="does not cross or touch itself"):
        area_of_bytes("tie.gpkg", much, Wanted(repair=True))


def zip_of(entries: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return packed.getvalue()


def lying_zip() -> bytes:
    raw = bytearray(zip_of({"a.wkt": b"POLYGON ((" + b"0" * 100_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = raw.index(signature) + offset
        raw[at : at + 4] = (100).to_bytes(4, "little")
    return bytes(raw)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "' + b"ha" * 500 + b'">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(8))
    + b']><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>&i;</name></Placemark></kml>'
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "no area file that is read here"),
        ("empty.zip", zip_of({"notes.txt": b"x"}), "0 area files"),
        ("two.zip", zip_of({"a.kml": b"<kml/>", "b.kml": b"<kml/>"}), "2 area files"),
        ("bomb.zip", zip_of({"a.kml": b"<kml>" + b" " * 70_000_000}), "more than an area needs"),
        ("lying.zip", lying_zip(), "cannot be opened"),
        ("many.zip", zip_of({f"{n}.txt": b"" for n in range(300)}), "more than an area needs"),
        ("half.zip", zip_of({"a.kml": b"<kml/>"})[:60], "cannot be opened"),
        ("lone.zip", zip_of({"a.shp": b"\0" * 100}), "cannot be read"),
        ("half.gpkg", b"SQLite format 3\0" + b"\0" * 500, "cannot be read"),
        ("laughs.kml", LAUGHS, "cannot be read"),
        ("words.wkt", b"POLYGON ((0 0, one two", "cannot be read"),
        ("sea.wkt", b"POLYGON ((0 0, 1 0, 1 100, 0 0))", "does not lie on the Earth"),
        ("line.wkt", b"POLYGON ((0 0, 1 1, 2 2, 0 0))", "no area|not a simple area"),
        ("large.wkt", b"POLYGON ((" + b"0 0, " * 4_100_000, "larger than 20 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # bytes of a ZIP hold the time: no two runs are alike
)
def test_what_is_no_area_is_refused_in_words(name, raw, says):
    with pytest.raises(RegionError, match=says) as refusal:
        region_of(area_of_bytes(name, raw))
    assert "Traceback" not in str(refusal.value)
    assert str(refusal.value).count(f"{name!r}") <= 1, "a refusal inside a refusal"


def test_a_zip_never_writes_outside_and_reads_only_its_area(tmp_path):
    written(tmp_path, "ESRI Shapefile", "fields.shp")
    raw = zipped(tmp_path, inside="../../")
    before = sorted(tmp_path.rglob("*"))
    assert region_of(area_of_bytes("fields.zip", raw)).area_km2 > 0
    assert sorted(tmp_path.rglob("*")) == before


def test_a_need_reads_only_files_beside_it(tmp_path):
    beside = tmp_path / "needs"
    beside.mkdir()
    written(tmp_path, "GPKG", "f.gpkg")
    for name in ("../f.gpkg", "/etc/passwd", "f.gpkg\0", "nothing.gpkg"):
        with pytest.raises(RegionError):
            region_of_file(name, beside)
    with pytest.raises(RegionError, match="came without a folder"):
        region_of_file("f.gpkg", None)
    with pytest.raises(RegionError, match="not clear what to open"):
        region_of_file({"name": "f.gpkg", "query": "select 1"}, tmp_path)
    assert region_of_file("f.gpkg", tmp_path)["geojson"]["properties"]["name"] == "the area in f.gpkg"
