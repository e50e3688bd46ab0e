"""The page of a result in plain text: question, answer, numbers, what it cannot tell, and how hard it is to read."""

from __future__ import annotations

from translators.explain import cannot_tell, definition, sentence
from translators.in_short import in_short
from translators.phrases import Phrases
from translators.reading_level import reading_level
from translators.sureness import variance_lines
from translators.told import Told

#: So many rows stand in a text; all stand in summary.csv.
_MOST_ROWS = 48


def brief_text(told: Told) -> str:
    """Return the page in plain text: question, answer, numbers, what it cannot tell, definition, data."""
    phrases = Phrases(told)
    head = [phrases.say("synthetic")] if told.is_synthetic else []
    head += [phrases.say("brief_question", statement=told.statement)] if told.statement else []
    head += [phrases.say("brief_decision", decision=told.decision)] if told.decision else []
    what = definition(told, told.language)
    short = in_short(told)
    blocks = [
        head,
        *([[phrases.say("brief_short"), short]] if short else []),
        [phrases.say("brief_answer"), sentence(told, with_doubt=False)],
        [phrases.say("brief_numbers"), *_numbers(phrases)],
        [phrases.say("variance_heading"), *(f"- {line}" for line in variance_lines(phrases))],
        [phrases.say("brief_cannot"), *(f"- {line}" for line in cannot_tell(told))],
        [phrases.say("brief_definition"), what[:1].upper() + what[1:] + "."],
        [phrases.say("brief_credits"), *(f"- {line}" for line in told.credits)],
    ]
    blocks.append([_reading(phrases, sentence(told, with_doubt=False))])
    whole = [block for block in blocks if len(block) > 1 or (block and block in (head, blocks[-1]))]
    return "\n\n".join("\n".join(block) for block in whole) + "\n"


def _reading(phrases: Phrases, answer: str) -> str:
    """Return how hard the answer is to read."""
    level = reading_level(answer, phrases.words.language)
    words = f"{level.words_a_sentence:.0f}"
    if level.grade is None:
        return phrases.say("brief_reading", words=words)
    return phrases.say("brief_reading_grade", words=words, grade=f"{max(level.grade, 1):.0f}")


def _numbers(phrases: Phrases) -> list[str]:
    known = [row for row in phrases.told.rows if row.is_known]
    lines = [f"- {phrases.row(row)}" for row in known[:_MOST_ROWS]]
    more = len(known) - len(lines)
    return [*lines, *([f"- {phrases.say('brief_more', count=more)}"] if more else [])]
