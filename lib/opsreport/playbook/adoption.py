"""What became of a suggestion: a work item of the kind `suggestion` whose id or title holds the suggestion's id."""

import re
from collections.abc import Iterable

from opsreport.shop import Shop

OPEN, ADOPTED, DONE, DECLINED = STATUSES = ("open", "adopted", "done", "declined")
FURTHEST = (DONE, ADOPTED, DECLINED, OPEN)


def statuses(shop: Shop, ids: Iterable[str]) -> dict[str, str]:
    """{id: status}. done: put to work, or adopted and done; adopted: not done yet; declined: done with, without having been adopted; open: all else.

    Of several items for one suggestion the one that came furthest speaks.
    """
    wanted = tuple(ids)
    if not wanted or "work_items" in shop.store.missing:
        return dict.fromkeys(wanted, OPEN)
    items = shop.table("work_items")
    items = items.filter(items.kind == "suggestion", items.item_id.contains("S-") | items.title.fill_null("").contains("S-"))
    rows = shop.store.run(items.select("item_id", "title", "adopted_on", "implemented_on", "done_on"))
    return {id: _furthest(row for row in rows if _meant(id, row)) for id in wanted}


def _meant(id: str, row) -> bool:
    """Whether the item names just this suggestion: S-2026-10-05 is the fifth of a month, S-2026-10-05-01 the first of a day."""
    whole = re.compile(rf"(?<![0-9A-Za-z]){re.escape(id)}(?![-.]*\d)")
    return any(whole.search(text or "") for text in (row["item_id"], row["title"]))


def _furthest(rows) -> str:
    found = {_status(row) for row in rows}
    return next((status for status in FURTHEST if status in found), OPEN)


def _status(row) -> str:
    if row["implemented_on"]:
        return DONE
    if row["adopted_on"]:
        return DONE if row["done_on"] else ADOPTED
    return DECLINED if row["done_on"] else OPEN
