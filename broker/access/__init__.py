"""Who may do what: one table of rules, read from top to bottom, and one `authorize` before every verb.

`actors` says who acts, `resources` what it is done to, `rules` is the table, `deciding` reads it.
"""

from broker.access.actors import LONGEST_NAME, READER, ROLES, Actor, local_persona
from broker.access.deciding import Decision, authorize, decide, refuse
from broker.access.resources import RELATIONS, VISIBILITIES, Resource
from broker.access.rules import RULES, SEEN_BY, Action, Rule

__all__ = [
    "LONGEST_NAME",
    "READER",
    "RELATIONS",
    "ROLES",
    "RULES",
    "SEEN_BY",
    "VISIBILITIES",
    "Action",
    "Actor",
    "Decision",
    "Resource",
    "Rule",
    "authorize",
    "decide",
    "local_persona",
    "refuse",
]
