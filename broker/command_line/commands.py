"""What each command does: one verb of the service, its document for programs, and its words for people."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable

from broker.command_line import (
    across_commands,
    backup_commands,
    catalog_page,
    contribution_commands,
    demand_commands,
    dialogue_commands,
    glossary_commands,
    hindsight_commands,
    ledger_commands,
    log_commands,
    people_commands,
    place_commands,
    record_commands,
    set_up_commands,
    sharing_commands,
    terminal,
    understanding_commands,
)
from broker.command_line import catalog_commands as data
from broker.command_line.answer import Answer
from broker.command_line.progress import tell_on
from broker.service import Broker
from catalog.synthetic import NOTICE


def demo(broker: Broker, args: Namespace) -> Answer:
    """Fill the store."""
    from broker.demo import fill, teach

    if args.teaching:
        label = teach(broker, tell_on(), args.scale)
        document = {"status": "done", "home": str(broker.home), "datasets": [label], "synthetic": NOTICE}
        return Answer(document, f"The store {broker.home} holds {label}. {NOTICE}")
    dialogue = fill(broker, lambda line: print(line, file=sys.stderr, flush=True))
    held = [version.label for version in broker.datasets()]
    document = {"status": "done", "home": str(broker.home), "datasets": held, "dialogue": dialogue.id}
    return Answer(document, f"The store {broker.home} holds {', '.join(held)} and the example dialogue {dialogue.id}.")


def indices(broker: Broker, args: Namespace) -> Answer:
    """List every index."""
    table = broker.indices()
    return Answer({"indices": [terminal.index_json(i) for i in table]}, "\n".join(map(terminal.index_words, table)))


def ask(broker: Broker, args: Namespace) -> Answer:
    """Translate a sentence."""
    reading = broker.ask(" ".join(args.sentence), args.lang, by=args.by)
    document = reading.to_json()
    if reading.unservable is None:
        return Answer(document, terminal.reading_words(reading))
    sentence = f"{reading.unservable.reason} {reading.unservable.referral}"
    return Answer(terminal.refused("unservable", sentence) | document, "", 1, sentence)


def build(broker: Broker, args: Namespace) -> Answer:
    """Build a product outside of a dialogue, or say what that would take."""
    if args.plan:
        cost = broker.plan(broker.specify(broker.load_need(args.need, by=args.by), by=args.by), by=args.by)
        return Answer(cost.to_json(), terminal.plan_words(cost))
    product = broker.build(broker.load_need(args.need, by=args.by), args.out, tell_on(), by=args.by)
    return Answer(product.to_json(), terminal.product_words(product))


def reproduce(broker: Broker, args: Namespace) -> Answer:
    """Build a product again and compare, or every product of a dialogue."""
    if args.dialogue:
        return record_commands.reproduce_dialogue(broker, args)
    found = broker.reproduce(args.product, by=args.by)
    if found.is_same:
        notices = catalog_page.notices(broker.used_by(found.product, by=args.by)) if found.product else []
        document = found.to_json() | ({"notices": notices} if notices else {})
        return Answer(document, "\n".join([f"All {found.compared} numbers are the same.", *notices]))
    reasons = " ".join((*found.explanations, *found.differences[:1]))
    sentence = (
        f"The product {found.product[:12]}… was built again and compared with its files, and they differ: {reasons} "
        f"The numbers computed now are those of the recipe; build the product again to get its files."
    )
    error = terminal.refused("numbers-differ", sentence)["error"]
    return Answer(found.to_json() | {"error": error}, "\n".join(found.differences), 1, sentence)


def unmet(broker: Broker, args: Namespace) -> Answer:
    """Show the register of unmet needs."""
    events = broker.unmet_needs(by=args.by)
    document = {"unmet": [{"at": e.at, "by": e.by, **e.data} for e in events]}
    words = "\n".join(f"{e.at[:10]}  {e.data['axis']:6}  {e.data['statement']}\n    {e.data['reason']}" for e in events)
    return Answer(document, words or "No need was left unmet.")


def doctor(broker: Broker, args: Namespace) -> Answer:
    """Examine the installation, and give left-over space back where that is asked."""
    cleaned = broker.clean(by=args.by) if args.clean else None
    checks = broker.doctor()
    problems = [c for c in checks if c.status == "problem"]
    document = {"status": "problem" if problems else "ok", "checks": [c.to_json() for c in checks]}
    words = terminal.checks_words(checks)
    if cleaned is None:
        return Answer(document, words)
    document["cleaned"] = {"folders": list(cleaned.folders), "bytes": cleaned.size}
    return Answer(document, f"{terminal.cleaned_words(cleaned)}\n{words}")


#: Command → what it does.
COMMANDS: dict[str, Callable[[Broker, Namespace], Answer]] = {
    "demo": demo,
    "check": data.check,
    "publish": data.publish,
    "catalog list": data.catalog_list,
    "catalog show": data.catalog_show,
    "catalog search": data.catalog_search,
    "catalog uses": data.catalog_uses,
    "catalog review": data.catalog_review,
    "catalog lift-embargo": data.catalog_lift_embargo,
    "catalog withdraw-consent": data.catalog_withdraw_consent,
    "catalog retire": data.catalog_retire,
    "catalog export": data.catalog_export,
    "indices": indices,
    "ask": ask,
    **place_commands.COMMANDS,
    **ledger_commands.COMMANDS,
    **people_commands.COMMANDS,
    **demand_commands.COMMANDS,
    **glossary_commands.COMMANDS,
    **understanding_commands.COMMANDS,
    "build": build,
    **dialogue_commands.COMMANDS,
    **hindsight_commands.COMMANDS,
    **contribution_commands.COMMANDS,
    **log_commands.COMMANDS,
    **record_commands.COMMANDS,
    **across_commands.COMMANDS,
    **set_up_commands.COMMANDS,
    **sharing_commands.COMMANDS,
    "reproduce": reproduce,
    "unmet": unmet,
    **backup_commands.COMMANDS,
    "doctor": doctor,
}
