"""The tables as every figure sees them: users merged, tests removed, local days beside moments, what is missing known, nothing of later days."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import ibis
import pytest
from written_shop import rows_of, total, unknown, written_shop

from opsreport.errors import BAD_PARAMETER, Mistake
from opsreport.facts.orders import paid_orders
from opsreport.facts.presence import active_days
from opsreport.metrics import ALL
from opsreport.rules import Rules
from opsreport.shop import Shop
from opsreport.store import declared, open_store
from opsreport.tables import TABLES

MERGED = """
    users
    user_id | registered_at    | merged_into | is_test | city
    --------+------------------+-------------+---------+---------
    a       | 2024-01-03 10:00 | b           | no      | Xi'an
    b       | 2024-01-02 10:00 | c           | no      | Wuhan
    c       | 2024-01-04 10:00 |             | no      | Shanghai
    x       | 2024-01-02 10:00 | y           | no      | Xi'an
    y       | 2024-01-01 10:00 | z           | no      | Wuhan
    z       | 2024-01-03 10:00 | x           | no      | Shanghai
    p       | 2024-01-03 10:00 | nowhere     | no      | Xi'an
    q       | 2024-01-02 10:00 | nowhere     | no      | Wuhan
    self    | 2024-01-02 10:00 | self        | no      | Wuhan
    t       | 2024-01-02 10:00 |             | yes     | Wuhan
    friend  | 2024-01-02 10:00 | t           | no      | Wuhan
    u       | 2024-01-02 10:00 |             |         | Wuhan

    orders
    order_id | user_id | paid_at
    ---------+---------+-----------------
    A1       | a       | 2024-06-01 10:00
    A2       | b       | 2024-06-01 10:00
    A3       | c       | 2024-06-01 10:00
    X1       | x       | 2024-06-01 10:00
    X2       | y       | 2024-06-01 10:00
    X3       | z       | 2024-06-01 10:00
    P1       | p       | 2024-06-01 10:00
    P2       | nowhere | 2024-06-01 10:00
    S1       | self    | 2024-06-01 10:00
    T1       | t       | 2024-06-01 10:00
    T2       | friend  | 2024-06-01 10:00
    U1       | u       | 2024-06-01 10:00
    G1       | guest   | 2024-06-01 10:00
