"""Farmers and planners: a need in one's own words, by steps at a desk, and over a poor link together with somebody."""

from __future__ import annotations


def ask_in_own_words(person, question: str) -> None:
    """Go from the first page to how the question was understood."""
    person.open()
    person.presses("start.decide.button")
    person.fills("need.statement", question)
    person.presses("need.read")
    person.reads("need.understood")


def make_answer(person) -> str:
    """Have the answer made; return the dialogue's id."""
    if person.page.get_by_label(person.says("who.ask"), exact=True).count():
        person.fills("who.ask", person.name)
    person.presses("need.make")
    person.reads("fit.title", patience_s=180)
    person.rest()
    return person.address_of("dialogue")


def test_a_farmer_asks_in_her_own_words_says_what_does_not_fit_and_gets_what_she_needs(journey):
    amina = journey.person("Amina")
    # She does not say where: the app asks back, and a slip of the pen is no dead end.
    ask_in_own_words(
        amina,
        journey.words(
            en="How many days will be too hot for my dairy cows, above 30 °C?",
            sw="Siku ngapi zitakuwa na joto kali kwa ng'ombe wangu wa maziwa, juu ya 30 °C?",
        ),
    )
    amina.reads("need.questions")
    amina.picture("question")
    amina.fills("need.question.other", "Wolpit", leave=True)
    amina.reads("place.meant", place="Wolpit")
    amina.picture("slip")
    amina.fills("need.question.other", "Woolpit", leave=True)
    amina.reads("need.answers")
    amina.reloads()  # a poor link loses nothing
    amina.reads("need.answers")
    amina.picture("understood")
    make_answer(amina)
    for part in ("answer.tens", "answer.fan", "answer.cannot", "answer.sure", "answer.take"):
        amina.reads(part)
    amina.picture("answer")
