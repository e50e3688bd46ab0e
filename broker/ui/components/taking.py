"""What a scientist takes along: the citation, the code that opens the data, and the data in the forms of the trade."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from broker.service import Broker
from broker.ui.components.markup import html, show
from broker.ui.components.standing import is_under_embargo
from broker.ui.messages import say
from catalog.record import Simulation, Version

#: The largest simulation that a page hands out as NetCDF, before compression: its file is held in memory.
MOST_BYTES = 50_000_000


def show_citation(version: Version) -> None:
    """Draw the citation to copy: the producer's own words, else one made of what is known."""
    st.code(version.citation or citation_of(version), language=None, wrap_lines=True)
    if not version.citation:
        show(html('<p class="quiet small">{words}</p>', words=say("catalog.cite.none")))


def citation_of(version: Version) -> str:
    """Return a citation in the form that Zenodo and DataCite use, of what is known."""
    author = version.producer or version.holder or version.published_by or say("citation.nobody")
    year, title = version.published.year, version.title or version.dataset
    doi = f" doi:{version.doi[version.doi.find('10.') :]}" if "10." in version.doi else ""
    return say("citation.made", author=author, year=year, title=title, number=version.number) + doi


def show_code(version: Version) -> None:
    """Draw the code that opens the data, and the line of a need file that asks for them."""
    one = version.simulations[0] if version.simulations else None
    if one is not None:
        st.code(code_to_open(version, one), language="python", wrap_lines=True)
    show(html('<p class="small">{words}</p>', words=say("catalog.code.need")))
    st.code(f"datasets: [{version.dataset}]", language="yaml")


def code_to_open(version: Version, simulation: Simulation) -> str:
    """Return Python that opens one simulation lazily."""
    named = {"model": simulation.model, "scenario": simulation.scenario, "member": simulation.member}
    several = len(version.simulations) > 1
    options = "".join(f", {name}={value!r}" for name, value in named.items() if value and several)
    name = simulation.variables[0].name if simulation.variables else ""
    return (
        f"from broker import Broker\n\n"
        f"data = Broker().open({version.dataset!r}, {version.number}{options})\n"
        f"yearly = data[{name!r}].groupby('time.year').mean().compute()"
    )


def may_be_handed_out(version: Version) -> bool:
    """Whether files of this version may pass through the page: an address of a file asks nobody who they are."""
    return version.status == "published" and not is_under_embargo(version) and version.consent.casefold() != "no"


def show_exports(broker: Broker, version: Version) -> None:
    """Draw one button a form; a file is made when it is asked for."""
    if not may_be_handed_out(version):
        show(html('<p class="quiet">{words}</p>', words=say("export.kept")))
        st.code(f'broker catalog export {version.label} --netcdf DIR --by "NAME"', language="bash")
        return
    small = [s for s in version.simulations if size_of(s) <= MOST_BYTES]
    with st.container(horizontal=True, key="exports"):
        for form, suffix, media in (("citation", "cff", "text/plain"), ("stac", "zip", "application/zip")):
            _button(broker, version, form, suffix, media)
        if small and len(small) == len(version.simulations) and sum(map(size_of, small)) <= MOST_BYTES:
            _button(broker, version, "intake", "zip", "application/zip")
    if small:
        one = st.selectbox(
            say("export.simulation"), small, format_func=lambda s: " ".join(filter(None, s.key)),
            key="export-simulation",
        )  # fmt: skip
        name = f"{version.dataset}-v{version.number}-{small.index(one)}-{version.snapshot}.nc"
        st.download_button(
            say("export.netcdf"), data=lambda: _netcdf(broker, version, one), file_name=name,
            mime="application/x-netcdf", key="export-netcdf", on_click="ignore",
        )  # fmt: skip
    if len(small) < len(version.simulations):
        show(html('<p class="quiet small">{words}</p>', words=say("export.large")))
    st.code(f"broker catalog export {version.label} --netcdf DIR", language="bash")


def size_of(simulation: Simulation) -> float:
    """Return about how many bytes the values of a simulation take, uncompressed."""
    first, last = simulation.years
    steps = (last - first + 1) * {"day": 366, "mon": 12, "yr": 1}.get(simulation.frequency, 366 * 24)
    return steps * simulation.cells * sum(8 if v.dtype == "float64" else 4 for v in simulation.variables)


def _button(broker: Broker, version: Version, form: str, suffix: str, media: str) -> None:
    name = f"{version.dataset}-v{version.number}-{form}-{version.snapshot}.{suffix}"
    st.download_button(
        say(f"export.{form}"), data=_maker(broker, version, form), file_name=name, mime=media, key=f"export-{form}",
        on_click="ignore",
    )  # fmt: skip


def _maker(broker: Broker, version: Version, form: str) -> Callable[[], bytes]:
    def make() -> bytes:
        from catalog.exports import Targets

        with tempfile.TemporaryDirectory(prefix="broker-export-") as folder:
            target = Path(folder) / version.dataset
            broker.export([(version.dataset, version.number)], Targets(**{form: target}))
            if form == "citation":
                return (target / "CITATION.cff").read_bytes()
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                for path in sorted(p for p in target.rglob("*") if p.is_file()):
                    archive.write(path, path.relative_to(folder))
            return packed.getvalue()

    return make


def _netcdf(broker: Broker, version: Version, simulation: Simulation) -> bytes:
    with tempfile.TemporaryDirectory(prefix="broker-export-") as folder:
        return broker.save_simulation(version.dataset, version.number, simulation.key, Path(folder)).read_bytes()
