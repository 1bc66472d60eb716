"""`opsreport init`: a parameter file proposed for a shop's exports, with a comment at each guess."""

import json
import os
import re
import unicodedata
from collections import Counter
from datetime import datetime
from pathlib import Path

from opsreport.errors import INPUT_REFUSED, Mistake
from opsreport.sources import presets
from opsreport.sources.exports import ROWS, TOP, Export, look
from opsreport.sources.moments import ISO_DAY, ISO_TIME, OFFSET
from opsreport.tables import TABLES, Kind

PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff_][\w\u4e00-\u9fff()()./ -]*")
RESERVED = {"null", "true", "false", "yes", "no", "on", "off"}
MANY = ROWS - TOP  # so many rows seen: there may be more
NUMBERS = (Kind.MONEY, Kind.COUNT, Kind.NUMBER)


def propose(paths: list[Path], out: Path = Path("params/report.yml")) -> str:
    """The text of a parameter file for these exports. out: where it will stand; its paths are relative to it. Raises Mistake 65 when no file fits."""
    exports = [export for path in paths for export in look(Path(path))]
    parts: dict[tuple, list[tuple[Export, str]]] = {}
    unused = []
    for export in exports:
        if table := _table(export):
            parts.setdefault((table, export.columns, tuple(sorted(export.guesses.items())), export.form), []).append((export, table))
        else:
            unused.append(export)
    if not parts:
        seen = "; ".join(f"{export.path.name}: {', '.join(export.columns) or 'no columns'}" for export in exports)
        mend = "Write the file by hand, from the example params/report.yml: name your columns under sources."
        raise Mistake(f"no file fits a table of ours. Columns seen: {seen}", mend=mend, code=INPUT_REFUSED)
    by_table: dict[str, list[list[str]]] = {}
    for (table, *_), group in parts.items():
        by_table.setdefault(table, []).append(_part(table, [export for export, _ in group], Path(out)))
    lines = [*_head(exports), "", "sources:"]
    for table in sorted(by_table, key=list(TABLES).index):
        many = len(by_table[table]) > 1
        lines.append(f"  {table}:")
        for part in by_table[table]:
            lines += [("  - " if many and not i else "    ") + line for i, line in enumerate(part)]
    lines += [f"# Not used, its columns fit no table of ours: {export.path.name} ({', '.join(export.columns)})" for export in unused]
    return "\n".join(lines) + "\n"


def plain(name: str) -> str:
    """A name without spaces, signs and case, for comparison."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name)).lower()


def mapped(table: str, columns: tuple[str, ...]) -> dict[str, str]:
    """{our column: raw column} by the presets; a raw column serves once, but the one that dates orders."""
    known = {plain(column): column for column in reversed(columns)}
    found: dict[str, str] = {}
    for ours, names in presets.NAMES[table].items():
        raw = next((known[plain(name)] for name in names if plain(name) in known and known[plain(name)] not in found.values()), None)
        if raw:
            found[ours] = raw
    return found


def _table(export: Export) -> str | None:
    """The table of ours that the export's columns fit best: all that is required, and the most of the others."""
    fits = {}
    for table in presets.NAMES:
        found = mapped(table, export.columns)
        given = set(found) | _constants(table, export, found)
        if set(TABLES[table].required) <= given and (not TABLES[table].one_of or set(TABLES[table].one_of) & given):
            fits[table] = (_certain(table, found), len(found))
    return max(fits, key=fits.get) if fits else None


def _constants(table: str, export: Export, found: dict[str, str]) -> set[str]:
    """Required columns that need no raw column of their own."""
    if table == "feedback" and _feedback_kind(found):
        return {"kind"}
    if table == "orders" and "amount" not in found and _price(export):
        return {"amount"}
    return set()


def _certain(table: str, found: dict[str, str]) -> int:
    """How many columns have names that only this table's have."""
    others = {plain(name) for other, columns in presets.NAMES.items() if other != table for names in columns.values() for name in names}
    return sum(plain(raw) not in others for raw in found.values())


def _feedback_kind(found: dict[str, str]) -> str | None:
    key = plain(found.get("feedback_id", ""))
    return next((kind for kind, names in presets.FEEDBACK_KINDS.items() if key in map(plain, names)), None)


def _price(export: Export) -> tuple[str, str] | None:
    """(price, quantity) columns that stand for an amount."""
    known = {plain(column): column for column in export.columns}
    price, quantity = (next((known[plain(name)] for name in names if plain(name) in known), None) for names in (presets.PRICES, presets.QUANTITIES))
    return (price, quantity) if price and quantity else None


def _head(exports: list[Export]) -> list[str]:
    chinese = any(re.search(r"[\u4e00-\u9fff]", "".join(export.columns)) for export in exports)
    currency, why = _currency(exports, chinese)
    zone = ("Asia/Shanghai", "a guess, by the Chinese column names") if chinese else ("UTC", "a guess: put your shop's own, like Europe/London")
    return [
        "# Proposed by `opsreport init`. Look at each comment, then run: opsreport check",
        "shop: My shop  # its name: a text, or {zh: ..., en: ...}",
        f"timezone: {zone[0]}  # {zone[1]}",
        f"currency: {currency}  # {why}",
        f"languages: {'[zh, en]' if chinese else '[en, zh]'}  # the first has the plain file names",
    ]


