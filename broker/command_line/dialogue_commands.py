"""What each command of a dialogue does: one verb of the service, its document, and its words."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from broker.command_line import catalog_page, workshop_commands
from broker.command_line.answer import Answer
from broker.command_line.dialogue_words import dialogue_words, dialogues_words, diff_words, moves_words, opened_words
from broker.command_line.progress import tell_on
from broker.command_line.sharing_commands import look_lines
from broker.command_line.terminal import product_words
from broker.dialogue import RoundDiff
from broker.service import Broker


def dialogue_open(broker: Broker, args: Namespace) -> Answer:
    """Open a dialogue."""
    opened = broker.open_dialogue(
        broker.load_need(args.need, by=args.by), by=args.by, key=args.key, shared_with=args.shared_with
    )
    return Answer(opened.to_json(), opened_words(opened))


def dialogue_build(broker: Broker, args: Namespace) -> Answer:
    """Build the product of a round."""
    product = broker.build_round(
        args.dialogue, by=args.by, key=args.key, out=args.out, progress=tell_on(), round_number=args.round
    )
    return Answer(product.to_json() | {"dialogue": args.dialogue}, product_words(product))


def dialogue_respond(broker: Broker, args: Namespace) -> Answer:
    """Respond to a round."""
    dialogue = broker.respond(
        args.dialogue, by=args.by, fits=args.fits, text=args.text, key=args.key, round_number=args.round
    )
    return Answer(dialogue.to_json(), f"Kept: {args.by} to round {args.round or dialogue.round.number}.")


def dialogue_revise(broker: Broker, args: Namespace) -> Answer:
    """Revise the need."""
    dialogue = broker.revise(
        args.dialogue,
        broker.load_need(args.need, by=args.by) if args.need else None,
        by=args.by,
        because=args.because,
        key=args.key,
        expected_round=args.round,
        consent=args.consent,
        against_rights=args.against_rights,
    )
    return Answer(dialogue.to_json(), opened_words(dialogue))


def dialogue_close(broker: Broker, args: Namespace) -> Answer:
    """Close a dialogue, or one round of it."""
    if args.round is not None:
        dialogue = broker.close_round(args.dialogue, args.round, by=args.by, key=args.key)
        return Answer(dialogue.to_json(), f"Round {args.round} of dialogue {dialogue.id} is closed.")
    dialogue = broker.close_dialogue(args.dialogue, by=args.by, because=args.because, key=args.key)
    return Answer(dialogue.to_json(), f"Dialogue {dialogue.id} is closed after {len(dialogue.rounds)} rounds.")


def dialogue_reopen(broker: Broker, args: Namespace) -> Answer:
    """Take up a closed round or dialogue again."""
    dialogue = broker.reopen(args.dialogue, by=args.by, because=args.because, round_number=args.round, key=args.key)
    what = f"Round {args.round} of dialogue {dialogue.id}" if args.round else f"Dialogue {dialogue.id}"
    return Answer(dialogue.to_json(), f"{what} is open again; the current round is {dialogue.round.number}.")


def dialogue_branch(broker: Broker, args: Namespace) -> Answer:
    """Try another definition beside a round."""
    need = broker.load_need(args.need, by=args.by) if args.need else None
    words = {"because": args.because, "title": args.title, "key": args.key}
    dialogue = broker.branch(args.dialogue, need, by=args.by, round_number=args.round, **words)
    return Answer(dialogue.to_json(), opened_words(dialogue))


def dialogue_need(broker: Broker, args: Namespace) -> Answer:
    """State another need in the same dialogue."""
    need = broker.load_need(args.need, by=args.by)
    words = {"because": args.because, "title": args.title, "key": args.key}
    dialogue = broker.add_need(args.dialogue, need, by=args.by, **words)
    return Answer(dialogue.to_json(), opened_words(dialogue))


def dialogue_rejoin(broker: Broker, args: Namespace) -> Answer:
    """Let strands go on as one."""
    need = broker.load_need(args.need, by=args.by) if args.need else None
    words = {"decision": args.decision, "because": args.because, "dissent": args.dissent, "into": args.into}
    words |= {"consent": args.consent, "against_rights": args.against_rights}
    dialogue = broker.rejoin(args.dialogue, args.strands, need, by=args.by, key=args.key, **words)
    return Answer(dialogue.to_json(), opened_words(dialogue))


def dialogue_moves(broker: Broker, args: Namespace) -> Answer:
    """Show what may be done next."""
    found = broker.moves(args.dialogue, by=args.by)
    return Answer({"dialogue": args.dialogue, "moves": [m.to_json() for m in found]}, moves_words(found))


def dialogue_show(broker: Broker, args: Namespace) -> Answer:
    """Show a dialogue."""
    dialogue = broker.dialogue(args.dialogue, by=args.by)
    used = {v.label: v for r in dialogue.rounds if r.product_id for v in broker.used_by(r.product_id, by=args.by)}
    notices = catalog_page.notices(used.values())
    looks = broker.looks(args.dialogue, by=args.by)
    document = dialogue.to_json() | ({"notices": notices} if notices else {})
    document |= {"looks": [look.to_json() for look in looks]} if looks else {}
    return Answer(document, "\n".join([dialogue_words(dialogue), *notices, *look_lines(looks)]))


def dialogue_diff(broker: Broker, args: Namespace) -> Answer:
    """Compare two rounds."""
    diff = broker.diff(args.dialogue, args.first, args.second, by=args.by)
    written = _written(diff, args.out) if args.out else []
    document = diff.to_json() | ({"files": [path.name for path in written]} if written else {})
    return Answer(document, "\n".join([diff_words(diff), *(f"{path} is written." for path in written)]))


def _written(diff: RoundDiff, folder: Path) -> list[Path]:
    """Write a difference as JSON, and as a map where the rounds look at different places."""
    folder.mkdir(parents=True, exist_ok=True)
    told = folder / "diff.json"
    told.write_text(json.dumps(diff.to_json(), ensure_ascii=False, indent=1, allow_nan=False), encoding="utf-8")
    if diff.region is None:
        return [told]
    from broker.products.region_map import draw_regions

    drawn = folder / "region.png"
    drawn.write_bytes(draw_regions(diff.region, diff.first, diff.second))
    return [told, drawn]


def dialogue_list(broker: Broker, args: Namespace) -> Answer:
    """List dialogues."""
    dialogues = broker.dialogues(by=args.by)
    return Answer({"dialogues": [d.to_json() for d in dialogues]}, dialogues_words(dialogues))


#: Command → what it does.
COMMANDS: dict[str, Callable[[Broker, Namespace], Answer]] = {
    f"dialogue {name}": carry_out
    for name, carry_out in (
        ("open", dialogue_open),
        ("build", dialogue_build),
        ("respond", dialogue_respond),
        ("revise", dialogue_revise),
        ("branch", dialogue_branch),
        ("need", dialogue_need),
        ("rejoin", dialogue_rejoin),
        ("close", dialogue_close),
        ("reopen", dialogue_reopen),
        ("moves", dialogue_moves),
        ("show", dialogue_show),
        ("diff", dialogue_diff),
        ("list", dialogue_list),
    )
} | workshop_commands.COMMANDS
