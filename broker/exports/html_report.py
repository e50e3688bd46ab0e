"""The report as one HTML file: no script, no address outside, everything from people escaped; to read and to print."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from broker.exports.fonts import face_rules
from broker.exports.markup import Html, html, join
from broker.exports.report import Changed, Fact, Missed, Register, Report, Said, Step, Tens, Turn
from broker.exports.telling import report_of
from broker.exports.timeline import Line, Mark, timeline_of
from broker.exports.told import Told
from translators.locales import text
from translators.locales.calendars import direction

#: What a reader's browser may do with the file: show it. Nothing is loaded, sent or run.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)
_TIMELINE_WIDTH = 552.0
#: The edge of an empty circle.
_PALE = "#CFC9BC"


def write_html(told: Told, language: str) -> bytes:
    """Return the report of a dialogue as the bytes of one HTML file."""
    return page_of(report_of(told, language)).encode("utf-8", "replace")


def page_of(report: Report) -> str:
    """Return the whole page."""
    body = html(
        '<main><header><p class="kicker">{kicker}</p><h1 dir="auto">{title}</h1><p class="quiet">{state}</p></header>'
        "{facts}{open}{timeline}{turns}{registers}{proof}</main>",
        kicker=report.labels["kicker"],
        title=report.title,
        state=report.state,
        facts=facts_html(report),
        open=open_html(report),
        timeline=timeline_html(report),
        turns=join(_turn(turn, report.labels) for turn in report.turns),
        registers=join(map(register_html, report.registers)),
        proof=_proof(report),
    )
    return document(report.language, report.title, body)


def document(language: str, title: str, body: Html) -> str:
    """Return a whole page around its body: nothing in it is loaded, sent or run."""
    # The style sheet is ours: a constant file, and letters that were cut out of a typeface.
    style = Html(f"{face_rules(str(body))}{style_sheet()}")
    return html(
        '<!DOCTYPE html>\n<html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        "<title>{title}</title><style>{style}</style></head>\n<body>{body}</body></html>\n",
        language=language,
        direction=direction(language),
        policy=POLICY,
        title=title,
        style=style,
        body=body,
    )


@cache
def style_sheet() -> str:
    """Return the style sheet of every report."""
    return (Path(__file__).parent / "report.css").read_text(encoding="utf-8")


def facts_html(report: Report) -> Html:
    """Return the head of a report: what is to be decided, who takes part, how."""
    return html(
        '<dl class="facts">{rows}</dl>',
        rows=join(
            html('<dt>{label}</dt><dd class="{weight}">{value}</dd>', label=f.label, weight=f.weight, value=f.value)
            for f in report.facts
        ),
    )


def open_html(report: Report) -> Html:
    """Return what is open, in a box."""
    lines = report.open or (report.labels["open_nothing"],)
    return html(
        '<section class="open {kind}"><h2>{title}</h2><ul>{lines}</ul></section>',
        kind="" if report.open else "nothing",
        title=report.labels["open"],
        lines=join(html("<li>{line}</li>", line=line) for line in lines),
    )


def timeline_html(report: Report) -> Html:
    """Return who did what as a line in time for each party; nothing where nobody did anything."""
    labels = {**report.labels, "round": text("ui.dialogue.round", report.language, number="{number}")}
    drawn = timeline_of(report.acts, labels, _TIMELINE_WIDTH)
    if drawn is None:
        return Html("")
    return html(
        '<figure class="timeline"><figcaption>{title}</figcaption>'
        '<svg viewBox="0 0 {width} {height}" role="img" aria-label="{title}">{lines}{marks}{labels}</svg></figure>',
        title=report.labels["timeline"],
        width=_number(drawn.width),
        height=_number(drawn.height),
        lines=join(map(_line, drawn.lines)),
        marks=join(map(_mark, drawn.marks)),
        labels=join(
            html(
                '<text x="{x}" y="{y}" fill="{colour}" text-anchor="{anchor}" font-weight="{weight}">{text}</text>',
                x=_number(one.x),
                y=_number(one.y),
                colour=one.colour,
                anchor="middle" if one.is_centred else "start",
                weight=600 if one.is_strong else 400,
                text=one.text,
            )
            for one in drawn.labels
        ),
    )


def _line(line: Line) -> Html:
    middle, peak = (line.x1 + line.x2) / 2, line.y1 - 2 * line.rise
    return html(
        '<path d="M{x1} {y1}Q{middle} {peak} {x2} {y2}" fill="none" stroke="{colour}" stroke-width="1"{dashes}/>',
        x1=_number(line.x1),
        y1=_number(line.y1),
        middle=_number(middle),
        peak=_number(peak if line.rise else (line.y1 + line.y2) / 2),
        x2=_number(line.x2),
        y2=_number(line.y2),
        colour=line.colour,
        dashes=Html(' stroke-dasharray="3 3"') if line.is_dashed else Html(""),
    )


#: Shape of a mark → its markup around (0, 0).
_SHAPES: Mapping[str, str] = {
    "dot": '<circle r="4.6" fill="{colour}"/>',
    "diamond": '<path d="M0 -6L6 0L0 6L-6 0Z" fill="{colour}"/>',
    "small": '<circle r="3.2" fill="{colour}"/>',
    "ring": '<circle r="3.8" fill="#fff" stroke="{colour}" stroke-width="1.8"/>',
    "triangle": '<path d="M0 -5L5 4L-5 4Z" fill="{colour}"/>',
    "double": '<circle r="4.6" fill="#fff" stroke="{colour}" stroke-width="1.6"/><circle r="1.9" fill="{colour}"/>',
    "flag": '<path d="M-3 5V-5L5 -2L-3 1" fill="{colour}" stroke="{colour}" stroke-width="1"/>',
    "square": '<path d="M-2.6 -2.6H2.6V2.6H-2.6Z" fill="{colour}"/>',
}


def _mark(mark: Mark) -> Html:
    return html(
        '<g transform="translate({x} {y})">{words}{shape}</g>',
        x=_number(mark.x),
        y=_number(mark.y),
        words=html("<title>{words}</title>", words=mark.words) if mark.words else Html(""),
        shape=html(_SHAPES[mark.shape], colour=mark.colour),
    )


def _turn(turn: Turn, labels: Mapping[str, str]) -> Html:
    need = (
        html('<blockquote class="need" dir="auto">{words}</blockquote>', words=turn.need)
        if turn.need
        else html('<p class="withheld">{words}</p>', words=labels["erased"])
    )
    return html(
        '<section class="turn"><header><h2>{title}</h2><p class="quiet small">{opened}</p></header>'
        "{because}{need}{reading}{answer}{missed}{said}{changed}</section>",
        title=turn.title,
        opened=turn.opened,
        because=html('<p class="because" dir="auto">{words}</p>', words=turn.because) if turn.because else Html(""),
        need=need,
        reading=_part(
            labels["reading"],
            html('<ul class="reading">{steps}</ul>', steps=join(_step(s, labels) for s in turn.reading)),
        )
        if turn.reading
        else Html(""),
        answer=_answer(turn, labels),
        missed=_missed(turn, labels),
        said=_part(
            labels["said"],
            html('<ul class="said">{lines}</ul>', lines=join(_words(s, labels) for s in turn.said))
            if turn.said
            else html('<p class="quiet">{words}</p>', words=labels["said_nothing"]),
        ),
        changed=_changes(turn.changed, turn.changed_title),
    )


def _part(title: str, content: Html) -> Html:
    return html("<h3>{title}</h3>{content}", title=title, content=content)


def _step(step: Step, labels: Mapping[str, str]) -> Html:
    kind = "contested" if step.is_contested else "guess" if step.is_guess else ""
    note = ", ".join(part for part in (labels["guess"] if step.is_guess else "", step.status) if part)
    return html(
        '<li><span class="quiet">{about}</span> <span class="{kind}">{value}</span>{note}</li>',
        about=step.about,
        kind=kind,
        value=step.value,
        note=html(' <span class="quiet small">({note})</span>', note=note) if note else Html(""),
    )


def _answer(turn: Turn, labels: Mapping[str, str]) -> Html:
    if not turn.answer:
        return _part(labels["answer"], html('<p class="quiet">{words}</p>', words=labels["answer_none"]))
    tens = html(
        '<h3>{title}</h3><p class="quiet small">{words}</p><div class="tens">{figures}</div>',
        title=labels["tens"],
        words=turn.tens_words,
        figures=join(map(_ten, turn.tens)),
    )
    return html(
        '<h3>{title}</h3><p class="answer" dir="auto">{answer}</p>{tens}{pictures}{absent}',
        title=labels["answer"],
        answer=turn.answer,
        tens=tens if turn.tens else Html(""),
        pictures=join(
            html(
                '<figure class="chart"><img alt="{words}" src="data:image/png;base64,{data}"></figure>',
                words=picture.words,
                data=base64.b64encode(picture.png).decode(),
            )
            for picture in turn.pictures
        ),
        absent=html('<p class="quiet small">{words}</p>', words=turn.absent) if turn.absent else Html(""),
    )


def _ten(one: Tens) -> Html:
    circles = []
    for index in range(10):
        x, share = 6.5 + 13 * index, min(max(one.halves - 2 * index, 0), 2)
        circles.append(
            html(
                '<circle cx="{x}" cy="6.5" r="5.2" fill="{fill}" stroke="{edge}" stroke-width="1"/>{half}',
                x=x,
                fill=one.colour if share == 2 else "#fff",
                edge=one.colour if share else _PALE,
                half=html('<path d="M{x} 1.3A5.2 5.2 0 0 0 {x} 11.7Z" fill="{fill}"/>', x=x, fill=one.colour)
                if share == 1
                else Html(""),
            )
        )
    return html(
        '<figure><figcaption><b>{period}</b><br><span class="quiet">{scenario}</span></figcaption>'
        '<svg viewBox="0 0 130 13" role="img" aria-label="{count}">{circles}</svg>'
        '<b class="count">{count}</b><br><span class="quiet">{models}</span></figure>',
        period=one.period,
        scenario=one.scenario,
        count=one.count,
        circles=join(circles),
        models=one.models,
    )


def _missed(turn: Turn, labels: Mapping[str, str]) -> Html:
    if not (turn.missed or turn.more_missed):
        return Html("")
    return _part(
        labels["missed"],
        html(
            '<ul class="missed">{lines}</ul><p class="quiet small">{more}</p>',
            lines=join(map(_miss, turn.missed)),
            more=turn.more_missed,
        ),
    )


def _miss(one: Missed) -> Html:
    return html(
        '<li class="{severity}"><p><b>{axis}</b> {message}</p><p class="quiet small">{remedy}</p></li>',
        severity=one.severity,
        axis=one.axis,
        message=one.message,
        remedy=one.remedy,
    )


def _words(one: Said, labels: Mapping[str, str]) -> Html:
    said = html('<p class="words" dir="auto">{words}</p>', words=one.words)
    if one.is_withheld:
        said = html('<p class="withheld">{words}</p>', words=labels["withheld"])
    return html(
        '<li class="{tone}"><p class="who small quiet">{before}<b>{name}</b>{after} · {at}</p>{said}{facts}</li>',
        tone=one.tone,
        before=one.who[0],
        name=one.who[1],
        after=one.who[2],
        at=one.at,
        said=said if one.words or one.is_withheld else Html(""),
        facts=html('<p class="facts">{facts}</p>', facts=join(map(_fact, one.facts))) if one.facts else Html(""),
    )


def _fact(fact: Fact) -> Html:
    return html(
        '<span><span class="quiet">{label}</span> <span class="{weight}">{value}</span></span> ',
        label=fact.label,
        weight=fact.weight,
        value=fact.value,
    )


def _changes(changes: tuple[Changed, ...], title: str) -> Html:
    if not changes:
        return Html("")
    rows = join(
        html("<tr><td>{what}</td><td>{before}</td><td>{after}</td></tr>", what=c.what, before=c.before, after=c.after)
        for c in changes
    )
    return _part(title, html('<table class="changed">{rows}</table>', rows=rows))


def register_html(register: Register) -> Html:
    """Return a table over the whole dialogue."""
    return html(
        '<section class="register"><h2>{title}</h2><div class="scroll"><table><thead><tr>{heads}</tr></thead>'
        "<tbody>{rows}</tbody></table></div></section>",
        title=register.title,
        heads=join(html("<th>{head}</th>", head=head) for head in register.heads),
        rows=join(
            html("<tr>{cells}</tr>", cells=join(html('<td dir="auto">{cell}</td>', cell=cell) for cell in row))
            for row in register.rows
        ),
    )


def _proof(report: Report) -> Html:
    return html(
        "<footer><p><b>{title}</b></p><dl>{rows}</dl><p>{how}</p><p>{note}</p></footer>",
        title=report.labels["proof"],
        rows=join(
            html("<dt>{label}</dt><dd><code>{value}</code></dd>", label=f.label, value=f.value) for f in report.proof
        ),
        how=report.labels["proof_how"],
        note=report.note,
    )


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
