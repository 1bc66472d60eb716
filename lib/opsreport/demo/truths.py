"""What is true of the demo shop, counted from the generator's own arrays and never through the library."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from opsreport.demo import behaviour, marketing, typed_files
from opsreport.demo.events import PUSH
from opsreport.demo.season import DAYS, MONTHS, month_of
from opsreport.demo.users import CHANNELS, CITIES, EAST, FLOODS


def write(folder: Path, shop, texts, spots) -> None:
    """Write truths.json. Money is in yuan, as text; months are local."""
    truths = {
        "shop": {"zh": "青禾商城", "en": "Qinghe Shop"},
        "timezone": "Asia/Shanghai",
        "currency": "CNY",
        "data_from": str(DAYS[0]),
        "data_until": str(DAYS[-1]),
        "months": _months(shop),
        "channels_best_first": [channel.name for channel in CHANNELS if channel.name],
        "channels": _channels(shop),
        "bad_days": _bad_days(),
        "recall": _recall(shop),
        "experiments_without_effect": [marketing.AB_TEST[0]],
        "accounts": {name: int(count) for name, count in _accounts(shop.users).items()},
        "files": _files(shop, texts, spots),
        "dirty_rows": [{"file": spot.file, "row": spot.row, "column": spot.column, "reason": spot.reason, "fate": spot.fate} for spot in spots],
    }
    (folder / "truths.json").write_text(json.dumps(truths, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def people(users: pd.DataFrame) -> np.ndarray:
    """The person behind each account: merged accounts are one person; -1 for test accounts."""
    person = np.where(users["merged_into"] >= 0, users["merged_into"], np.arange(len(users)))
    return np.where(users["is_test"], -1, person)


def paid_orders(shop) -> pd.DataFrame:
    """The paid orders of real people: order, person, month, amount and refunded (fen), and whether all of it was refunded."""
    orders = shop.orders
    refunded = np.zeros(len(orders), dtype=int)
    np.add.at(refunded, shop.refunds["order"], shop.refunds["amount"])
    table = orders[["amount", "paid_at"]].assign(person=people(shop.users)[orders["user"]], refunded=refunded)
    table = table[orders["paid"] & (table["person"] >= 0)]
    table["month"] = month_of(table["paid_at"].to_numpy())
    table["returned"] = (table["refunded"] > 0) & (table["refunded"] >= table["amount"])
    return table.reset_index(names="order")


def _months(shop):
    paid = paid_orders(shop)
    kept = paid[~paid["returned"]]
    person = people(shop.users)
    new = (person == np.arange(len(person))) & (month_of(shop.users["registered_at"].to_numpy()) >= 0)
    did = shop.events[shop.events["event"] != PUSH]
    days = pd.DataFrame({"person": person[did["user"]], "day": did["at"].to_numpy().astype("datetime64[D]")})
    days = days[days["person"] >= 0].drop_duplicates()
    refund_month = month_of(shop.refunds["refunded_at"].to_numpy())
    real = person[shop.orders["user"].to_numpy()[shop.refunds["order"]]] >= 0
    per_buyer = kept.groupby(["month", "person"]).size()
    first = kept.sort_values("paid_at").drop_duplicates("person")
    figures = {
        "new_users": _count(month_of(shop.users["registered_at"].to_numpy())[new]),
        "new_paying_users": _count(first["month"]),
        "paid_orders": _count(paid["month"]),
        "gross_sales": _sum(paid["month"], paid["amount"]),
        "net_sales": _sum(paid["month"], paid["amount"] - paid["refunded"]),
        "refunded_in_month": _sum(refund_month[real], shop.refunds["amount"][real]),
        "fully_refunded_orders": _count(paid["month"][paid["returned"]]),
        "buyers": _count(per_buyer.index.get_level_values("month")),
        "repeat_buyers": _count(per_buyer[per_buyer >= 2].index.get_level_values("month")),
        "active_users": _count(days.assign(month=month_of(days["day"].to_numpy()))[["month", "person"]].drop_duplicates()["month"]),
        "active_user_days": _count(month_of(days["day"].to_numpy())),
        "buyers_gross": _count(paid[["month", "person"]].drop_duplicates()["month"]),
        "complaining_buyers": _count(_complaining(shop, paid)["month"]),
    }
    return {str(month): {name: values[number] for name, values in figures.items()} for number, month in enumerate(MONTHS)}


def _complaining(shop, paid):
    """Buyers with a complaint about an order of the month within 30 days."""
    complaints = shop.feedback.loc[shop.feedback["kind"] == "complaint", ["order", "created_at"]].merge(paid, on="order")
    wait = complaints["created_at"].to_numpy().astype("datetime64[D]") - complaints["paid_at"].to_numpy().astype("datetime64[D]")
    return complaints[wait <= np.timedelta64(30, "D")][["month", "person"]].drop_duplicates()


def _count(months):
    return np.bincount(np.asarray(months, dtype=int), minlength=len(MONTHS)).tolist()


def _sum(months, fen):
    totals = np.zeros(len(MONTHS), dtype=int)
    np.add.at(totals, np.asarray(months), np.asarray(fen))
    return [_yuan(total) for total in totals.tolist()]


def _yuan(fen):
    return f"{fen // 100}.{fen % 100:02d}"


def _channels(shop):
    """Of each channel's real users, without those of the offers: how many there are, and how many bought twice or more."""
    users, kept = shop.users, paid_orders(shop).query("not returned")
    n_orders = np.bincount(kept["person"], minlength=len(users))
    real = (people(users) == np.arange(len(users))) & ~users["flood"].to_numpy()
    figures = {}
    for number, channel in enumerate(CHANNELS):
        mine = real & (users["channel"] == number).to_numpy()
        buyers, repeat_buyers = (n_orders[mine] > 0).sum(), (n_orders[mine] > 1).sum()
        figures[channel.name or "unknown"] = {"users": int(mine.sum()), "buyers": int(buyers), "repeat_buyers": int(repeat_buyers)}
    return figures


