"""The state of the data: what was read, what was set aside and why, which days are covered; and which metrics are off for want of what."""

import datetime as dt
import os
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opsreport.shop import STALE_DAYS
from opsreport.show import format, terms, wording
from opsreport.show.format import AND, COMMA, SEMICOLON, Locale
from opsreport.show.markup import NONE, Html, element, html, said
from opsreport.show.tables import more, table
from opsreport.words import Text

THROUGH, ASIDE, OLDER = Text("截至", "Through"), Text("剔除", "Set aside"), Text("偏旧", "Older")
COMPLETE = Text("数据完整到{day}", "data are complete through {day}")
IN = Text("{tables}张表到齐，剔除{share}的行", "{tables} tables are in, {share} of the rows set aside")
OLD_ONES, ONE_OLD = Text("{n}张表偏旧", "{n} tables are older"), Text("1张表偏旧", "one table is older")
COUNTS = Text("读入{read}行，剔除{aside}行异常（{share}），重复{twice}行", "{aside} of {read} rows ({share}); {twice} were duplicates")
LATE = Text("最后一行早于期末{days}天以上：{tables}", "last row more than {days} days before the end of the period: {tables}")
NAMED_DAY = Text("{name}（{day}）", "{name} ({day})")
INTAKE = [Text("表", "Table"), Text("读入", "Read"), Text("接受", "Accepted"), Text("其余", "The rest")]
REST = {"filtered": Text("过滤{n}", "{n} filtered"), "set_aside": Text("剔除{n}", "{n} set aside"), "duplicates": Text("重复{n}", "{n} duplicates")}
SUM = Text("读入 = 接受 + 过滤 + 剔除 + 重复", "Read = accepted + filtered + set aside + duplicates")
ALL_FILES, MORE_FILES = Text("合计", "All"), Text("等{n}个文件", ", {n} files in all")
WHY, BY_REASON = Text("剔除的原因", "Why rows were set aside"), Text("剔除的行，按原因", "Rows set aside, by reason")
REASONS = [Text("表和列", "Table and column"), Text("原因", "Reason"), Text("行数", "Rows"), Text("第一处", "First at")]
AT_ROW = Text(" 第{row}行", " row {row}")
OR = Text("或", " or ")
COVERAGE = [Text("表", "Table"), Text("行数", "Rows"), Text("最早一天至最晚一天", "First day to last")]
SPAN, BEFORE = Text("{first}至{last}", "{first} to {last}"), Text("早于截止日{days}天", "{days} days before the end")
USERS = Text("用户表在这里不计测试账号，合并的账号算一个用户。", "Users are counted here without test accounts, and merged accounts as one.")
COVERED = Text("各表覆盖的日期（店铺当地）", "Days that each table covers (local)")


@dataclass(frozen=True)
class Coverage:
    """The local days of a table's rows. first, last: None where it has no date or no row."""

    table: str
    rows: int
    first: dt.date | None
    last: dt.date | None


def health(receipts: Sequence, coverage: Sequence[Coverage], until: dt.date, stale: Mapping[str, dt.date], locale: Locale) -> Html:
    """The verdicts as a list, then the tables: what came in, why rows were set aside, which days are there.

    until: the last whole day of the data; stale: {table: its last day}, of those that end before the period does.
    """
    return html(
        _verdicts(receipts, until, stale, locale), _intake(receipts, locale), _reasons(receipts, locale), _coverage(coverage, until, locale)
    )


def found(receipts: Sequence, coverage: Sequence[Coverage], stale: Mapping[str, dt.date], locale: Locale) -> str:
    """The answer to the section's question, in a line."""
    read, aside = (sum(getattr(receipt, part) for receipt in receipts) for part in ("read", "set_aside"))
    said = [locale[IN].format(tables=len(coverage), share=format.share(aside, read))]
    if stale:
        said.append(locale[ONE_OLD if len(stale) == 1 else OLD_ONES].format(n=len(stale)))
    return locale[SEMICOLON].join(said)


