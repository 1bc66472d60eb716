"""Answers about what follows what: funnels, paths, conversions, sessions, states by day."""

import datetime as dt

import pyarrow as pa

from opsreport import analyses as a

from .tables import events_of, instant, prop, when, written

REST = "<REST>"


def _step(said):
    if isinstance(said, dict):
        return a.Step(said["event"], {prop(key): written(value) for key, value in (said.get("where") or {}).items()})
    return a.Step(said)


def _funnel(case):
    """The events, with every property that a step names, and the question."""
    q = case["question"]
    named = {key: None for step in q["steps"] if isinstance(step, dict) for key in step.get("where") or {}}
    events = events_of(case | {"question": q | {"where": named | (q.get("where") or {})}})
    barred = q.get("exclude") or []
    barred = [barred] if isinstance(barred, dict) else barred
    exclude = tuple(a.Exclusion(_step(one["event"]), one["from_step"], one["to_step"]) for one in barred)
    return events, a.Funnel(tuple(map(_step, q["steps"])), q.get("order", "ordered"), q.get("window_seconds"), exclude)


def funnel(case, folder):
    events, question = _funnel(case)
    q = case["question"]
    if q.get("breakdown"):
        by = {name: list(found.counts) for name, found in a.funnel_by(events, question, prop(q["breakdown"])).items()}
        return {"by": _against_rest(by, q["diff"][0]) if q.get("diff") else by}
    found = a.funnel(events, question)
    steps = range(len(question.steps))
    return {
        "counts": list(found.counts),
        "avg_seconds": list(found.average_s),
        "median_seconds": list(found.median_s),
        "share_of_all_users": [found.share(k).value for k in steps],
        "step_rate": [found.rate(k).value for k in steps],
    }


def _against_rest(by, one):
    others = [counts for name, counts in by.items() if name != one]
    return {one: by[one], REST: [sum(column) for column in zip(*others, strict=True)]}


def funnel_trend(case, folder):
    events, question = _funnel(case)
    q = case["question"]
    buckets = a.Buckets.between(when(q["from"]), when(q["to"]), q.get("unit", "day"), case["timezone"], q.get("week_start", "monday"))
    ends = q.get("from_step", 0), q.get("to_step", len(q["steps"]) - 1)
    if q.get("breakdown"):
        by = a.funnel_trend_by(events, question, buckets, prop(q["breakdown"]), *ends)
        return {"rate_pct_by": {name: _rates(found) for name, found in by.items()}}
    found = a.funnel_trend(events, question, buckets, *ends)
    return {"entered": list(found.entered), "converted": list(found.converted), "rate_pct": _rates(found)}


def _rates(found):
    """In percent to two places; 0 where nobody entered, which is the source's policy and not ours."""
    return [round(100 * (found.rate(k).value or 0), 2) for k in range(len(found.entered))]


def _in_order(case):
    """The events with their place in the case, by which those of one moment are ordered, and their session where they have one."""
    rows = case["events"]
    columns = {
        "user_id": pa.array([str(row["user"]) for row in rows], pa.string()),
        "occurred_at": pa.array([instant(row["time"], case["timezone"]) for row in rows], pa.timestamp("us")),
        "event": pa.array([row["name"] for row in rows], pa.string()),
        "session_id": pa.array([row.get("session") for row in rows], pa.string()),
        "place": pa.array(range(len(rows)), pa.int64()),
    }
    import ibis

    return ibis.memtable(pa.table(columns))


def paths(case, folder):
    q = case["question"]
    found = a.paths(_in_order(case), q.get("step_limit", 5), q.get("timeout_seconds", 1800), then="place")
    return {"links": [[f"{link.step}_{link.source}", f"{link.step + 1}_{link.target}", link.count, link.mean_s] for link in found]}


def transitions(case, folder):
    column = {"user": "user_id", "session": "session_id"}[case["question"]["path"]]
    found = a.transitions(_in_order(case), column, then="place")
    labels = ["path_start", *sorted({row["name"] for row in case["events"]}), "path_end"]
    return {"labels": labels, "matrix": [[found.get((source, target), 0) for target in labels] for source in labels]}


def conversion(case, folder):
    q = case["question"]
    found = a.conversion(_in_order(case), q["start"], q["end"], q.get("within_seconds"), then="place")
    ratios = {"rate": found.rate.value, "base_rate": found.base.value, "lift": found.lift.value}
    return {"started": found.started, "converted": found.converted} | ratios


def sessions(case, folder):
    rows = a.sessions(_in_order(case), case["question"]["timeout_seconds"], then="place")
    return {"sessions": rows.select("user_id", "session").distinct().count().to_pyarrow().as_py()}


def daily_states(case, folder):
    events = _in_order(case)
    zone = a.Buckets(dt.date(2000, 1, 1), 1, "day", case["timezone"])
    days = events.select("user_id", day=zone.day(events.occurred_at))
    rows = a.daily_states(days, when(case["question"]["until"])).order_by("user_id", "day").to_pyarrow().to_pylist()
    found: dict[str, list] = {}
    for row in rows:
        found.setdefault(row["user_id"], []).append(row["state"])
    return found


ANSWERS = {answer.__name__: answer for answer in (funnel, funnel_trend, paths, transitions, conversion, sessions, daily_states)}
