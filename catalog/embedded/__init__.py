"""The real datasets that travel with the project; their sources, licences and known flaws are in `README.md`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from catalog.record import Facets

HERE = Path(__file__).parent

_CMIP6_CITATIONS = (
    "CanESM5: Swart et al. (2019), doi:10.22033/ESGF/CMIP6.1303 and doi:10.22033/ESGF/CMIP6.1317; "
    "MIROC6: Tatebe and Watanabe (2018), doi:10.22033/ESGF/CMIP6.881, and Shiogama et al. (2019), "
    "doi:10.22033/ESGF/CMIP6.898; "
    "NorESM2-LM: Seland et al. (2019), doi:10.22033/ESGF/CMIP6.502 and doi:10.22033/ESGF/CMIP6.604. "
    "Tables from the package aquacrop 3.1.0: Kelly and Foster (2021), doi:10.1016/j.agwat.2021.106976."
)


@dataclass(frozen=True)
class EmbeddedDataset:
    """One dataset that travels with the project: its files and what is said of them at publication."""

    facets: Facets
    paths: tuple[str, ...]


def embedded_datasets() -> tuple[EmbeddedDataset, ...]:
    """Return the embedded datasets in the order of publication: the station first, so that models are compared with it.

    Returns
    -------
    tuple of EmbeddedDataset
        `suffolk-station`, `woolpit-cmip6` and `north-america-annual`.
    """
    return tuple(
        EmbeddedDataset(facets, tuple(str(path) for path in sorted((HERE / facets.dataset).glob("*.nc"))))
        for facets in (
            Facets(
                dataset="suffolk-station",
                title="Suffolk station",
                producer="AquaCrop-OSPy (package aquacrop 3.1.0)",
                licence="MIT (package); the table carries no licence of its own",
                citation="Package aquacrop 3.1.0: Kelly and Foster (2021), doi:10.1016/j.agwat.2021.106976.",
                kind="observation",
            ),
            Facets(
                dataset="woolpit-cmip6",
                title="CMIP6 daily weather at the grid cell nearest Woolpit, Suffolk",
                producer="CCCma, MIROC and NCC; extracted by AquaCrop-OSPy (package aquacrop 3.1.0)",
                licence="MIT (package); CMIP6 terms of use underneath: cite the models",
                citation=_CMIP6_CITATIONS,
                kind="projection",
            ),
            Facets(
                dataset="north-america-annual",
                title="North America, annual mean temperature 1859–2099 under A1B and E1",
                producer="Met Office Hadley Centre; iris-sample-data 2.5.2",
                licence="UK Open Government Licence",
                citation=(
                    "HadGEM2-AO, ENSEMBLES: Johns et al. (2011), doi:10.1007/s00382-011-1005-5; "
                    "Lowe et al. (2009), doi:10.1029/2009EO210001."
                ),
                kind="projection",
                model="HadGEM2-AO",  # the files name the Unified Model 6.05 only; Iris documents the model
            ),
        )
    )