def _verdicts(receipts, until, stale, locale):
    read, aside, twice = (sum(getattr(receipt, part) for receipt in receipts) for part in ("read", "set_aside", "duplicates"))
    share = format.share(aside, read)
    counts = locale[COUNTS].format(read=f"{read:,}", aside=f"{aside:,}", share=share, twice=f"{twice:,}")
    items = [("✓", THROUGH, locale[COMPLETE].format(day=format.day(until, locale))), ("!" if aside else "✓", ASIDE, counts)]
    if stale:
        days = [(_name(table, locale), format.day(day, locale, year=day.year != until.year)) for table, day in stale.items()]
        named = [locale[NAMED_DAY].format(name=name, day=day) for name, day in days]
        items.append(("!", OLDER, locale[LATE].format(days=STALE_DAYS, tables=locale[AND].join(named))))
    return element("ul", {"class": "health"}, [_item(glyph, locale[word], text) for glyph, word, text in items])


def _item(glyph, word, text):
    return element("li", {}, element("b", {}, element("span", {"aria-hidden": "true"}, glyph), f" {word}"), element("span", {}, text))


def _name(name, locale):
    return locale[terms.TABLES[name]] if name in terms.TABLES else name


def _intake(receipts, locale):
    by = defaultdict(list)
    for receipt in receipts:
        by[receipt.table].append(receipt)
    rows = [(_name(name, locale), *_sums(files, locale)) for name, files in by.items()]
    unders = [_files(files, locale) for files in by.values()]
    foot = (locale[ALL_FILES], *_sums(receipts, locale))
    return table(locale[SUM], [locale[head] for head in INTAKE], rows, foot=foot, unders=unders)


def _sums(receipts, locale):
    """Read, accepted; what was not accepted by why, in one cell, as a phone has no room for columns of noughts."""
    count = lambda part: sum(getattr(receipt, part) for receipt in receipts)  # noqa: E731
    rest = [locale[words].format(n=f"{n:,}") for part, words in REST.items() if (n := count(part))]
    return f"{count('read'):,}", f"{count('accepted'):,}", _listed(rest, locale)


def _listed(rest, locale):
    """Broken between the parts only."""
    comma, gap, _ = locale[COMMA].partition(" ")
    ended = [*(each + comma for each in rest[:-1]), *rest[-1:]]
    return Html(gap.join(element("span", {"class": "c n"}, each) for each in ended))


def _files(receipts, locale):
    rest = locale[MORE_FILES].format(n=len(receipts)) if len(receipts) > 1 else ""
    return html(said(os.path.basename(receipts[0].file)), rest)


def _reasons(receipts, locale):
    counted: Counter = Counter()
    first = {}
    for receipt in receipts:
        for reason in receipt.reasons:
            key = (receipt.table, reason.column, reason.words)
            counted[key] += reason.rows
            first.setdefault(key, (os.path.basename(receipt.file), reason.first_row))
    if not counted:
        return NONE
    rows = [
        (_place(*key[:2], locale), wording.full_width(locale[key[2]], locale), f"{rows:,}", _first(*first[key], locale))
        for key, rows in counted.most_common()
    ]
    return more((locale[WHY], table(locale[BY_REASON], [locale[head] for head in REASONS], rows)))


def _place(name, column, locale):
    """A column; or the columns of which one was wanted, as the receipt has them."""
    return f"{_name(name, locale)} · {locale[OR].join(column.split(OR.en))}" if column else _name(name, locale)


def _first(file, row, locale):
    return html(said(file), locale[AT_ROW].format(row=f"{row:,}"))


def _coverage(coverage, until, locale):
    rows = [(_name(c.table, locale), f"{c.rows:,}", _days(c, until, locale)) for c in coverage]
    return html(table(locale[COVERED], [locale[head] for head in COVERAGE], rows), element("p", {"class": "read"}, locale[USERS]))


def _days(covered, until, locale):
    if not covered.last:
        return ""
    before = max(0, (until - covered.last).days)
    late = element("small", {}, locale[BEFORE].format(days=before)) if before else None
    return html(element("span", {"class": "n"}, locale[SPAN].format(first=covered.first, last=covered.last)), late)
