"""How the demo shop's systems export: each in its own style, with its own headers, encoding and way of writing time."""

import csv
import gzip
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from opsreport.demo import loyalty, marketing, service
from opsreport.demo.orders import CATEGORIES, PLACES, STORES
from opsreport.demo.season import MONTHS, month_of
from opsreport.demo.users import CITIES, NAMES

POINT_KINDS = {"earn": "获得", "redeem": "兑换", "expire": "过期", "adjust": "调整"}
VOICES = {
    "rating": "评价",
    "ticket": "咨询",
    "complaint": "投诉",
    "suggestion": "建议",
    "survey": "满意度",
    "nps": "NPS",
    "mystery_shopper": "神秘顾客",
}


@dataclass(frozen=True)
class TextFile:
    """A text file before it is written: its rows of texts, the first one being the header."""

    rows: list[list[str]]
    encoding: str = "utf-8"
    delimiter: str = ","
    newline: str = "\n"

    def write(self, path: Path) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self.delimiter, lineterminator=self.newline).writerows(self.rows)
        content = text.getvalue().encode(self.encoding)
        path.write_bytes(gzip.compress(content, 6, mtime=0) if path.suffix == ".gz" else content)


def text_files(shop) -> dict[str, TextFile]:
    """Every text file of the shop, still clean, by its name."""
    return {
        **_orders(shop),
        "users.csv": _users(shop),
        "refunds.csv": _refunds(shop),
        "coupons.csv": _coupons(shop),
        "touches.csv.gz": _touches(shop),
        "tiers.txt": _tiers(shop),
        "points.csv": _points(shop),
        "recharges.csv": _recharges(shop),
        "assignments.csv": _assignments(shop),
        "reviews.csv": _reviews(shop),
        "tickets.csv": _tickets(shop),
        "surveys.csv": _surveys(shop),
    }


def _file(columns: dict[str, list[str]], **style) -> TextFile:
    return TextFile([list(columns), *map(list, zip(*columns.values(), strict=True))], **style)


def times(moments, form: str = "- ") -> list[str]:
    """Moments as text, empty where there is none. form: the mark within the day, and the one before the hour."""
    texts = np.datetime_as_string(np.asarray(moments).astype("datetime64[s]"), unit="s")
    return ["" if text == "NaT" else text.replace("T", form[1]).replace("-", form[0]) for text in texts.tolist()]


def money(fen) -> list[str]:
    return [f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}" for amount in np.asarray(fen).tolist()]


def named(names, numbers) -> list[str]:
    """The name of each number; empty for -1."""
    return np.append(np.array(names, dtype=object), "")[np.asarray(numbers)].tolist()


def counts(numbers) -> list[str]:
    """Whole numbers as text; empty for NaN and -1."""
    return ["" if number != number or number == -1 else str(int(number)) for number in np.asarray(numbers).tolist()]


def _orders(shop) -> dict[str, TextFile]:
    """A file a month, by the day of the order; in 2024 from an older tool, which writes GB18030."""
    orders = shop.orders
    columns = {
        "订单编号": orders["order_id"].tolist(),
        "买家ID": shop.users["user_id"].to_numpy()[orders["user"]].tolist(),
        "订单状态": orders["status"].tolist(),
        "订单创建时间": times(orders["ordered_at"]),
        "订单付款时间": times(orders["paid_at"]),
        "买家实际支付金额": money(orders["amount"]),
        "优惠金额": money(orders["discount"]),
        "商品成本": money(orders["cost"]),
        "宝贝总数量": counts(orders["items"]),
        "类目": named(CATEGORIES, orders["category"]),
        "下单渠道": named(PLACES, orders["place"]),
        "门店": named(STORES, orders["store"]),
        "优惠券编号": orders["coupon_id"].tolist(),
        "活动编号": named([campaign.id for campaign in marketing.CAMPAIGNS], orders["campaign"]),
        "买家留言": ["请发顺丰，谢谢" if number % 97 == 0 else "周末送货,\n别放驿站" if number % 211 == 0 else "" for number in range(len(orders))],
    }
    rows = list(map(list, zip(*columns.values(), strict=True)))
    ends = np.searchsorted(month_of(orders["ordered_at"].to_numpy()), np.arange(len(MONTHS) + 1))
    return {
        f"orders_{month}.csv": TextFile(
            [list(columns), *rows[ends[number] : ends[number + 1]]], "gb18030" if str(month) < "2025" else "utf-8-sig", newline="\r\n"
        )
        for number, month in enumerate(MONTHS)
    }


def _users(shop) -> TextFile:
    users = shop.users
    tier = shop.tiers.drop_duplicates("user", keep="last").set_index("user")["tier"].reindex(users.index, fill_value=-1)
    columns = {
        "用户编号": users["user_id"].tolist(),
        "注册时间": times(users["registered_at"], "/ "),
        "来源渠道": named(NAMES, users["channel"]),
        "城市": named(CITIES, users["city"]),
        "性别": users["gender"].tolist(),
        "年龄段": users["age_band"].tolist(),
        "入会时间": times(users["member_since"], "/ "),
        "会员等级": named([name for name, _ in loyalty.TIERS], tier),
        "邀请人": named(users["user_id"], users["referrer"]),
        "合并至": named(users["user_id"], users["merged_into"]),
        "注销时间": times(users["deleted_at"], "/ "),
        "测试账号": np.where(users["is_test"], "是", "否").tolist(),
    }
    return _file(columns, encoding="utf-8-sig", newline="\r\n")


