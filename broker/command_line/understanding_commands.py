"""The command of the comprehension check: `broker dialogue check`."""

from __future__ import annotations

from argparse import Namespace

from broker.command_line.answer import Answer
from broker.errors import InvalidResponse
from broker.service import Broker
from translators.locales import speech


def dialogue_check(broker: Broker, args: Namespace) -> Answer:
    """Ask the questions, or grade and record the answers."""
    if args.answers is None:
        questions = broker.check_questions(args.dialogue, args.round, by=args.by)
        lines = []
        for number, question in enumerate(questions, 1):
            lines.append(f"{number}. {question.text}")
            lines += [f"   {place}) {option}" for place, option in enumerate(question.options, 1)]
        document = {"questions": [{"question": q.text, "options": list(q.options)} for q in questions]}
        return Answer(document, "\n".join(lines) or "There is nothing to ask about this product.")
    if not args.by:
        raise InvalidResponse(
            "Answers were given without the name of who gives them, so they could not be recorded. Add --by NAME.",
            code="name-missing",
        )
    found = broker.check_understanding(args.dialogue, args.answers, by=args.by, key=args.key, round_number=args.round)
    words = speech("en")
    lines = [
        words.tell("check_right")
        if right
        else words.tell("check_wrong", answer=question["options"][question["answer"]])
        for question, right in zip(found.questions, found.correct, strict=True)
    ]
    lines.append(words.tell("check_outcome", correct=found.right, asked=len(found.questions)))
    return Answer(found.to_json(), "\n".join(lines))


#: Command → what carries it out.
COMMANDS = {"dialogue check": dialogue_check}
