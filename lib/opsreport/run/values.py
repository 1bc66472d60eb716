"""Figures without a notebook, as plain rows."""

from collections.abc import Iterable

COLUMNS = ("id", "options", "part", "segment", "period", "value", "numerator", "denominator", "n", "low", "high", "reason")


def values(params_path, metrics: Iterable[str], period: str | int, by: str | None = None) -> list[dict]:
    """The entries that metrics.json has of these metrics, each with its period; by: one entry for each segment.

    The period may be one that is not over: it is cut where the data end.
    """
    from opsreport.run.plan import named_period
    from opsreport.shop import open_shop

    shop = open_shop(params_path)
    figures = shop.figures(list(metrics), named_period(period, shop), by)
    return [{"period": figure.period.label, **figure.json()} for figure in figures]


def flat(entries: Iterable[dict]) -> list[dict]:
    """The entries as rows of equal columns; a figure that is a table gives its rows, each with the table's columns named in `value`."""
    return [{name: _cell(entry.get(name)) for name in COLUMNS} for entry in entries for entry in _rows(entry)]


def _rows(entry):
    table = entry.get("table")
    if not table:
        return [entry]
    return [entry | {"value": dict(zip(table["columns"], row, strict=True))} for row in table["rows"]]


def _cell(value):
    if isinstance(value, dict):
        return ", ".join(f"{name}={'' if inner is None else inner}" for name, inner in value.items())
    return value
