"""Every finding there is: the table `checks.toml`, one entry each. `checks.md`, beside it, is made from it.

``python -m catalog.checks > catalog/checks.md`` writes the reference page.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from catalog.errors import CatalogError
from catalog.record import Finding


@dataclass(frozen=True)
class Check:
    """What a finding means.

    Attributes
    ----------
    severity : str
        ``error`` (refused), ``warning`` (published, carried to every product) or ``note``.
    title : str
        What was found.
    why : str
        Why it matters.
    fix : str
        How to mend it.
    repair : str
        What ``--accept CODE`` does; empty where nothing can be repaired without guessing.
    """

    severity: str
    title: str
    why: str
    fix: str
    repair: str = ""


def _read_table() -> dict[str, Check]:
    text = Path(__file__).with_name("checks.toml").read_text(encoding="utf-8")
    return {code: Check(**entry) for code, entry in tomllib.loads(text).items()}


#: Code → meaning, from `checks.toml`.
CHECKS: dict[str, Check] = _read_table()


def refuse_unknown_repairs(accept: Iterable[str]) -> None:
    """Refuse a code that names no repair: a misspelt ``--accept`` must not pass for consent.

    Raises
    ------
    CatalogError
        With the codes that can be repaired.
    """
    repairable = sorted(code for code, check in CHECKS.items() if check.repair)
    for code in accept:
        if code not in repairable:
            what = "a finding that cannot be repaired without guessing" if code in CHECKS else "no finding"
            raise CatalogError(
                f"--accept {code} was asked, but {code} is {what}, so nothing would be repaired. These can be: "
                f"{', '.join(repairable)}."
            )


def finding(
    code: str,
    message: str,
    *,
    file: str = "",
    variable: str = "",
    where: str = "",
    models: tuple[str, ...] = (),
    fix: str | None = None,
    repaired: bool = False,
) -> Finding:
    """Return a finding of the table, with what was found here.

    Parameters
    ----------
    code : str
        A key of `CHECKS`.
    message : str
        What was found, one sentence; why it matters is added from the table.
    fix : str or None
        Instead of the table's, where this case has a better one.
    repaired : bool
        Whether the producer accepted the repair and it was made: then it is a warning that travels with the data.
    """
    check = CHECKS[code]
    if repaired:
        return Finding(
            code, "warning", f"{message} Accepted by the producer: the broker {check.repair}.",
            "", file, variable, where, models,
        )  # fmt: skip
    remedy = check.fix if fix is None else fix
    remedy = remedy.replace("{variable}", variable or "VARIABLE").replace("{file}", file or "FILE")
    if check.repair and check.severity == "error":
        remedy = f"{remedy} Or --accept {code}: {check.repair}."
    return Finding(code, check.severity, f"{message} {check.why}", remedy, file, variable, where, models)


def reference_page() -> str:
    """Return `checks.md`: every code with its severity, meaning, reason and remedy."""
    lines = [
        "# What `broker check` finds",
        "",
        "An **error** refuses the data, a **warning** is published and carried to every product, a **note** is kept in",
        "the catalog. Nothing is repaired silently: where a repair exists, `--accept CODE` asks for it, and it is",
        "recorded in the catalog and in every product. This page is made from `catalog/checks.toml`",
        "(`python -m catalog.checks > catalog/checks.md`).",
        "",
        "| code | severity | what was found | why it matters | how to mend it |",
        "|---|---|---|---|---|",
    ]
    for code, check in sorted(CHECKS.items()):
        fix = check.fix.replace("{variable}", "VARIABLE").replace("{file}", "FILE")
        repair = f" `--accept {code}` {check.repair}." if check.repair else ""
        lines.append(f"| `{code}` | {check.severity} | {check.title} | {check.why} | {fix}{repair} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(reference_page(), end="")
