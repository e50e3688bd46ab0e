import re
from pathlib import Path

import pytest

from catalog.checks import CHECKS, finding, reference_page
from catalog.record import SEVERITIES, Finding
from catalog.telling import sort_findings, tell_once
from catalog.understood import raise_errors

ROOT = Path(__file__).parents[2]
SOURCES = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "catalog").glob("*.py"))


def test_the_reference_page_is_made_from_the_table():
    page = (ROOT / "catalog" / "checks.md").read_text(encoding="utf-8")
    assert page == reference_page(), "run: python -m catalog.checks > catalog/checks.md"


@pytest.mark.parametrize("code", sorted(CHECKS))
def test_every_check_says_what_why_and_how_and_is_made_somewhere(code):
    check = CHECKS[code]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    assert check.severity in SEVERITIES
    assert check.title
    assert check.why.endswith(".")
    assert check.fix.endswith(".")
    assert f'"{code}"' in SOURCES, f"nothing finds {code}"


def test_there_are_at_least_forty():
    assert len(CHECKS) >= 40


def test_a_repairable_error_names_its_option_and_an_accepted_repair_is_a_warning_that_travels():
    refused = finding("time-unsorted", "It goes back.", file="a.nc")
    assert refused.severity == "error"
    assert "--accept time-unsorted" in refused.fix
    repaired = finding("time-unsorted", "It goes back.", file="a.nc", repaired=True)
    assert repaired.severity == "warning"
    assert "Accepted" in repaired.message


def test_a_fix_names_the_file_and_the_variable_at_hand():
    fix = finding("units-missing", "No unit.", file="a.nc", variable="pr").fix
    assert "units,pr,c,c,UNIT a.nc" in fix


def test_findings_come_with_errors_first_and_each_once():
    note, error = finding("licence-missing", "None."), finding("units-missing", "None.", file="a.nc")
    assert sort_findings([note, error, note]) == (error, note)


def test_what_many_files_share_is_told_once_but_errors_are_named():
    notes = [finding("bounds-from-midpoints", f"f{i}.nc gives no cell bounds.", file=f"f{i}.nc") for i in range(5)]
    (told,) = tell_once(notes)
    assert told.file == "f0.nc"
    assert "4 more files" in told.message
    errors = [finding("units-missing", f"tas of f{i}.nc.", file=f"f{i}.nc", variable="tas") for i in range(3)]
    assert len(tell_once(errors)) == 3


def test_what_the_runs_of_a_model_share_is_told_once_for_each_model():
    runs = [(m, s, "") for m in ("A", "B") for s in ("historical", "ssp245")]
    found = [finding("invented-leap-day", f"In {m} {s} all 5 days.", variable="tas", models=(m,)) for m, s, _ in runs]
    told = tell_once(found, runs)
    assert [f.models for f in told] == [("A",), ("B",)]
    assert told[0].message.endswith("The same holds for ssp245.")


def test_an_error_is_raised_with_its_own_code_and_carries_all_findings():
    findings = (finding("licence-missing", "None."), finding("units-missing", "tas of a.nc has no units.", file="a.nc"))
    with pytest.raises(ValueError, match="no units") as refused:
        raise_errors(findings)
    assert refused.value.code == "units-missing"
    assert refused.value.findings[0].code == "units-missing"
    raise_errors((Finding("x", "warning", "y"),))
