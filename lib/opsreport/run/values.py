"""Figures without a notebook, and the dictionary of all metrics, as plain rows."""

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


def dictionary() -> list[dict]:
    """Every metric as declared: id, names, formula, unit, which way is better, options with their values and defaults, the columns it needs."""
    from opsreport.metrics import ALL
    from opsreport.store import declared

    return [_declared(metric, declared()) for metric in ALL]


def _declared(metric, store):
    from opsreport.measure import needs_of

    return {
        "id": metric.id,
        "name": _both(metric.name),
        "formula": _both(metric.formula),
        "unit": str(metric.unit),
        "better": metric.better,
        "parts": {name: {"name": _both(part.name), "unit": str(part.unit)} for name, part in metric.parts.items() if name},
        "options": {name: _option(option, metric.options[name]) for name, option in metric.declared.items()},
        "needs": sorted(sorted(way) for way in needs_of(store, metric)),
    }


def _option(option, default):
    return {"meaning": _both(option.meaning), "values": list(option.values) if option.values else option.allowed, "default": default}


def _both(text):
    return {"zh": text.zh, "en": text.en}
