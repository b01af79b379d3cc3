"""A record of results in words: notebooks, the terminal and the pages show it alike."""

from html import escape

from autoencoder_course.results import claims
from autoencoder_course.results.claims import Entry, Judged, is_real

# What a results table's data carry in a notebook.
MIME_TYPE = "application/vnd.autoencoder-course.results+json"
HEADINGS = ("what", "measured", "published", "control", "claim", "band", "verdict")


def mimebundle(record: dict, entries: dict[str, Entry]) -> dict:
    """Return a notebook's closing table as Jupyter stores it: as text, as HTML and as data.

    The data leave out the seconds: they change on every run, and a notebook that is executed
    again unchanged should give an empty diff.
    """
    stored = {key: value for key, value in record.items() if key != "seconds"}
    judged = claims.judge(stored, entries)
    heading = f"{record['notebook']}: {caption([record])}"
    return {
        "text/plain": _as_text(heading, rows(judged)),
        "text/html": _as_html(heading, judged),
        MIME_TYPE: stored,
    }


def rows(judged: list[Judged]) -> list[tuple[str, ...]]:
    """Format judged results, one tuple for each, in the order of `HEADINGS`."""
    return [
        (
            row.name,
            number(row.value),
            _with_source(row.entry.published, row.entry.source),
            _with_source(row.control, row.entry.control),
            "" if row.entry.claim == claims.NONE else row.entry.claim,
            band(row.entry),
            verdict(row),
        )
        for row in judged
    ]


def verdict(row: Judged) -> str:
    """Say what came of a result: capitals if it fails, nothing if there was nothing to judge."""
    if row.claim_holds is False:
        return "FAILS"
    if row.in_band is False:
        return "OUTSIDE"
    if row.why_not:
        return f"not judged: {row.why_not}"
    return "" if row.claim_holds is row.in_band is None else "holds"


def failure(row: Judged) -> str:
    """Say in words how a result fails."""
    measured = f"{row.name}: {number(row.value)}"
    if row.claim_holds is False:
        return (
            f"{measured}, claim {row.entry.claim}, {_with_source(row.control, row.entry.control)}"
        )
    return f"{measured}, band {band(row.entry)}"


def caption(records: list[dict]) -> str:
    """Say how records were made: profile, data and backend."""
    kinds = sorted({(r["profile"], r["data_source"], r["backend"]) for r in records})
    texts = [
        f"{profile} profile, {'real data' if data == 'tfds' else 'offline sample'}, {backend}"
        for profile, data, backend in kinds
    ]
    judged = all(is_real(record) for record in records)
    note = "" if judged else " (bands apply to full runs on real data only)"
    return "; ".join(texts) + note


def number(value: float | None) -> str:
    """Format a number to four digits; None gives an empty string."""
    return "" if value is None else f"{value:.4g}"


def band(entry: Entry) -> str:
    """Format a tolerance band; an end that is missing is open."""
    low, high = entry.band.get("low"), entry.band.get("high")
    if low is None:
        return "" if high is None else f"≤ {number(high)}"
    return f"≥ {number(low)}" if high is None else f"{number(low)} to {number(high)}"


def _with_source(value: float | None, source: str) -> str:
    return f"{number(value)} ({source})" if source and value is not None else number(value)


def _as_text(heading: str, shown: list[tuple[str, ...]]) -> str:
    table = [HEADINGS, *shown]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
    return "\n".join([heading, *lines])


def _as_html(heading: str, judged: list[Judged]) -> str:
    """Return the whole table; where some results are to stand in sight, the whole is folded."""
    first = f"<p>{escape(heading)}</p>"
    in_sight = [row for row in judged if row.entry.shown]
    if not in_sight:
        return first + _html_table(judged)
    summary = f"<summary>All {len(judged)} results of this notebook</summary>"
    return f"{first}{_html_table(in_sight)}<details>{summary}{_html_table(judged)}</details>"


def _html_table(judged: list[Judged]) -> str:
    def line(cells, tag):
        texts = (f'<{tag} style="text-align:left">{escape(cell)}</{tag}>' for cell in cells)
        return f"<tr>{''.join(texts)}</tr>"

    body = "".join(line(row, "td") for row in rows(judged))
    return f"<table>{line(HEADINGS, 'th')}{body}</table>"
