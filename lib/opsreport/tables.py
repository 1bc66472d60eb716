"""The tables that a shop may give, declared once: their grain, key, columns, kinds and constraints.

The same declarations check the data at the door, name what a figure needs, and write the documentation. A shop gives `orders` or `events`;
everything else is optional. A column with a `neutral` value stands in for itself when it is not given; the lack of any other switches off
the figures that need it.
"""

from dataclasses import dataclass
from enum import StrEnum

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from opsreport.words import Text

MONEY_TYPE = dt.Decimal(18, 4)  # exact; more places than any currency has, so that quantity × unit price stays exact


class Kind(StrEnum):
    """What a column holds, and so how its text is read and in which type it is kept."""

    ID = "id"  # text, kept letter by letter: 007 stays 007
    TEXT = "text"
    MOMENT = "moment"  # kept as naive UTC; its local day stands beside it as x_on
    DAY = "day"
    MONEY = "money"
    COUNT = "count"  # a whole number
    NUMBER = "number"  # a decimal number that is not money
    FLAG = "flag"  # yes or no

    @property
    def type(self) -> dt.DataType:
        """The Ibis type in which such a column is kept."""
        return TYPES[self]


TYPES = {
    Kind.ID: dt.string,
    Kind.TEXT: dt.string,
    Kind.MOMENT: dt.Timestamp(scale=6),
    Kind.DAY: dt.date,
    Kind.MONEY: MONEY_TYPE,
    Kind.COUNT: dt.int64,
    Kind.NUMBER: MONEY_TYPE,
    Kind.FLAG: dt.boolean,
}


@dataclass(frozen=True)
class Column:
    """A column of a table of ours. choices: the only values allowed; low, high: the bounds, both allowed."""

    kind: Kind
    meaning: Text
    required: bool
    choices: tuple[str, ...]
    low: int | None
    high: int | None
    neutral: object  # what stands for the column when it is not given; NOTHING when nothing can
    personal: bool  # never leaves the door but as a key
    planned: bool  # known before it comes: a limit, an end that was set; any other moment is known from its day on

    @property
    def constraint(self) -> str:
        """The constraint in words, "" when there is none."""
        said = ["required"] if self.required else []
        if self.choices:
            said.append("one of " + ", ".join(self.choices))
        if self.low is not None:
            said.append(f"at least {self.low}")
        if self.high is not None:
            said.append(f"at most {self.high}")
        return "; ".join(said)


class Nothing:
    """No neutral value: a figure that touches the column cannot be known without it."""


NOTHING = Nothing()


@dataclass(frozen=True)
class Table:
    """A table of ours. row: what one row is; key: the columns that name a row, () when rows have no name; dated: the column that dates a row."""

    name: str
    row: Text
    key: tuple[str, ...]
    dated: str | None
    columns: dict[str, Column]
    one_of: tuple[str, ...]  # at least one of these columns is not empty

    def __hash__(self):
        return hash(self.name)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(name for name, column in self.columns.items() if column.required)

    @property
    def schema(self) -> dict[str, dt.DataType]:
        return {name: column.kind.type for name, column in self.columns.items()}

    @property
    def days(self) -> dict[str, str]:
        """{local day: its moment} of every moment column: {"paid_on": "paid_at"}."""
        return {day_of(name): name for name, column in self.columns.items() if column.kind is Kind.MOMENT}


def day_of(moment: str) -> str:
    """The name of the local day that stands beside a moment: paid_at → paid_on, member_since → member_since_on."""
    return moment.removesuffix("_at") + "_on"


def in_memory(rows: list[tuple], types: dict[str, str | dt.DataType]) -> ir.Table:
    """A small table of our own; typed also when it has no rows."""
    import pyarrow as pa

    schema = ibis.schema(types).to_pyarrow()
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return ibis.memtable(pa.table([pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)], schema=schema))


def _column(kind, zh, en, *, required=False, choices=(), low=None, high=None, neutral=NOTHING, personal=False, planned=False):
    return Column(kind, Text(zh, en), required, choices, low, high, neutral, personal, planned)


def _must(kind, zh, en, **more):
    return _column(kind, zh, en, required=True, **more)


ID, TEXT, MOMENT, DAY, MONEY, COUNT, NUMBER, FLAG = Kind

ORDER_STATUSES = {
    "paid": Text("已支付(含已发货、已完成)", "paid (shipped and completed too)"),
    "unpaid": Text("未支付", "not paid"),
    "cancelled": Text("已取消", "cancelled"),
    "closed": Text("已关闭", "closed"),
}
FEEDBACK_KINDS = ("rating", "survey", "nps", "complaint", "ticket", "suggestion", "mystery_shopper")