def _recall(shop):
    """Who was recalled and who was held out, and how many of each bought within the fortnight."""
    recalled = shop.life.recalled
    start = np.datetime64(behaviour.RECALL)
    paid = shop.orders[shop.orders["paid"]]
    during = (paid["paid_at"] >= start) & (paid["paid_at"] < start + behaviour.RECALL_DAYS)
    bought = recalled["user"].isin(paid.loc[during, "user"])
    arms = {"treatment": recalled["treated"], "holdout": ~recalled["treated"]}
    return {
        "experiment": "recall_2026_09",
        "campaign_id": marketing.RECALL_CAMPAIGN,
        "from": behaviour.RECALL,
        "days": behaviour.RECALL_DAYS,
        "planted_lift": round(1 - (1 - behaviour.RECALL_VISIT) ** behaviour.RECALL_DAYS, 4) * behaviour.RECALL_BUY,
        **{arm: {"users": int(mine.sum()), "bought": int((mine & bought).sum())} for arm, mine in arms.items()},
    }


def _accounts(users):
    merged, deleted = (users["merged_into"] >= 0).sum(), users["deleted_at"].notna().sum()
    return {"all": len(users), "test": users["is_test"].sum(), "merged": merged, "deleted": deleted}


def _files(shop, texts, spots):
    """Of each text file: its rows without the header, and what becomes of them."""
    files = {}
    for name, file in texts.items():
        fates = [spot.fate for spot in spots if spot.file == name]
        filtered = sum(1 for row in file.rows[1:] if row[4] == "") if name.startswith("orders") else 0
        files[name] = _rows(len(file.rows) - 1, filtered, fates.count("set_aside"), fates.count("duplicate"))
    for year, rows in zip(*np.unique(shop.events["at"].to_numpy().astype("datetime64[Y]"), return_counts=True), strict=True):
        broken = sum(typed_files.BROKEN_EVENTS.values()) if str(year) == "2025" else 0
        files[f"events_{year}.parquet"] = _rows(int(rows) + broken, 0, broken, 0)
    files["events_mini.jsonl.gz"] = _rows(len(shop.strolls) + len(shop.sign_ins), 0, 0, 0)
    return files


def _rows(read, filtered, set_aside, duplicates):
    return {"read": read, "filtered": filtered, "set_aside": set_aside, "duplicates": duplicates}


def _bad_days():
    """What went wrong, when, where and why."""
    bad = [
        {
            "from": first,
            "to": last,
            "channel": "短视频",
            "cause": "one-yuan offers: buyers who came for the offer alone",
            "falls": ["repurchase_rate_by_user"],
        }
        for first, last, _ in FLOODS
    ]
    flood = {"cities": list(CITIES[:EAST]), "cause": "the eastern warehouse was under water", "rises": ["complaint_rate", "first_response_time"]}
    return [*bad, {"from": behaviour.FAILURE[0], "to": behaviour.FAILURE[1]} | flood]
