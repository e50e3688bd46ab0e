"""What people say to each other in a dialogue, typed: one table of kinds, values, and what follows from them."""

from broker.dialogue.contributions.collection import Contributions
from broker.dialogue.contributions.table import BY_KIND, BY_WORD, FORMS, Form
from broker.dialogue.contributions.values import Contribution, contribution_of, person_of

__all__ = ["BY_KIND", "BY_WORD", "FORMS", "Contribution", "Contributions", "Form", "contribution_of", "person_of"]
