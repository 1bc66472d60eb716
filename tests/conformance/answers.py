"""What the library answers to a question: for each kind, a function from a case to the figures that the case expects, by the same keys."""

import csv
import datetime as dt
import math
import statistics
from functools import partial

from opsreport import analyses as a
from opsreport.periods import containing
from opsreport.targets.achievement import achievement
from opsreport.targets.shapes import Target

from . import answers_of_paths, answers_of_value
from .tables import events_of, file_of_orders, orders_of, prop, when, written

UNITS = {"D": "day", "W": "week", "M": "month"}
FOR_COUNTS, FOR_AMOUNTS = "exclude_fully_refunded", "net"


def selected(case, event="event", where="where"):
    """The events that a part of the question is about; event None, or none named: any."""
    q = case["question"]
    values = {prop(key): written(value) for key, value in (q.get(where) or {}).items()}
    users, without = q.get("users"), q.get("exclude_users") or ()
    return a.chosen(events_of(case), q.get(event), values, users and list(map(str, users)), list(map(str, without)))


def everything(case):
    return selected(case, event="", where="")


def buckets(case, first="from", last="to", shift=dt.timedelta(0)):
    q = case["question"]
    first, last = when(q[first]) + shift, when(q[last]) + shift
    return a.Buckets.between(first, last, q.get("unit", "day"), case["timezone"], q.get("week_start", "monday"))


def retention(case, folder):
    q = case["question"]
    question = a.Retention(
        a.Buckets(when(q["first_period"]), q["periods"], q["unit"], case["timezone"], q.get("week_start", "monday")),
        q.get("cohort", "recurring"),
        q.get("criterion", "on"),
        q.get("min_occurrences", 1),
        q.get("window", "calendar"),
    )
    starts, returns = selected(case, "start_event", "start_where"), selected(case, "return_event", "return_where")
    if q.get("breakdown"):
        one = q.get("breakdown_at") == "first_start_event"
        return _by_segment(a.retention_by(starts, returns, question, prop(q["breakdown"]), one), question, case["expected"])
    cohorts = a.retention(starts, returns, question)
    asked = case["expected"]
    said = {
        "counts": _rows(cohorts),
        "cohort_starts": [f"{start:%Y-%m-%d}" if question.buckets.unit != "hour" else f"{start:%Y-%m-%dT%H:%M:%S}" for start in cohorts.starts],
    }
    said["cells"] = {i: list(cohorts.counts[int(i)][: len(row)]) for i, row in asked.get("cells", {}).items()}
    said["row0_at"] = {k: cohorts.counts[0][int(k)] for k in asked.get("row0_at", {})}
    said["rates"] = {k: cohorts.rate(0, int(k)).value for k in asked.get("rates", {})}
    if one := asked.get("rate"):
        said["rate"] = {**one, "value": cohorts.rate(one["cohort"], one["offset"]).value}
    return said


def _by_segment(found, question, asked):
    """Buckets that nobody is in need not be named, in the answer or in what is expected."""
    nobody = [[0] * (question.buckets.count - i) for i in range(question.buckets.count)]
    counts = {name: _rows(found[name]) if name in found else nobody for name in {*found, *asked.get("by", {}), *asked.get("cohort_sizes_by", {})}}
    sizes = {name: [row[0] for row in rows] for name, rows in counts.items()}
    return {
        "by": {name: rows for name, rows in counts.items() if name in asked.get("by", {}) or any(sizes[name])},
        "cohort_sizes_by": {name: row for name, row in sizes.items() if name in asked.get("cohort_sizes_by", {}) or any(row)},
    }


def _rows(cohorts):
    return [list(row) for row in cohorts.counts]


def retention_within(case, folder):
    q = case["question"]
    starts, returns = selected(case, "start_event", "start_where"), selected(case, "return_event", "return_where")
    found = a.retention_within(starts, returns, when(q["cohort_day"]), tuple(q["n_days"]), when(q["observation_end"]), case["timezone"])
    parts = {"within": found.within, "on": found.on, "on_or_after": found.on_or_after}
    return {name: {str(n): reading.value for n, reading in readings.items()} for name, readings in parts.items()}


def lifecycle(case, folder):
    states = _states(case)
    return {name: list(getattr(states, name)) for name in ("new", "returning", "resurrecting", "dormant", "active")}


