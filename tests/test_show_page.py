"""A page's calls, on a small shop: what each leaves in its notebook."""

import datetime as dt
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import html5lib
import pytest
from hand_figures import EN, ZH, figure, rate

from opsreport.errors import Mistake
from opsreport.kinds import Reading
from opsreport.measure import DataTable
from opsreport.metrics import growth, repurchase, retention
from opsreport.periods import period
from opsreport.shop import Shop
from opsreport.show.comparisons import comparisons
from opsreport.show.health import Coverage, health
from opsreport.show.histogram import histogram
from opsreport.show.output import MIME
from opsreport.show.page import Page, _found
from opsreport.sources import Reason, Receipt

HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}\u202eevil"
UNTIL = dt.date(2024, 6, 30)


def months():
    return [dt.datetime(2023 + k // 12, k % 12 + 1, 5, 12) for k in range(18)]


def rows():
    """40 buyers of one channel every month and 5 of another from March 2024 on; half of the first buy twice, but nobody does in June 2024.

    And every month two users register who never buy.
    """
    channels = ["search"] * 40 + [HOSTILE] * 5
    users = [{"user_id": f"u{number}", "registered_at": dt.datetime(2022, 12, 1), "channel": channel} for number, channel in enumerate(channels)]
    orders = []
    for month in months():
        users += [{"user_id": f"new-{month:%Y%m}-{k}", "registered_at": month, "channel": HOSTILE} for k in range(2)]
        for number in range(45 if month >= dt.datetime(2024, 3, 1) else 40):
            twice = number < 20 and month < dt.datetime(2024, 6, 1)
            for again in range(1 + twice):
                moment = month + dt.timedelta(days=again)
                orders.append(
                    {"order_id": f"{number}-{moment:%Y%m%d}", "user_id": f"u{number}", "paid_at": moment, "amount": Decimal("10.50") + number}
                )
    return {"users": users, "orders": orders}


@pytest.fixture(scope="module")
def page():
    shop = Shop.of(rows(), data_until=UNTIL)
    return Page("repurchase", shop, period("2024-06"), "zh")


def left(output) -> dict:
    return output._repr_mimebundle_()[MIME]


def answered(output, language) -> str:
    """What a call says, with the line that answers its section's question."""
    payload = left(output)
    return text(payload["answer"][language]) + text(payload["html"][language])


def text(fragment: str) -> str:
    return "".join(html5lib.parse(fragment, namespaceHTMLElements=False).itertext())


def test_a_call_leaves_both_languages_the_figures_and_whose_page_it_is(page):
    bundle = page.cards(repurchase.repurchase_rate_by_user)._repr_mimebundle_()
    payload = bundle[MIME]
    assert json.loads(json.dumps(payload)) == payload
    assert set(payload["html"]) == {"zh", "en"}
    (figure,) = payload["figures"]
    assert (figure["id"], figure["value"], figure["denominator"]) == ("repurchase_rate_by_user", 0.0, 45)
    assert payload["page"]["period"] == {"zh": "2024年6月", "en": "June 2024"}
    assert bundle["text/html"].startswith('<div class="opsreport" lang="zh"><style>@scope (.opsreport)')
    assert payload["html"]["zh"] in bundle["text/html"]


def test_a_card_has_name_value_definition_comparisons_and_verdict(page):
    said = text(left(page.cards(repurchase.repurchase_rate_by_user))["html"]["zh"])
    for words in ("复购率（按用户）", "0 ÷ 45", "95%区间0.0%至7.9%", "环比−44.4百分点", "▼ 变差：低于正常范围", "repurchase_rate_by_user"):
        assert words in said


def test_what_the_shop_has_no_data_for_is_no_empty_card_but_named_with_what_it_lacks(page):
    output = page.cards(growth.cac, growth.new_users)
    payload = left(output)
    assert payload["lacking"]["en"] == [("marketing costs", "Customer acquisition cost")]
    assert "New users" in text(payload["html"]["en"]) and "acquisition cost" not in text(payload["html"]["en"])
    assert [figure["reason"] for figure in payload["figures"]] == ["table_missing", None]
    assert "缺渠道花费1项不计算：获客成本" in text(output._repr_mimebundle_()["text/html"])  # the analyst's notebook says so at once


def test_a_call_that_has_no_data_leaves_its_figures_only(page):
    payload = left(page.trend(growth.cac))
    assert payload["html"] == {"zh": "", "en": ""} and not payload["answer"]["zh"]
    assert payload["figures"][0]["reason"] == "table_missing"


def test_an_open_window_names_the_period_of_its_figure(page):
    payload = left(page.cards(repurchase.second_purchase_conversion))
    assert payload["figures"][0]["reason"] == "incomplete"
    said = text(payload["html"]["zh"])
    assert "0.0%" in said and "3月" in said and "2024年3月：0 ÷ 5" in said


def test_the_headline_is_a_sentence_and_cards(page):
    payload = left(page.headline(repurchase.sales_amount, repurchase.repurchase_rate_by_user))
    assert text(payload["heading"]["zh"]) == "6月销售额1,462元，环比−21.5%，低于正常范围；复购率也变差。"
    assert payload["heading"]["en"] == "June: sales came to ¥1,462, −21.5% on May, below its usual range; repurchase rate got worse too."
    assert payload["html"]["en"].count('class="card"') == 2


def test_a_trend_has_its_table_and_its_range(page):
    payload = left(page.trend(repurchase.repurchase_rate_by_user))
    fragment = payload["html"]["en"]
    assert fragment.count("<svg") == 2
    assert payload["answer"]["en"] == "Repurchase rate (by user) fell to 0.0%, below its usual range"
    assert "fell to" not in fragment
    assert fragment.count("<tr>") == 1 + 13


def test_two_trends_stand_side_by_side_in_one_width(page):
    fragment = left(page.trend(repurchase.sales_amount, repurchase.purchase_frequency))["html"]["zh"]
    assert fragment.startswith('<div class="pair">') and fragment.count("<svg") == 2


def test_segments_are_ordered_and_few_are_greyed_last_and_not_compared(page):
    fragment = left(page.by(repurchase.repurchase_rate_by_user, "acquisition_channel"))["html"]["zh"]
    table = fragment[fragment.index("<table") :]
    assert table.index("search") < table.index("evil") < table.index("全店")
    assert '<tr class="few"><th scope="row"><bdi>&lt;img' in table
    assert "不足30" in table


def test_what_the_data_say_is_text(page):
    for call in (page.by(repurchase.repurchase_rate_by_user, "acquisition_channel"), page.by(growth.new_user_channel_share)):
        payload = left(call)
        for fragment in payload["html"].values():
            names = {node.tag for node in html5lib.parse(fragment, namespaceHTMLElements=False).iter()}
            assert not names & {"img", "script", "iframe"}
            assert "\u202e" not in fragment and "{{7*7}}" in fragment


def test_cohorts_are_a_heatmap_with_its_table(page):
    shown = page.cohorts(retention.cohort_table(basis="orders"))
    fragment = left(shown)["html"]["en"]
    assert fragment.count("<svg") == 2
    assert answered(shown, "en").startswith("March: 100.0% in month 1, 100.0% overall")
    assert "<td>5</td><td>100.0%</td>" in fragment


def test_a_histogram_counts_users():
    users = DataTable(("active_days", "users", "users_at_least"), ((1, 3, 4), (2, 1, 1)))
    fragment = histogram(replace(figure("stickiness_histogram", [Reading()]), table=users), EN)
    assert "75.0% came on one day only" in text(fragment)
    assert fragment.count("<svg") == 2


def test_a_table_of_figures_keeps_their_order_and_says_the_verdict(page):
    said = text(left(page.table(repurchase.purchase_frequency, repurchase.repurchase_rate_by_user))["html"]["en"])
    assert said.index("Purchase frequency") < said.index("Repurchase rate (by user)")
    assert "Worse: below its usual range" in said


def test_a_table_of_figures_says_the_verdict_and_the_year_in_a_line_as_wide_as_the_table():
    year = [rate(25, 100), *[rate(20, 100)] * 11, rate(30, 100)]
    shown = comparisons([figure("csat", year), figure("sales_amount", [Reading(Decimal(75_600))])], ZH)
    assert '<tr class="over"><th scope="row">' in shown and shown.count('<tr class="under"><td colspan="4">') == 2
    assert "同比+5.0百分点" in text(shown) and "n=100" in text(shown) and "7.56万元" in text(shown)


def test_the_life_cycle_has_states_and_moves(page):
    assert answered(page.lifecycle(retention.lifecycle_state), "zh").startswith("活跃用户最多：45人，55.6%")
    flows = page.flows(retention.lifecycle_transition)
    assert answered(flows, "zh").startswith("期初活跃的用户，100.0%期末仍活跃")
    assert "期初＼期末" in answered(flows, "zh") and left(flows)["html"]["zh"].count("<svg") == 2


def test_what_is_off_is_said_once(page):
    said = text(left(page.off())["html"]["zh"])
    assert len(re.findall(r"缺渠道花费或访客\d+项", said)) == 1 and "获客成本" in said
    assert text(left(page.off(repurchase.sales_amount))["html"]["en"]) == "Every metric has its data."


@pytest.mark.parametrize("language", ["de", "", None])
def test_a_language_that_there_is_not(page, language):
    with pytest.raises(Mistake, match=f'there is no language "{language}"'):
        Page("summary", page.shop, page.period, language)


def test_a_period_after_the_data_is_refused(page):
    with pytest.raises(Mistake, match="2024-07 begins on 2024-07-01, the data end on 2024-06-30"):
        Page("summary", page.shop, period("2024-07"), "zh")


def test_a_period_that_is_not_over_is_cut_at_the_data(page):
    cut = Page("summary", page.shop, period("2024"), "en")
    assert cut.period.running
    said = text(left(cut.cards(repurchase.sales_amount))["html"]["en"])
    assert "Running: 182 of 366 days" in said and "Not over yet" in said


def test_the_health_of_the_data_adds_up():
    reasons = (Reason("amount", "not_a_number", 3, 17),)
    receipts = [Receipt("orders", "/data/a<b>.csv", 100, 90, 5, 3, 2, "x", 1, reasons), Receipt("orders", "/data/c.csv", 50, 50, 0, 0, 0, "y", 1, ())]
    coverage = [Coverage("orders", 140, dt.date(2024, 1, 1), dt.date(2024, 6, 30)), Coverage("refunds", 2, dt.date(2024, 1, 1), dt.date(2024, 6, 1))]
    fragment = health(receipts, coverage, UNTIL, {"refunds": dt.date(2024, 6, 1)}, EN)
    said = text(fragment)
    assert "3 of 150 rows (2.00%); 2 were duplicates" in said
    assert "5 filtered, 3 set aside, 2 duplicates" in said
    assert "last row more than 3 days before the end of the period: refunds (1 Jun)" in said
    assert "orders · amountis not a number3a<b>.csv row 17" in said
    assert "/data" not in fragment and "<bdi>a&lt;b&gt;.csv</bdi>" in fragment


@pytest.mark.parametrize("where", ["notebooks", "."])
def test_the_parameter_file_is_found_from_the_notebooks_folder_and_from_the_one_above(tmp_path, monkeypatch, where):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "report.yml").touch()
    monkeypatch.chdir(tmp_path / where)
    assert _found(Path("../params/report.yml")).resolve() == tmp_path / "params" / "report.yml"
    assert _found(Path("../params/no.yml")) == Path("../params/no.yml")
