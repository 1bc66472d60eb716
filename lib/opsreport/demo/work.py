"""The demo shop's own work: reports, milestones, suggestions, training, incidents; and figures that are kept by hand."""

import numpy as np
import pandas as pd

from opsreport.demo.season import DAYS, MONTHS

ROLES = {"推广": "林悦", "运营": "陈舟", "内容": "苏禾", "服务": "周宁", "数据": "何川"}
_NEVER = np.datetime64("NaT", "D")
_WORKING = DAYS[np.is_busday(DAYS)]
_FIGURE = ["metric", "period", "value", "numerator", "denominator", "segment", "note"]


def items(rng: np.random.Generator) -> pd.DataFrame:
    """One row per piece of work; days are NaT and numbers NaN where there is none."""
    rows = [*_reports(rng), *_milestones(rng), *_suggestions(rng), *_training(rng), *_incidents()]
    names = ("kind", "title", "role", "submitted_on", "due_on", "done_on", "adopted_on", "implemented_on", "score", "hours")
    work = pd.DataFrame(rows, columns=names)
    for name in [name for name in names if name.endswith("_on")]:
        days = work[name].to_numpy().astype("datetime64[D]")
        work[name] = np.where(days > DAYS[-1], _NEVER, days) if name != "due_on" else days
    work["owner"] = work["role"].map(ROLES)
    work.insert(0, "item_id", [f"W{number:05d}" for number in range(1, len(work) + 1)])
    return work


def _reports(rng):
    """A report each working day from data, a weekly one from every other role; some are late, a few were never handed in."""
    for day in _WORKING:
        done = _NEVER if rng.random() < 0.004 else day + (1 + rng.integers(0, 2) if rng.random() < 0.05 else 0)
        yield ("report", "经营日报", "数据", done, day, done, _NEVER, _NEVER, np.nan, 1.5)
        if (day.astype(int) + 3) % 7 == 4:
            for role in ("推广", "运营", "内容", "服务"):
                done = day + (3 if rng.random() < 0.08 else 0)
                yield ("report", f"{role}周报", role, done, day, done, _NEVER, _NEVER, _score(day, role), 2.0)


def _score(day, role):
    """What the reader of a report gave it: the last of each month is scored."""
    last = day.astype("datetime64[M]") != (day + 7).astype("datetime64[M]")
    return float(78 + (day.astype(int) * 7 + ord(role[0])) % 17) if last else np.nan


def _milestones(rng):
    for month in MONTHS:
        for role, title in (("推广", "渠道投放计划"), ("运营", "月度活动上线"), ("内容", "选题排期"), ("服务", "话术更新"), ("数据", "月度分析报告")):
            due = month.astype("datetime64[D]") + int(rng.integers(12, 27))
            done = due + int(rng.choice([-2, -1, 0, 0, 0, 2, 6]))
            yield ("milestone", title, role, _NEVER, due, done, _NEVER, _NEVER, np.nan, float(rng.integers(8, 40)))


def _suggestions(rng):
    for day in DAYS[rng.random(len(DAYS)) < 0.11]:
        adopted = day + int(rng.integers(3, 20)) if rng.random() < 0.55 else _NEVER
        built = adopted + int(rng.integers(10, 45)) if adopted == adopted and rng.random() < 0.7 else _NEVER
        yield ("suggestion", "改进建议", rng.choice(list(ROLES)), day, _NEVER, _NEVER, adopted, built, np.nan, np.nan)


def _training(rng):
    for month in MONTHS:
        day = month.astype("datetime64[D]") + int(rng.integers(5, 25))
        for role in ("服务", "运营"):
            yield ("training", f"{role}岗位培训", role, _NEVER, day, day, _NEVER, _NEVER, float(np.round(rng.normal(86, 6), 1)), 2.0)


