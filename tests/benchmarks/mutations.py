"""Files as chance and malice change them: cut, flipped, spliced, edited headers, bombs, links to other files."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import h5py
import netCDF4
import numpy as np

#: The value that the files hold to which hostile ones point.
CANARY = 7777.0
STEPS, SIDE = 60, 6
FORMATS = ("NETCDF4", "NETCDF4_CLASSIC", "NETCDF3_CLASSIC", "NETCDF3_64BIT_OFFSET")
_GIANT = 2**31 - 1


def write_whole(path: Path, model: str, form: str, seed: int, *, packed: bool) -> None:
    """Write a small daily field that is well; packed as short integers, or plain."""
    chance = np.random.default_rng(seed)
    with netCDF4.Dataset(path, "w", format=form) as file:
        file.setncatts({"source_id": model, "experiment_id": "historical", "variant_label": "r1i1p1f1"})
        for name, size, units in (
            ("time", STEPS, "days since 2001-01-01"), ("lat", SIDE, "degrees_north"), ("lon", SIDE, "degrees_east")
        ):  # fmt: skip
            file.createDimension(name, size)
            held = file.createVariable(name, "f8", (name,))
            held.units = units
            held[:] = np.arange(size) + 0.5
        file["time"].calendar = "noleap"
        packing = {"zlib": True, "shuffle": True} if form.startswith("NETCDF4") else {}
        field = file.createVariable("tasmax", "i2" if packed else "f4", ("time", "lat", "lon"), **packing)
        field.units = "K"
        if packed:
            field.setncatts({"scale_factor": np.float32(0.01), "add_offset": np.float32(290)})
        field[:] = chance.normal(290, 5, (STEPS, SIDE, SIDE))


def cut(content: bytearray, chance: random.Random) -> bytearray:
    """Leave the end out."""
    return content[: chance.randrange(len(content))]


def flip(content: bytearray, chance: random.Random) -> bytearray:
    """Change some bits anywhere."""
    for _ in range(chance.randrange(1, 40)):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return content


def edit_header(content: bytearray, chance: random.Random) -> bytearray:
    """Put other bytes into the first 2,000."""
    for _ in range(chance.randrange(1, 12)):
        content[chance.randrange(min(2000, len(content)))] = chance.randrange(256)
    return content


def edit_numbers(content: bytearray, chance: random.Random) -> bytearray:
    """Put extreme whole numbers where the header may count or point."""
    for _ in range(chance.randrange(1, 4)):
        width = chance.choice((2, 4, 8))
        at = chance.randrange(0, min(1500, len(content) - 8))
        number = chance.choice((0, 1, 2 ** (8 * width) - 1, 2 ** (8 * width - 1) - 1, 2 ** (8 * width - 2)))
        content[at : at + width] = number.to_bytes(width, chance.choice(("big", "little")))
    return content


def splice(content: bytearray, chance: random.Random) -> bytearray:
    """Put a part of the file in the place of another, or leave it out."""
    first, second = sorted(chance.sample(range(len(content)), 2))
    part = content[first:second][: chance.randrange(1, 2000)]
    at = chance.randrange(len(content))
    return content[:at] + part + content[at + chance.choice((0, len(part))) :]


def blank(content: bytearray, chance: random.Random) -> bytearray:
    """Put zeros over a part, as a failed copy does."""
    at, size = chance.randrange(len(content)), chance.randrange(1, 4096)
    content[at : at + size] = bytes(len(content[at : at + size]))
    return content


def make_link(path: Path, chance: random.Random, canary: Path) -> None:
    """Write a file whose values lie in another one, or that leads there; `canary` is its name without an ending."""
    kind = chance.choice(("link", "storage", "virtual", "group", "dimension"))
    with h5py.File(path, "r+") as file:
        if kind == "dimension":
            del file["lat"]
            file["lat"] = h5py.ExternalLink(f"{canary}.h5", "/secret")
            return
        if kind == "group":
            file["more"] = h5py.ExternalLink(f"{canary}.h5", "/")
            return
        del file["tasmax"]
        shape = (STEPS, SIDE, SIDE)
        if kind == "link":
            file["tasmax"] = h5py.ExternalLink(f"{canary}.h5", "/secret")
        elif kind == "storage":
            outside = [(f"{canary}.bin", 0, 8 * int(np.prod(shape)))]
            file.create_dataset("tasmax", shape, dtype="f8", external=outside)
        else:
            layout = h5py.VirtualLayout(shape, dtype="f8")
            layout[:] = h5py.VirtualSource(f"{canary}.h5", "secret", shape)
            file.create_virtual_dataset("tasmax", layout)
        if kind != "link":
            file["tasmax"].attrs["units"] = "K"


def make_bomb(path: Path, chance: random.Random) -> None:
    """Write a small file that declares or unpacks to far more than it is."""
    kind = chance.choice(("declared", "deflated", "attributes", "groups", "dimensions"))
    with h5py.File(path, "r+") as file:
        if kind == "declared":
            file.create_dataset("pr", (_GIANT, _GIANT // 4), dtype="f4", chunks=(1, 1_000_000))
        elif kind == "deflated":
            values = np.zeros(25_000_000, dtype="f4")
            del file["lat"]
            file.create_dataset("lat", data=values, chunks=values.shape, compression="gzip", compression_opts=9)
        elif kind == "attributes":
            for number in range(200):
                file.attrs[f"a{number}"] = "x" * 60_000
        elif kind == "groups":
            file["/".join("g" * 600)] = np.zeros(1)
        else:
            for number in range(1100):
                file[f"d{number}"] = np.zeros(1)
                file[f"d{number}"].make_scale()


BYTES: dict[str, Callable[[bytearray, random.Random], bytearray]] = {
    "cut": cut, "flipped": flip, "header edited": edit_header, "numbers edited": edit_numbers, "spliced": splice,
    "blanked": blank,
}  # fmt: skip
#: In this order, again and again: half of the last two kinds' turns, because each of theirs is alike.
KINDS = (*BYTES, *BYTES, "link", "bomb")


def write_mutated(path: Path, model: str, number: int, seed: int, canary: Path) -> str:
    """Write one mutated file and return the kind of its mutation; the same number and seed give the same file."""
    chance = random.Random(f"{seed} {number}")
    kind = KINDS[number % len(KINDS)]
    form = chance.choice(FORMATS) if kind in BYTES else "NETCDF4"
    write_whole(path, model, form, number, packed=chance.random() < 0.3)
    if kind == "link":
        make_link(path, chance, canary)
    elif kind == "bomb":
        make_bomb(path, chance)
    else:
        path.write_bytes(BYTES[kind](bytearray(path.read_bytes()), chance))
    return kind


def write_canaries(folder: Path) -> tuple[Path, ...]:
    """Write the files that must never be opened, and return them."""
    values = np.full((STEPS, SIDE, SIDE), CANARY)
    paths = (folder / "canary.h5", folder / "canary.bin")
    with h5py.File(paths[0], "w") as file:
        file["secret"] = values
    paths[1].write_bytes(values.tobytes())
    return paths