def growth_accounting(case, folder):
    figures = a.growth_accounting(_states(case))
    ratios = {name: [reading.value for reading in getattr(figures, name)] for name in ("quick_ratio", "retention_rate")}
    return lifecycle(case, folder) | ratios


def _states(case):
    assert case["question"].get("new_rule", "first_event") == "first_event"
    return a.lifecycle(selected(case), buckets(case, "first_period", "last_period"), seen=everything(case))


def stickiness(case, folder):
    q = case["question"]
    shifts = {"data": 0, "previous": q.get("compare_shift_days", 0)}

    def data(days):
        spans = buckets(case, shift=dt.timedelta(days=days))
        return a.Stickiness(spans, q.get("step", 1), tuple(q.get("criteria") or ("gte", 1)), q.get("mode", "exact"))

    return {name: list(a.stickiness(selected(case), data(days))) for name, days in shifts.items() if name in case["expected"]}


def active_users(case, folder):
    q, spans = case["question"], buckets(case)
    rows = selected(case)
    match q["math"]:
        case "unique":
            data = a.unique_users(rows, spans)
        case "rolling7d":
            data = a.weekly_users(rows, spans)
        case "rolling7d_at_end":
            unit = "hour" if spans.unit == "hour" else "day"
            data = a.weekly_users(rows, a.Buckets.between(when(q["to"]), when(q["to"]), unit, case["timezone"]))
    at = {index: data[int(index)] for index in case["expected"].get("at", {})}
    return {"data": list(data), "value": data[-1] if data else 0, "sum": sum(data), "at": at}


def repurchase(case, folder):
    q = case["question"]
    rows = a.counted_orders(orders_of(case), q.get("refunds", FOR_COUNTS))
    rows = rows.filter(rows.counts)
    figure = partial(_repurchase, q)
    if q.get("by"):
        return {"by": {name: _parts(reading) for name, reading in a.by_segment(rows, q["by"], figure).items()}}
    return _parts(figure(rows))


def _repurchase(q, rows):
    merged = {"same_day": q["same_day"]} if "same_day" in q else {}
    days = tuple(map(when, q.get("window") or [q.get("from") or q.get("day") or q["as_of"], q.get("to") or q.get("day") or q["as_of"]]))
    match q["metric"]:
        case "repurchase_rate_by_user":
            return a.repurchase_rate_by_user(rows, days, min_orders=q.get("min_orders", 2), **merged)
        case "repurchase_rate_by_transaction":
            return a.repurchase_rate_by_transaction(rows, days, **merged)
        case "purchase_frequency":
            return a.purchase_frequency(rows, days, **merged)
        case "buyback_rate_on_day":
            return a.buyback_rate_on_day(rows, days)
        case "buyback_rate_next_window":
            return a.buyback_rate_next_window(rows, days, tuple(map(when, q["next"])))
        case "repurchase_rate_loyal_n_days":
            return a.repurchase_rate_loyal_n_days(rows, when(q["as_of"]), q["n"], q.get("min_orders", 2), **merged)
    raise AssertionError(f"the repurchase metric {q['metric']} is not known")


def _parts(reading):
    return {"numerator": reading.numerator, "denominator": reading.denominator, "value": reading.value}


def orders(case, folder):
    q = case["question"]
    of_amounts = q["metric"] in ("sales_amount", "average_order_value", "spend_per_buyer")
    refunds = q.get("refunds", FOR_AMOUNTS if of_amounts else FOR_COUNTS)

    def figure(rows):
        figures = a.order_figures(rows, when(q["from"]), when(q["to"]), refunds, q.get("same_day", "count"))
        value = getattr(figures, {"sales_amount": "sales"}.get(q["metric"], q["metric"]))
        return _parts(value) if hasattr(value, "numerator") and hasattr(value, "reason") else {"value": value}

    rows = orders_of(case)
    return {"by": a.by_segment(rows, q["by"], figure)} if q.get("by") else figure(rows)


def _end(q, key, rows):
    """The end that the question names, or the newest order's day."""
    return when(q[key]) if q.get(key) else rows.day.max().to_pyarrow().as_py()


def _summary(q, rows, end="observation_end"):
    return a.Rfm(_end(q, end, rows), UNITS[q.get("unit", "D")], q.get("include_first", False), q.get("time_scale", 1))


OURS = {"T": "age", "test_T": "test_age"}


