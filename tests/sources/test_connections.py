"""Tables from another engine: a real PostgreSQL server, its URL and password from the environment."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from .conftest import PASSWORD
from .shops import fate, loaded, reasons, refusal, rows, set_aside

WAREHOUSE = "connections: {warehouse: {backend: postgres, url_env: WAREHOUSE_URL}}\n"
TABLE = """orders:
  connection: warehouse
  table: shop_orders
  where: state <> 'test'
  columns: {order_id: id, user_id: buyer, paid_at: paid, amount: total, status: {column: state, values: {ok: paid}}}"""


@pytest.fixture(scope="module")
def warehouse(postgres_url):
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("SET TimeZone = 'Asia/Shanghai'")
        server.execute("CREATE TABLE shop_orders (id text, buyer bigint, paid timestamptz, made timestamp, total numeric(12, 2), state text)")
        server.execute("""INSERT INTO shop_orders VALUES
            ('007', 1, '2024-06-01 08:00+08', '2024-06-01 07:00', 19.90, 'ok'), ('008', 2, '2024-06-01 08:00+00', '2024-06-01 07:00', 0.10, 'ok'),
            ('009', NULL, '2024-06-01 08:00+08', NULL, 1, 'ok'), ('010', 3, '2024-06-01', NULL, 5, 'test')""")
    return postgres_url


def test_a_table_of_a_connection(tmp_path, warehouse, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_URL", warehouse)
    shop = loaded(tmp_path, TABLE, more=WAREHOUSE)
    assert [tuple(row.values()) for row in rows(shop, "orders")] == [
        ("007", 1, datetime(2024, 6, 1, 0), Decimal("19.9"), "paid"),
        ("008", 2, datetime(2024, 6, 1, 8), Decimal("0.1"), "paid"),
    ]
    assert fate(shop, "warehouse: shop_orders") == {"read": 4, "accepted": 2, "filtered": 1, "set_aside": 1}
    assert reasons(shop, "warehouse: shop_orders") == [("user_id", "is empty", 1, 3)]
    assert [(row["file"], row["id"]) for row in set_aside(shop, "orders")] == [("warehouse: shop_orders", "009")]


def test_a_query_over_a_connection_sees_what_is_new(tmp_path, warehouse, monkeypatch):
    import psycopg

    monkeypatch.setenv("WAREHOUSE_URL", warehouse)
    source = """orders:
  connection: warehouse
  query: "SELECT id AS order_id, 'u' || buyer AS user_id, made AS paid_at, total AS amount FROM shop_orders WHERE made IS NOT NULL ORDER BY id\""""
    first = loaded(tmp_path, source, more=WAREHOUSE)
    assert [tuple(row.values()) for row in rows(first, "orders")] == [
        ("007", "u1", datetime(2024, 5, 31, 23), Decimal("19.9")),
        ("008", "u2", datetime(2024, 5, 31, 23), Decimal("0.1")),
    ]
    assert loaded(tmp_path, source, more=WAREHOUSE).fingerprint == first.fingerprint
    with psycopg.connect(warehouse, autocommit=True) as server:
        server.execute("INSERT INTO shop_orders VALUES ('011', 4, now(), '2024-06-02', 1, 'ok')")
        second = loaded(tmp_path, source, more=WAREHOUSE)
        server.execute("DELETE FROM shop_orders WHERE id = '011'")
    assert second.fingerprint != first.fingerprint
    assert len(rows(second, "orders")) == 3


def test_a_secret_is_never_repeated(tmp_path, warehouse, monkeypatch):
    monkeypatch.delenv("WAREHOUSE_URL", raising=False)
    assert refusal(tmp_path, TABLE, more=WAREHOUSE) == (
        78,
        "report.yml line 6, connections.warehouse: the environment variable WAREHOUSE_URL is not set\n"
        "  Mend: Set it to the URL: export WAREHOUSE_URL=postgres://USER:PASSWORD@HOST/DATABASE",
    )
    monkeypatch.setenv("WAREHOUSE_URL", warehouse.replace(PASSWORD, "wrong" + PASSWORD))
    code, said = refusal(tmp_path, TABLE, more=WAREHOUSE)
    assert (code, said) == (
        66,
        "report.yml line 6, connections.warehouse: cannot connect to warehouse (OperationalError)\n"
        "  Mend: Is the server there, and the URL in WAREHOUSE_URL right?",
    )
    monkeypatch.setenv("WAREHOUSE_URL", warehouse.replace("postgres://", "mysql://", 1))
    assert refusal(tmp_path, TABLE, more=WAREHOUSE)[1].startswith(
        "report.yml line 6, connections.warehouse: WAREHOUSE_URL holds a URL of another backend than postgres"
    )


def test_unknown_tables_and_bad_queries_are_told_without_data(tmp_path, warehouse, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_URL", warehouse)
    assert refusal(tmp_path, TABLE.replace("shop_orders", "shop_order"), more=WAREHOUSE) == (
        66,
        'report.yml line 10, sources.orders.table: warehouse has no table "shop_order". Did you mean "shop_orders"?\n  Mend: Correct the name.',
    )
    code, said = refusal(tmp_path, 'orders: {connection: warehouse, query: "SELECT nope FROM shop_orders"}', more=WAREHOUSE)
    assert (code, said.splitlines()[0][:72]) == (65, "report.yml line 8, sources.orders: the connection gave no rows (Undefine")


def test_the_cache_and_the_errors_hold_no_url(tmp_path, warehouse, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_URL", warehouse)
    loaded(tmp_path, TABLE, more=WAREHOUSE)
    assert not any(PASSWORD.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_utc_is_utc_whatever_the_servers_zone(tmp_path, warehouse, monkeypatch):
    monkeypatch.setenv("WAREHOUSE_URL", warehouse)
    monkeypatch.setenv("TZ", "America/New_York")
    shop = loaded(tmp_path, TABLE, more=WAREHOUSE, timezone="Europe/London")
    assert rows(shop, "orders")[0]["paid_at"] == datetime(2024, 6, 1, 8, tzinfo=UTC).replace(hour=0, tzinfo=None)
