"""Every command, index, setting and check code stands in the README or in a page that it links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from translators import reference
from translators.indices import INDICES

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def linked_pages() -> str:
    names = re.findall(r"\]\((?!https?:|#)([^)#]+\.md)[^)]*\)", README)
    assert names
    return README + "".join((ROOT / name).read_text(encoding="utf-8") for name in names)


def test_every_link_of_the_readme_leads_to_a_file():
    for name in re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)", README):
        assert (ROOT / name).exists(), name


def test_the_page_of_indices_is_the_table():
    assert (ROOT / "translators" / "indices.md").read_text(encoding="utf-8") == reference.page()


@pytest.mark.parametrize("index", INDICES)
def test_every_index_is_documented(index):
    assert f"`{index}`" in linked_pages()


def test_every_command_is_documented():
    from broker.cli import parser

    def commands(one, words=()):
        subs = [a for a in one._actions if hasattr(a, "choices") and isinstance(a.choices, dict)]
        if not subs:
            yield " ".join(words)
        for sub in subs:
            for name, child in sub.choices.items():
                yield from commands(child, (*words, name))

    found = list(commands(parser()))
    assert len(found) >= 20
    for command in found:
        assert f"broker {command}" in README, f"broker {command} is not in the README"


def test_every_setting_is_documented():
    source = "".join(
        p.read_text(encoding="utf-8") for d in ("broker", "catalog", "translators") for p in (ROOT / d).rglob("*.py")
    )
    for name in sorted(set(re.findall(r"\bBROKER_[A-Z_]+\b", source))):
        assert f"`{name}`" in README, f"{name} is not in the README"


def test_the_first_two_commands_of_the_readme_install_and_test():
    commands = re.findall(r"^(make [a-z]+)", README, flags=re.M)
    assert commands[:2] == ["make app", "make test"]
