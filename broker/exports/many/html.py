"""The report of many dialogues as one HTML file: a summary, the figures behind it, a page for each, and the sources."""

from __future__ import annotations

from broker.exports.html_report import document, facts_html, open_html, timeline_html
from broker.exports.many.report import Cited, ManyReport, Page, Source, Table
from broker.exports.markup import Html, html, join


def write_html(report: ManyReport) -> bytes:
    """Return the report as the bytes of one HTML file; nothing in it is loaded, sent or run."""
    return page_of(report).encode("utf-8", "replace")


def page_of(report: ManyReport) -> str:
    """Return the whole page."""
    body = html(
        '<main class="many"><header><p class="kicker">{kicker}</p><h1>{title}</h1><p class="quiet">{state}</p></header>'
        '<section class="lead"><h2>{short}</h2><ul>{lead}</ul>{summary}</section>'
        '{tables}<h2 class="every">{every}</h2>{pages}{sources}{proof}</main>',
        kicker=report.labels["kicker"],
        title=report.title,
        state=report.state,
        short=report.labels["short"],
        lead=join(html("<li>{words}</li>", words=words) for words in report.lead),
        summary=join(map(_table, report.summary)),
        tables=join(map(_table, report.tables)),
        every=report.labels["every"] if report.pages else "",
        pages=join(map(_page, report.pages)),
        sources=_sources(report),
        proof=_proof(report),
    )
    return document(report.language, report.title, body)


def _table(table: Table) -> Html:
    if not table.rows:
        return Html("")
    return html(
        '<section class="figures"><h3>{title}</h3><p class="quiet small">{note}</p>{grid}</section>',
        title=table.title,
        note=table.note,
        grid=_grid(table),
    )


def _grid(table: Table) -> Html:
    heads = join(
        html('<th class="{kind}">{head}</th>', kind="" if n < table.texts else "number", head=head)
        for n, head in enumerate(table.heads)
    )
    more = html('<p class="quiet small">+ {count}</p>', count=table.more) if table.more else Html("")
    return html(
        '<div class="scroll"><table><thead><tr>{heads}<th></th></tr></thead><tbody>{rows}</tbody></table></div>{more}',
        heads=heads,
        rows=join(_row(row, table.texts) for row in table.rows),
        more=more,
    )


def _row(row: Cited, texts: int) -> Html:
    cells = join(
        html('<td class="{kind}" dir="auto">{cell}</td>', kind="" if n < texts else "number", cell=cell)
        for n, cell in enumerate(row.cells)
    )
    source = html('<a href="#s{number}">{number}</a>', number=row.source) if row.source else Html("")
    return html('<tr>{cells}<td class="source">{source}</td></tr>', cells=cells, source=source)


def _page(page: Page) -> Html:
    return html(
        '<section class="turn dialogue" id="{id}"><p class="quiet small">{id}</p><h2 dir="auto">{title}</h2>'
        '<p class="quiet">{state}</p>{facts}{open}{timeline}{tables}</section>',
        id=page.id,
        title=page.report.title,
        state=page.report.state,
        facts=facts_html(page.report),
        open=open_html(page.report),
        timeline=timeline_html(page.report),
        tables=join(map(_table, page.tables)),
    )


def _sources(report: ManyReport) -> Html:
    known = {page.id for page in report.pages}
    return html(
        '<section class="turn sources"><h2>{title}</h2><p class="quiet small">{note}</p><dl>{rows}</dl></section>',
        title=report.labels["sources"],
        note=report.labels["sources_note"],
        rows=join(_source(one, known) for one in report.sources),
    )


def _source(one: Source, known: set[str]) -> Html:
    parts = join(
        (
            html(
                "<span>{name} {events}</span>",
                name=html('<a href="#{id}">{id}</a>', id=id) if id in known else id,
                events=events,
            )
            for id, events in one.events
        ),
        " ",
    )
    return html('<dt id="s{number}">{number}</dt><dd>{parts}</dd>', number=one.number, parts=parts)


def _proof(report: ManyReport) -> Html:
    return html(
        "<footer><p><b>{title}</b></p><dl>{rows}</dl><p>{how}</p><p>{note}</p></footer>",
        title=report.labels["proof"],
        rows=join(
            html("<dt>{label}</dt><dd><code>{value}</code></dd>", label=f.label, value=f.value) for f in report.proof
        ),
        how=report.labels["proof_how"],
        note=report.note,
    )
