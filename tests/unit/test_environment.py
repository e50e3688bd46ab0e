"""pyproject.toml, requirements.txt, tests/requirements.txt and environment.yml name the same software."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
#: conda-forge's names where they differ: the packages without optional parts.
CONDA_NAMES = {"dask-core": "dask", "matplotlib-base": "matplotlib", "playwright-python": "playwright"}


def declared() -> dict[str, Requirement]:
    extras = [r for group in PROJECT["optional-dependencies"].values() for r in group]
    return {canonicalize_name(r.name): r for r in map(Requirement, PROJECT["dependencies"] + extras)}


def pinned(name: str) -> dict[str, Version]:
    pins = re.findall(r"^([A-Za-z0-9_.-]+)==([^ \\;]+)", (ROOT / name).read_text(), flags=re.M)
    return {canonicalize_name(package): Version(version) for package, version in pins}


def conda() -> dict[str, Requirement]:
    lines = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    by_pip = [one for line in lines if isinstance(line, dict) for one in line["pip"]]
    names = [line for line in lines if isinstance(line, str) and not line.startswith("python>") and line != "pip"]
    found = [Requirement(line) for line in (*names, *by_pip)]
    return {canonicalize_name(CONDA_NAMES.get(r.name, r.name)): r for r in found}


def test_environment_yml_has_the_ranges_of_pyproject():
    assert {n: str(r.specifier) for n, r in conda().items()} == {n: str(r.specifier) for n, r in declared().items()}


def test_every_pin_lies_in_its_range():
    pins = pinned("tests/requirements.txt")
    for name, requirement in declared().items():
        assert name in pins, f"{name} is not pinned"
        assert requirement.specifier.contains(pins[name]), f"{name} {pins[name]} is outside {requirement.specifier}"


def test_the_tests_run_on_the_versions_that_users_get():
    tests = pinned("tests/requirements.txt")
    assert {n: tests.get(n) for n in pinned("requirements.txt")} == pinned("requirements.txt")


@pytest.mark.parametrize("name", ["requirements.txt", "tests/requirements.txt"])
def test_pins_carry_hashes_and_no_address(name):
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert not re.search(r"^-", text, flags=re.M)
    for entry in re.split(r"\n(?=[A-Za-z])", text.strip()):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_python_floor_is_the_same_everywhere():
    assert PROJECT["requires-python"] == ">=3.11"
    assert "python>=3.11" in yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
