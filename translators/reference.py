"""The reference page of the indices, made from the table.

Write it anew with ``python -m translators.reference > translators/indices.md``.
"""

from __future__ import annotations

from translators.indices import INDICES, Index
from translators.missing import OVER_HELD_DAYS, OVER_HELD_DAYS_OF, REFUSED

_HEAD = """# Indices

Made from the tables in `translators/indices`; a test holds this page to it. Ids, operators and defaults are those
of xclim 0.62 for the same id. `>` and `<` are strict; `>=` counts a day at the threshold.
A season with a missing day is missing, unless the need says otherwise (see "Missing days" at the end). Runs and windows
lie wholly within the season.

| id | what | variables | parameters | unit | source | also called |
|---|---|---|---|---|---|---|
"""


def _row(index: Index) -> str:
    parameters = "; ".join(
        f"`{name}`: {p.meaning}, {f'default {p.default}' if p.default else 'no default, it is asked for'}"
        for name, p in index.parameters.items()
    )
    names = {name: f"`{name}`" for name in ("thresh", "window", *index.parameters)}
    filled = index.definition.format(**names, operator=f"`{index.operator}`" if index.operator else "")
    cells = (
        f"`{index.id}`",
        f"{index.title}: {filled}",
        ", ".join(f"`{v}`" for v in index.variables),
        parameters or "–",
        index.units,
        index.source,
        ", ".join(index.aliases),
    )
    return "| " + " | ".join(cells) + " |\n"


def _formulas() -> str:
    """Return the formulas behind the definitions: each text once, under the indices that it belongs to."""
    of_text: dict[str, list[str]] = {}
    for index in INDICES.values():
        if index.details:
            of_text.setdefault(index.details, []).append(f"`{index.id}`")
    return "\n## Formulas\n" + "".join(f"\n### {', '.join(ids)}\n\n{text}\n" for text, ids in of_text.items())


def _missing_days() -> str:
    """Return what becomes of missing days, the indices of one sentence together, and which refuse to pass over them."""
    of_sentence: dict[str, list[str]] = {}
    for name, sentence in OVER_HELD_DAYS_OF.items():
        of_sentence.setdefault(sentence, []).append(f"`{name}`")
    lines = "".join(f"- {', '.join(names)}: {sentence}\n" for sentence, names in of_sentence.items())
    of_reason: dict[str, list[str]] = {}
    for name, reason in REFUSED.items():
        of_reason.setdefault(reason, []).append(f"`{name}`")
    refused = "".join(f"- {', '.join(names)}: {reason}.\n" for reason, names in of_reason.items())
    return f"\n## Missing days\n\n{OVER_HELD_DAYS}\n\n{lines}\nOnly `any` is taken by:\n\n{refused}"


def page() -> str:
    """Return the reference page as Markdown."""
    return _HEAD + "".join(_row(index) for index in INDICES.values()) + _formulas() + _missing_days()


if __name__ == "__main__":
    print(page(), end="")
