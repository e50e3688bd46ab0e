"""Words of the terminal that stand in many lists."""

from types import SimpleNamespace

import pytest

from broker.command_line.terminal import versions_words


@pytest.mark.parametrize(("years", "said"), [((1951, 2005), "1951–2005"), ((2095, 2095), "2095"), (None, "")])
def test_years_are_a_span_and_one_year_is_one(years, said):
    version = SimpleNamespace(
        label="a@1", kind="projection", years=years, title="A title", synthetic=False, is_retired=False
    )
    assert versions_words((version,)).split("A title")[0].split() == ["a@1", "projection", *said.split()]
