"""Reports, tasks, advice, training, by hand."""

from .days import DAY, Days
from .history import ENTRY, Answer, History, Unknown, ratio, total
from .recorded import begun, kept
from .sums import known

GRACE = {"none": 0, "1d": 1, "2d": 2, "3d": 3, "5d": 5, "7d": 7}


def _dated(shop: History, p: Days, column: str, kind: str | None, *columns: str) -> list[dict]:
    """The work (of a kind) that a day column puts into the period."""
    rows = shop.rows("work_items", column, *columns)
    begun(shop, p, "work_items")
    return [row for row in rows if row[column] and row[column] in p and kind in (None, row["kind"])]


def _done_by(row: dict, day) -> bool:
    return row["done_on"] is not None and row["done_on"] <= day


def report_timeliness(shop: History, p: Days, grace="none") -> Answer:
    due, days = _dated(shop, p, "due_on", "report", "done_on"), GRACE[grace]
    shop.must_have_passed(p.last + days * DAY)
    return ratio(sum(_done_by(row, row["due_on"] + days * DAY) for row in due), len(due))


def milestone_rate(shop: History, p: Days) -> Answer:
    due = _dated(shop, p, "due_on", "milestone", "done_on")
    return ratio(sum(_done_by(row, row["due_on"]) for row in due), len(due))


def _late_days(shop: History, row: dict) -> int:
    """Days after its day on which a piece of work was done, or was still open when the data end."""
    return max(0, ((row["done_on"] or shop.until) - row["due_on"]).days)


def task_delay_count(shop: History, p: Days) -> Answer:
    return total(sum(_late_days(shop, row) > 0 for row in _dated(shop, p, "due_on", None, "done_on")))


def task_delay_rate(shop: History, p: Days) -> Answer:
    due = _dated(shop, p, "due_on", None, "done_on")
    return ratio(sum(_late_days(shop, row) > 0 for row in due), len(due))


def task_delay_days(shop: History, p: Days, part: str) -> Answer:
    due = _dated(shop, p, "due_on", None, "done_on")
    late = sum(_late_days(shop, row) for row in due)
    return total(late) if part == "sum" else ratio(late, len(due))


def team_efficiency(shop: History, p: Days) -> Answer:
    due = _dated(shop, p, "due_on", None, "done_on")
    return ratio(sum(_done_by(row, p.last) for row in due), len(due))


def report_quality_score(shop: History, p: Days) -> Answer:
    scores = [row["score"] for row in _dated(shop, p, "done_on", "report", "score") if row["score"] is not None]
    return ratio(sum(scores), len(scores))


def suggestion_adoption_rate(shop: History, p: Days, stage="implemented", days=90) -> Answer:
    made = _dated(shop, p, "submitted_on", "suggestion", "adopted_on")
    shop.must_have_passed(p.last + days * DAY)
    wanted = ("adopted_on",) if stage == "adopted" else ("adopted_on", "implemented_on")
    taken = [row for row in made if all(row[column] and row[column] <= row["submitted_on"] + days * DAY for column in wanted)]
    return ratio(len(taken), len(made))


def training_hours(shop: History, p: Days) -> Answer:
    shop.rows("work_items", "done_on", "hours")
    kept(shop, "work_items", "training")
    return total(known(row["hours"] for row in _dated(shop, p, "done_on", "training", "hours")))


def training_courses(shop: History, p: Days) -> Answer:
    shop.rows("work_items", "done_on")
    kept(shop, "work_items", "training")
    return total(len(_dated(shop, p, "done_on", "training")))


def training_completion_rate(shop: History, p: Days) -> Answer:
    due = _dated(shop, p, "due_on", "training", "done_on")
    return ratio(sum(row["done_on"] is not None for row in due), len(due))


def staff_pass_rate(shop: History, p: Days, mark=60) -> Answer:
    """Each person once a training, by the best of the tries in the period."""
    best = {}
    for row in _dated(shop, p, "done_on", "training", "score", "owner", "title"):
        if row["score"] is not None and row["owner"] is not None:
            key = row["owner"], row["title"]
            best[key] = max(best.get(key, row["score"]), row["score"])
    return ratio(sum(score >= mark for score in best.values()), len(best))


def incident_response_time(shop: History, p: Days) -> Answer:
    hours = [row["hours"] for row in _dated(shop, p, "submitted_on", "incident", "hours") if row["hours"] is not None]
    return ratio(sum(hours), len(hours))


def data_completeness(shop: History, p: Days) -> Answer:
    """Days with rows over days, from each table's first one on."""
    having, days = 0, 0
    for table in ("orders", "events", "channel_days"):
        if not (on := set(shop.entries(table)) if shop.tables.get(table) else set()):
            continue  # nothing, or rows of test accounts alone
        since = [day for k in range(p.count) if (day := p.start + k * DAY) >= min(on)]
        having, days = having + len(on & set(since)), days + len(since)
    if not days:
        raise Unknown("not_observed")
    return ratio(having, days)


def data_volume(shop: History, p: Days, table=None) -> Answer:
    """Rows of the period, of one table or of all that have days."""
    days = {name: shop.entries(name) for name in shop.tables if name in ENTRY and name != "users"}
    days |= {"users": list(shop.registered().values())} if "users" in shop.tables else {}  # accounts of one person are one
    days |= {"refunds": [shop.day(row["refunded_at"]) for row in shop.tables.get("refunds", ())]}  # they name no user
    if p.end <= min((min(on) for on in days.values() if on), default=p.start):
        raise Unknown("not_observed")
    return total(sum(day in p for name, on in days.items() for day in on if table in (None, name)))