def _currency(exports: list[Export], chinese: bool) -> tuple[str, str]:
    for export in exports:
        for column in export.columns:
            if plain(column) in ("currency", "币种"):
                said = Counter(value.upper() for value in export.values(column) if re.fullmatch("[A-Za-z]{3}", value))
                if said:
                    return said.most_common(1)[0][0], f"by the column {column} of {export.path.name}"
    return ("CNY", "a guess, by the Chinese column names") if chinese else ("USD", "a guess: put your own")


def _part(table: str, exports: list[Export], out: Path) -> list[str]:
    """The lines of a part of a table."""
    export = exports[0]
    joined = Export(export.path, export.form, export.guesses, export.columns, tuple(row for one in exports for row in one.rows))
    found = mapped(table, export.columns)
    files = [_yaml(Path(os.path.relpath(one.path, out.parent)).as_posix()) for one in exports]
    platform = _platform(export)
    lines = [
        f"files: {files[0] if len(files) == 1 else '[' + ', '.join(files) + ']'}"
        + (f"  # an export of {platform}, by its column names" if platform else "")
    ]
    lines += [f"{key}: {_yaml(value)}" + (f"  # {why}" if why else "") for key, (value, why) in export.guesses.items()]
    lines += _number_signs(table, joined, found)
    grouped = table == "orders" and _is_lines(joined, found)
    if table == "orders" and (paid := _paid(joined, found, grouped)):
        lines.append(f"where: {_yaml(paid)}  # what was never paid is no order; such rows are counted as filtered")
    if grouped:
        lines.append("group: order_id  # each row is a line of an order: lines of one order number become one order")
    lines.append("columns:")
    lines += ["  " + line for ours in TABLES[table].columns if (line := _column(table, ours, joined, found, grouped))]
    left = [column for column in export.columns if column and column not in found.values()]
    return lines + ([f"# not used: {', '.join(left)}"] if left else [])


def _paid(export: Export, found: dict[str, str], grouped: bool) -> str | None:
    """SQL that is true of paid orders; None when all are."""
    paid, number = found["paid_at"], found["order_id"]
    by_order: dict[str, list[str]] = {}
    for row, (order, value) in enumerate(zip(export.values(number), export.values(paid), strict=True)):
        by_order.setdefault(order if grouped else str(row), []).append(value)
    if all(any(values) for values in by_order.values()):
        return None
    filled = f"{_quoted(paid)} IS NOT NULL" if export.form == "parquet" else f"{_quoted(paid)} <> ''"
    if any(any(values) and not all(values) for values in by_order.values()):  # only one of an order's lines says when it was paid
        return f"bool_or({filled}) OVER (PARTITION BY {_quoted(number)})"
    return filled


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _platform(export: Export) -> str | None:
    columns = {plain(column) for column in export.columns}
    seen = {name: sum(plain(mark) in columns for mark in marks) for name, marks in presets.PLATFORMS.items()}
    best = max(seen, key=seen.get)
    return best if seen[best] >= 2 else None


def _is_lines(export: Export, found: dict[str, str]) -> bool:
    """Whether orders' numbers come again with other lines: there is a column that only lines have, and numbers repeat."""
    numbers = export.values(found["order_id"])
    marked = any(plain(column) in map(plain, presets.LINE_MARKS) for column in export.columns)
    return marked and len(set(numbers)) < len(numbers)


def _column(table: str, ours: str, export: Export, found: dict[str, str], grouped: bool) -> str | None:
    kind = TABLES[table].columns[ours].kind
    raw = found.get(ours)
    if raw is None:
        return _without_raw(table, ours, export, found, grouped)
    said: dict[str, str] = {}
    comments = []
    if kind in (Kind.MOMENT, Kind.DAY) and export.form != "parquet":
        form, why = _format(export.values(raw))
        said |= {"format": _yaml(form)} if form else {}
        comments += [why] if why else []
    if (table, ours) in presets.VALUES:
        values, why = _values(table, ours, export.values(raw))
        said |= {"values": "{" + ", ".join(f"{_yaml(key)}: {value}" for key, value in values.items()) + "}"} if values else {}
        comments += [why] if why else []
    if grouped and ours != "order_id":
        take, why = _take(kind, export, found["order_id"], raw)
        said |= {"take": take} if take else {}
        comments += [why] if why else []
    origin = "{column: " + _yaml(raw) + "".join(f", {key}: {value}" for key, value in said.items()) + "}" if said else _yaml(raw)
    return f"{ours}: {origin}" + (f"  # {'; '.join(comments)}" if comments else "")


