"""The demo shop's files that are not text: events in Parquet and JSON lines, ledgers in Excel. Equal content gives equal bytes."""

import gzip
import io
import json
import re
import zipfile
from datetime import datetime
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from opsreport.demo import marketing
from opsreport.demo.events import NAMES as EVENT_NAMES
from opsreport.demo.tracker import EXTRA, THINGS
from opsreport.demo.users import NAMES as CHANNEL_NAMES

WRITTEN = datetime(2026, 11, 1, 6, 0)  # what the Excel files say of themselves
_ZONE = np.timedelta64(8, "h")
_APPS = ("小程序", "APP", "天猫旗舰店")
BROKEN_EVENTS = {"user_id": 6, "occurred_at": 3}  # rows of events_2025.parquet that lack a column, at the end of the file


def write(folder: Path, shop) -> None:
    """Write events_*.parquet, events_mini.jsonl.gz, channel_days.xlsx and ledger.xlsx."""
    _events(folder, shop)
    _strolls(folder / "events_mini.jsonl.gz", shop)
    _workbook(folder / "channel_days.xlsx", {"投放日报": [["青禾商城 渠道投放日报"], *_channel_days(shop.channel_days)]})
    sheets = {"活动": _campaigns(), "工作": _work_items(shop.work_items), "手工指标": _manual_figures(shop.manual_figures)}
    _workbook(folder / "ledger.xlsx", sheets)


def _events(folder, shop):
    """A file a year; the tracker writes UTC."""
    events = shop.events
    year = events["at"].to_numpy().astype("datetime64[Y]")
    for number, start, end in zip(*np.unique(year, return_index=True), [*np.flatnonzero(np.diff(year.astype(int))) + 1, len(year)], strict=True):
        table = _event_table(events.iloc[start:end], shop.users["user_id"].to_numpy())
        if str(number) == "2025":
            table = pa.concat_tables([table, *(_broken(table, column, n) for column, n in BROKEN_EVENTS.items())])
        pq.write_table(table, folder / f"events_{number}.parquet", compression="zstd", row_group_size=1 << 17)


def _event_table(events, user_ids):
    user = events["user"].to_numpy()
    moment = (events["at"].to_numpy() - _ZONE).astype("datetime64[ms]")
    return pa.table(
        {
            "time": pa.array(moment, pa.timestamp("ms", "UTC")),
            "event": _coded(events["event"], (*EVENT_NAMES, *EXTRA)),
            "user_id": _coded(user, user_ids),
            "session_id": _maybe(events["session"], pa.int64()),
            "object_id": _coded(events["thing"], THINGS),
            "platform": _coded(np.array([0, 0, 0, 0, 0, 1, 1, 1, 2, 2])[user * 7_919 % 10], _APPS),
            "duration_s": _maybe(events["seconds"], pa.int32()),
            "load_ms": _maybe(events["value"], pa.int32()),
        }
    )


def _broken(table, column, n):
    """The first rows of a table again, without a user or without a moment."""
    name = {"user_id": "user_id", "occurred_at": "time"}[column]
    rows = table.slice(1_000, n)
    return rows.set_column(rows.schema.get_field_index(name), name, pa.nulls(n).cast(rows.schema.field(name).type))


def _coded(numbers, names):
    numbers = np.asarray(numbers, dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(numbers, mask=numbers < 0), pa.array(list(names)))


def _maybe(numbers, kind):
    numbers = np.asarray(numbers)
    return pa.array(numbers, kind, mask=numbers < 0)


def _strolls(path, shop):
    """A line an event, in the order of time; the log names the account from the moment at which somebody signs in."""
    strolls, sign_ins = shop.strolls, shop.sign_ins
    rows = [*_stroll_lines(strolls), *_sign_in_lines(sign_ins, shop.users["user_id"].to_numpy())]
    at = np.concatenate([strolls["at"].to_numpy(), sign_ins["at"].to_numpy()])
    lines = [rows[place] for place in np.argsort(at, kind="stable")]
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 6, mtime=0))


def _clock(at):
    return np.datetime_as_string(at.to_numpy().astype("datetime64[s]"), unit="s").tolist()


def _stroll_lines(strolls):
    for at, event, visitor, thing in zip(_clock(strolls["at"]), strolls["event"], strolls["user"], strolls["thing"], strict=True):
        yield _line(at, EVENT_NAMES[event], visitor, {} if thing < 0 else {"goods": f"G{thing:03d}"})


def _sign_in_lines(rows, user_ids):
    for at, visitor, account in zip(_clock(rows["at"]), rows["visitor"], rows["account"], strict=True):
        yield _line(at, "mini_open" if account < 0 else "mini_sign_in", visitor, {} if account < 0 else {"uid": user_ids[account]})


def _line(at, event, visitor, more):
    return json.dumps({"time": at + "+08:00", "event": event, "openid": f"o{visitor:05d}"} | more)


def _channel_days(rows):
    yield ["日期", "渠道", "曝光", "点击", "访问次数", "访客数", "花费(元)"]
    columns = [rows["day"].dt.to_pydatetime(), CHANNEL_NAMES[rows["channel"]].tolist()]
    columns += [[None if count < 0 else count for count in rows[name].tolist()] for name in ("impressions", "clicks", "visits", "visitors")]
    columns += [[cost / 100 for cost in rows["cost"].tolist()]]
    yield from map(list, zip(*columns, strict=True))


def _campaigns():
    yield ["活动编号", "活动名称", "类型", "触达渠道", "开始时间", "结束时间", "预算支出(元)"]
    for campaign in marketing.CAMPAIGNS:
        start = pd.Timestamp(campaign.first)
        end = start + pd.Timedelta(days=campaign.n_days, seconds=-1)
        yield [campaign.id, campaign.name, campaign.kind, campaign.by, start.to_pydatetime(), end.to_pydatetime(), campaign.cost]


def _work_items(items):
    headers = {
        "编号": "item_id",
        "类型": "kind",
        "标题": "title",
        "岗位": "role",
        "负责人": "owner",
        "提交日期": "submitted_on",
        "截止日期": "due_on",
        "完成日期": "done_on",
        "采纳日期": "adopted_on",
        "落地日期": "implemented_on",
        "评分": "score",
        "工时": "hours",
    }
    yield list(headers)
    yield from map(list, zip(*(_cells(items[name]) for name in headers.values()), strict=True))


def _manual_figures(figures):
    yield ["指标", "期间", "数值", "分子", "分母", "分组", "备注"]
    yield from map(list, zip(*(_cells(figures[name]) for name in figures.columns), strict=True))


def _cells(column):
    """Excel's cells: dates as dates, nothing where there is nothing."""
    if column.dtype.kind == "M":
        return [None if day is pd.NaT else day.to_pydatetime() for day in column]
    return [None if value == "" or value != value else value for value in column.tolist()]


def _workbook(path, sheets):
    """A workbook without the clock: openpyxl writes the present time into the properties and into the archive."""
    book = openpyxl.Workbook(write_only=True)
    book.properties.created = WRITTEN
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + WRITTEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), content)
            target.writestr(zipfile.ZipInfo(name, WRITTEN.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
