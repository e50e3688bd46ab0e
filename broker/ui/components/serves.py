"""What data serve and do not serve, said in the language of the page; the producer's own words stay as they are."""

from __future__ import annotations

from broker.carried import found_in_words
from broker.ui.components.catalog_search import in_a_list
from broker.ui.language import current
from broker.ui.messages import say
from catalog.fit_statement import Statement
from catalog.record import Finding
from translators.locales import ENGLISH
from translators.said import told


def in_words(statement: Statement) -> str:
    """Return a statement as the page says it."""
    if current() == ENGLISH or not statement.says:
        return statement.text
    facts = dict(statement.facts)
    if "variable" in facts:
        facts["variable"] = in_a_list("variable", str(facts["variable"]))
    finding = facts.pop("finding", None)
    if isinstance(finding, Finding):
        facts |= {
            "variable": in_a_list("variable", finding.variable),
            "finding": told(found_in_words(finding), current()),
        }
    return say(f"serves.{statement.says}", **facts)
