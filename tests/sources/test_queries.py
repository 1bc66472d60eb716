"""A table from SQL over files."""

from decimal import Decimal

from .shops import fate, loaded, reasons, refusal, rows, written

JOIN = """orders:
  files: {o: o.csv, p: p.csv}
  query: |
    SELECT no AS order_id, user AS user_id, time AS paid_at, state AS status, sum(CAST(pay AS DECIMAL(18, 4))) AS amount
    FROM o JOIN p USING (no) GROUP BY ALL ORDER BY no
  columns: {status: {values: {ok: paid}}}"""


def test_a_query_joins_files_and_its_columns_are_ours(tmp_path):
    written(tmp_path, "o.csv", "no,user,time,state\n01,u1,2024-06-01,ok\n02,,2024-06-01,ok\n03,u3,2024-06-01,?\n")
    written(tmp_path, "p.csv", "no,pay\n01,0.1\n01,0.2\n02,1\n03,1\n")
    shop = loaded(tmp_path, JOIN)
    assert [(row["order_id"], row["amount"], row["status"]) for row in rows(shop, "orders")] == [("01", Decimal("0.3"), "paid")]
    assert fate(shop, "o.csv + p.csv") == {"read": 3, "accepted": 1, "set_aside": 2}
    assert sorted(reasons(shop, "o.csv + p.csv")) == [("status", "is not one of the values allowed", 1, 3), ("user_id", "is empty", 1, 2)]


def test_files_without_names_are_the_relation_files(tmp_path):
    for name in ("a", "b"):
        written(tmp_path, f"{name}.csv", f"no\n{name}\n")
    query = "SELECT no AS order_id, 'u' AS user_id, DATE '2024-06-01' AS paid_at, 1 AS amount FROM files"
    shop = loaded(tmp_path, f"orders: {{files: '*.csv', query: \"{query}\"}}")
    assert [row["order_id"] for row in rows(shop, "orders")] == ["a", "b"]


def test_a_column_of_the_query_that_is_not_ours_is_refused(tmp_path):
    written(tmp_path, "o.csv", "no\n1\n")
    code, said = refusal(tmp_path, "orders: {files: o.csv, query: SELECT no AS oder_id FROM files}")
    assert (code, said.splitlines()[0]) == (
        78,
        'report.yml line 7, sources.orders.query: the query gives "oder_id", which is no column of orders. Did you mean "order_id"?',
    )


def test_a_query_is_one_select(tmp_path):
    written(tmp_path, "o.csv", "no\n1\n")
    for query in ("SELECT 1; SELECT 2", "DROP TABLE files", "nonsense ("):
        assert refusal(tmp_path, f'orders: {{files: o.csv, query: "{query}"}}') == (
            78,
            "report.yml line 7, sources.orders.query: the query is not one SELECT\n  Mend: Write one SELECT that gives our column names.",
        )


def test_a_query_over_an_unknown_column_is_refused(tmp_path):
    written(tmp_path, "o.csv", "no\n1\n")
    code, said = refusal(tmp_path, "orders: {files: o.csv, query: SELECT nope AS order_id FROM files}")
    assert code == 78
    assert said.startswith("report.yml line 7, sources.orders.query: the SQL does not fit: Binder Error: ")


def test_a_query_needs_whole_files(tmp_path):
    written(tmp_path, "o.csv", "no,user\n1,2\n3\n")
    assert refusal(tmp_path, "orders: {files: o.csv, query: SELECT no AS order_id FROM files}") == (
        65,
        "o.csv: 1 rows have more or fewer fields than the header, first row 3\n  Mend: Correct the rows: a query needs whole files.",
    )
