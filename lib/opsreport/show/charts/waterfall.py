"""A change by its parts: a waterfall from the earlier level to the present one, and bars of contributions."""

from opsreport.show.charts.canvas import beside, canvas, cut, dot, margin, say, span, width_of
from opsreport.show.theme import NARROW, in_theme, ink, themed

FACT = 150  # pixels of a column of facts
BETWEEN = 12


@in_theme
def waterfall(start, parts, end, label, size, *, say_part, start_word):
    """It begins at the earlier period's level (`start_word` says so), so that its axis is honest (differences, from zero) and small parts are seen.

    start, end: (name, note). parts: (name, note, part, token); they add up to the change, which is drawn last.
    """
    step, last = (42 if size is NARROW else 46), len(parts) + 1
    heads = [start, *(part[:2] for part in parts), end]
    left = margin([text for head in heads for text in head], size, narrow=132)
    edges = [0.0]
    for _, _, part, _ in parts:
        edges.append(edges[-1] + float(part))
    right = 12 + max(width_of(say_part(part), size.type) for part in (*(part for _, _, part, _ in parts), edges[-1]))
    figure, axes = canvas(size, step * (last + 1) + 4, left=left, right=right, top=2, bottom=2)
    half = 11 / step
    axes.set(xlim=span(*edges), ylim=(last + 0.5, -0.5))
    axes.plot([0, 0], [0, last + half], color=ink("ink-3"), linewidth=1, clip_on=False)
    dot(axes, 0, 0, radius=4)
    _start_word(axes, start_word, size, min(edges), max(edges))
    for place, (name, note) in enumerate(heads):
        lift = 0.56 * size.type if note else 0
        beside(axes, place, cut(name, size.type, left - 8), size.type, -left, dy=lift, color="ink", bold=place == last)
        beside(axes, place, cut(note, size.type, left - 8), size.type, -left, dy=-0.44 * size.type - 3, color="ink-3")
    for place, (_, _, part, token) in enumerate(parts, start=1):
        begin, finish = edges[place - 1 : place + 1]
        axes.barh(place, finish - begin, left=begin, height=2 * half, color=ink(token), linewidth=0)
        axes.plot([finish] * 2, [place + half, place + 1 - half], color=ink("ink-3"), linewidth=1, dashes=(2, 2), clip_on=False)
        shade = "ink-2" if token == "quiet" else token
        say(axes, max(begin, finish), place, say_part(part), size.type, dx=6, middle=True, color=shade, bold=token != "quiet", halo=True)
    axes.barh(last, edges[-1], height=2 * half, color=ink("ink"), linewidth=0)
    say(axes, max(0, edges[-1]), last, say_part(edges[-1]), size.type, dx=6, middle=True, color="ink", bold=True)
    return themed(figure, size.css, label)


def _start_word(axes, word, size, low, high):
    """Beside the point of the start, on the side that has more room."""
    how = {"dx": 10} if high >= -low else {"dx": -10, "anchor": "end"}
    say(axes, 0, 0, word, size.type, middle=True, color="ink-3", **how)


@in_theme
def contributions(rows, total, label, size, *, say_part, heads=()):
    """What each part adds to a change: bars from zero, labelled directly, the whole last. rows and total: (name, facts, part, token).

    On wide screens the facts, one short text per head, stand between name and bar. `quiet` is a part without news.
    """
    step, heads = (26, ()) if size is NARROW else (28, tuple(heads))
    body = [*rows, total]
    names = margin([name for name, *_ in body], size)
    names += 20 if heads else 0
    left, top = names + FACT * len(heads), 26 if heads else 4
    figure, axes = canvas(size, step * len(body) + top + 4, left=left, top=top, bottom=4)
    inner, parts = size.width - left, [float(part) for _, _, part, _ in body]
    axes.set(xlim=_room(body, parts, say_part, size, inner), ylim=(len(rows) + 0.5, -0.5))
    axes.barh(range(len(body)), parts, height=0.56, color=[ink(token) for *_, token in body], linewidth=0)
    axes.axvline(0, color=ink("ink-3"), linewidth=1)
    axes.axhline(len(rows) - 0.5, xmin=-left / inner, color=ink("rule"), linewidth=1, clip_on=False)
    for number, head in enumerate(heads):
        beside(axes, -0.95, head, size.type, names + FACT * number - left, color="ink-3")
    for place, (name, facts, part, token) in enumerate(body):
        strong = token != "quiet"
        beside(axes, place, cut(name, size.type, names - 12), size.type, -left, color="ink" if strong else "ink-2", bold=strong)
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
