"""Messages, by hand: a message belongs to the period in which it was sent."""

from collections import Counter

from .days import DAY, Days
from .followed import Contact, by_user, doings, led, met, orders_after
from .history import Answer, History, ratio, share, total
from .sums import sales


def _sent(shop: History, p: Days, channel: str | None, *columns: str) -> list[dict]:
    shop.observed(p, "touches")
    return [row for row in shop.rows("touches", *columns) if shop.day(row["sent_at"]) in p and channel in (None, row["channel"])]


def _clicked(row: dict) -> bool:
    """What never arrived was neither opened nor clicked."""
    return bool(row["delivered_at"] and row["clicked_at"])


def _opened(row: dict) -> bool:
    """A text message is opened when its link is clicked."""
    return _clicked(row) if row["channel"] == "sms" else bool(row["delivered_at"] and row["opened_at"])


def touch_sent(shop: History, p: Days, channel=None) -> Answer:
    return total(len(_sent(shop, p, channel)))


def touch_delivery_rate(shop: History, p: Days, channel=None) -> Answer:
    sent = _sent(shop, p, channel, "delivered_at")
    return ratio(sum(bool(row["delivered_at"]) for row in sent), len(sent))


def touch_open_rate(shop: History, p: Days, of="delivered", channel=None) -> Answer:
    base = [row for row in _sent(shop, p, channel, "delivered_at", "opened_at", "clicked_at") if of == "sent" or row["delivered_at"]]
    return ratio(sum(map(_opened, base)), len(base))


def touch_click_rate(shop: History, p: Days, of="delivered", channel=None) -> Answer:
    sent = _sent(shop, p, channel, "delivered_at", "clicked_at")
    base = [row for row in sent if (_opened(row) if of == "opened" else row["delivered_at"])]
    return ratio(sum(map(_clicked, base)), len(base))


def deliveries(shop: History, campaigns_only=False) -> dict[str, list[Contact]]:
    """{user: messages that arrived}, each of the day on which it was sent, from which the days after it count too: so all have equal windows."""
    return by_user(
        [
            (row["user_id"], Contact(shop.instant(row["delivered_at"]), shop.day(row["sent_at"]), row["campaign_id"]))
            for row in shop.rows("touches", "delivered_at")
            if row["delivered_at"] and (row["campaign_id"] or not campaigns_only)
        ]
    )


def touch_response_rate(shop: History, p: Days, part: str, act="order", days=7, refunds=None) -> Answer:
    shop.observed(p, "touches", "orders" if act == "order" else "events")
    shop.must_have_passed(p.last + days * DAY)
    arrived, mode = deliveries(shop), refunds or shop.rules.refunds.counts
    if act == "order":
        responded = {o.user for o in orders_after(shop, arrived, p, days) if o.counts(mode)}
    else:
        responded = {u for u, at, day, _ in doings(shop) if (c := led(arrived, u, at, day, days)) and c.day in p}
    return total(len(responded)) if part == "users" else share(responded, met(arrived, p))


def touch_response_amount(shop: History, p: Days, days=7, refunds=None) -> Answer:
    shop.observed(p, "touches", "orders")
    shop.must_have_passed(p.last + days * DAY)
    return total(sales(orders_after(shop, deliveries(shop), p, days), refunds or shop.rules.refunds.value))


def _messages(shop: History, p: Days) -> Counter:
    """{user: how many of the period's messages arrived}."""
    return Counter(row["user_id"] for row in _sent(shop, p, None, "delivered_at") if row["delivered_at"])


def touch_frequency(shop: History, p: Days) -> Answer:
    messages = _messages(shop, p)
    return ratio(messages.total(), len(messages))


def touch_over_cap_share(shop: History, p: Days, cap=4) -> Answer:
    messages = _messages(shop, p)
    return ratio(sum(n > cap for n in messages.values()), len(messages))
