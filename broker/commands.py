"""What each command does: one verb of the service, its document for programs, and its words for people."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broker import catalog_page, terminal
from broker.progress import tell_on
from broker.service import Broker
from catalog.fit_statement import read_fitness
from catalog.record import Facets, Finding, Report
from translators.need import Need


@dataclass(frozen=True)
class Answer:
    """What a command says.

    Attributes
    ----------
    document : dict
        Printed with ``--json``.
    words : str
        Printed without.
    status : int
        0 done, 1 refused.
    refusal : str
        The sentence for stderr where it was refused.
    """

    document: dict[str, Any]
    words: str
    status: int = 0
    refusal: str = ""


def demo(broker: Broker, args: Namespace) -> Answer:
    """Fill the store."""
    from broker.demo import fill

    dialogue = fill(broker, lambda line: print(line, file=sys.stderr, flush=True))
    held = [version.label for version in broker.datasets()]
    document = {"status": "done", "home": str(broker.home), "datasets": held, "dialogue": dialogue.id}
    return Answer(document, f"The store {broker.home} holds {', '.join(held)} and the example dialogue {dialogue.id}.")


def check(broker: Broker, args: Namespace) -> Answer:
    """Report on data files."""
    return _reported(broker.check(args.paths, _facets(args)))


def publish(broker: Broker, args: Namespace) -> Answer:
    """Publish data files."""
    report = broker.publish(args.paths, _facets(args), by=args.by, key=args.key, progress=tell_on())
    return _reported(report)


def catalog_list(broker: Broker, args: Namespace) -> Answer:
    """List what is on offer."""
    return _listed(broker.datasets(include_retired=args.retired, by=args.by))


def catalog_search(broker: Broker, args: Namespace) -> Answer:
    """Search what is on offer."""
    wanted = {
        "text": " ".join(args.text), "bbox": tuple(args.bbox) if args.bbox else None,
        "years": tuple(args.years) if args.years else None, "variables": tuple(args.variables or ()),
        "scenario": args.scenario, "kind": args.kind, "frequency": args.frequency, "licence": args.licence,
    }  # fmt: skip
    return _listed(broker.search(**{name: value for name, value in wanted.items() if value}, by=args.by))


def catalog_show(broker: Broker, args: Namespace) -> Answer:
    """Show one version."""
    version = broker.dataset(*args.dataset, by=args.by)
    uses = broker.uses(version.dataset, by=args.by)
    comparisons = broker.comparisons(version.dataset, version.number, by=args.by)
    return Answer(
        catalog_page.entry_json(version, uses, comparisons), catalog_page.entry_words(version, uses, comparisons)
    )


def catalog_uses(broker: Broker, args: Namespace) -> Answer:
    """Show who used a dataset, or which data a product was made from and how they stand."""
    if len(args.name) == 64:
        versions = broker.used_by(args.name, by=args.by)
        document = {"product": args.name, "datasets": [terminal.version_json(v) for v in versions]}
        return Answer(document, catalog_page.used_words(versions))
    uses = broker.uses(args.name.partition("@")[0], by=args.by)
    return Answer(
        {"dataset": args.name, "uses": [catalog_page.use_json(u) for u in uses]}, catalog_page.uses_words(uses)
    )


def catalog_review(broker: Broker, args: Namespace) -> Answer:
    """Review a draft."""
    from catalog.review import unmet_standards

    reviewed = broker.review(*args.dataset, by=args.by, accept=tuple(args.accept), because=args.because, key=args.key)
    unmet = unmet_standards(reviewed)
    document = {
        "dataset": reviewed.dataset,
        "version": reviewed.number,
        "status": reviewed.status,
        "unmet": [{"code": code, "message": message} for code, message in unmet.items()],
        "accepted": [a.to_json() for a in reviewed.accepted],
    }
    return Answer(document, catalog_page.review_words(reviewed, unmet))


def catalog_retire(broker: Broker, args: Namespace) -> Answer:
    """Withdraw from offer."""
    retired = broker.retire(*args.dataset, args.because, by=args.by, key=args.key, successor=args.successor)
    labels = [v.label for v in retired]
    return Answer(
        {
            "status": "retired",
            "dataset": args.dataset[0],
            "versions": [v.number for v in retired],
            "because": args.because,
            "successor": args.successor,
        },
        f"{', '.join(labels)} is no longer offered; products made from it can still be built again.",
    )


def catalog_export(broker: Broker, args: Namespace) -> Answer:
    """Export data and their descriptions."""
    from catalog.exports import Targets

    targets = Targets(args.netcdf, args.stac, args.intake, args.citation)
    exported = broker.export(args.datasets, targets, by=args.by, progress=tell_on())
    document = exported.to_json()
    lines = [f"{form}: {len(paths)} files; open {paths[0]}" for form, paths in exported.files.items()]
    return Answer(document, "\n".join([f"Exported {', '.join(document['datasets'])}.", *lines]))


def indices(broker: Broker, args: Namespace) -> Answer:
    """List every index."""
    table = broker.indices()
    return Answer({"indices": [terminal.index_json(i) for i in table]}, "\n".join(map(terminal.index_words, table)))


def ask(broker: Broker, args: Namespace) -> Answer:
    """Translate a sentence."""
    reading = broker.ask(" ".join(args.sentence), args.lang)
    document = reading.to_json()
    if reading.unservable is None:
        return Answer(document, terminal.reading_words(reading))
    sentence = f"{reading.unservable.reason} {reading.unservable.referral}"
    return Answer(terminal.refused("unservable", sentence) | document, "", 1, sentence)


def build(broker: Broker, args: Namespace) -> Answer:
    """Build a product outside of a dialogue."""
    product = broker.build(Need.load(args.need), args.out, tell_on(), by=args.by)
    return Answer(product.to_json(), terminal.product_words(product))


def dialogue_open(broker: Broker, args: Namespace) -> Answer:
    """Open a dialogue."""
    opened = broker.open_dialogue(Need.load(args.need), by=args.by, key=args.key)
    return Answer(opened.to_json(), terminal.opened_words(opened))


def dialogue_build(broker: Broker, args: Namespace) -> Answer:
    """Build the product of the current round."""
    product = broker.build_round(args.dialogue, by=args.by, key=args.key, out=args.out, progress=tell_on())
    return Answer(product.to_json() | {"dialogue": args.dialogue}, terminal.product_words(product))


def dialogue_respond(broker: Broker, args: Namespace) -> Answer:
    """Respond to a round."""
    dialogue = broker.respond(
        args.dialogue, by=args.by, fits=args.fits, text=args.text, key=args.key, round_number=args.round
    )
    return Answer(dialogue.to_json(), f"Kept: {args.by} to round {args.round or dialogue.round.number}.")


def dialogue_revise(broker: Broker, args: Namespace) -> Answer:
    """Revise the need."""
    dialogue = broker.revise(
        args.dialogue, Need.load(args.need), by=args.by, because=args.because, key=args.key, expected_round=args.round
    )
    return Answer(dialogue.to_json(), terminal.opened_words(dialogue))


def dialogue_close(broker: Broker, args: Namespace) -> Answer:
    """Close a dialogue."""
    dialogue = broker.close_dialogue(args.dialogue, by=args.by, because=args.because, key=args.key)
    return Answer(dialogue.to_json(), f"Dialogue {dialogue.id} is closed after {len(dialogue.rounds)} rounds.")


def dialogue_show(broker: Broker, args: Namespace) -> Answer:
    """Show a dialogue."""
    dialogue = broker.dialogue(args.dialogue)
    used = {v.label: v for r in dialogue.rounds if r.product_id for v in broker.used_by(r.product_id)}
    notices = catalog_page.notices(used.values())
    document = dialogue.to_json() | ({"notices": notices} if notices else {})
    return Answer(document, "\n".join([terminal.dialogue_words(dialogue), *notices]))


def dialogue_diff(broker: Broker, args: Namespace) -> Answer:
    """Compare two rounds."""
    diff = broker.diff(args.dialogue, args.first, args.second)
    return Answer(diff.to_json(), terminal.diff_words(diff))


def dialogue_list(broker: Broker, args: Namespace) -> Answer:
    """List dialogues."""
    dialogues = broker.dialogues()
    return Answer({"dialogues": [d.to_json() for d in dialogues]}, terminal.dialogues_words(dialogues))


def log_verify(broker: Broker, args: Namespace) -> Answer:
    """Verify the log, in the store or as a file."""
    if args.log:
        from broker.log_files import read_checkpoint, verify_exported

        found = verify_exported(args.log, read_checkpoint(args.checkpoint) if args.checkpoint else None)
    else:
        found = broker.verify_log(args.checkpoint)
    if found.is_whole:
        return Answer(found.to_json(), terminal.verified_words(found))
    sentence = (
        f"The exchange log was to be verified, but it does not prove itself: {found.problems[0]} What it says from "
        f"there on "
        f"cannot be trusted; compare it with an export or a backup from before."
    )
    return Answer(found.to_json() | terminal.refused("log-damaged", sentence) | {"log": "damaged"}, "", 1, sentence)


def log_checkpoint(broker: Broker, args: Namespace) -> Answer:
    """Write a checkpoint."""
    path = broker.checkpoint(args.out)
    return Answer({"status": "written", "file": str(path)}, f"{path} is written. Keep it where the log is not.")


def log_export(broker: Broker, args: Namespace) -> Answer:
    """Export the log of a dialogue."""
    path = broker.export_log(args.dialogue, args.format, args.out)
    return Answer({"status": "written", "file": str(path), "format": args.format}, f"{path} is written.")


def reproduce(broker: Broker, args: Namespace) -> Answer:
    """Build a product again and compare."""
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
    events = broker.unmet_needs()
    document = {"unmet": [{"at": e.at, "by": e.by, **e.data} for e in events]}
    words = "\n".join(f"{e.at[:10]}  {e.data['axis']:6}  {e.data['statement']}\n    {e.data['reason']}" for e in events)
    return Answer(document, words or "No need was left unmet.")


def doctor(broker: Broker, args: Namespace) -> Answer:
    """Examine the installation, and give left-over space back where that is asked."""
    cleaned = broker.clean() if args.clean else None
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
    "check": check,
    "publish": publish,
    "catalog list": catalog_list,
    "catalog show": catalog_show,
    "catalog search": catalog_search,
    "catalog uses": catalog_uses,
    "catalog review": catalog_review,
    "catalog retire": catalog_retire,
    "catalog export": catalog_export,
    "indices": indices,
    "ask": ask,
    "build": build,
    "dialogue open": dialogue_open,
    "dialogue build": dialogue_build,
    "dialogue respond": dialogue_respond,
    "dialogue revise": dialogue_revise,
    "dialogue close": dialogue_close,
    "dialogue show": dialogue_show,
    "dialogue diff": dialogue_diff,
    "dialogue list": dialogue_list,
    "log verify": log_verify,
    "log checkpoint": log_checkpoint,
    "log export": log_export,
    "reproduce": reproduce,
    "unmet": unmet,
    "doctor": doctor,
}


def _facets(args: Namespace) -> Facets:
    good_for, not_good_for = read_fitness(args.fitness) if args.fitness else ((), ())
    return Facets(
        dataset=args.id,
        title=args.title,
        producer=args.producer,
        licence=args.licence,
        citation=args.citation,
        kind=args.kind,
        model=args.model,
        scenario=args.scenario,
        member=args.member,
        accept=tuple(args.accept),
        lat=args.lat,
        lon=args.lon,
        variables=args.variables,
        date_column=args.date,
        stations=args.stations,
        change_note=args.change_note,
        contact=args.contact,
        doi=args.doi,
        terms=args.terms,
        embargo=args.embargo,
        draft=args.draft,
        holder=args.holder,
        consent=args.consent,
        place_decimals=args.place_decimals,
        good_for=(*args.good_for, *good_for),
        not_good_for=(*args.not_good_for, *not_good_for),
    )


def _reported(report: Report) -> Answer:
    if report.status != "refused":
        return Answer(report.to_json(), terminal.report_words(report))
    sentence = _refusal_of(report.findings)
    document = terminal.refused("data-refused", sentence) | report.to_json()
    return Answer(document, terminal.report_words(report), 1, sentence)


def _refusal_of(findings: Iterable[Finding]) -> str:
    errors = [f for f in findings if f.severity == "error"]
    if not errors:
        return (
            "The files were refused, and no check says why; run again with --debug and tell those who run the broker."
        )
    others = len(errors) - 1
    more = f" {others} more {'error stands' if others == 1 else 'errors stand'} in the report." if others else ""
    name = Path(errors[0].file).name
    where = f"{name}: " if name and name not in errors[0].message else ""
    return f"{where}{errors[0].message} {errors[0].fix}{more}".strip()


def _listed(versions: Iterable[Any]) -> Answer:
    versions = tuple(versions)
    return Answer({"datasets": [terminal.version_json(v) for v in versions]}, terminal.versions_words(versions))
