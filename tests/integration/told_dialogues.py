"""A dialogue in which people did one of everything, in a world small enough to count."""

from __future__ import annotations

from tests.integration.small_world import need, publish

FARMER, SCIENTIST, HELPER = "Ruth Fenn, farmer", "Tom Adeyemi, scientist", "Mara Lind, facilitator"


def open_world(broker, folder):
    """Publish the small world."""
    publish(broker, folder)


def rich(broker) -> str:
    """Carry a dialogue through two rounds, with every kind of thing that people say; return its id."""
    id = broker.open_dialogue(need(decision={"text": "whether to build a yard", "by": "2027-09-30"}), by=FARMER).id
    broker.join(id, "user", by=FARMER, organisation="Fenn's farm")
    broker.join(id, "producer", by=SCIENTIST)
    broker.join(id, "facilitator", by=HELPER)
    broker.contribute(id, "mode", by=HELPER, mode="collaborate", text="Both sides change the question.")
    proposed = broker.propose_rights(id, "definition", decides=["user"], by=FARMER)
    broker.agree_rights(id, proposed.id, by=SCIENTIST)
    broker.build_round(id, by=SCIENTIST)
    broker.respond(id, by=FARMER, fits={"metric": "no", "space": "yes"}, text="Milk drops from 25 °C on.")
    asked = broker.ask_question(id, "Are the nights in it?", by=FARMER, to="producer")
    broker.answer_question(id, asked.id, "No, only the days.", by=SCIENTIST)
    broker.contribute(id, "local-knowledge", by=FARMER, form="threshold", value="25 degC", text="The vet measured it.")
    broker.object_to(id, "metric", "Thirty is a number of the papers.", by=FARMER)
    held = broker.contribute(
        id, "disagreement", by=HELPER, text="Which limit counts",
        positions=[f"{FARMER}=25 °C", f"{SCIENTIST}=30 °C"],
    )  # fmt: skip
    broker.contribute(
        id, "compromise", by=HELPER, text="Both limits are shown.", settles=[held.id],
        gave_up=[f"{SCIENTIST}=a single limit"], dissent="The farmer would drop 30 °C.",
    )  # fmt: skip
    made = broker.promise(id, "the farm's own thermometer readings", by=FARMER, due="2027-03-01")
    broker.settle_promise(id, made.id, "late", by=HELPER)
    broker.promise(id, "a comparison with the station", by=SCIENTIST, due="2027-05-01")
    broker.contribute(id, "cost", by=SCIENTIST, what="hours", amount=6)
    broker.contest(id, "thresh", by=FARMER, because="25 °C is ours")
    broker.revise(id, need("25 degC"), by=FARMER, because="The threshold of our own herd.")
    broker.build_round(id, by=SCIENTIST)
    broker.decide(id, "The yard is built first.", by=FARMER, options=["a yard", "trees"], consequences="Trees wait.")
    broker.contribute(id, "follow-up", by=HELPER, due="2028-09-30", text="Is the yard used?")
    broker.contribute(id, "note", by=HELPER, text="She hesitates to speak before the others.")
    return id