_user = _must(ID, "用户编号", "the user", personal=True)
_maybe_user = _column(ID, "用户编号", "the user", personal=True)
_channel = _column(TEXT, "渠道", "the channel")

TABLES = {
    table.name: table
    for table in (
        Table(
            "users",
            Text("一个用户", "a user"),
            ("user_id",),
            "registered_at",
            {
                "user_id": _user,
                "registered_at": _must(MOMENT, "注册时间", "when the user registered"),
                "channel": _column(TEXT, "来源渠道", "the channel that brought the user"),
                "city": _column(TEXT, "城市", "the user's city"),
                "gender": _column(TEXT, "性别", "the user's gender"),
                "age_band": _column(TEXT, "年龄段", "the user's age band"),
                "member_since": _column(MOMENT, "入会时间", "when the user became a member"),
                "tier": _column(TEXT, "当前会员等级", "today's membership tier"),
                "referrer_id": _column(ID, "邀请人编号", "the user who invited this one", personal=True),
                "merged_into": _column(ID, "合并到的用户编号", "the account that this one was merged into", neutral=None, personal=True),
                "deleted_at": _column(MOMENT, "注销时间", "when the account was deleted", neutral=None),
                "is_test": _column(FLAG, "是否测试账号", "a test or staff account", neutral=False),
            },
            (),
        ),
        Table(
            "events",
            Text("用户或访客的一次行为", "something that a user or a visitor did"),
            (),
            "occurred_at",
            {
                "occurred_at": _must(MOMENT, "发生时间", "when it happened"),
                "event": _must(TEXT, "行为名称", "what was done"),
                "user_id": _maybe_user,
                "visitor_id": _column(ID, "访客编号", "the visitor, before or without signing in", personal=True),
                "session_id": _column(ID, "会话编号", "the session"),
                "object_id": _column(ID, "对象编号(商品、内容等)", "what it was done to: a product, an article"),
                "channel": _channel,
                "duration_s": _column(NUMBER, "时长(秒)", "how long it took, in seconds", low=0),
                "campaign_id": _column(ID, "活动编号", "the campaign"),
                "value": _column(NUMBER, "数值", "a number that belongs to the event"),
            },
            ("user_id", "visitor_id"),
        ),
        Table(
            "orders",
            Text("一笔订单", "an order"),
            ("order_id",),
            "paid_at",
            {
                "order_id": _must(ID, "订单编号", "the order"),
                "user_id": _user,
                "paid_at": _must(MOMENT, "支付时间", "when payment succeeded"),
                "amount": _must(MONEY, "实付金额", "what was paid", low=0),
                "ordered_at": _column(MOMENT, "下单时间", "when the order was placed"),
                "status": _column(TEXT, "订单状态", "the order's status", choices=tuple(ORDER_STATUSES), neutral="paid"),
                "discount": _column(MONEY, "优惠金额", "what was taken off the price", low=0),
                "cost": _column(MONEY, "成本", "what the goods cost the shop", low=0),
                "coupon_id": _column(ID, "优惠券编号", "the coupon that was used"),
                "campaign_id": _column(ID, "活动编号", "the campaign"),
                "channel": _channel,
                "category": _column(TEXT, "品类", "the category"),
                "store": _column(TEXT, "门店", "the store"),
                "items": _column(COUNT, "件数", "how many pieces", low=0),
            },
            (),
        ),
        Table(
            "refunds",
            Text("一笔退款", "a refund"),
            (),
            "refunded_at",
            {
                "order_id": _must(ID, "订单编号", "the order that is refunded", neutral=None),
                "refunded_at": _must(MOMENT, "退款时间", "when the money went back", neutral=None),
                "amount": _must(MONEY, "退款金额", "what went back", low=0, neutral=None),
            },
            (),
        ),
        Table(
            "channel_days",
            Text("一个渠道的一天", "a channel on a day"),
            ("day", "channel"),
            "day",
            {
                "day": _must(DAY, "日期", "the local day"),
                "channel": _must(TEXT, "渠道", "the channel"),
                "impressions": _column(COUNT, "曝光次数", "how often it was shown", low=0),
                "clicks": _column(COUNT, "点击次数", "how often it was clicked", low=0),
                "visits": _column(COUNT, "访问次数", "visits that it brought", low=0),
                "visitors": _column(COUNT, "访客数", "visitors that it brought that day", low=0),
                "cost": _column(MONEY, "花费", "what it cost", low=0),
            },
            (),
        ),
        Table(
            "campaigns",
            Text("一个营销活动", "a campaign"),
            ("campaign_id",),
            None,
            {
                "campaign_id": _must(ID, "活动编号", "the campaign"),
                "name": _column(TEXT, "活动名称", "its name"),
                "kind": _column(TEXT, "活动类型", "its kind"),
                "channel": _channel,
                "starts_at": _must(MOMENT, "开始时间", "when it starts", planned=True),
                "ends_at": _must(MOMENT, "结束时间", "when it ends", planned=True),
                "cost": _column(MONEY, "花费", "what it cost", low=0),
            },
            (),
        ),
        Table(
            "touches",
            Text("发给用户的一条消息", "a message sent to a user"),
            ("touch_id",),
            "sent_at",
            {
                "touch_id": _must(ID, "触达编号", "the message"),
                "user_id": _user,
                "channel": _must(TEXT, "触达渠道", "by which channel it went"),
                "sent_at": _must(MOMENT, "发送时间", "when it was sent"),
                "campaign_id": _column(ID, "活动编号", "the campaign"),
                "delivered_at": _column(MOMENT, "送达时间", "when it arrived"),
                "opened_at": _column(MOMENT, "打开时间", "when it was opened"),
                "clicked_at": _column(MOMENT, "点击时间", "when it was clicked"),
                "unsubscribed_at": _column(MOMENT, "退订时间", "when the user unsubscribed by it"),
            },
            (),
        ),
        Table(
            "coupons",
            Text("发给用户的一张优惠券", "a coupon issued to a user"),
            ("coupon_id",),
            "issued_at",
            {
                "coupon_id": _must(ID, "优惠券编号", "the coupon"),
                "user_id": _user,
                "issued_at": _must(MOMENT, "发放时间", "when it was issued"),
                "campaign_id": _column(ID, "活动编号", "the campaign"),
                "claimed_at": _column(MOMENT, "领取时间", "when it was claimed"),
                "used_at": _column(MOMENT, "使用时间", "when it was used"),
                "order_id": _column(ID, "订单编号", "the order that it was used on"),
                "face_value": _column(MONEY, "面额", "what it is worth", low=0),
                "expires_at": _column(MOMENT, "到期时间", "when it expires", planned=True),
            },
            (),
        ),
        Table(
            "points",
            Text("一笔积分变动", "a movement of points"),
            (),
            "occurred_at",
            {
                "user_id": _user,
                "occurred_at": _must(MOMENT, "发生时间", "when it happened"),
                "delta": _must(COUNT, "积分变动(增为正,减为负)", "points, plus in, minus out"),
                "kind": _column(TEXT, "变动类型", "why the points moved", choices=("earn", "redeem", "expire", "adjust")),
                "cost": _column(MONEY, "成本", "what the points cost the shop", low=0),
                "expires_at": _column(MOMENT, "到期时间", "when they expire", planned=True),
            },
            (),
        ),
        Table(
            "recharges",
            Text("一笔储值变动", "a movement of stored value"),
            (),
            "occurred_at",
            {
                "user_id": _user,
                "occurred_at": _must(MOMENT, "发生时间", "when it happened"),
                "amount": _must(MONEY, "金额(充值为正,消费为负)", "plus in, minus consumed"),
            },
            (),
        ),
        Table(
            "tiers",
            Text("一次会员等级变化", "a change of membership tier"),
            (),
            "changed_at",
            {
                "user_id": _user,
                "changed_at": _must(MOMENT, "变化时间", "when it changed"),
                "tier": _must(TEXT, "新等级", "the tier from then on"),
                "previous_tier": _column(TEXT, "原等级", "the tier before"),
            },
            (),
        ),
        Table(
            "assignments",
            Text("一个用户被分入一个实验组", "a user put in an experiment's arm"),
            ("experiment", "user_id"),
            "assigned_at",
            {
                "experiment": _must(TEXT, "实验", "the experiment"),
                "user_id": _user,
                "variant": _must(TEXT, "组别", "the arm"),
                "assigned_at": _must(MOMENT, "分组时间", "when the user was put there"),
            },
            (),
        ),
        Table(
            "feedback",
            Text("用户的一次声音", "one voice of a user"),
            ("feedback_id",),
            "created_at",
            {
                "feedback_id": _must(ID, "反馈编号", "the feedback"),
                "created_at": _must(MOMENT, "提交时间", "when the user gave it"),
                "kind": _must(TEXT, "类型", "its kind", choices=FEEDBACK_KINDS),
                "user_id": _maybe_user,
                "order_id": _column(ID, "订单编号", "the order that it is about"),
                "aspect": _column(TEXT, "方面(商品、服务、物流等)", "what it is about: product, service, logistics"),
                "score": _column(NUMBER, "分数", "the score"),
                "scale_max": _column(NUMBER, "满分", "the best score possible; 5 where it is not given", low=1, neutral=None),
                "text": _column(TEXT, "内容", "what was said", personal=True),
                "channel": _channel,
                "first_response_at": _column(MOMENT, "首次响应时间", "when the shop first answered"),
                "resolved_at": _column(MOMENT, "解决时间", "when it was resolved"),
                "resolved": _column(FLAG, "是否解决", "whether the user says that it is resolved", neutral=None),
            },
            (),
        ),
        Table(
            "work_items",
            Text("一项工作(报告、里程碑、建议、培训、事故)", "a piece of work: a report, milestone, suggestion, training, incident"),
            ("item_id",),
            None,
            {
                "item_id": _must(ID, "工作编号", "the piece of work"),
                "kind": _must(TEXT, "类型", "its kind"),
                "title": _column(TEXT, "标题", "its title"),
                "role": _column(TEXT, "岗位", "the role that it belongs to"),
                "owner": _column(ID, "负责人", "who does it: counted, never shown", personal=True),
                "submitted_on": _column(DAY, "提交日期", "when it was handed in"),
                "due_on": _column(DAY, "截止日期", "when it is due", planned=True),
                "done_on": _column(DAY, "完成日期", "when it was done"),
                "adopted_on": _column(DAY, "采纳日期", "when it was adopted"),
                "implemented_on": _column(DAY, "落地日期", "when it was put to work"),
                "score": _column(NUMBER, "评分", "its score"),
                "hours": _column(NUMBER, "工时", "hours", low=0),
            },
            (),
        ),
        Table(
            "manual_figures",
            Text("一个由他处统计的数字", "a figure kept elsewhere"),
            ("metric", "period", "segment"),
            None,
            {
                "metric": _must(TEXT, "指标", "which figure"),
                "period": _must(TEXT, "期间", "of which period"),
                "value": _column(NUMBER, "数值", "the figure", neutral=None),
                "numerator": _column(NUMBER, "分子", "its numerator", neutral=None),
                "denominator": _column(NUMBER, "分母", "its denominator", neutral=None),
                "segment": _column(TEXT, "分组", "of which segment", neutral=None),
                "note": _column(TEXT, "备注", "a note"),
            },
            ("value", "numerator"),
        ),
    )
}