def _without_raw(table: str, ours: str, export: Export, found: dict[str, str], grouped: bool) -> str | None:
    if table == "feedback" and ours == "kind":
        return f"kind: {{value: {_feedback_kind(found)}}}  # a guess, by the name of its id"
    if table == "feedback" and ours == "scale_max" and "score" in found and _feedback_kind(found) == "rating":
        return "scale_max: {value: 5}  # a guess: 5 stars"
    if table == "orders" and ours == "amount":
        sql = " * ".join(f"CAST({_quoted(column)} AS DECIMAL(18, 4))" for column in _price(export))
        return f"amount: {{sql: {_yaml(sql)}" + (", take: sum}" if grouped else "}") + "  # price times quantity: there is no amount"
    return None


def _take(kind: Kind, export: Export, key: str, raw: str) -> tuple[str | None, str]:
    """(take, why) of a column whose lines are grouped."""
    by_key: dict[str, list[str]] = {}
    for number, value in zip(export.values(key), export.values(raw), strict=True):
        by_key.setdefault(number, []).append(value)
    differ = any(len({value for value in values if value}) > 1 for values in by_key.values())
    if kind in NUMBERS:
        whole = any("" in values for values in by_key.values()) or not differ
        return (
            ("same", "each order's lines repeat it, or only the first has it")
            if whole and not differ
            else ("sum", "a guess: each line has its own part")
        )
    if not differ:
        return None, ""
    return ("min", "the earliest of an order's lines") if kind in (Kind.MOMENT, Kind.DAY) else ("first", "that of the order's first line")


def _format(values: list[str]) -> tuple[str | None, str]:
    """(format, why) of times in text; None when the ISO forms do."""
    values = [unicodedata.normalize("NFKC", value) for value in values if value]
    if not values or _share(values, lambda value: any(re.search(form, re.sub(OFFSET, "", value)) for form in (ISO_DAY, ISO_TIME))) > 0.9:
        return None, ""
    for forms in presets.FORMATS:
        fit = [form for form in forms if _share(values, lambda value, form=form: _reads(value, form)) > 0.9]
        if len(fit) > 1:
            return fit[0], f"a guess: day first; {fit[1]} fits as well"
        if fit:
            return fit[0], "by its values"
    if _share(values, lambda value: re.fullmatch(r"1\d{9}(\.\d+)?", value)) > 0.9:
        return "epoch", "seconds since 1970, by its values"
    if _share(values, lambda value: re.fullmatch(r"1\d{12}", value)) > 0.9:
        return "epoch_ms", "milliseconds since 1970, by its values"
    if _share(values, lambda value: re.fullmatch(r"[34]\d{4}(\.\d+)?", value)) > 0.9:
        return "excel", "a spreadsheet's days, by its values"
    return None, "its format is not known: say format"


def _share(values: list[str], fits) -> float:
    return sum(bool(fits(value)) for value in values) / len(values)


def _reads(value: str, form: str) -> bool:
    try:
        datetime.strptime(value, form)
    except ValueError:
        return False
    return True


def _values(table: str, ours: str, values: list[str]) -> tuple[dict[str, str], str]:
    """({raw value: ours}, why) of the values that are seen; those that are ours already need no line."""
    known = {plain(raw): meant for meant, names in presets.VALUES[table, ours].items() for raw in names}
    choices = TABLES[table].columns[ours].choices
    seen = [value for value, _ in Counter(value for value in values if value).most_common(50)]
    found = {value: known[plain(value)] for value in seen if plain(value) in known and value != known[plain(value)]}
    if choices and len(values) >= MANY:  # further values may stand below
        found = {raw: meant for meant, names in presets.VALUES[table, ours].items() for raw in names if raw != meant} | found
    strange = [value for value in seen if plain(value) not in known and value not in choices]
    if not choices or not strange:
        return found, "by their names" if found else ""
    last = {"status": "closed", "kind": "ticket" if table == "feedback" else "adjust"}[ours]
    return found | dict.fromkeys(strange, last), f"a guess, and not known at all: {', '.join(strange)}; the choices are {', '.join(choices)}"


def _number_signs(table: str, export: Export, found: dict[str, str]) -> list[str]:
    """decimal and thousands, where numbers are not plain."""
    numbers = [value for ours, raw in found.items() if TABLES[table].columns[ours].kind in NUMBERS for value in export.values(raw)]
    if export.form == "parquet":
        return []
    points, commas = (sum(bool(re.search(form, value)) for value in numbers) for form in (r"\.\d{1,2}\D*$", r"\d,\d{1,2}\D*$"))
    if commas > points:
        grouped = any(re.search(r"\d\.\d{3}(\.\d{3})*,", value) for value in numbers)
        return ['decimal: ","  # by the numbers', *(['thousands: "."'] if grouped else [])]
    grouped = any(re.fullmatch(r"\D*\d{1,3}(,\d{3})+(\.\d+)?\D*", value) for value in numbers)
    return ['thousands: ","  # by the numbers'] if grouped else []


def _yaml(value: str) -> str:
    """A text as YAML: plain where that is safe, else quoted."""
    safe = PLAIN.fullmatch(value) and not value.endswith(" ") and value.lower() not in RESERVED
    return value if safe or value.isdigit() and not value.startswith("0") else json.dumps(value, ensure_ascii=False)
