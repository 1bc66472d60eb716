"""Feedback and service: what users say, and how the shop answers."""

from opsreport.grains.service import answers, complaining_buyers, reviewed_orders, voices
from opsreport.kinds import Quantile, Ratio, Share, Total
from opsreport.metric import READINGS, Option, Part, metric
from opsreport.metrics.manual import kept_elsewhere
from opsreport.metrics.options import ALL_ORDERS, COUNTS, DAYS
from opsreport.periods import days_after
from opsreport.units import HIGHER, LOWER, NEUTRAL, Unit
from opsreport.words import Text

ANSWERS = Option(
    Text("来源", "answers of"),
    {"all": Text("问卷与评分", "surveys and ratings"), "survey": Text("仅问卷", "surveys"), "rating": Text("仅评分", "ratings")},
)
COMPLAINTS = Option(Text("口径", "reading"), {"buyers": Text("按买家", "by buyer"), "orders": Text("按订单", "by order")})
MINUTES = Option(Text("时限(分钟)", "limit (minutes)"), None)
HOURS = Option(Text("时限(小时)", "limit (hours)"), None)


@metric(
    grain=voices,
    name=Text("客户满意度", "Customer satisfaction (CSAT)"),
    formula=Text("最高两档的答复 ÷ 有效答复(5分制为4至5分)", "answers in the top two boxes ÷ valid answers (4 and 5 of 5)"),
    note=Text("无人作答为空;满分按每行所给,默认5分", "null without answers; the best score is each row's own, 5 where it is not given"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def csat(voice, kind: ANSWERS = "all"):
    kinds = ("survey", "rating") if kind == "all" else (kind,)
    valid = voice.kind.isin(kinds) & (voice.score >= 0) & (voice.score <= voice.scale)
    return Share(voice.score >= voice.scale - 1, of=valid)


@metric(
    grain=voices,
    name=Text("净推荐值", "Net promoter score"),
    formula=Text("9至10分的百分比 − 0至6分的百分比", "percentage of 9 and 10 − percentage of 0 to 6"),
    note=Text("只收0至10的整数", "whole numbers from 0 to 10 only"),
    unit=Unit.POINTS,
    better=HIGHER,
)
def nps(voice):
    valid = (voice.kind == "nps") & (voice.score >= 0) & (voice.score <= 10) & (voice.score == voice.score.floor())
    valid = valid.fill_null(False)
    votes = (voice.score >= 9).ifelse(1, (voice.score <= 6).ifelse(-1, 0))
    return Ratio(valid.ifelse(votes, 0), valid, times=100)


@metric(
    grain=voices,
    name=Text("用户评分", "Average rating"),
    formula=Text(
        "有效评分之和 ÷ 有效评分数;满分不同者按最常用的满分折算",
        "the sum of valid ratings ÷ valid ratings; those of another scale in terms of the commonest one",
    ),
    note=Text(
        "不同满分折算到最常见的一种;默认好评无法识别", "other scales are taken to the commonest one; ratings given by default are not told apart"
    ),
    unit=Unit.STARS,
    better=HIGHER,
)
def rating_average(voice):
    rated = ((voice.kind == "rating") & (voice.score >= 0) & (voice.score <= voice.scale)).fill_null(False)
    return Ratio(rated.ifelse(voice.stars, 0), rated)


@metric(
    grain=voices,
    name=Text("反馈数", "Feedback"),
    formula=Text("期内收到的反馈,按类型", "voices received in the period, by kind"),
    note=Text("重复反馈各计一次", "a voice heard twice counts twice"),
    unit=Unit.ROWS,
    better=NEUTRAL,
    split=("kind",),
)
def feedback_count(voice):
    return Total(voice.one)


@metric(
    grain=complaining_buyers,
    name=Text("客诉率(按买家)", "Complaint rate (by buyer)"),
    formula=Text("投诉过本期订单的买家 ÷ 本期买家", "buyers who complained about orders of the period ÷ buyers of the period"),
    unit=Unit.PERCENT,
    better=LOWER,
)
def complaining_buyer_rate(buyer, days: DAYS = 30, refunds: ALL_ORDERS = "gross"):
    return Share(buyer.complaints >= 1, of=buyer.orders >= 1, observed=days_after(days))


@metric(
    grain=complaining_buyers,
    name=Text("客诉率(按订单)", "Complaint rate (by order)"),
    formula=Text("被投诉的本期订单 ÷ 本期订单", "orders of the period complained about ÷ orders of the period"),
    unit=Unit.PERCENT,
    better=LOWER,
)
def complained_order_rate(buyer, days: DAYS = 30, refunds: ALL_ORDERS = "gross"):
    return Ratio(buyer.complaints, buyer.orders, observed=days_after(days))


@metric(
    grain=READINGS,
    name=Text("客诉率", "Complaint rate"),
    formula=Text(
        "支付后{days}天(可设)内投诉过本期订单的买家 ÷ 本期买家",
        "buyers who complained about orders of the period within {days} days (can be set) ÷ buyers of the period",
    ),
    note=Text("投诉会迟到:下单后30天未满为空;每个买家只计一次", "complaints come late: null until 30 days after the last order; each buyer once"),
    unit=Unit.PERCENT,
    better=LOWER,
)
def complaint_rate(at, unit: COMPLAINTS = "buyers", days: DAYS = 30, refunds: ALL_ORDERS = "gross"):
    return at((complaining_buyer_rate if unit == "buyers" else complained_order_rate)(days=days, refunds=refunds))


def durations(unit: Unit, limit: Text) -> dict[str, Part]:
    """The figures of a duration."""
    return {
        "median": Part(Text("中位数", "median"), unit, LOWER),
        "p90": Part(Text("90分位", "90th percentile"), unit, LOWER),
        "mean": Part(Text("平均(仅已完成)", "mean (of those done)"), unit, LOWER),
        "within_sla": Part(limit, Unit.PERCENT, HIGHER),
    }


def timed(voice, seconds, unit_s, limit_s):
    """The figures of a duration of tickets, in units of so many seconds; what has not ended ranks last, and is not within the limit."""
    ticket = voice.ticket
    done = ticket & seconds.notnull()
    return {
        "median": Quantile(seconds / unit_s, 0.5, of=ticket),
        "p90": Quantile(seconds / unit_s, 0.9, of=ticket),
        "mean": Ratio(done.ifelse(seconds, 0), done.ifelse(unit_s, 0)),
        "within_sla": Share(seconds <= limit_s, of=ticket),
    }


@metric(
    grain=voices,
    name=Text("首次响应时间", "First response time"),
    formula=Text(
        "工单(含投诉)从提交到首次响应的分钟数;未响应者排在最后,视为超时",
        "minutes from a ticket (or complaint) to the first answer; unanswered ones rank last and are late",
    ),
    note=Text(
        "未回复的在达标率里算未达标,在中位数里排最后;不扣非工作时间",
        "unanswered ones miss the target and rank last in the median; nights and weekends are not taken out",
    ),
    unit=Unit.MINUTES,
    better=LOWER,
    parts=durations(Unit.MINUTES, Text("时限内响应率", "answered in time")),
)
def first_response_time(voice, sla: MINUTES = 30):
    return timed(voice, voice.response_s, 60, sla * 60)


@metric(
    grain=voices,
    name=Text("处理时长", "Handling time"),
    formula=Text(
        "工单(含投诉)从提交到解决的小时数;未解决者排在最后,视为超时",
        "hours from a ticket (or complaint) to its resolution; open ones rank last and are late",
    ),
    note=Text("未结的排在最后;重开从首次开单算起", "open ones rank last; a ticket that is reopened runs from its first opening"),
    unit=Unit.HOURS,
    better=LOWER,
    parts=durations(Unit.HOURS, Text("时限内解决率", "resolved in time")),
)
def handling_time(voice, sla: HOURS = 24):
    return timed(voice, voice.handling_s, 3600, sla * 3600)


@metric(
    grain=voices,
    name=Text("问题解决率", "Resolution rate"),
    formula=Text(
        "期内工单(含投诉)中,{days}天(可设)内解决且用户未否认者的占比",
        "of the tickets (and complaints) of the period, those resolved within {days} days (can be set) and not denied by the user",
    ),
    note=Text("用户说没解决的不算解决;7天未满为待定", "not resolved where the user says so; pending until 7 days have passed"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def resolution_rate(voice, days: DAYS = 7):
    return Share((voice.resolved_after <= days) & ~voice.denied, of=voice.ticket, observed=days_after(days))


@metric(
    grain=voices,
    name=Text("神秘顾客评分", "Mystery-shopper score"),
    formula=Text("神秘顾客得分之和 ÷ 满分之和,折合100分", "the sum of mystery shoppers' scores ÷ the sum of the best possible, of 100"),
    note=Text("不适用的项目分子分母都去掉;次数少时看n", "items that do not apply are left out of both; look at n where visits are few"),
    unit=Unit.POINTS,
    better=HIGHER,
)
def mystery_shopper_score(voice):
    scored = ((voice.kind == "mystery_shopper") & (voice.score >= 0) & (voice.score <= voice.scale)).fill_null(False)
    return Ratio(scored.ifelse(voice.score, 0), scored.ifelse(voice.scale, 0), times=100)


@metric(
    grain=answers,
    name=Text("不满意用户比例", "Dissatisfied share"),
    formula=Text(
        "期内最近一次答复为最低两档(5分制为1至2分)的用户 ÷ 答复用户",
        "users whose last answer in the period is in the bottom two boxes (1 and 2 of 5) ÷ users who answered",
    ),
    note=Text("每人以期内最后一次为准", "each user by the last answer of the period"),
    unit=Unit.PERCENT,
    better=LOWER,
)
def dissatisfied_rate(answer, kind: ANSWERS = "all"):
    return Share(answer.score <= 2, of=answer.last)


@metric(
    grain=reviewed_orders,
    name=Text("评价率", "Review rate"),
    formula=Text(
        "支付后{days}天(可设)内被评价的本期订单 ÷ 本期订单",
        "orders of the period rated within {days} days (can be set) of paying ÷ orders of the period",
    ),
    note=Text("30天未满的订单为待定", "pending until 30 days after paying"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def review_rate(order, days: DAYS = 30, refunds: COUNTS = None):
    return Share(order.reviewed > 0, of=order.counts > 0, observed=days_after(days))


@metric(
    grain=voices,
    name=Text("好评率", "Positive-review rate"),
    formula=Text("最高两档的评价(5分制为4至5分) ÷ 期内有效评价", "ratings in the top two boxes (4 and 5 of 5) ÷ valid ratings of the period"),
    note=Text("分母为期内的评价,不是订单", "of the ratings of the period, not of orders"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def positive_review_rate(voice):
    return Share(voice.score >= voice.scale - 1, of=(voice.kind == "rating") & (voice.score >= 0) & (voice.score <= voice.scale))


@metric(
    grain=voices,
    name=Text("推荐者占比", "Promoters"),
    formula=Text("9至10分的NPS答复 ÷ 有效答复", "NPS answers of 9 and 10 ÷ valid answers"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def promoters(voice):
    valid = (voice.kind == "nps") & (voice.score >= 0) & (voice.score <= 10) & (voice.score == voice.score.floor())
    return Share(voice.score >= 9, of=valid)


@metric(
    grain=READINGS,
    name=Text("调查响应率", "Survey response rate"),
    formula=Text("答复数 ÷ 送达的调查邀请(手工指标)", "answers ÷ invitations delivered (kept by hand)"),
    note=Text("由手工指标表填入", "comes through manual_figures"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def survey_response_rate(at):
    return kept_elsewhere(at, "survey_response_rate", "share")


@metric(
    grain=READINGS,
    name=Text("客户等待时间", "Waiting time"),
    formula=Text(
        "从排队到接入客服的平均分钟数(手工指标:总分钟数 ÷ 排队人次)",
        "minutes in the queue before an agent (kept by hand: minutes ÷ customers who queued)",
    ),
    note=Text("中途放弃的按已等时长计;由手工指标表填入", "who gives up counts with the time waited; comes through manual_figures"),
    unit=Unit.MINUTES,
    better=LOWER,
)
def waiting_time(at):
    return kept_elsewhere(at, "waiting_time", "mean")


@metric(
    grain=voices,
    name=Text("反馈解决率", "Feedback resolution rate"),
    formula=Text(
        "期内的投诉、工单与建议中,{days}天(可设)内解决且用户未否认者的占比",
        "of the complaints, tickets and suggestions of the period, those resolved within {days} days (can be set) and not denied by the user",
    ),
    note=Text("用户说没解决的不算;30天未满为待定", "not resolved where the user says so; pending until 30 days have passed"),
    unit=Unit.PERCENT,
    better=HIGHER,
)
def feedback_resolution_rate(voice, days: DAYS = 30):
    item = voice.ticket | (voice.kind == "suggestion")
    return Share((voice.resolved_after <= days) & ~voice.denied, of=item, observed=days_after(days))


@metric(
    grain=READINGS,
    name=Text("服务效率", "Service efficiency"),
    formula=Text(
        "关闭的工单 ÷ 客服工时(手工指标),宜与问题解决率同看",
        "tickets closed ÷ agents' hours (kept by hand); read it beside the resolution rate",
    ),
    note=Text("与解决率同看;由手工指标表填入", "read it beside the resolution rate; comes through manual_figures"),
    unit=Unit.TIMES,
    better=HIGHER,
)
def service_efficiency(at):
    return kept_elsewhere(at, "service_efficiency", "mean")


@metric(
    grain=voices,
    name=Text("工单数", "Tickets"),
    formula=Text("期内的工单(含投诉)", "tickets (and complaints) of the period"),
    unit=Unit.ROWS,
    better=NEUTRAL,
)
def tickets(voice):
    return Total(voice.ticket)


@metric(
    grain=READINGS,
    name=Text("服务渠道占比", "Service channel mix"),
    formula=Text("该渠道受理的工单(含投诉) ÷ 全部工单", "tickets (and complaints) by the channel ÷ all tickets"),
    note=Text("渠道未知的单列一行", "an unknown channel is a row of its own"),
    unit=Unit.PERCENT,
    better=NEUTRAL,
    split=("feedback_channel",),
)
def touch_channel_service_mix(at):
    return at(tickets).out_of(at.whole(tickets))


FEEDBACK = (
    csat, nps, dissatisfied_rate, rating_average, review_rate, positive_review_rate, survey_response_rate, feedback_count, complaint_rate,
    first_response_time, waiting_time, handling_time, resolution_rate, feedback_resolution_rate, mystery_shopper_score, service_efficiency,
    touch_channel_service_mix,
)  # fmt: skip
