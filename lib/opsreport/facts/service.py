"""What users said, and which orders they complained about."""

from functools import cache

import ibis
from ibis import _

from opsreport.facts.orders import ORDER_SPLITS, sales
from opsreport.facts.rows import FAR, UNKNOWN, days_from
from opsreport.kinds import yes
from opsreport.store import Fact


@cache
def complained_orders(refunds: str, days: int) -> Fact:
    """A paid order with whether its buyer complained about it, no later than so many local days after paying."""

    def make(store, by):
        angry = store["feedback"].filter(_.kind == "complaint", _.order_id.notnull())
        angry = angry.group_by("order_id").aggregate(complained_on=_.created_on.min())
        orders = store.fact(sales(refunds)).filter(_.counts > 0).left_join(angry, "order_id")
        in_time = days_from(orders.day, orders.complained_on) <= days
        return orders.select("user_id", "day", *ORDER_SPLITS, counts=orders.counts, complained=yes(in_time))

    return Fact(f"complained_orders-{refunds}-{days}", make, tuple(ORDER_SPLITS), kept=False)


def _voices(store, by):
    """A voice; `stars`: the score in terms of the scale that most of the shop's ratings have, so that ratings of several scales can be averaged."""
    voices = store["feedback"].mutate(scale=_.scale_max.fill_null(5))
    rated = voices.filter(_.kind == "rating", _.score >= 0, _.score <= _.scale)
    scales = rated.group_by("scale").aggregate(ratings=_.count()).order_by(_.ratings.desc(), "scale").limit(1)
    commonest = scales.scale.as_scalar()
    rescaled = (voices.score.cast("float64") * commonest.cast("float64") / voices.scale.cast("float64")).round(4).cast("decimal(18, 4)")
    seconds = lambda moment: (moment.epoch_seconds() - voices.created_at.epoch_seconds()).cast("int64")  # noqa: E731
    return voices.select(
        "user_id", "kind", "score",
        day=voices.created_on,
        aspect=voices.aspect.fill_null(UNKNOWN),
        feedback_channel=voices.channel.fill_null(UNKNOWN),
        scale=voices.scale,
        stars=ibis.ifelse(voices.scale == commonest, voices.score, rescaled),
        ticket=voices.kind.isin(("ticket", "complaint")),
        response_s=seconds(voices.first_response_at),
        handling_s=seconds(voices.resolved_at),
        resolved_after=days_from(voices.created_on, voices.resolved_on),
        denied=(~voices.resolved).fill_null(False),
    )  # fmt: skip


voices = Fact("voices", _voices, (), kept=False)


@cache
def answers(kinds: tuple[str, ...]) -> Fact:
    """A user's valid answer; `until`: the day of the same user's next one, so that the last one in a period is known."""

    def make(store, by):
        told = store["feedback"].filter(_.kind.isin(kinds), _.user_id.notnull())
        told = told.mutate(scale=told.scale_max.fill_null(5)).filter(_.score >= 0, _.score <= _.scale)
        order = ibis.window(group_by="user_id", order_by=["created_at", "feedback_id"])
        told = told.mutate(until=told.created_on.lead(1, default=ibis.literal(FAR)).over(order))
        return told.select("user_id", "score", "scale", "until", day=told.created_on, one=yes(told.score.notnull()))

    return Fact(f"answers-{'-'.join(kinds)}", make, (), kept=False)


@cache
def reviewed_orders(refunds: str, days: int) -> Fact:
    """A paid order with whether it was rated, no later than so many local days after paying."""

    def make(store, by):
        rated = store["feedback"].filter(_.kind == "rating", _.order_id.notnull())
        rated = rated.group_by("order_id").aggregate(rated_on=_.created_on.min())
        orders = store.fact(sales(refunds)).filter(_.counts > 0).left_join(rated, "order_id")
        return orders.select("user_id", "day", *ORDER_SPLITS, "counts", reviewed=yes(days_from(orders.day, orders.rated_on) <= days))

    return Fact(f"reviewed_orders-{refunds}-{days}", make, tuple(ORDER_SPLITS), kept=False)
