"""A record of results in words: notebooks, the terminal and the README show it alike."""

# What a results table's data carry in a notebook.
MIME_TYPE = "application/vnd.autoencoder-course.results+json"
HEADINGS = ("what", "measured", "published", "control", "band", "verdict")


def is_real(record: dict) -> bool:
    """Say whether bands apply: the full profile on real data."""
    return record["profile"] == "full" and record["data_source"] == "tfds"


def rows(record: dict) -> list[tuple[str, ...]]:
    """Format a record's results, one tuple for each, in the order of `HEADINGS`."""
    return [
        (
            result["name"],
            number(result["value"]),
            _with_source(result["reference"], result["source"]),
            _with_source(result.get("control"), result.get("control_name")),
            band(result),
            {True: "holds", False: "OUTSIDE", None: "not judged"}[result["ok"]],
        )
        for result in record["results"]
    ]


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


def band(result: dict) -> str:
    """Format a result's tolerance band; an end that is None is open."""
    if result["low"] is None:
        return f"≤ {number(result['high'])}"
    if result["high"] is None:
        return f"≥ {number(result['low'])}"
    return f"{number(result['low'])} to {number(result['high'])}"


def _with_source(value: float | None, source: str | None) -> str:
    return f"{number(value)} ({source})" if source else number(value)
