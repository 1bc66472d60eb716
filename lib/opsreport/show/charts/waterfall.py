"""A change by its parts: a waterfall from the earlier level to the present one, and bars of contributions."""

from opsreport.show.charts.canvas import beside, canvas, dot, lines, margin, rows_high, say, span, stacked, width_of
from opsreport.show.theme import NARROW, in_theme, ink, themed

FACT = 150  # pixels of a column of facts
BETWEEN = 12


@in_theme
def waterfall(start, parts, end, label, size, *, say_part, start_word, whole_word=""):
    """It begins at the earlier period's level (`start_word` says so), so that its axis is honest (differences, from zero) and small parts are seen.

    start, end: (name, note). parts: (name, note, part, token); they add up to the change, which is drawn last and called `whole_word`, as
    it is no level.
    """
    last = len(parts) + 1
    heads = [start, *(part[:2] for part in parts), end]
    left = margin([text for head in heads for text in head], size, narrow=132)
    names = [[lines(text, size.type, left - 8) for text in head if text] for head in heads]
    step = rows_high([sum(texts, []) for texts in names], size.type, least=42 if size is NARROW else 46)
    edges = [0.0]
    for _, _, part, _ in parts:
        edges.append(edges[-1] + float(part))
    whole = f"{whole_word} {say_part(edges[-1])}".strip()
    right = 12 + max(width_of(text, size.type) for text in (*(say_part(part) for _, _, part, _ in parts), whole))
    figure, axes = canvas(size, step * (last + 1) + 4, left=left, right=right, top=2, bottom=2)
    half = 11 / step
    axes.set(xlim=span(*edges), ylim=(last + 0.5, -0.5))
    axes.plot([0, 0], [0, last + half], color=ink("ink-3"), linewidth=1, clip_on=False)
    dot(axes, 0, 0, radius=4)
    _start_word(axes, start_word, size, min(edges), max(edges))
    for place, texts in enumerate(names):
        _head(axes, place, texts, size, left, bold=place == last)
    for place, (_, _, part, token) in enumerate(parts, start=1):
        begin, finish = edges[place - 1 : place + 1]
        axes.barh(place, finish - begin, left=begin, height=2 * half, color=ink(token), linewidth=0)
        axes.plot([finish] * 2, [place + half, place + 1 - half], color=ink("ink-3"), linewidth=1, dashes=(2, 2), clip_on=False)
        shade = "ink-2" if token == "quiet" else token
        say(axes, max(begin, finish), place, say_part(part), size.type, dx=6, middle=True, color=shade, bold=token != "quiet", halo=True)
    axes.barh(last, edges[-1], height=2 * half, color=ink("ink"), linewidth=0)
    say(axes, max(0, edges[-1]), last, whole, size.type, dx=6, middle=True, color="ink", bold=True)
    return themed(figure, size.css, label)


def _head(axes, place, texts, size, left, *, bold):
    """A name and, below it, its note; each in two lines where one has no room for it."""
    rows = [(one, number) for number, text in enumerate(texts) for one in text]
    for line, (one, number) in enumerate(rows):
        dy = ((len(rows) - 1) / 2 - line) * 1.2 * size.type
        beside(axes, place, one, size.type, -left, dy=dy, color="ink-3" if number else "ink", bold=bold and not number)


def _start_word(axes, word, size, low, high):
    """Beside the point of the start, on the side that has more room."""
    how = {"dx": 10} if high >= -low else {"dx": -10, "anchor": "end"}
    say(axes, 0, 0, word, size.type, middle=True, color="ink-3", **how)


@in_theme
def contributions(rows, total, label, size, *, say_part, heads=()):
    """What each part adds to a change: bars from zero, labelled directly, the whole last. rows and total: (name, facts, part, token).

    On wide screens the facts, one short text per head, stand between name and bar. `quiet` is a part without news.
    """
    heads, body = () if size is NARROW else tuple(heads), [*rows, total]
    names = margin([name for name, *_ in body], size)
    names += 20 if heads else 0
    said = [lines(name, size.type, names - 12) for name, *_ in body]
    step = rows_high(said, size.type, least=26 if size is NARROW else 28)
    left, top = names + FACT * len(heads), 26 if heads else 4
    figure, axes = canvas(size, step * len(body) + top + 4, left=left, top=top, bottom=4)
    inner, parts = size.width - left, [float(part) for _, _, part, _ in body]
    axes.set(xlim=_room(body, parts, say_part, size, inner), ylim=(len(rows) + 0.5, -0.5))
    axes.barh(range(len(body)), parts, height=0.56, color=[ink(token) for *_, token in body], linewidth=0)
    axes.axvline(0, color=ink("ink-3"), linewidth=1)
    axes.axhline(len(rows) - 0.5, xmin=-left / inner, color=ink("rule"), linewidth=1, clip_on=False)
    for number, head in enumerate(heads):
        beside(axes, -0.95, head, size.type, names + FACT * number - left, color="ink-3")
    for place, (_, facts, part, token) in enumerate(body):
        strong = token != "quiet"
        stacked(axes, place, said[place], size.type, -left, color="ink" if strong else "ink-2", bold=strong)
        for number, fact in enumerate(facts if heads else ()):
            beside(axes, place, fact, size.type, names + FACT * number - left)
        how = {"dx": -6, "anchor": "end"} if part < 0 else {"dx": 6}
        say(axes, float(part), place, say_part(part), size.type, middle=True, color=token if strong else "ink-2", bold=strong, **how)
    return themed(figure, size.css, label)


def _room(body, parts, say_part, size, inner):
    """The ends of the axis: bars and, beyond them, their words."""
    low, high = span(0, *parts)
    words = [(part, BETWEEN + 1.08 * width_of(say_part(given), size.type)) for (_, _, given, _), part in zip(body, parts, strict=True)]
    before = max((width for part, width in words if part < 0), default=0)
    after = max((width for part, width in words if part >= 0), default=0)
    unit = (high - low) / (inner - before - after)
    return low - before * unit, high + after * unit
