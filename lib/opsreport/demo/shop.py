"""The whole demo shop: every part drawn from its own stream of the seed, so that a change in one part leaves the others as they are."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from opsreport.demo import behaviour, events, loyalty, marketing, orders, season, service, tracker, users, work


@dataclass(frozen=True)
class Shop:
    """Everything that happened, before it is written: rows refer to users and orders by their number; money is in fen, moments are local."""

    users: pd.DataFrame
    life: behaviour.Life
    orders: pd.DataFrame
    refunds: pd.DataFrame
    touches: pd.DataFrame
    coupons: pd.DataFrame
    assignments: pd.DataFrame
    channel_days: pd.DataFrame
    tiers: pd.DataFrame
    points: pd.DataFrame
    recharges: pd.DataFrame
    events: pd.DataFrame
    strolls: pd.DataFrame
    sign_ins: pd.DataFrame
    feedback: pd.DataFrame
    work_items: pd.DataFrame
    manual_figures: pd.DataFrame


def draw(seed: int) -> Shop:
    """Draw the shop."""

    def stream(number):
        return np.random.default_rng([seed, number])

    year = season.season(stream(0))
    people = users.draw(stream(1), year)
    life = behaviour.live(stream(2), people, year)
    placed = orders.place(stream(3), people, life)
    refunds = orders.refund(stream(4), placed, people)
    touches = marketing.touch(stream(5), people, life)
    coupons = marketing.issue(stream(6), people, touches, placed)
    people["member_since"] = loyalty.join(stream(7), people, placed)
    users.delete(stream(8), people, life)
    pushes = touches[(touches["channel"] == "push") & touches["delivered_at"].notna()]
    done = events.happen(stream(13), people, life, placed, pushes[["user", "delivered_at"]].rename(columns={"delivered_at": "at"}))
    return Shop(
        users=people,
        life=life,
        orders=placed,
        refunds=refunds,
        touches=touches,
        coupons=coupons,
        assignments=marketing.assign(stream(9), people, life),
        channel_days=marketing.advertise(stream(10), people),
        tiers=loyalty.climb(people, placed),
        points=loyalty.collect(stream(11), people, placed),
        recharges=loyalty.recharge(stream(12), people, placed),
        events=events.in_time(tracker.told(stream(19), done)),
        strolls=events.stroll(stream(14)),
        sign_ins=tracker.sign_ins(stream(20), people, events.VISITORS),
        feedback=service.hear(stream(15), people, placed),
        work_items=work.items(stream(16)),
        manual_figures=pd.concat([work.figures(stream(17)), work.community(stream(21))], ignore_index=True),
    )


def write(folder: str | Path, seed: int) -> None:
    """Draw the shop and write its raw files and truths.json into the folder."""
    from opsreport.demo import dirt, export, truths

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    shop = draw(seed)
    texts = export.text_files(shop)
    spots = dirt.soil(np.random.default_rng([seed, 18]), texts)
    export.write(folder, shop, texts)
    truths.write(folder, shop, texts, spots)
