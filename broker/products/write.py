"""A product as files: all of them, whole, or none."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from broker.engine.result import Result
from broker.errors import BrokerError
from broker.products.delivery import Citation, Delivery
from broker.products.language import written_in

__all__ = ["FILES", "Citation", "Delivery", "write_product"]


def write_product(result: Result, delivery: Delivery, directory: Path) -> tuple[str, ...]:
    """Write the files of a product into a folder and return their names.

    Every file is written under another name and moved to its own only when all are whole; a file of an earlier product
    that this one does not have (a map, where a point is asked) is removed. Equal inputs on one installation give equal
    bytes.

    Raises
    ------
    BrokerError
        If the folder cannot be written.
    """
    directory = Path(directory)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=directory) as scratch:
            with written_in(delivery.language):
                made = _write_all(result, delivery, Path(scratch))
            for name, path in made.items():
                path.replace(directory / name)
        for name in FILES:
            if name not in made:
                (directory / name).unlink(missing_ok=True)
    except OSError as err:
        raise BrokerError(
            f"The product was to be written into {directory}, but that failed ({err.strerror or err}), so there are no "
            f"files to hand over. Choose a folder that exists, has room and may be written.",
            code="not-written",
        ) from err
    return tuple(made)


def _write_all(result: Result, delivery: Delivery, folder: Path) -> dict[str, Path]:
    made: dict[str, Path] = {}
    for name, write in FILES.items():
        path = folder / name
        if name == "provenance.json":  # the last: it names all others by their bytes
            _provenance(result, delivery, made, path)
        else:
            write(result, delivery, path)
        if path.exists():
            made[name] = path
    return made


def _series(result: Result, delivery: Delivery, path: Path) -> None:
    from broker.products.tables import series_csv

    path.write_text(series_csv(result), encoding="utf-8", newline="")


def _summary(result: Result, delivery: Delivery, path: Path) -> None:
    from broker.products.tables import summary_csv

    path.write_text(summary_csv(result), encoding="utf-8", newline="")


def _adjustment(result: Result, delivery: Delivery, path: Path) -> None:
    if result.adjusted is not None:
        from broker.products.adjustment_table import adjustment_csv

        path.write_text(adjustment_csv(result, result.adjusted), encoding="utf-8", newline="")


def _netcdf(result: Result, delivery: Delivery, path: Path) -> None:
    from broker.products.netcdf import write_netcdf

    write_netcdf(result, delivery, path)


def _map(result: Result, delivery: Delivery, path: Path) -> None:
    from broker.products.fields import has_map

    if has_map(result):
        from broker.products.map import write_map

        write_map(result, delivery, path)


def _chart(result: Result, delivery: Delivery, path: Path) -> None:
    from broker.products.figures import write_chart

    write_chart(result, delivery, path)


def _brief(result: Result, delivery: Delivery, path: Path) -> None:
    from broker.products.brief import write_brief

    write_brief(result, delivery, path)


def _brief_text(result: Result, delivery: Delivery, path: Path) -> None:
    from broker.products.told import brief_text_of

    path.write_text(brief_text_of(result, delivery), encoding="utf-8", newline="")


def _sms(result: Result, delivery: Delivery, path: Path) -> None:
    from broker.products.told import sms_of

    path.write_text("".join(f"{part}\n" for part in sms_of(result, delivery)), encoding="utf-8", newline="")


def _spoken(result: Result, delivery: Delivery, path: Path) -> None:
    from broker.products.told import spoken_of

    path.write_text(spoken_of(result, delivery), encoding="utf-8", newline="")


def _check(result: Result, delivery: Delivery, path: Path) -> None:
    from broker.products.comprehension import check_json

    path.write_text(check_json(result, delivery), encoding="utf-8", newline="")


def _checkpoint(result: Result, delivery: Delivery, path: Path) -> None:
    if delivery.checkpoint is not None:
        path.write_text(json.dumps(delivery.checkpoint.to_json(), indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _recipe(result: Result, delivery: Delivery, path: Path) -> None:
    path.write_bytes(result.recipe.canonical)


def _provenance(result: Result, delivery: Delivery, made: dict[str, Path], path: Path) -> None:
    from broker.products.provenance import provenance_json

    path.write_bytes(provenance_json(result, delivery, made))


#: File → what writes it, in the order of writing; a map is written only where there are cells to show,
#: a table of the adjustment where there is one.
FILES: dict[str, Callable[..., None]] = {
    "series.csv": _series,
    "summary.csv": _summary,
    "adjustment.csv": _adjustment,
    "product.nc": _netcdf,
    "map.png": _map,
    "chart.png": _chart,
    "brief.pdf": _brief,
    "brief.txt": _brief_text,
    "sms.txt": _sms,
    "spoken.txt": _spoken,
    "check.json": _check,
    "checkpoint.json": _checkpoint,
    "recipe.json": _recipe,
    "provenance.json": _provenance,
}
