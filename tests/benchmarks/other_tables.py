"""The other tables of the big shop, in proportion to its users and orders. Made by DuckDB from those two, the same at every making."""

import datetime as dt
from pathlib import Path

TABLES = {  # d(x, n): a number from 0 to below n that x decides
    "channel_days": """
        select (date '{start}' + i::int) as day, channel, 5000 + d(i, 900) as impressions, 300 + d(i + 1, 90) as clicks, 250 + d(i + 2, 80) as visits,
               200 + d(i + 3, 70) as visitors, (100 + d(i + 4, 50))::decimal(18, 2) as cost
        from range({days}) days(i), (values ('search'), ('social'), ('referral'), ('ads')) channels(channel)""",
    "campaigns": """
        select 'C' || i as campaign_id, 'Campaign ' || i as name, ['sale', 'recall', 'launch'][1 + i % 3] as kind,
               ['push', 'sms', 'mail'][1 + i % 3] as channel, timestamp '{start}' + to_days((i * 9)::int) as starts_at,
               timestamp '{start}' + to_days((i * 9 + 8)::int) as ends_at, (1000 + i)::decimal(18, 2) as cost
        from range(40) t(i)""",
    "touches": """
        with sent as (
            select user_id, n * 1000003 + row_number() over () as x, registered_at + to_days((1 + n * 60 + d(n, 20))::int) as sent_at
            from users, range(6) t(n) where d(n * 31 + hash(user_id) % 1000, 2) = 0)
        select row_number() over () as touch_id, user_id, ['push', 'sms', 'mail'][1 + x % 3] as channel, sent_at,
               case when d(x, 3) > 0 then 'C' || d(x, 40) end as campaign_id, case when d(x, 50) > 1 then sent_at + to_seconds(5) end as delivered_at,
               case when d(x, 50) > 30 then sent_at + to_minutes(20) end as opened_at,
               case when d(x, 50) > 44 then sent_at + to_minutes(21) end as clicked_at,
               case when d(x, 400) = 399 then sent_at + to_minutes(22) end as unsubscribed_at
        from sent where sent_at < timestamp '{end}' order by sent_at""",
    "coupons": """
        select coupon_id, user_id, paid_at - to_days(5) as issued_at, 'C' || d(order_id, 40) as campaign_id, paid_at - to_days(4) as claimed_at,
               paid_at as used_at, order_id, 10::decimal(18, 2) as face_value, paid_at + to_days(20) as expires_at
        from orders where coupon_id is not null
        union all
        select 1000000000 + order_id, user_id, paid_at - to_days(3), 'C' || d(order_id, 40),
               case when d(order_id, 2) = 0 then paid_at - to_days(2) end, null, null, 10, paid_at + to_days(10)
        from orders where d(order_id, 5) = 0""",
    "points": """
        select user_id, paid_at as occurred_at, greatest(amount::bigint, 1) as delta, 'earn' as kind, 0::decimal(18, 2) as cost from orders
        union all
        select user_id, paid_at + to_days(1), -10, ['redeem', 'expire'][1 + order_id % 2], 0.1 from orders where d(order_id, 3) = 0""",
    "recharges": """
        select user_id, paid_at as occurred_at, 100::decimal(18, 2) as amount from orders where d(order_id, 12) = 0
        union all
        select user_id, paid_at + to_days(1), -amount from orders where d(order_id, 12) = 0 and amount <= 100""",
    "tiers": """
        select user_id, member_since as changed_at, 'silver' as tier from users where member_since is not null
        union all
        select user_id, member_since + to_days((60 * n)::int), ['gold', 'black', 'silver'][n] from users, range(1, 4) t(n)
        where member_since + to_days(200) < timestamp '{end}' and d(n + hash(user_id) % 1000, 3) = 0""",
    "assignments": """
        select 'experiment ' || n as experiment, user_id, ['holdout', 'sent', 'sent too'][1 + (hash(user_id) % 3)::int] as variant,
               timestamp '{end}' - to_days((30 + 60 * n)::int) as assigned_at
        from users, range(3) t(n) where registered_at < timestamp '{end}' - to_days(160) and hash(user_id) % 20 = n""",
    "feedback": """
        select 3 * order_id + n as feedback_id, paid_at + to_days((n + 1)::int) as created_at,
               ['rating', 'complaint', 'survey', 'nps', 'ticket', 'suggestion'][1 + d(order_id + n, 6)] as kind, user_id, order_id,
               ['product', 'service', 'logistics'][1 + d(order_id, 3)] as aspect, d(order_id, 5) + 1 as score, 'app' as channel,
               paid_at + to_days((n + 1)::int) + to_minutes(d(order_id, 500)::int) as first_response_at,
               case when d(order_id, 9) > 0 then paid_at + to_days((n + 2)::int) end as resolved_at, d(order_id, 9) > 1 as resolved
        from orders, range(3) t(n) where d(order_id * 3 + n, 40) = 0""",
    "work_items": """
        select i as item_id, ['report', 'milestone', 'suggestion', 'training', 'incident', 'task'][1 + i % 6] as kind, 'Item ' || i as title,
               ['data', 'content', 'service'][1 + i % 3] as role, 'P' || i % 12 as owner, date '{start}' + (i % {days})::int as submitted_on,
               date '{start}' + (i % {days} + 2)::int as due_on, date '{start}' + (i % {days} + i % 5)::int as done_on,
               date '{start}' + (i % {days} + 9)::int as adopted_on, date '{start}' + (i % {days} + 19)::int as implemented_on,
               (60 + d(i, 40))::decimal(18, 2) as score, 3::decimal(18, 2) as hours
        from range(3000) t(i)""",
    "manual_figures": """
        select metric, strftime(date '{start}' + to_months(n::int), '%Y-%m') as period, (40 + n)::decimal(18, 2) as numerator,
               (90 + n)::decimal(18, 2) as denominator
        from range(13) t(n), (select unnest({metrics}) as metric)""",
}  # fmt: skip


def write_tables(folder: Path, start: dt.date, days: int) -> None:
    """Writes the tables beside users.parquet and orders.parquet."""
    import duckdb

    from opsreport.metrics import ALL

    connection = duckdb.connect()
    connection.execute("create macro d(x, n) as (hash(x) % n)::bigint")
    for name in ("users", "orders"):
        connection.execute(f"create view {name} as from '{folder / name}.parquet'")
    end = start + dt.timedelta(days=days)
    for name, sql in TABLES.items():
        said = sql.format(start=start, end=end, days=days, metrics=[metric.id for metric in ALL])
        connection.execute(f"copy ({said}) to '{folder / name}.parquet' (format parquet)")
