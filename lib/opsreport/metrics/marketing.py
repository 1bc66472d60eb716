"""Marketing: messages, campaigns, coupons, and what users did after."""

from opsreport.grains.touches import reached_users, touches, users_by_messages
from opsreport.kinds import Ratio, Share, Total
from opsreport.metric import READINGS, Option, Part, metric
from opsreport.metrics.manual import kept_elsewhere
from opsreport.metrics.options import COUNT, COUNTS, VALUE, WITHIN
from opsreport.periods import days_after
from opsreport.units import HIGHER, LOWER, Unit
from opsreport.words import Text

REACHED = Text("送达", "delivered")
OPEN_OF = Option(Text("分母", "out of"), {"delivered": REACHED, "sent": Text("发送", "sent")})
CLICK_OF = Option(Text("分母", "out of"), {"delivered": REACHED, "opened": Text("打开", "opened")})
ACT = Option(Text("响应", "response"), {"order": Text("下单", "an order"), "visit": Text("访问(活跃)", "a visit (activity)")})


@metric(
    grain=touches,
    name=Text("触达量", "Messages sent"),
    formula=Text("期内发出的消息", "messages sent in the period"),
    note=Text("按发送时间归期", "by the moment of sending"),
    unit=Unit.ROWS,
    better=HIGHER,
    split=("touch_channel",),
)
def touch_sent(message):
    return Total(message.sent)


@metric(
    grain=touches,
    name=Text("送达率", "Delivery rate"),
    formula=Text("送达的消息 ÷ 期内发出的消息", "messages delivered ÷ messages sent in the period"),
    note=Text("没有回执的视为未送达", "a message without a receipt is not delivered"),
    unit=Unit.PERCENT,
    better=HIGHER,
    split=("touch_channel",),
)
def touch_delivery_rate(message):
    return Share(message.delivered > 0, of=message.sent > 0)


@metric(
    grain=touches,
    name=Text("打开率", "Open rate"),
    formula=Text(
        "打开的消息 ÷ 送达的消息(期内发出);短信无打开记录,以点击链接计",
        "messages opened ÷ messages delivered (of those sent in the period); a text message is opened when its link is clicked",
    ),
    note=Text(
        "短信没有打开,以点击代替并标明;邮件打开会被代理抬高", "text messages tell no opening, a click stands for it; mail proxies inflate openings"
    ),
    unit=Unit.PERCENT,
    better=HIGHER,
    split=("touch_channel",),
)
def touch_open_rate(message, of: OPEN_OF = "delivered"):
    return Share(message.opened > 0, of=message[of] > 0)


@metric(
    grain=touches,
    name=Text("点击率", "Click rate"),
    formula=Text("被点击的消息 ÷ 送达(或打开)的消息", "messages clicked ÷ messages delivered (or opened)"),
    note=Text("分母默认送达,可设为打开", "of those delivered, unless of those opened"),
    unit=Unit.PERCENT,
    better=HIGHER,
    split=("touch_channel",),
)
def touch_click_rate(message, of: CLICK_OF = "delivered"):
    return Share(message.clicked > 0, of=message[of] > 0)


@metric(
    grain=reached_users,
    name=Text("触达响应率", "Response to messages"),
    formula=Text(
        "期内发出的消息所送达的用户中,发出后{days}天(可设)内响应者的占比;响应归于之前最后一条送达的消息",
        "of the users reached by messages of the period, those who responded within {days} days (can be set) of their being sent; "
        "a response belongs to the last message delivered before it",
    ),
    note=Text("多次触达归最近一次;不代表增量,增量看对照组", "of several messages the last one; not incremental, see the control for that"),
    unit=Unit.PERCENT,
    better=HIGHER,
    parts={
        "users": Part(Text("响应人数", "users who responded"), Unit.USERS, HIGHER),
        "rate": Part(Text("响应率", "response rate"), Unit.PERCENT, HIGHER),
    },
)
def touch_response_rate(user, act: ACT = "order", days: WITHIN = 7, refunds: COUNTS = None):
    responded, reached = user.responses > 0, user.delivered > 0
    return {"users": Total(responded & reached, observed=days_after(days)), "rate": Share(responded, of=reached, observed=days_after(days))}


def reached_buyers(days, refunds):
    """Users who were sent a message, with what they paid within so many days."""
    return reached_users("order", days, refunds)


@metric(
    grain=reached_buyers,
    name=Text("响应金额", "Response sales"),
    formula=Text(
        "期内消息送达的用户在消息发出后{days}天(可设)内的销售额;订单归于之前最后一条送达的消息",
        "sales within {days} days (can be set) of the sending of messages of the period; an order belongs to the last message delivered before it",
    ),
    note=Text("同上:归最近一次触达,不代表增量", "the last message before; not incremental"),
    unit=Unit.MONEY,
    better=HIGHER,
)
def touch_response_amount(user, days: WITHIN = 7, refunds: VALUE = None):
    return Total(user.worth, observed=days_after(days))


@metric(
    grain=users_by_messages,
    name=Text("触达频次", "Messages per user"),
    formula=Text("送达的消息 ÷ 送达的用户", "messages delivered ÷ users reached"),
    note=Text("只除以触达过的用户", "only users reached are the base"),
    unit=Unit.TIMES,
    better=LOWER,
)
def touch_frequency(user):
    return Ratio(user.delivered, user.delivered > 0)


@metric(
    grain=users_by_messages,
    name=Text("超频触达占比", "Users over the cap"),
    formula=Text(
        "期内送达超过{cap}条(可设)的用户 ÷ 送达的用户", "users reached by more than {cap} messages (can be set) in the period ÷ users reached"
    ),
    note=Text("恰好等于上限不算超", "exactly the cap is not over it"),
    unit=Unit.PERCENT,
    better=LOWER,
)
def touch_over_cap_share(user, cap: COUNT = 4):
    return Share(user.delivered > cap, of=user.delivered > 0)


@metric(
    grain=READINGS,
    name=Text("用户关怀覆盖率", "Care coverage"),
    formula=Text(
        "在生日、节日等关怀窗口内收到关怀的用户 ÷ 应关怀的用户(手工指标)",
        "users who got a care message in time (birthdays, holidays) ÷ users due for one (kept by hand)",
    ),
    note=Text("生日未知者不在分母内;由手工指标表填入", "who has no known birthday is not due; comes through manual_figures"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def care_touch_coverage(at):
    return kept_elsewhere(at, "care_touch_coverage", "share")


MARKETING = (
    touch_sent, touch_delivery_rate, touch_open_rate, touch_click_rate, touch_response_rate, touch_response_amount,
    touch_frequency, touch_over_cap_share, care_touch_coverage,
)  # fmt: skip