EVENTS = {
    "visit": Text("访问", "visit"),
    "login": Text("登录", "log in"),
    "register": Text("注册", "register"),
    "search": Text("搜索", "search"),
    "view": Text("浏览商品", "view a product"),
    "read": Text("阅读内容", "read an article"),
    "add_cart": Text("加入购物车", "add to cart"),
    "checkout": Text("去结算", "check out"),
    "pay": Text("支付", "pay"),
    "share": Text("分享", "share"),
    "comment": Text("评论", "comment"),
    "like": Text("点赞", "like"),
    "tip": Text("打赏", "tip"),
    "sign_in": Text("签到", "daily sign-in"),
    "invite": Text("邀请", "invite"),
    "bind_card": Text("绑卡", "bind a card"),
    "join_member": Text("入会", "join the membership"),
    "click": Text("点击", "click"),
    "impression": Text("曝光", "impression"),
    "unsubscribe": Text("退订", "unsubscribe"),
    "push_received": Text("收到推送", "receive a push message"),
    "page_load": Text("页面加载(数值为毫秒)", "load a page (value: milliseconds)"),
    "recommend_shown": Text("看到推荐", "be shown a recommendation"),
    "recommend_click": Text("点击推荐", "click a recommendation"),
    "task_shown": Text("看到新手任务", "be shown a starter task"),
    "task_done": Text("完成新手任务", "complete a starter task"),
    "topic": Text("参与话题", "join a topic"),
    "vote": Text("投票", "vote"),
    "contest": Text("参加比赛", "enter a contest"),
    "live": Text("观看直播", "watch a live show"),
    "lead": Text("留资(交给销售)", "become a lead (handed to sales)"),
}
PASSIVE_EVENTS = ("push_received", "impression", "page_load", "recommend_shown", "task_shown")  # done to the user, not by the user: never activity
