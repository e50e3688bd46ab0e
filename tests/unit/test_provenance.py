import pytest

from catalog.provenance import run_of
from catalog.record import Facets
from tests.unit.described_files import daily_file


def key(name="data.nc", facets=None, **attributes):
    described = daily_file(name=name, **attributes)
    run, _ = run_of(described, [described.variables["tas"]], facets or Facets("x"))
    return run.key


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tas_day_ACCESS-CM2_ssp585_r1i1p1f1_gn_2015.nc", ("ACCESS-CM2", "ssp585", "r1i1p1f1")),
        ("tas_Amon_HadGEM2-ES_rcp85_r1i1p1_203012-205511.nc", ("HadGEM2-ES", "rcp85", "r1i1p1")),
        ("tasmax_day_CanESM2_rcp85_r1i1p1_na10kgrid_qm-moving-50bins-detrend_2095.nc", ("CanESM2", "rcp85", "r1i1p1")),
        (
            "tas_EUR-11_MPI-M-MPI-ESM-LR_rcp85_r1i1p1_KNMI-RACMO22E_v1_mon_209101.nc",
            ("MPI-M-MPI-ESM-LR + KNMI-RACMO22E", "rcp85", "r1i1p1"),
        ),
        (
            "tas_EUR-12_MPI-ESM1-2-HR_ssp370_r1i1p1f1_GERICS_REMO2020-2-2_v1-r1_day_2015.nc",
            ("MPI-ESM1-2-HR + REMO2020-2-2", "ssp370", "r1i1p1f1"),
        ),
        (
            "BCCAQv2+ANUSPLIN300_CCSM4_historical+rcp45_r2i1p1_1950-2100_tg_mean_YS.nc",
            ("CCSM4", "historical+rcp45", "r2i1p1"),
        ),
        ("gfdl-esm4_r1i1p1f1_w5e5_ssp585_tasmax_global_daily_2015_2020.nc", ("gfdl-esm4", "ssp585", "r1i1p1f1")),
        ("CanESM5_historical_1995_2014_52.22057_0.8847.csv", ("CanESM5", "historical", "")),
        ("tas_day_MIROC6_dcppA-hindcast_s1960-r1i1p1f1_gn_1960.nc", ("MIROC6", "dcppA-hindcast", "s1960-r1i1p1f1")),
        ("data.nc", ("", "", "")),
    ],
)
def test_file_names_of_the_archives_say_which_run_it_is(name, expected):
    assert key(name) == expected


def test_attributes_come_before_the_file_name():
    found = key("tas_day_X_rcp85_r9i9p9_2000.nc", source_id="MIROC6", experiment_id="ssp245", variant_label="r1i1p1f1")
    assert found == ("MIROC6", "ssp245", "r1i1p1f1")


def test_a_member_of_cmip5_is_put_together_from_its_numbers():
    attributes = {"model_id": "HadGEM2-ES", "experiment_id": "rcp85", "realization": "1", "initialization_method": "2"}
    assert key(**attributes, physics_version="3") == ("HadGEM2-ES", "rcp85", "r1i2p3")


def test_a_regional_model_is_named_after_the_one_that_drives_it():
    found = key(
        model_id="GERICS-REMO2015", driving_model_id="MPI-M-MPI-ESM-LR", experiment_id="historical",
        driving_model_ensemble_member="r1i1p1",
    )  # fmt: skip
    assert found == ("MPI-M-MPI-ESM-LR + GERICS-REMO2015", "historical", "r1i1p1")


def test_downscaling_keeps_the_model_and_joined_experiments_keep_their_name():
    found = key(driving_model_id="CCSM4", driving_experiment_id="historical,rcp45")
    assert found[:2] == ("CCSM4", "historical+rcp45")


def test_a_decadal_hindcast_keeps_its_start_in_the_member():
    found = key(source_id="M", experiment_id="dcppA-hindcast", variant_label="r1i1p1f1", sub_experiment_id="s1960")
    assert found[2] == "s1960-r1i1p1f1"


def test_options_override_what_the_file_says_and_leave_a_finding():
    described = daily_file(name="data.nc", source_id="A", experiment_id="ssp245")
    run, findings = run_of(described, [], Facets("x", model="B"))
    assert run.key == ("B", "ssp245", "")
    assert [f.code for f in findings] == ["option-overrides"]
    assert run.said == ("A", "ssp245", "")


def test_a_known_product_of_observations_has_its_own_name():
    assert key(title="E-OBS daily mean temperature") == ("E-OBS", "observed", "")
    assert key(source="ERA5-Land hourly reanalysis") == ("ERA5-Land", "observed", "")
    assert key(facets=Facets("x", kind="observation")) == ("observation", "observed", "")


def test_the_source_text_names_the_model_when_nothing_else_does():
    described = daily_file(
        name="E1.nc", **{"Model scenario": "E1", "source": "Data from Met Office Unified Model 6.05"}
    )
    run, findings = run_of(described, [], Facets("x"))
    assert run.key == ("Met Office Unified Model 6.05", "E1", "")
    assert [f.code for f in findings] == ["model-from-source"]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"mip_era": "CMIP6"}, "raw"),
        ({"mip_era": "CMIP6", "history": "Bias correction using nrcan_livneh."}, "adjusted"),
        ({"project_id": "CMIP5", "history": "cdo x /data/BCCAQ2/CMIP5/pr.nc out.nc"}, "raw"),
        ({"title": "NEX-GDDP-CMIP6"}, "adjusted"),
        ({"bc_method": "quantile mapping"}, "adjusted"),
        ({}, "unknown"),
    ],
)
def test_whether_a_run_was_adjusted_is_what_its_attributes_say(attributes, expected):
    described = daily_file(**attributes)
    assert run_of(described, [], Facets("x"))[0].adjustment == expected