def _refunds(shop) -> TextFile:
    refunds = shop.refunds
    whole = refunds["amount"].to_numpy() == shop.orders["amount"].to_numpy()[refunds["order"]]
    columns = {
        "退款编号": [f"TK{number:07d}" for number in range(1, len(refunds) + 1)],
        "订单编号": named(shop.orders["order_id"], refunds["order"]),
        "退款完结时间": times(refunds["refunded_at"]),
        "退款金额": money(refunds["amount"]),
        "退款类型": np.where(whole, "退货退款", "仅退款").tolist(),
    }
    return _file(columns, encoding="utf-8-sig", newline="\r\n")


def _coupons(shop) -> TextFile:
    coupons = shop.coupons
    columns = {
        "coupon_id": coupons["coupon_id"].tolist(),
        "user_id": named(shop.users["user_id"], coupons["user"]),
        "campaign_id": named([campaign.id for campaign in marketing.CAMPAIGNS], coupons["campaign"]),
        "issued_at": times(coupons["issued_at"]),
        "claimed_at": times(coupons["claimed_at"]),
        "used_at": times(coupons["used_at"]),
        "order_id": named(shop.orders["order_id"], coupons["order"]),
        "face_value": counts(coupons["face"]),
        "expires_at": times(coupons["expires_at"]),
    }
    return _file(columns)


def _touches(shop) -> TextFile:
    touches = shop.touches
    columns = {
        "msg_id": [f"M{number:07d}" for number in range(1, len(touches) + 1)],
        "campaign": named([campaign.id for campaign in marketing.CAMPAIGNS], touches["campaign"]),
        "uid": named(shop.users["user_id"], touches["user"]),
        "channel": touches["channel"].tolist(),
    }
    for name in ("sent_at", "delivered_at", "opened_at", "clicked_at", "unsubscribed_at"):
        columns[name] = times(touches[name])
    return _file(columns)


def _tiers(shop) -> TextFile:
    """Saved by Excel as "Unicode text"."""
    tiers, names = shop.tiers, [name for name, _ in loyalty.TIERS]
    columns = {
        "会员编号": named(shop.users["user_id"], tiers["user"]),
        "变更时间": times(tiers["changed_at"], "/ "),
        "新等级": named(names, tiers["tier"]),
        "原等级": named(names, tiers["previous"]),
    }
    return _file(columns, encoding="utf-16", delimiter="\t", newline="\r\n")


def _points(shop) -> TextFile:
    points = shop.points
    columns = {
        "会员编号": named(shop.users["user_id"], points["user"]),
        "变动时间": times(points["occurred_at"]),
        "变动值": [str(delta) for delta in points["delta"]],
        "变动类型": points["kind"].map(POINT_KINDS).tolist(),
        "积分成本": ["" if cost < 0 else money([cost])[0] for cost in points["cost"]],
        "到期时间": times(points["expires_at"]),
    }
    return _file(columns)


def _recharges(shop) -> TextFile:
    moves = shop.recharges
    columns = {
        "会员编号": named(shop.users["user_id"], moves["user"]),
        "交易时间": times(moves["occurred_at"], "/ "),
        "类型": np.where(moves["amount"] > 0, "充值", "消费").tolist(),
        "金额": [f"{amount / 100:,.2f}" for amount in moves["amount"]],
    }
    return _file(columns, encoding="gb18030", delimiter=";", newline="\r\n")


def _assignments(shop) -> TextFile:
    assigned = shop.assignments
    columns = {name: assigned[name].tolist() for name in ("experiment", "variant")}
    columns |= {"user_id": named(shop.users["user_id"], assigned["user"]), "assigned_at": times(assigned["assigned_at"])}
    return _file(columns)


def _reviews(shop) -> TextFile:
    said = shop.feedback[shop.feedback["kind"] == "rating"]
    columns = {
        "评价编号": [f"R{number:06d}" for number in said["number"]],
        "评价时间": times(said["created_at"]),
        "订单编号": named(shop.orders["order_id"], said["order"]),
        "买家ID": named(shop.users["user_id"], said["user"]),
        "评价维度": named(service.ASPECTS, said["aspect"]),
        "星级": counts(said["score"]),
        "评价内容": said["text"].tolist(),
    }
    return _file(columns, encoding="utf-8-sig", newline="\r\n")


def _tickets(shop) -> TextFile:
    said = shop.feedback[shop.feedback["kind"].isin(["ticket", "complaint", "suggestion"])]
    columns = {
        "工单号": [f"T{number:06d}" for number in said["number"]],
        "工单类型": said["kind"].map(VOICES).tolist(),
        "提交时间": times(said["created_at"]),
        "用户编号": named(shop.users["user_id"], said["user"]),
        "订单编号": named(shop.orders["order_id"], said["order"]),
        "问题分类": named(service.ASPECTS, said["aspect"]),
        "内容": said["text"].tolist(),
        "受理渠道": named(service.DESKS, said["desk"]),
        "首次响应时间": times(said["first_response_at"]),
        "解决时间": times(said["resolved_at"]),
        "用户确认解决": said["resolved"].tolist(),
    }
    return _file(columns)


def _surveys(shop) -> TextFile:
    said = shop.feedback[shop.feedback["kind"].isin(["survey", "nps", "mystery_shopper"])]
    columns = {
        "问卷编号": [f"S{number:06d}" for number in said["number"]],
        "问卷类型": said["kind"].map(VOICES).tolist(),
        "提交时间": times(said["created_at"], "/ "),
        "用户编号": named(shop.users["user_id"], said["user"]),
        "订单编号": named(shop.orders["order_id"], said["order"]),
        "得分": counts(said["score"]),
        "满分": counts(said["scale"]),
        "文字反馈": said["text"].tolist(),
    }
    return _file(columns)


def write(folder: Path, shop, texts: dict[str, TextFile]) -> None:
    """Write every file of the shop."""
    from opsreport.demo import typed_files

    for name, file in texts.items():
        file.write(folder / name)
    typed_files.write(folder, shop)