"""


@pytest.fixture
def merged(shop):
    return shop(MERGED)


def test_merges_are_followed_to_their_end(merged):
    whose = dict(merged.rows("orders", "order_id", "user_id"))
    assert {whose["A1"], whose["A2"], whose["A3"]} == {"c"}  # a chain
    assert {whose["X1"], whose["X2"], whose["X3"]} == {"x"}  # a circle ends at its smallest id
    assert {whose["P1"], whose["P2"]} == {"nowhere"}  # an account that is not in the table of users
    assert (whose["S1"], whose["U1"], whose["G1"]) == ("self", "u", "guest")


def test_test_users_and_who_was_merged_into_them_are_not_there(merged):
    assert not {"T1", "T2"} & set(dict(merged.rows("orders", "order_id", "user_id")))
    assert not {"t", "friend"} & set(dict(merged.rows("users", "user_id", "city")))


def test_one_row_a_person_that_of_the_account_that_is_left(merged):
    users = merged.rows("users", "user_id", "city")
    assert len(users) == len(dict(users)) == 5
    cities = dict(users)
    assert cities["c"] == "Shanghai"  # its own, though b registered earlier
    assert cities["x"] == "Xi'an"
    assert cities["nowhere"] == "Wuhan"  # there is no such account: that of q, the earliest merged into it
    assert (cities["self"], cities["u"]) == ("Wuhan", "Wuhan")
    assert merged.read("new_users", "2024-01") == total(5)


def test_every_table_that_names_a_user_names_the_one_that_is_left(shop):
    names = [name for name, table in TABLES.items() if "user_id" in table.columns and name != "users"]
    blocks = ["users \n user_id | registered_at | merged_into | is_test \n old | 2024-01-01 | new | no \n staff | 2024-01-01 | | yes"]
    moments = {name: TABLES[name].dated for name in names}
    blocks += [f"{name} \n user_id | {at} \n old | 2024-06-01 \n staff | 2024-06-01" for name, at in moments.items()]
    text = shop("\n\n".join(blocks))
    for name in names:
        assert text.rows(name, "user_id") == [("new",)], name


def test_without_users_everybody_counts(shop):
    assert shop("user_id | paid_at \n u1 | 2024-06-01 \n u2 | 2024-06-01").rows("orders", "user_id") == [("u1",), ("u2",)]


def test_whole_numbers_as_user_ids_stay_whole_numbers():
    con = ibis.duckdb.connect()
    orders = con.create_table("o", {"order_id": ["A"], "user_id": [7], "paid_at": [dt.datetime(2024, 6, 1)], "amount": [1]})
    users = con.create_table("u", {"user_id": [7, 8], "registered_at": [dt.datetime(2024, 1, 1)] * 2, "merged_into": [8, None]})
    store = open_store(con, {"orders": orders, "users": users}, zone="UTC", rules=Rules(), integer_ids=True)
    assert store.run(store["orders"].select("user_id")) == [{"user_id": 8}]
    assert store["orders"].user_id.type().is_int64()


def test_local_days_stand_beside_moments(shop):
    orders = shop(
        """
        order_id | user_id | paid_at                   | ordered_at
        ---------+---------+---------------------------+-----------------
        A        | u1      | 2024-06-01 00:00          | 2024-05-31 23:59
        B        | u1      | 2024-05-31 16:00+00:00    |
        C        | u1      | 2024-05-31 15:59:59+00:00 |
        """
    )
    june, may = dt.date(2024, 6, 1), dt.date(2024, 5, 31)
    assert orders.rows("orders", "order_id", "paid_on", "ordered_on") == [("A", june, may), ("B", june, None), ("C", may, None)]
    assert dict(orders.rows("orders", "order_id", "paid_at"))["A"] == dt.datetime(2024, 5, 31, 16)  # moments stay in UTC


def test_local_days_follow_the_clocks(shop):
    changes = """
        order_id | user_id | paid_at
        ---------+---------+--------------------------
        winter   | u1      | 2024-03-30 23:30+00:00
        summer   | u1      | 2024-03-31 23:30+00:00
        again    | u1      | 2024-10-26 23:30+00:00
        back     | u1      | 2024-10-27 23:30+00:00
    """
    days = dict(shop(changes, zone="Europe/London").rows("orders", "order_id", "paid_on"))
    assert {order: str(day) for order, day in days.items()} == {
        "winter": "2024-03-30",
        "summer": "2024-04-01",
        "again": "2024-10-27",
        "back": "2024-10-27",
    }


def test_a_table_that_is_not_given_is_there_and_empty_and_known_to_be_missing(shop):
    orders = shop("user_id | paid_at \n u1 | 2024-06-01").shop.store
    assert orders.run(orders["events"]) == []
    assert orders.lacks({"events.user_id", "orders.paid_at", "orders.city", "users.city"}) == ("events.user_id", "users.city")
    assert {"events", "users", "feedback"} <= orders.missing
    assert "orders" not in orders.missing


def test_a_column_that_is_not_given_is_missing_unless_something_stands_for_it(shop):
    store = shop("user_id | paid_at \n u1 | 2024-06-01").shop.store
    assert store.lacks({"orders.channel", "orders.cost", "orders.ordered_on"}) == ("orders.channel", "orders.cost", "orders.ordered_on")
    assert store.lacks({"orders.status", "users.is_test", "users.merged_into", "users.deleted_at", "feedback.scale_max"}) == (
        "feedback.scale_max",
        "users.deleted_at",
        "users.is_test",
        "users.merged_into",
    )  # of tables that are not there at all
    assert store.run(store["orders"].select("status", "channel")) == [{"status": "paid", "channel": None}]


def test_neutral_columns_stand_for_themselves_where_they_are_empty(shop):
    users = shop("users \n user_id | registered_at | is_test \n u1 | 2024-06-01 | ")
    assert users.rows("users", "user_id", "is_test", "merged_into") == [("u1", False, None)]
    orders = shop("order_id | user_id | paid_at | status \n A | u1 | 2024-06-01 | \n B | u1 | 2024-06-01 | closed")
    assert orders.rows("orders", "order_id", "status") == [("A", "paid"), ("B", "closed")]


def test_no_table_of_refunds_means_no_refunds(shop):
    orders = shop("user_id | paid_at | amount \n u1 | 2024-06-01 | 7").shop.store
    assert orders.lacks({"refunds.amount", "refunds.order_id"}) == ()
    assert orders.run(orders.fact(paid_orders).select("refunded")) == [{"refunded": 0}]


def test_refunds_without_a_date_are_refunds(shop):
    text = "user_id | order_id | paid_at | amount \n u1 | A | 2024-06-01 | 7 \n\n refunds \n order_id | amount \n A | 3"
    assert shop(text).read("sales_amount", "2024-06") == total(7 - 3)
    assert shop(text, data_until=None).read("sales_amount", "2024-06") == total(7 - 3)


LATER = """
    orders
    order_id | user_id | paid_at
    ---------+---------+--------------------
    A        | u1      | 2024-06-10 23:59:59
    B        | u1      | 2024-06-11 00:00

    events
    user_id | occurred_at
    --------+--------------------
    u1      | 2024-06-10 23:59:59
    u1      | 2024-06-11 00:00

    users
    user_id | registered_at       | merged_into
    --------+---------------------+------------
    u1      | 2024-06-10 23:59:59 |
    u2      | 2024-06-11 00:00    |

    refunds
    order_id | refunded_at         | amount
    ---------+---------------------+-------
    A        | 2024-06-10 23:59:59 | 1
    A        | 2024-06-11 00:00    | 2

    channel_days
    day        | channel | cost
    -----------+---------+-----
    2024-06-10 | search  | 1
    2024-06-11 | search  | 2
