"""The table of rules as a page for people: who may do what."""

from __future__ import annotations

from broker.access.resources import RELATIONS
from broker.access.rules import RULES, SEEN_BY, Rule

_HEAD = """# Who may do what

Read from top to bottom: the first rule that fits decides, and where none fits nobody may. `broker why ACTOR ACTION
RESOURCE` says which it was. Whoever may not see a dialogue, a product, a dataset or a group is answered as if it were
not there.

On a computer of one's own everybody who gives a name is user, producer, facilitator and reviewer; where people sign
in, an administrator gives the roles, and they are read anew at every command. Facilitators and administrators do not
see private dialogues by their role: they look in for a day with a reason (`broker dialogue enter`), and those who take
part see who did.

*Take part* does whoever opened a dialogue, spoke in it or was brought into it, until they leave. A product is seen by
those who see the dialogue that it was made in and, at that moment, all the data that it was made from. Of data, *take
part* does whoever published or holds them. Actions with * need a dialogue that is open.

"""


def page() -> str:
    """Return the table of rules in Markdown."""
    parts = [_HEAD]
    for about in dict.fromkeys(action.about for action in RULES.values()):
        seen = f", seen by those who may *{SEEN_BY[about]}*" if about in SEEN_BY else ""
        parts.append(f"## {_heading(about)}{seen}\n\n| action | who | if | why |\n|---|---|---|---|\n")
        for name, action in RULES.items():
            if action.about == about:
                parts += [_line(name + ("*" if action.needs_open else ""), rule) for rule in action.rules]
        parts.append("\n")
    return "".join(parts).rstrip("\n") + "\n"


def who(rule: Rule) -> str:
    """Return whom a rule is for, in words."""
    if "reader" in rule.roles:
        return "everybody"
    if "user" in rule.roles:
        return "everybody with a name"
    return " or ".join(sorted(rule.roles))


def _line(name: str, rule: Rule) -> str:
    _, words = RELATIONS[rule.relation]
    return f"| {name} | {who(rule)} | {words} | {rule.because} |\n"


def _heading(about: str) -> str:
    return "The store as a whole" if about == "store" else f"A {about}"