def _incidents():
    for day, title, role, length in (
        ("2025-02-03", "支付接口超时", "数据", 0),
        ("2025-06-18", "大促首页加载缓慢", "运营", 0),
        ("2025-11-11", "优惠券重复发放", "运营", 1),
        ("2026-04-07", "华东仓进水,停止发货", "服务", 19),
        ("2026-08-12", "短信通道中断", "推广", 0),
    ):
        day = np.datetime64(day)
        yield ("incident", title, role, day, _NEVER, day + length, _NEVER, _NEVER, np.nan, 24.0 * length + 5)


def figures(rng: np.random.Generator) -> pd.DataFrame:
    """One row per figure kept by hand: a value, or a numerator and a denominator."""
    rows = []
    for month in MONTHS:
        stocked = int(rng.integers(1_180, 1_260))
        rows.append(("stockout_rate", str(month), np.nan, int(rng.binomial(stocked, 0.021)), stocked, "", ""))
        rows.append(("staff_training_coverage", str(month), np.nan, int(rng.integers(40, 47)), 48, "", ""))
        rows.append(("platform_shop_score", str(month), float(np.round(rng.normal(4.83, 0.02), 2)), np.nan, np.nan, "天猫旗舰店", "DSR"))
    rows.append(("risk_open", "2026-04", 3.0, np.nan, np.nan, "", "华东仓进水"))
    rows += [(metric, str(month), *numbers, "", "") for month in MONTHS for metric, numbers in _of_the_suite(rng)]
    for month in MONTHS:
        sold = int(rng.integers(5_000, 7_500))  # pieces; the numerator is the sum of absolute errors by product
        rows.append(("demand_forecast_error", str(month), np.nan, int(sold * rng.uniform(0.14, 0.26)), sold, "", ""))
    return pd.DataFrame(rows, columns=_FIGURE)


def community(rng: np.random.Generator) -> pd.DataFrame:
    """Of the shop's chat groups, month by month: who was in them at the start, and who said something."""
    members = np.cumsum(rng.integers(20, 110, len(MONTHS))) + 1_400
    speak = rng.binomial(members, 0.27 + 0.03 * np.isin(np.arange(len(MONTHS)) % 12, (1, 8)))  # November and June: the big sales
    rows = [("community_activity_rate", str(month), np.nan, int(k), int(n), "", "") for month, k, n in zip(MONTHS, speak, members, strict=True)]
    return pd.DataFrame(rows, columns=_FIGURE)


def _of_the_suite(rng):
    """The figures of a month that the dictionary's metrics take from here, under their ids: (metric, (value, numerator, denominator))."""
    shares = {  # how likely, of how many
        "data_accuracy": (0.985, 320), "survey_response_rate": (0.31, 420), "benefit_fulfilment_rate": (0.97, 260),
        "care_touch_coverage": (0.88, 640), "promotion_rate": (0.02, 48), "staff_satisfaction": (0.80, 44), "risk_handling_efficiency": (0.85, 13),
    }  # fmt: skip
    for metric, (chance, n) in shares.items():
        yield metric, (np.nan, int(rng.binomial(n, chance)), n)
    means = {  # the mean, of how many
        "waiting_time": (2.4, 900), "service_efficiency": (5.2, 210), "skill_gain": (0.12, 75), "team_response_time": (3.6, 120),
        "alert_latency": (0.8, 9), "risk_score": (6.5, 8),
    }  # fmt: skip
    for metric, (mean, n) in means.items():
        yield metric, (np.nan, float(np.round(n * mean * np.exp(rng.normal(0, 0.08)), 1)), n)
    actual = int(rng.integers(600, 900))
    yield "estimate_accuracy", (np.nan, int(actual * np.exp(rng.normal(0, 0.06))), actual)  # of the month's sales, in thousands
    for metric, value in {"content_quality_score": np.round(rng.normal(84, 2.5), 1), "content_published": rng.integers(26, 40),
                          "release_count": rng.integers(2, 6), "risk_count": rng.integers(0, 5)}.items():  # fmt: skip
        yield metric, (float(value), np.nan, np.nan)
