"""The shared glossary: read, and grown from dialogues."""

from __future__ import annotations

from broker.errors import InvalidResponse
from broker.events import GLOSSARY
from broker.glossary import proposed_terms, term_of
from broker.service.store import Store, fresh_key
from broker.wording import kept
from translators.glossary import SIDES, Term, find_terms, terms
from translators.need_values import language_of


class GlossaryVerbs(Store):
    """Verbs of the words of both sides."""

    def glossary(self, word: str = "", language: str = "en", *, by: str = "") -> tuple[Term, ...]:
        """Return all terms, or those that a word is or stands in, the nearest first; with those of dialogues."""
        actor = self._may(by, "read glossary")
        every = (*terms(language), *proposed_terms(self._standings.terms(actor)))
        return find_terms(word, every) if word.strip() else every

    def propose_term(
        self,
        word: str,
        other: str,
        *,
        by: str,
        side: str = "user",
        mistaken: str = "",
        example: str = "",
        source: str = "",
        language: str = "en",
        dialogue: str = "",
        key: str | None = None,
    ) -> Term:
        """Propose a word of one side with the other side's word for it, as it came up in a dialogue.

        Raises
        ------
        InvalidResponse
            If a word or a side is missing.
        UnknownDialogue
            If it names a dialogue that the log does not hold.
        """
        actor = self._may(by, "propose term", dialogue)
        if side not in SIDES:
            raise InvalidResponse(
                f"The term {word!r} was proposed as a word of {side!r}, so nobody would know who says it. Name the "
                f"side that says it so: {' or '.join(SIDES)}.",
                code="side-unknown",
                options=SIDES,
            )
        said = {
            "word": kept(word, "The word").strip(),
            "other": kept(other, "The other side's word").strip(),
            "side": side,
            "mistaken": kept(mistaken, "What it is mistaken for", required=False),
            "example": kept(example, "The example", required=False),
            "source": kept(source, "The source", required=False),
            "language": language_of(language),
            "dialogue": dialogue,
        }
        request = {"verb": "propose term", "said": said, "by": actor.name}
        entry = ("TermProposed", said)
        (event,) = self._log.append(
            GLOSSARY, [entry], by=actor.id, name=actor.name, key=key or fresh_key(), request=request
        )
        return term_of(proposed_terms(self._standings.terms(actor)), f"t{event.number}")

    def agree_term(self, term: str, *, by: str, key: str | None = None) -> Term:
        """Agree on a proposed term; it is agreed when somebody else than who proposed it does."""
        actor = self._may(by, "agree term", term)
        request = {"verb": "agree term", "term": term, "by": actor.name}
        found = term_of(proposed_terms(self._standings.terms(actor)), term)
        if actor.name not in found.agreed_by and not self._log.carried_out(key, request):
            entry = ("TermAgreed", {"term": term})
            self._log.append(GLOSSARY, [entry], by=actor.id, name=actor.name, key=key or fresh_key(), request=request)
        return term_of(proposed_terms(self._standings.terms(actor)), term)
