"""Every product of a dialogue, built again from its recipe and compared with what was recorded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from broker.access import decide
from broker.dialogue import Dialogue, Round
from broker.errors import UnknownProduct
from broker.service.exporting import ExportVerbs

if TYPE_CHECKING:
    from broker.access import Actor
    from broker.product import Reproduction
    from broker.reproduction import RoundAgain


class ReproduceVerbs(ExportVerbs):
    """Verbs of building again."""

    def reproduce_dialogue(
        self, dialogue_id: str, round_number: int | None = None, *, by: str = ""
    ) -> tuple[RoundAgain, ...]:
        """Build the product of every round of a dialogue again, or of one, and compare every number.

        Data that were withdrawn, are kept back or are not held here are named; so is another engine, other software,
        and a file that was changed by hand. Nothing is changed.

        Raises
        ------
        UnknownDialogue, UnknownRound
        """
        actor = self._may(by, "read dialogue", dialogue_id)
        dialogue = self._dialogue(dialogue_id)
        rounds = dialogue.rounds if round_number is None else (dialogue.round_number(round_number),)
        return tuple(self._again(one, dialogue, actor) for one in rounds)

    def _again(self, one: Round, dialogue: Dialogue, actor: Actor) -> RoundAgain:
        from broker.deliveries import recipe_in
        from broker.reproduction import RoundAgain, compare, round_again

        if not one.product_id:
            return RoundAgain(one.number, "", "none")

        def build() -> tuple[Reproduction, Path]:
            held = self._standings.product(actor, one.product_id)
            if held.exists and not decide(actor, "read product", held).allowed:
                raise UnknownProduct(
                    f"The product of round {one.number} was to be built again, but some of its data are kept back "
                    f"(under an embargo, withdrawn by their holder, or a draft) and not open to you, so nothing can "
                    f"be compared. Ask who holds them."
                )
            if not held.exists and not self._delivered(one, dialogue, actor).files:
                raise UnknownProduct(
                    f"The product of round {one.number} was to be built again, but its files are gone, and the data "
                    f"that answer its need now give another product, so nothing can be compared. Restore the store "
                    f"from a backup."
                )
            folder = self._standings.delivery(actor, one.product_id, dialogue.id) / "files"
            recipe = recipe_in(folder)
            versions = [self._catalog.dataset(name, number, None) for name, number, _ in recipe.uses]
            return compare(folder, recipe, self._workshop.numbers(recipe), versions, one.product_id), folder

        return round_again(one.number, one.product_id, one.product_files, build)
