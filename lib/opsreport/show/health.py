"""The state of the data: what was read, what was set aside and why, which days are covered; and which metrics are off for want of what."""

import datetime as dt
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from opsreport.show import format, terms, wording
from opsreport.show.format import Locale
from opsreport.show.markup import NONE, Html, element, html, plain, said
from opsreport.show.tables import more, table


@dataclass(frozen=True)
class Coverage:
    """The local days of a table's rows. first, last: None where it has no date or no row."""

    table: str
    rows: int
    first: dt.date | None
    last: dt.date | None


def health(receipts: Sequence, coverage: Sequence[Coverage], until: dt.date, locale: Locale) -> Html:
    """The verdicts as a list, then the tables: what came in, why rows were set aside, which days are there."""
    return html(_verdicts(receipts, coverage, until, locale), _intake(receipts, locale), _reasons(receipts, locale), _coverage(coverage, until, locale))


def _verdicts(receipts, coverage, until, locale):
    read, aside, twice = (sum(getattr(receipt, what) for receipt in receipts) for what in ("read", "set_aside", "duplicates"))
    share = f"{format.fixed(100 * aside / read, 2)}%" if read else "0%"
    day = format.day(until, locale)
    late = [c for c in coverage if c.last and (until - c.last).days > 3]
    items = [
        ("✓", "到期" if locale.zh else "Through", f"数据完整到{day}" if locale.zh else f"data are complete through {day}"),
        (
            "✓" if not aside else "!",
            "隔离" if locale.zh else "Set aside",
            f"共读入{read:,}行，隔离{aside:,}行（{share}），重复{twice:,}行" if locale.zh else f"{aside:,} of {read:,} rows ({share}); {twice:,} were duplicates",
        ),
    ]
    if late:
        names = "、" if locale.zh else ", "
        which = names.join(f"{_table_name(c.table, locale)}（{format.day(c.last, locale, year=False)}）" if locale.zh else f"{_table_name(c.table, locale)} ({format.day(c.last, locale, year=False)})" for c in late)
        items.append(("!", "偏旧" if locale.zh else "Older", f"最后一行早于截止日3天以上：{which}" if locale.zh else f"last row more than 3 days before that: {which}"))
    rows = [element("li", {}, element("b", {}, element("span", {"aria-hidden": "true"}, glyph), f" {word}"), element("span", {}, text)) for glyph, word, text in items]
    return element("ul", {"class": "health"}, rows)


def _table_name(name, locale):
    return locale[terms.TABLES[name]] if name in terms.TABLES else name


def _intake(receipts, locale):
    heads = ["表", "读入", "接受", "过滤", "隔离", "重复"] if locale.zh else ["Table", "Read", "Accepted", "Filtered", "Set aside", "Duplicates"]
    parts = ("read", "accepted", "filtered", "set_aside", "duplicates")
    by = defaultdict(list)
    for receipt in receipts:
        by[receipt.table].append(receipt)
    rows = [(_named(name, files, locale), *(f"{sum(getattr(file, part) for file in files):,}" for part in parts)) for name, files in by.items()]
    foot = ("合计" if locale.zh else "All", *(f"{sum(getattr(receipt, part) for receipt in receipts):,}" for part in parts))
    caption = "读入 = 接受 + 过滤 + 隔离 + 重复" if locale.zh else "Read = accepted + filtered + set aside + duplicates"
    return table(caption, heads, rows, foot=foot)


def _named(name, files, locale):
    first = said(os.path.basename(files[0].file))
    rest = (f"等{len(files)}个文件" if locale.zh else f" and {len(files) - 1} more") if len(files) > 1 else ""
    return html(_table_name(name, locale), element("small", {}, first, rest))


def _reasons(receipts, locale):
    counted: Counter = Counter()
    words = {}
    for receipt in receipts:
        for reason in receipt.reasons:
            key = (receipt.table, reason.column, reason.reason)
            counted[key] += reason.rows
            words[key] = (reason.words, os.path.basename(receipt.file), reason.first_row)
    if not counted:
        return NONE
    heads = ["表和列", "原因", "行数", "第一处"] if locale.zh else ["Table and column", "Reason", "Rows", "First at"]
    rows = []
    for key, count in counted.most_common():
        why, file, first = words[key]
        column = f"{_table_name(key[0], locale)}{'·' if locale.zh else ' · '}{key[1]}" if key[1] else _table_name(key[0], locale)
        place = html(said(file), f" 第{first:,}行" if locale.zh else f" row {first:,}")
        rows.append((column, wording.full_width(locale[why], locale), f"{count:,}", place))
    return more(("隔离的原因" if locale.zh else "Why rows were set aside", table("隔离的行，按原因" if locale.zh else "Rows set aside, by reason", heads, rows)))


def _coverage(coverage, until, locale):
    heads = ["表", "行数", "最早一天", "最晚一天", "距截止日（天）"] if locale.zh else ["Table", "Rows", "First day", "Last day", "Days before the end"]
    rows = [
        (_table_name(c.table, locale), f"{c.rows:,}", str(c.first or ""), str(c.last or ""), str(max(0, (until - c.last).days)) if c.last else "") for c in coverage
    ]
    return table("各表覆盖的日期（店铺当地）" if locale.zh else "Days that each table covers (local)", heads, rows)


def switched_off(lacking: Iterable[tuple], locale: Locale) -> Html:
    """Which metrics are off, by what they lack. lacking: (metric, the columns it lacks)."""
    by: dict[str, list[str]] = defaultdict(list)
    for metric, needs in lacking:
        by[wording.needed(needs, locale)].append(plain(wording.metric_name(metric, locale)))
    if not by:
        return element("p", {"class": "read"}, "所有指标都有数据。" if locale.zh else "Every metric has its data.")
    rows = []
    for needed, names in by.items():
        count = f"{len(names)}项不计算：" if locale.zh else f"{len(names)} not computed: "
        listed = "、".join(names) if locale.zh else ", ".join(names)
        head = f"缺{needed}" if locale.zh else f"No {needed}"
        rows.append(element("li", {}, element("b", {}, element("span", {"aria-hidden": "true"}, "! "), head), element("span", {}, count, listed)))
    return element("ul", {"class": "health"}, rows)
