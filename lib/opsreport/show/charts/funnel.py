"""A funnel: how many come as far as each step."""

from opsreport.show.charts.canvas import canvas, lines, margin, say, stacked, width_of
from opsreport.show.theme import in_theme, ink, themed

BAR = 22


@in_theme
def funnel(steps, users, label, size, *, say_users, passed, overall, head="", mark=None):
    """Bars from zero, one below the other; between two of them the share that goes on, at the end of the row the share of the first step.

    passed: a short text per step but the first: how many of the step before came this far. overall: a text per step; head: over them.
    mark: the place of the step whose loss is spoken of, in ink.
    """
    step, top = 50, size.type + 12 if head else 4
    left, right = margin(steps, size), 16 + max(width_of(text, size.type) for text in overall)
    figure, axes = canvas(size, step * len(steps) - (step - BAR) + top + 4, left=left, right=right, top=top, bottom=4)
    counts, half = [float(count or 0) for count in users], BAR / 2 / step
    words = max(width_of(say_users(count), size.type) for count in users) + 12
    most, inner = max(counts) or 1.0, size.width - left - right
    axes.set(xlim=(0, most * inner / (inner - words)), ylim=(len(steps) - 1 + half, -half))
    colors = [ink("ink" if place == mark else "quiet") for place in range(len(steps))]
    axes.barh(range(len(steps)), counts, height=2 * half, color=colors, linewidth=0)
    axes.axvline(0, color=ink("ink-3"), linewidth=1)
    end = {"anchor": "end", "of": ("axes fraction", "data")}
    if head:
        say(axes, 1, -half, head, size.type, dx=right, dy=8, color="ink-3", **end)
    for place, name in enumerate(steps):
        strong = place == mark
        stacked(axes, place, lines(name, size.type, left - 8), size.type, -left, color="ink", bold=strong)
        say(axes, counts[place], place, say_users(users[place]), size.type, dx=6, middle=True, color="ink", bold=strong)
        say(axes, 1, place, overall[place], size.type, dx=right, middle=True, color="ink" if strong else "ink-2", **end)
        if place:
            text = passed[place - 1]
            say(axes, 0, place - 0.5, text, size.type, dx=8, middle=True, color="ink" if strong else "ink-3", bold=strong)
    return themed(figure, size.css, label)