"""


def test_rows_of_days_after_the_last_observed_one_are_not_seen(shop):
    for name in rows_of(LATER):
        dated = TABLES[name].dated
        assert len(shop(LATER, data_until="2024-06-10").rows(name, dated)) == 1, name
        assert len(shop(LATER, data_until="2024-06-11").rows(name, dated)) == 2, name


ANSWERS = """

    feedback
    created_at | kind   | score | order_id | first_response_at | resolved_at
    -----------+--------+-------+----------+-------------------+------------
    2024-06-10 | rating | 5     |          |                   |
    2024-06-11 | rating | 1     |          |                   |
"""


def test_what_was_known_on_a_day_does_not_depend_on_what_came_later(shop):
    """Every figure, of all the rows seen until a day, and of the rows of that time alone."""
    text = LATER + ANSWERS
    alone = "\n".join(line for line in text.splitlines() if "2024-06-11" not in line)
    cut, short = (shop(each, data_until="2024-06-10").shop.read(ALL, ["2024-06-10", "2024-06"]) for each in (text, alone))
    assert cut.to_csv() == short.to_csv()
    assert cut.to_csv() != shop(text).shop.read(ALL, ["2024-06-10", "2024-06"]).to_csv()


def test_data_are_complete_through_the_local_day_of_the_newest_row_over_all_tables(shop):
    newest = shop(
        """
        user_id | paid_at
        --------+-----------------
        u1      | 2024-06-01 10:00

        events
        user_id | occurred_at
        --------+-----------------
        u1      | 2024-06-10 00:30

        campaigns
        campaign_id | starts_at        | ends_at
        ------------+------------------+-----------------
        C1          | 2024-06-01 00:00 | 2024-12-31 23:59

        coupons
        user_id | issued_at        | expires_at
        --------+------------------+-----------
        u1      | 2024-06-01 10:00 | 2025-06-01
        """,
        data_until=None,
    )
    assert newest.shop.data_until == dt.date(2024, 6, 10)  # what is planned for later is no row of later
    assert newest.shop.data_from == dt.date(2024, 6, 1)
    assert newest.read("sales_amount", "2024-07") == unknown("not_observed")


def test_a_shop_of_empty_tables_has_seen_nothing(shop):
    empty = shop("orders", data_until=None)
    assert empty.shop.store.run(empty.shop.table("orders")) == []
    assert empty.read("sales_amount", "2024-06") == unknown("not_observed")


def test_active_by_events_or_by_orders_where_there_are_no_events(shop):
    orders, events = "user_id | paid_at \n u1 | 2024-06-01", "events \n user_id | occurred_at \n u1 | 2024-06-01"
    assert shop(orders).shop.store.basis == "orders"
    assert shop(events).shop.store.basis == "events"
    assert shop(orders + "\n\n" + events).shop.store.basis == "events"
    said = Rules.model_validate({"activity": {"basis": "orders"}})
    assert shop(orders + "\n\n" + events, rules=said).shop.store.basis == "orders"


def test_a_fact_is_made_once():
    store = written_shop("events \n user_id | occurred_at \n u1 | 2024-06-01 10:00").shop.store
    assert store.fact(active_days) is store.fact(active_days)
    assert store.fact(active_days, ("event_channel",)) is not store.fact(active_days)


def test_facts_are_kept_on_disk_where_there_is_a_folder(tmp_path):
    con = ibis.duckdb.connect()
    events = con.create_table("e", {"user_id": ["u1"], "event": ["view"], "occurred_at": [dt.datetime(2024, 6, 1)]})
    first = open_store(con, {"events": events}, zone="UTC", rules=Rules(), folder=tmp_path)
    rows = first.run(first.fact(active_days).select("user_id", "day"))
    assert {path.name for path in tmp_path.glob("*.parquet")} == {"user_days.parquet"}
    nothing = con.create_table("n", schema=events.schema())
    second = open_store(con, {"events": nothing}, zone="UTC", rules=Rules(), folder=tmp_path)
    assert second.run(second.fact(active_days).select("user_id", "day")) == rows  # read, not made again


def test_sums_are_kept_where_there_is_a_folder_and_made_again_from_a_damaged_file(shop, tmp_path):
    store = replace(shop("events \n user_id | occurred_at | duration_s \n u1 | 2024-06-01 10:00 | 0.1").shop.store, sums=tmp_path / "sums")
    asked = []

    def count():
        asked.append("how many")
        return store["events"].aggregate(n=lambda event: event.count(), seconds=lambda event: event.duration_s.sum())

    first = store.summed("how many", count)
    assert first == [{"n": 1, "seconds": Decimal("0.1")}]
    assert store.summed("how many", count) == first and len(asked) == 1
    (file,) = (tmp_path / "sums").iterdir()
    file.write_bytes(file.read_bytes()[:40])
    assert store.summed("how many", count) == first and len(asked) == 2
    assert store.summed("how many", count) == first and len(asked) == 2


def test_the_ends_of_a_table_that_are_known_are_not_read():
    con = ibis.duckdb.connect()
    events = con.create_table("e", {"user_id": ["u1"], "event": ["view"], "occurred_at": [dt.datetime(2024, 6, 15)]})
    known = {"events": {"occurred_at": (dt.datetime(2024, 5, 31, 20), dt.datetime(2024, 6, 30, 10))}}
    store = open_store(con, {"events": events}, zone="Asia/Shanghai", rules=Rules(), ends=known)
    assert (store.starts, store.until) == ({"events": dt.date(2024, 6, 1)}, dt.date(2024, 7, 1))


def test_declarations_are_a_store_of_their_own():
    assert set(declared().tables) == set(TABLES)
    assert {"paid_at", "paid_on"} <= set(declared()["orders"].columns)


def test_a_table_that_there_is_not_is_refused():
    with pytest.raises(Mistake) as mistake:
        Shop.of({"orders": []}).table("order")
    known = ", ".join(TABLES)
    assert str(mistake.value) == f'there is no table "order". Did you mean "orders"?\n  Mend: the tables are {known}'
    assert mistake.value.code == BAD_PARAMETER
