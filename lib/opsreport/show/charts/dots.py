"""A dot plot with intervals: one figure of several segments, each as wide as what is known of it."""

from opsreport.show.charts.axis import ends, grid, whole_line
from opsreport.show.charts.canvas import beside, canvas, dot, lines, margin, say, width_of
from opsreport.show.theme import NARROW, in_theme, ink, themed

LEAST = 2.5  # pixels: half of the shortest bar


@in_theme
def dots(names, values, lows, highs, label, size, whole=None, marks=None, ns=None, *, say_value=str, say_tick=None, whole_word="", before=None,
         few=frozenset(), words=("", "")):  # fmt: skip
    """Bars as wide as their 95 % intervals, the value a light stroke within; a dot where there is no interval. The value stands at the row's end.

    values: None where there is none; the reason is then said in `ns`. lows, highs: None without an interval.
    whole: where the whole stands, a dashed line with its word. marks: {place: token} of rows in colour. ns: a short text under each name ("n=5,420").
    before: (value, low, high) or None per row, drawn in grey below the present. few: places of rows that are greyed as too small to compare.
    words: of the present and of `before`, said once, at the row where they lie furthest apart.
    """
    marks, say_tick = marks or {}, say_tick or say_value
    said = ["" if value is None else say_value(value) for value in values]
    left, right = margin([*names, *(ns or ())], size), 14 + max(width_of(text, size.type + 1) for text in said)
    called = [lines(name, size.type, left - 8) for name in names]
    step = _step(size, ns, before) + (14 if any(len(text) > 1 for text in called) else 0)
    top, floor = (24 if whole is not None else 4), len(names) - 0.5
    figure, axes = canvas(size, step * len(names) + top + size.type + 10, left=left, right=right, top=top, bottom=size.type + 10)
    edges = _edges(values, lows, highs, whole, before)
    axes.set(xlim=edges, ylim=(floor, -0.5))
    grid(axes, size, edges, floor, say_tick, most=4 if size is NARROW else 7)
    if whole is not None:
        whole_line(axes, size, float(whole), whole_word, floor, left=left, edges=edges)
    unit = (edges[1] - edges[0]) / (size.width - left - right)
    for place, value in enumerate(values):
        token = marks.get(place, "ink-3" if place in few or value is None else "ink")
        _name(axes, size, place, called[place], ns[place] if ns else "", token, left, strong=place in marks)
        if before and before[place] and value is not None:
            _bar(axes, place + 7 / step, *before[place], 5 / step, "quiet", unit)
        if value is not None:
            lift = 2.5 / step if before else 0
            _bar(axes, place - lift, value, lows[place], highs[place], (3 if place in few else 9) / step, "quiet" if place in few else token, unit)
            how = {"color": token, "bold": place not in few, "of": ("axes fraction", "data")}
            say(axes, 1, place, said[place], size.type + 1, dx=right, anchor="end", middle=True, **how)
    if before and any(words):
        _named(axes, size, values, lows, highs, before, words, marks, few, unit, edges, whole)
    return themed(figure, size.css, label)


def _step(size, ns, before):
    """The height of a row."""
    return (40 if size is NARROW else 42) if ns else (30 if size is NARROW else 34) if before else 28


def _edges(values, lows, highs, whole, before):
    known = [end for many in (values, lows, highs, (whole,), *(before or ())) for end in many or () if end is not None]
    low, high = ends(float(min(known, default=0)), float(max(known, default=1)))
    return low, high + 0.02 * (high - low)


def _name(axes, size, place, name, n, token, left, *, strong):
    high = len(name) + bool(n)
    for line, text in enumerate(name):
        beside(axes, place, text, size.type, -left, dy=((high - 1) / 2 - line) * 1.2 * size.type, color=token, bold=strong)
    if n:
        beside(axes, place, n, size.type - 1, -left, dy=-((high - 1) / 2) * 1.2 * size.type, color="ink-3")


def _bar(axes, y, value, low, high, tall, token, unit):
    value = float(value)
    if low is None or high is None:
        return dot(axes, value, y, radius=4.5, color=token)
    middle, half = (float(low) + float(high)) / 2, max((float(high) - float(low)) / 2, LEAST * unit)
    axes.barh(y, 2 * half, left=middle - half, height=tall, color=ink(token), linewidth=0, zorder=2)  # seaborn's takes ten times as long
    if half > 2.5 * LEAST * unit:  # room to show where in the interval the value lies
        axes.plot([value] * 2, [y - tall / 2, y + tall / 2], color=ink("paper"), linewidth=1.5, solid_capstyle="butt", zorder=3)
    return None


def _named(axes, size, values, lows, highs, before, words, marks, few, unit, edges, whole):
    """The names of the two bars, beside the row where they lie furthest apart of those that have room for them."""
    rows = []
    for place, then in enumerate(before):
        if then and values[place] is not None and place not in few:
            sides = _sides((values[place], lows[place], highs[place]), then, words, size, unit)
            if all(_free(reach, edges, whole) for _, reach, _ in sides):
                rows.append((abs(float(values[place]) - float(then[0])), -place, sides))
    if not rows:
        return
    _, place, sides = max(rows)
    for (edge, _, how), word, color, lift in zip(sides, words, (marks.get(-place, "ink"), "ink-3"), (2.5, -7), strict=True):
        say(axes, edge, -place, word, size.type, dy=lift, middle=True, color=color, halo=True, **how)


def _free(reach, edges, whole):
    """Within the picture, and not on the line of the whole."""
    return edges[0] <= min(reach) and max(reach) <= edges[1] and (whole is None or not min(reach) <= float(whole) <= max(reach))


def _sides(now, then, words, size, unit):
    """For each bar: the end at which its name stands, how far the name reaches, and how it is anchored."""
    sides, first = [], float(now[0]) < float(then[0])
    for reading, word, leads in ((now, words[0], first), (then, words[1], not first)):
        value, low, high = (float(end) if end is not None else float(reading[0]) for end in reading)
        edge = min(low, value - LEAST * unit) if leads else max(high, value + LEAST * unit)
        reach = (6 + width_of(word, size.type)) * unit
        how = {"dx": -6, "anchor": "end"} if leads else {"dx": 6}
        sides.append((edge, (edge - reach, edge) if leads else (edge, edge + reach), how))
    return sides
