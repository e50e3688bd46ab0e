"""Many dialogues at once: what recurs in them, where they fail, what was learnt; and the report that leaves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broker.access import Actor, decide
from broker.drawing import draw_here
from broker.errors import InvalidResponse
from broker.log.authors import shared_with
from broker.service.exporting import ExportVerbs
from broker.service.rights import RightsUsed
from broker.verification import Checkpoint
from broker.whole_files import write_whole

if TYPE_CHECKING:
    from broker.exports.many.forms import Form
    from broker.exports.many.report import ManyReport
    from broker.exports.told import Told
    from broker.facilitation.choice import Choice
    from broker.facilitation.digest import Digest
    from broker.facilitation.lines import Across
    from broker.service.digests import Digests

#: Of more dialogues at once no report is made: nobody would read it, and it would take minutes to draw.
MOST_REPORTED = 200
#: For whom figures are counted that are looked at and do not leave.
_INSIDE = "facilitators"


@dataclass(frozen=True)
class Seen:
    """Some dialogues, counted one by one and together.

    Attributes
    ----------
    digests : tuple of Digest
        The one with the latest event first.
    figures : tuple of Across
    of : int
        How many dialogues there are to choose from for whoever asks.
    """

    digests: tuple[Digest, ...]
    figures: tuple[Across, ...]
    of: int

    def figure(self, name: str) -> Across:
        """Return the figure of this name."""
        return next(one for one in self.figures if one.name == name)

    def to_json(self) -> dict[str, Any]:
        """Return the figures as plain JSON values."""
        return {
            "dialogues": [one.id for one in self.digests],
            "of": self.of,
            "figures": [one.to_json() for one in self.figures],
        }


class AcrossVerbs(ExportVerbs):
    """Verbs over many dialogues."""

    @cached_property
    def _digests(self) -> Digests:
        from broker.service.digests import Digests

        return Digests(self._log, self._keys, self._consents)

    def across(self, choice: Choice | None = None, *, by: str = "") -> Seen:
        """Return figures over the dialogues that `by` may read, each number with the dialogues and events behind it.

        Words in them are those that people agreed to have read by facilitators of other dialogues.

        Raises
        ------
        UnknownDialogue, UnknownGroup
            If one is named that is not there, or that `by` may not know of.
        """
        from broker.facilitation.choice import Choice

        actor = self._may(by, "list dialogues")
        asked = choice or Choice()
        for name in asked.dialogues:
            self._may(by, "read dialogue", name)
        return self._looked_at(asked, self._standings.heads(actor), _INSIDE, by)

    def report_across(
        self,
        format: str,
        out: Path,
        choice: Choice | None = None,
        *,
        by: str = "",
        audience: str = "",
        language: str = "",
    ) -> Path:
        """Write the report of many dialogues in one of the forms of `broker.exports.many.forms`.

        Parameters
        ----------
        choice : Choice, optional
            Which; all that `by` may take out of the store, where nothing is asked.
        audience : str
            Who it is for; left out, readers of reports. What people did not agree to show to them is withheld.
        language : str
            BCP 47 tag of the words around what people said; English where it has no texts.

        Notes
        -----
        For the public, where rights were agreed on publication or wording in any of the dialogues, whoever asks must
        decide there; that the report was made is on record in each of these, before it is written.

        Raises
        ------
        BrokerError
            If the form or the audience is not known, or the file cannot be written.
        InvalidResponse
            If no dialogue is left, or more than can be told in one report.
        NotAllowed
            If it is for the public, and whoever asks does not decide on publication in one of them.
        """
        from broker.exports.forms import audience_of
        from broker.exports.many.forms import form_of
        from broker.facilitation.choice import Choice
        from broker.log.checkpoints import note_left

        form = form_of(format)
        actor = self._may(by, "list dialogues")
        reached = audience_of(form, audience)
        asked = choice or Choice()
        for name in asked.dialogues:
            self._may(by, "export log", name)
        heads = [pair for pair in self._standings.heads(actor) if self._may_take(actor, pair[0])]
        seen = self._looked_at(asked, heads, reached, by)
        _must_be_some(seen, asked)
        if reached == "public":
            self._publish_all(seen, actor, format)
        beside = self._beside("", needs_proof=False)
        from broker.exports.many.telling import many_of

        told = [self._told_briefly(one.id, actor, reached, beside) for one in seen.digests] if form.is_told else []
        report = many_of(seen.digests, seen.figures, told, asked, reached, language, beside, self._clock())
        written = write_whole(Path(out), self._drawn(form, report))
        if form.is_told:  # tables hold no checkpoint
            note_left(self._engine, Checkpoint.from_json(beside))
        return written

    def _drawn(self, form: Form, report: ManyReport) -> bytes:
        """Return the bytes of a report; those that take long are drawn in another process where products are."""
        if self._draw is draw_here or not form.is_told:
            return form.write(report)
        from broker.exports.many.apart import write_apart

        return write_apart(form, report)

    def _looked_at(self, asked: Choice, heads: Iterable[tuple[str, str]], audience: str, by: str) -> Seen:
        from broker.facilitation.across import across

        if asked.group:
            within = shared_with(self._engine, self._group(asked.group, by).id)
            heads = [pair for pair in heads if pair[0] in within]
        known = tuple(heads)
        wanted = [pair for pair in known if not asked.dialogues or pair[0] in asked.dialogues]
        digests = tuple(one for one in self._digests.of(wanted, audience) if asked.fits(one))
        return Seen(digests, across(digests), len(known))

    def _may_take(self, actor: Actor, name: str) -> bool:
        return decide(actor, "export log", self._standings.dialogue(name)).allowed

    def _publish_all(self, seen: Seen, actor: Actor, format: str) -> None:
        """Refuse a public report by who does not decide on one of the dialogues; record it where rights were agreed."""
        for one in seen.digests:  # nothing is recorded anywhere before all of them are sure
            rights = RightsUsed(actor, f"tell of dialogue {one.id} in a report to the public")
            rights.on(self._dialogue(one.id), ["publication", "wording"])
        for one in seen.digests:
            rights = RightsUsed(actor, f"tell of dialogue {one.id} in a report to the public")
            self._publish_by_rights(one.id, rights, format)

    def _told_briefly(self, name: str, actor: Actor, audience: str, beside: dict[str, Any]) -> Told:
        """Return a dialogue as an audience may read it, without the files of its products."""
        from broker.exports.told import Kept

        return replace(self._told(name, actor, audience, beside), kept=lambda one: Kept())


def _must_be_some(seen: Seen, asked: Choice) -> None:
    if not seen.digests:
        raise InvalidResponse(
            f"A report of dialogues was asked, but of the {seen.of} that you may take out of this store none fits "
            f"what was asked ({asked.to_json() or 'everything'}), so there is nothing to tell. Ask for a longer period "
            f"or leave a condition out.",
            code="nothing-to-report",
        )
    if len(seen.digests) > MOST_REPORTED:
        raise InvalidResponse(
            f"A report of {len(seen.digests)} dialogues was asked, but with a page for each nobody would read more "
            f"than {MOST_REPORTED}. Choose a period, a place, an activity or a group; the figures over all of them are "
            f"on the page Across dialogues, and in `broker across --json`.",
            code="too-many-to-report",
        )
