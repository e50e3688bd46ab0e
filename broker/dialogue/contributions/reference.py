"""The page of kinds: ``python -m broker.dialogue.contributions.reference > broker/dialogue/contributions.md``."""

from __future__ import annotations

from broker.dialogue.contributions.fields import TYPES, Field
from broker.dialogue.contributions.table import EVALUATION, FORMS, SHARED, TAKES_FILES, Form

_HEAD = """# What people say to each other in a dialogue

Written from `broker/dialogue/contributions/table.py` by `python -m broker.dialogue.contributions.reference`. Any kind
is said by `broker dialogue say DIALOGUE KIND --by NAME --OPTION …`, and by `Broker.contribute(dialogue, kind, by=…)`;
what is in bold is required. The first field of words may be given as `--text` in every kind. A contribution's id is `e`
and its place in the dialogue, such as `e7`.

"""
_TAIL = """
Nothing is merged into a summary: what stands as an open objection or disagreement, and the dissent that a compromise
leaves, is told on every product that is built while it stands. Only who objected can call an objection met or
withdrawn; one that was overruled stays visible. A decision does not end a disagreement, a compromise does. Amounts of
two units are never added, and answers of two sides never averaged.
"""


def kind_line(form: Form) -> str:
    """Return a kind in one line of a terminal."""
    return f"{form.word:18} {form.words}{' (also afterwards)' if form.after_close else ''}"


def field_line(one: Field) -> str:
    """Return a field in one line: what belongs there, and what it takes."""
    takes = "|".join(one.choices) if one.type == "choice" else TYPES[one.type]
    default = f"; {one.default} where nothing is said" if one.default else ""
    return f"{one.words} ({takes}{default})"


def page() -> str:
    """Return the reference page as Markdown."""
    rows = "".join(_section(form) for form in FORMS)
    shared = "".join(f"- `{f.option}`: {field_line(f)}\n" for f in SHARED)
    asked = "".join(f"- `{name}`: {words}\n" for name, words in EVALUATION.items())
    return (
        f"{_HEAD}{rows}## Beside its own fields, every kind takes\n\n{shared}\n"
        f"## What both sides are asked\n\n{asked}\n## What holds for all of them\n{_TAIL}"
    )


def _section(form: Form) -> str:
    afterwards = " Also when the dialogue has ended." if form.after_close else ""
    named = ((f"**`{f.option}`**" if f.required else f"`{f.option}`", f) for f in form.fields)
    fields = "".join(f"- {name}: {field_line(f)}\n" for name, f in named)
    files = " Files may go with it (`--attach`)." if form.word in TAKES_FILES else ""
    what = f"{form.words[0].upper()}{form.words[1:]}.{afterwards}{files} Event `{form.kind}`."
    return f"## `{form.word}`\n\n{what}\n\n{fields}\n"


if __name__ == "__main__":
    print(page(), end="")
