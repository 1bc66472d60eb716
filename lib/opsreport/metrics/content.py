"""Content: what is read, shared, liked, and bought after reading."""

from opsreport.grains.contents import applauders, buying_readers, readers, sharing_readers
from opsreport.kinds import Share, Total
from opsreport.metric import READINGS, Option, Part, metric
from opsreport.metrics.manual import kept_elsewhere
from opsreport.metrics.options import VALUE, WITHIN
from opsreport.metrics.recorded import where_recorded
from opsreport.periods import days_after
from opsreport.units import HIGHER, NEUTRAL, Unit
from opsreport.words import Text

DWELL = Option(
    Text("最短停留", "read for at least"),
    {"any": Text("不限", "any time")} | {s: Text(f"{s}秒", f"{s} seconds") for s in (3, 5, 10, 15, 30, 60)},
)


@metric(
    grain=readers,
    name=Text("内容阅读", "Content reads"),
    formula=Text("期内登录用户的阅读次数与阅读人数", "how often known users read in the period, and how many did"),
    note=Text("只计已知用户;可设最短停留", "known users only; a least dwell time can be set"),
    unit=Unit.TIMES,
    better=HIGHER,
    parts={
        "reads": Part(Text("阅读量", "reads"), Unit.TIMES, HIGHER),
        "readers": Part(Text("阅读人数", "readers"), Unit.USERS, HIGHER),
    },
)
def content_reads(user, dwell: DWELL = "any"):
    return {"reads": Total(user.reads), "readers": Total(user.reads > 0)}


@metric(
    grain=sharing_readers,
    name=Text("阅读后分享", "Shares after reading"),
    formula=Text(
        "期内阅读者中,阅读后{days}天(可设)内分享者;分享归于之前最近一次阅读,未阅读的分享不计",
        "of the readers of the period, those who shared within {days} days (can be set) after reading; a share belongs to the last reading "
        "before it, "
        "one without a reading does not count",
    ),
    note=Text("没读过就分享的不算", "a share without reading does not count"),
    unit=Unit.PERCENT,
    better=HIGHER,
    parts={
        "users": Part(Text("分享人数", "readers who shared"), Unit.USERS, HIGHER),
        "rate": Part(Text("分享率", "share of readers"), Unit.PERCENT, HIGHER),
    },
)
def content_share_rate(user, days: WITHIN = 7):
    shared, read, known = user.shares > 0, user.reads > 0, days_after(days)
    return {"users": Total(shared & read, observed=known), "rate": Share(shared, of=read, observed=known)}


@metric(
    grain=buying_readers,
    name=Text("阅读后购买", "Purchases after reading"),
    formula=Text(
        "期内阅读者中,阅读后{days}天(可设)内下单者及其销售额;订单归于之前最近一次阅读",
        "of the readers of the period, those who ordered within {days} days (can be set) after reading, and what they paid; "
        "an order belongs to the last reading before it",
    ),
    note=Text("归于下单前最近一次阅读", "an order belongs to the last reading before it"),
    unit=Unit.PERCENT,
    better=HIGHER,
    parts={
        "users": Part(Text("购买人数", "readers who bought"), Unit.USERS, HIGHER),
        "amount": Part(Text("销售额", "their sales"), Unit.MONEY, HIGHER),
        "rate": Part(Text("内容转化率", "conversion of readers"), Unit.PERCENT, HIGHER),
    },
)
def content_purchase(user, days: WITHIN = 7, refunds: VALUE = None):
    bought, read, known = user.orders > 0, user.reads > 0, days_after(days)
    amount = Total(user.worth, observed=known)
    return {"users": Total(bought & read, observed=known), "amount": amount, "rate": Share(bought, of=read, observed=known)}


APPLAUSE = {
    "likes": Part(Text("点赞", "likes"), Unit.TIMES, HIGHER),
    "tips": Part(Text("打赏", "tips"), Unit.TIMES, HIGHER),
    "comments": Part(Text("评论", "comments"), Unit.TIMES, HIGHER),
    "users": Part(Text("人数", "users"), Unit.USERS, HIGHER),
}
APPLAUDED_BY = {"likes": ("like",), "tips": ("tip",), "comments": ("comment",), "users": ("like", "tip", "comment")}


@metric(
    grain=applauders,
    name=Text("点赞打赏评论次数", "Likes, tips and comments counted"),
    formula=Text("期内登录用户点赞、打赏、评论的次数及人数", "how often known users liked, tipped and commented in the period, and how many did"),
    unit=Unit.TIMES,
    better=HIGHER,
    parts=APPLAUSE,
)
def applause_counts(user):
    return {name: Total(user[name]) for name in ("likes", "tips", "comments")} | {"users": Total((user.likes + user.tips + user.comments) > 0)}


@metric(
    grain=applauders,
    name=Text("打赏金额", "Value of tips"),
    formula=Text("期内打赏的金额之和", "the sum of tips in the period"),
    unit=Unit.MONEY,
    better=HIGHER,
)
def tip_amount(user):
    return Total(user.tipped)


@metric(
    grain=READINGS,
    name=Text("点赞、打赏、评论", "Likes, tips, comments"),
    formula=Text(
        "期内登录用户点赞、打赏、评论的次数、人数及打赏金额",
        "likes, tips and comments by known users in the period, how many users, and what was tipped",
    ),
    note=Text("只计已知用户;打赏金额未记则为空", "known users only; what was tipped is null where no amount is recorded"),
    unit=Unit.TIMES,
    better=HIGHER,
    parts=APPLAUSE | {"amount": Part(Text("打赏金额", "tipped"), Unit.MONEY, HIGHER)},
)
def content_likes_tips_comments(at):
    counts = {name: where_recorded(at, at(applause_counts, part=name), *events) for name, events in APPLAUDED_BY.items()}
    return counts | {"amount": where_recorded(at, at(tip_amount), "tip")}


@metric(
    grain=READINGS,
    name=Text("内容质量", "Content quality"),
    formula=Text("按评分标准的评审分(手工指标)", "review score by the rubric (kept by hand)"),
    note=Text("评分表有版本;由手工指标表填入", "the rubric has a version; comes through manual_figures"),
    unit=Unit.POINTS,
    better=HIGHER,
)
def content_quality_score(at):
    return kept_elsewhere(at, "content_quality_score", "mean")


@metric(
    grain=READINGS,
    name=Text("内容发布量", "Content published"),
    formula=Text("期内发布的内容(手工指标)", "pieces of content published in the period (kept by hand)"),
    note=Text("由手工指标表填入", "comes through manual_figures"),
    unit=Unit.ROWS,
    better=NEUTRAL,
)
def content_published(at):
    return kept_elsewhere(at, "content_published", "amount")


CONTENT = (content_reads, content_share_rate, content_purchase, content_likes_tips_comments, content_quality_score, content_published)
