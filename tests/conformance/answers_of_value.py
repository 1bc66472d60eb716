"""Answers about the future: customer value, survival."""

import csv

from opsreport import analyses as a

from .tables import when


def clv(case, folder):
    q = case["question"]
    if q["model"] == "gamma_gamma":
        values = a.GammaGamma(**q["params"]).expected([row["x"] for row in q["rows"]], [row["m"] for row in q["rows"]])
        return {"values": [float(value) for value in values]}
    model = a.BgNbd(**q["params"])
    match q["model"]:
        case "bgnbd_pmf":
            return {"values": [float(model.pmf(t, n)) for t, n in q["t_n"]]}
        case "bgnbd_palive":
            return {"values": _each(model.alive(q["x"], q["t_x"], q["T"]))}
        case "bgnbd_conditional":
            return {"values": _each(model.expected(q["t"], q["x"], q["t_x"], q["T"]))}
        case "bgnbd_expectation":
            return {"values": [float(model.expectation(t)) for t in (q["t"] if isinstance(q["t"], list) else [q["t"]])]}
    raise AssertionError(f"the model {q['model']} is not known")


def _each(values):
    return [float(value) for value in values.flat]


def clv_fit(case, folder):
    q = case["question"]
    assert q["model"] == "bgnbd"
    with open(folder / q["summary_file"], newline="") as file:
        rows = list(csv.DictReader(file))
    fitted = a.fit_bgnbd(*([float(row[column]) for row in rows] for column in ("x", "t_x", "T")))
    return {"params": {name: getattr(fitted, name) for name in ("r", "alpha", "a", "b")}, "log_likelihood": fitted.log_likelihood}


def survival(case, folder):
    q = case["question"]
    points = a.survival([(units, int(seen), 1 - int(seen)) for units, seen in zip(q["durations"], q["observed"], strict=True)])
    found = [a.survival_at(points, at) for at in q["at"]]
    return {"survival": [point.share for point in found], "lower": [point.low for point in found], "upper": [point.high for point in found]}


def durations(case, folder):
    q = case["question"]
    end = q["observation_end"]
    end = when(end) if isinstance(end, str) else [when(one) for one in end]
    found = a.durations([when(start) for start in q["start"]], [one and when(one) for one in q["end"]], end)
    return {"durations": [one.units for one in found], "observed": [int(one.ended) for one in found]}


ANSWERS = {answer.__name__: answer for answer in (clv, clv_fit, survival, durations)}
