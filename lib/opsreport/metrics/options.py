"""The options that metrics share: what may be chosen, and how a choice is said."""

from opsreport.metric import Option
from opsreport.words import Text

SAME_DAY = Option(
    Text("同日多单", "orders of one day"),
    {"count": Text("同日多单各计", "each order counts"), "merge": Text("按天去重", "orders of one day are one")},
)
_REFUNDS = {
    "net": Text("扣除退款", "net of refunds"),
    "gross": Text("不扣退款", "refunds not deducted"),
    "exclude_fully_refunded": Text("不含全额退款订单", "without fully refunded orders"),
}
VALUE = Option(Text("退款口径", "refunds"), _REFUNDS, lambda store: store.rules.refunds.value)
COUNTS = Option(Text("退款口径", "refunds"), {k: v for k, v in _REFUNDS.items() if k != "net"}, lambda store: store.rules.refunds.counts)
BASIS = Option(
    Text("活跃依据", "active by"), {"events": Text("按行为", "by events"), "orders": Text("按订单", "by orders")}, lambda store: store.basis
)
COHORT = Option(
    Text("起点", "counted from"),
    {"registered": Text("自注册起", "since registering"), "first_active": Text("自首次活跃起", "since first active")},
    lambda store: "first_active" if "users" in store.missing else "registered",
)
SPAN = Option(Text("单位", "unit"), {"day": Text("日", "day"), "period": Text("期", "period")})
UNIT = Option(
    Text("单位", "unit"),
    {
        "day": Text("日", "day"),
        "week": Text("周", "week"),
        "month": Text("月", "month"),
        "quarter": Text("季", "quarter"),
        "year": Text("年", "year"),
    },
)
N = Option(Text("第几日(期)", "day (or period)"), None)
DAYS = Option(Text("天数", "days"), None)
COUNT = Option(Text("次数", "how often"), None)
WINDOW = Option(
    Text("窗口", "window"),
    {"period": Text("本期", "the period"), 7: Text("近7日", "last 7 days"), 28: Text("近28日", "last 28 days"), 30: Text("近30日", "last 30 days")},
)
MONTH = Option(
    Text("窗口", "window"), {"month": Text("自然月", "calendar month"), 28: Text("近28日", "last 28 days"), 30: Text("近30日", "last 30 days")}
)
CHURN_DAYS = Option(Text("沉默天数", "silent days"), None, lambda store: store.rules.churn_days)
ACTIVE = Option(Text("活跃上限(天)", "active up to (days)"), None, lambda store: store.rules.lifecycle.active)
SILENT = Option(Text("沉默上限(天)", "silent up to (days)"), None, lambda store: store.rules.lifecycle.silent)
DORMANT = Option(Text("休眠上限(天)", "dormant up to (days)"), None, lambda store: store.rules.lifecycle.dormant)
LOST = Option(Text("流失上限(天)", "lost up to (days)"), None, lambda store: store.rules.lifecycle.lost)
ALL_ORDERS = Option(Text("退款口径", "refunds"), {k: v for k, v in _REFUNDS.items() if k != "net"})
WITHIN = Option(Text("窗口(天)", "within (days)"), None)
SESSIONS = Option(
    Text("会话划分", "sessions"),
    {"given": Text("按会话编号", "by session_id"), "gap": Text("间隔超过30分钟另起", "more than 30 minutes without an event begin a new one")},
    lambda store: "gap" if "events.session_id" in store.missing else "given",
)
MARGIN = Option(
    Text("价值口径", "value"),
    {"margin": Text("毛利(销售额减商品成本)", "gross profit (sales less the goods' cost)"), "sales": Text("销售额", "sales")},
    lambda store: "sales" if "orders.cost" in store.missing else "margin",
)
CUSTOMERS = Option(
    Text("起点", "counted from"),
    {
        "registered": Text("自注册起(含未下单者)", "since registering (those who never ordered too)"),
        "first_order": Text("自首单起", "since the first order"),
    },
    lambda store: "first_order" if "users" in store.missing else "registered",
)
