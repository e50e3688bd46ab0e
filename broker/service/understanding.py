"""Was the answer understood? Questions that the product of a round asks, and what somebody answered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from broker.dialogue import Comprehension, Round
from broker.errors import InvalidResponse
from broker.service.dialogues import DialogueVerbs
from broker.service.store import must_be_open
from translators.comprehension import CheckQuestion, graded

_FILE = "check.json"


class UnderstandingVerbs(DialogueVerbs):
    """Verbs of the questions about a product."""

    def check_questions(
        self, dialogue_id: str, round_number: int | None = None, *, by: str = ""
    ) -> tuple[CheckQuestion, ...]:
        """Return the questions about a round's product, the current round by default; empty where none can be asked.

        Raises
        ------
        InvalidResponse
            If the round has no product yet, or one that was made before questions were.
        """
        self._may(by, "read dialogue", dialogue_id)
        dialogue = self._dialogue(dialogue_id)
        return self._questions(dialogue.round if round_number is None else dialogue.round_number(round_number))

    def check_understanding(
        self,
        dialogue_id: str,
        answers: Sequence[int],
        *,
        by: str,
        key: str | None = None,
        round_number: int | None = None,
    ) -> Comprehension:
        """Grade what somebody answers to the questions about a product, and record it in the round.

        Parameters
        ----------
        answers : sequence of int
            One for each question: the position of the option, from 1.

        Raises
        ------
        InvalidResponse
            If there is not one answer to each question, or one that is none of its options.
        """
        actor = self._may(by, "respond", dialogue_id)
        dialogue = self._dialogue(dialogue_id)
        about = dialogue.round if round_number is None else dialogue.round_number(round_number)
        request = {
            "verb": "check understanding", "dialogue": dialogue_id, "round": round_number, "answers": list(answers),
            "by": actor.name,
        }  # fmt: skip
        if not self._log.carried_out(key, request):
            must_be_open(dialogue)
            entry = ("ComprehensionChecked", {"round": about.number, **_graded(self._questions(about), answers, about)})
            same = round_number is None
            self._append(dialogue, [entry], actor, key, request, same_round=same, about=about.number)
            about = self._dialogue(dialogue_id).round_number(about.number)
        return next(one for one in reversed(about.comprehension) if one.by == actor.name)

    def _questions(self, one: Round) -> tuple[CheckQuestion, ...]:
        digest = one.product_files.get(_FILE)
        if digest is None:
            why = "its product was made before there were such questions" if one.product_id else "it has no product yet"
            raise InvalidResponse(
                f"Questions about round {one.number} were asked for, but {why}, so there are no numbers to ask about. "
                f"Build the round (again): broker dialogue build.",
                code="nothing-to-check",
            )
        for folder in self._workshop.folder_of(one.product_id).parent.iterdir():
            path = folder / "files" / _FILE
            if path.is_file() and hashlib.sha256(raw := path.read_bytes()).hexdigest() == digest:
                return tuple(CheckQuestion.from_json(question) for question in json.loads(raw)["questions"])
        raise InvalidResponse(
            f"Questions about round {one.number} were asked for, but the file {_FILE} of its product is no longer in "
            f"the store as it was recorded, so answers could not be graded. Build the round again.",
            code="nothing-to-check",
        )


def _graded(questions: tuple[CheckQuestion, ...], answers: Sequence[int], about: Round) -> dict[str, Any]:
    """Return what is recorded of answers, counted from 1."""
    if not questions:
        raise InvalidResponse(
            f"Answers about round {about.number} were given, but its product asks nothing: it tells of no future, or "
            f"of several places or definitions at once. Respond to the round in words instead.",
            code="nothing-to-check",
        )
    try:
        correct = graded(questions, [answer - 1 for answer in answers])
    except ValueError as error:
        raise InvalidResponse(
            f"{error} Without an answer to each question nothing can be said of what was understood. Give the number "
            f"of one option for each, such as --answers 1,3,2.",
            code="answers-do-not-fit",
        ) from error
    return {
        "product": about.product_id,
        "questions": [question.to_json() for question in questions],
        "answers": [question.options[answer - 1] for question, answer in zip(questions, answers, strict=True)],
        "correct": list(correct),
    }