def _listed(found, case):
    """The rows and fields that the case names, of the users found."""
    by_user = {row["user_id"]: row for row in found.to_pyarrow().to_pylist()}
    asked = case["expected"]
    said = {"rows": [_row(by_user.get(row["user"]), row) for row in asked.get("rows", [])]}
    return said | {"absent": [user for user in asked.get("absent", []) if user not in by_user]}


def _row(found, asked):
    return found and {field: found["user_id"] if field == "user" else found[OURS.get(field, field)] for field in asked}


def rfm(case, folder):
    rows = orders_of(case)
    return _listed(a.rfm_summary(rows, _summary(case["question"], rows)), case)


def rfm_holdout(case, folder):
    q, rows = case["question"], orders_of(case)
    return _listed(a.rfm_holdout(rows, _summary(q, rows, "train_end"), _end(q, "test_end", rows)), case)


def rfm_segments(case, folder):
    q, rows = case["question"], orders_of(case)
    config = {"segments": q["segment_config"]} if q.get("segment_config") else {}
    found = a.rfm_segments(rows, _summary(q, rows), **config).to_pyarrow().to_pylist()
    return {"segments": {row["user_id"]: row["segment"] for row in found}}


def rfm_file(case, folder):
    """How many rows of the published summary differ from ours."""
    q = case["question"]
    rows = file_of_orders(folder / q["orders_file"], **_columns(q))
    found = {int(row["user_id"]): row for row in a.rfm_summary(rows, _summary(q, rows)).to_pyarrow().to_pylist()}
    with open(folder / q["summary_file"], newline="") as file:
        published = {int(row["ID"]): row for row in csv.DictReader(file)}
    names = {"x": "frequency", "t_x": "recency", "T": "age", "zbar": "monetary"}
    near = case["expected"].get("tolerance_each", 0.006)
    wrong = [
        user
        for user in found.keys() | published.keys()
        if user not in found or user not in published or any(abs(float(published[user][p]) - found[user][o]) > near for p, o in names.items())
    ]
    return {"rows": len(found), "mismatches": len(wrong)}


def rfm_stats(case, folder):
    q = case["question"]
    assert q["statistic"] == "monetary of repeat buyers"
    rows = file_of_orders(folder / q["orders_file"], **_columns(q))
    until = when(q["before"]) - dt.timedelta(days=1) if "before" in q else _end(q, "observation_end", rows)
    found = a.rfm_summary(rows, a.Rfm(until)).to_pyarrow().to_pylist()
    money = sorted(row["monetary"] for row in found if row["frequency"] > 0)
    said = {"mean": statistics.fmean(money), "std": statistics.stdev(money), "min": money[0], "median": statistics.median(money), "max": money[-1]}
    if case["expected"].get("rounding") == "nearest integer":
        said = {name: math.floor(value + 0.5) for name, value in said.items()}
    return {"count": len(money), **said}


def _columns(q):
    return {"columns": q["columns"]} if q.get("columns") else {}


def decomposition(case, folder):
    q = case["question"]
    assert q["method"] == "midpoint (two-factor Shapley)"

    def sums(share, rate):
        return [(a.fraction(s) * a.fraction(r), s) for s, r in zip(q[share], q[rate], strict=True)]

    segments = [a.Segment.of(*both) for both in zip(sums("base_share", "base_rate"), sums("curr_share", "curr_rate"), strict=True)]
    base, current = a.whole_rates(segments)
    effects = a.midpoint(segments)
    said = {f"{side}_effect": [getattr(effect, side) for effect in effects] for side in ("rate", "mix")}
    totals = {f"{side}_total": sum(said[f"{side}_effect"]) for side in ("rate", "mix")}
    return {"base": base, "current": current, "delta": current - base} | said | totals


def scorecard(case, folder):
    q = case["question"]
    reached = achievement(q["actual"], Target(containing("month", dt.date(2024, 1, 1)), q["target"], q["direction"]))
    return {"achievement": float(reached), "display_pct_0dp": round(100 * reached)}


ANSWERS = {
    answer.__name__: answer
    for answer in (retention, retention_within, lifecycle, growth_accounting, stickiness, active_users, repurchase, orders)
    + (rfm, rfm_holdout, rfm_segments, rfm_stats, rfm_file, decomposition, scorecard)
}
ANSWERS |= answers_of_paths.ANSWERS | answers_of_value.ANSWERS
