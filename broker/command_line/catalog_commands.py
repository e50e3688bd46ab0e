"""What each command about data does: checking, publishing, finding, reviewing, withdrawing and exporting."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from broker.command_line import catalog_page, terminal
from broker.command_line.answer import Answer
from broker.command_line.progress import tell_on
from broker.service import Broker
from catalog.fit_statement import read_fitness
from catalog.record import Facets, Finding, Report, Version

#: A list of more datasets than this is read by programs, not by people.
_MANY = 100


def check(broker: Broker, args: Namespace) -> Answer:
    """Report on data files."""
    return _reported(broker.check(args.paths, _facets(args)))


def publish(broker: Broker, args: Namespace) -> Answer:
    """Publish data files."""
    report = broker.publish(
        args.paths, _facets(args), by=args.by, key=args.key, progress=tell_on(), in_place=args.in_place
    )
    answer = _reported(report)
    served = broker.served_by(report.dataset, report.version, by=args.by) if report.version else ()
    if not served:
        return answer
    lines = ["Needs that waited for such data, and can be answered now:", *(f"- {n.statement}" for n in served)]
    document = answer.document | {"serves": [n.to_json() for n in served]}
    return replace(answer, document=document, words="\n".join([answer.words, *lines]))


def catalog_list(broker: Broker, args: Namespace) -> Answer:
    """List what is on offer."""
    held = broker.datasets(include_retired=args.retired, by=args.by)
    last = None if args.limit is None else args.offset + args.limit
    return _listed(broker, args, held[args.offset : last], len(held))


def catalog_search(broker: Broker, args: Namespace) -> Answer:
    """Search what is on offer."""
    wanted = {
        "text": " ".join(args.text), "bbox": tuple(args.bbox) if args.bbox else None,
        "years": tuple(args.years) if args.years else None, "variables": tuple(args.variables or ()),
        "scenario": args.scenario, "kind": args.kind, "frequency": args.frequency, "licence": args.licence,
        "producer": args.producer, "calendar": args.calendar,
    }  # fmt: skip
    criteria = {name: value for name, value in wanted.items() if value}
    found = broker.search(**criteria, by=args.by, limit=args.limit, offset=args.offset)
    is_page = args.limit is not None or args.offset
    return _listed(broker, args, found, broker.count(**criteria, by=args.by) if is_page else len(found))


def catalog_show(broker: Broker, args: Namespace) -> Answer:
    """Show one version."""
    version = broker.dataset(*args.dataset, by=args.by)
    uses = broker.uses(version.dataset, by=args.by)
    comparisons = broker.comparisons(version.dataset, version.number, by=args.by)
    wanted = broker.demand(near=version, by=args.by)
    document = catalog_page.entry_json(version, uses, comparisons) | {"wanted": [d.to_json() for d in wanted]}
    lines = ["  wanted where these data lie:", *(f"    {d.id}  {d.counted}" for d in wanted)] if wanted else []
    return Answer(document, "\n".join([catalog_page.entry_words(version, uses, comparisons), *lines]))


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


def catalog_lift_embargo(broker: Broker, args: Namespace) -> Answer:
    """Open a version to everybody."""
    opened = broker.lift_embargo(*args.dataset, by=args.by, key=args.key)
    document = {"dataset": opened.dataset, "version": opened.number, "status": opened.status, "embargo": ""}
    return Answer(document, f"{opened.label} is open to everybody from now on.")


def catalog_withdraw_consent(broker: Broker, args: Namespace) -> Answer:
    """Close contributed observations."""
    closed = broker.withdraw_consent(args.dataset, by=args.by, because=args.because, key=args.key)
    document = {"dataset": args.dataset, "versions": [v.number for v in closed], "consent": "no"}
    who = "their holder and who published them"
    labels = ", ".join(v.label for v in closed)
    words = f"{labels}: only {who} see and use them now." if closed else f"Only {who} could see them already."
    return Answer(document, words)


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
        profile=args.profile,
        missing=tuple(args.missing),
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
        synthetic=args.synthetic,
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


def _listed(broker: Broker, args: Namespace, versions: tuple[Version, ...], total: int) -> Answer:
    """Return a page of versions out of `total`; what only programs are told is read only for them."""
    if args.json:
        document = {"datasets": [terminal.version_json(v) for v in broker.whole(versions)], "total": total}
        return Answer(document, "", is_long=len(versions) > _MANY)
    words = terminal.versions_words(versions)
    more = "" if len(versions) == total else f"\n{len(versions)} of {total}; --offset and --limit turn the pages."
    return Answer({}, words + more)
