"""A figure measured in pixels: places, words and dots on it; and `Room`, which finds a free place for a word."""

import re

from matplotlib.figure import Figure

from opsreport.show.markup import plain
from opsreport.show.theme import NARROW, ink

CLOSING, OPENING = "，。；：、）》”’%…", "（《“‘"  # begin no line, end none
ALIGN = {"start": "left", "middle": "center", "end": "right"}


def canvas(size, height, left=0, right=0, top=0, bottom=0):
    """A figure of size.width × height pixels, and its axes inside the margins."""
    figure = Figure(figsize=(size.width / 72, height / 72))
    axes = figure.add_axes((left / size.width, bottom / height, 1 - (left + right) / size.width, 1 - (top + bottom) / height))
    axes.margins(0)
    return figure, axes


def say(axes, x, y, text, size, *, dx=0, dy=0, anchor="start", color="ink-2", bold=False, middle=False, halo=False, of=None):
    """Text at a data point, moved by dx, dy pixels; `middle` centres it on the point by type size. of: the coordinates, if not data."""
    note = axes.annotate(
        plain(text),
        (x, y),
        (dx, dy - (0.36 * size if middle else 0)),
        xycoords=of or "data",
        textcoords="offset points",
        va="baseline",
        ha=ALIGN[anchor],
        fontsize=size,
        color=ink(color),
        fontweight="bold" if bold else "normal",
        annotation_clip=False,
    )
    if halo:  # drawn by the stylesheet (paint-order), so that it has the page's colour
        note.set(gid="c-halo", zorder=6)


def beside(axes, row, text, size, x, **how):
    """Text on a row, x pixels from the left edge of the axes; in the margin where x is negative."""
    say(axes, 0, row, text, size, dx=x, middle=True, of=("axes fraction", "data"), **how)


def dot(axes, x, y, *, radius, color="ink", hollow=False):
    axes.plot(
        [x],
        [y],
        marker="o",
        markersize=2 * radius,
        linestyle="none",
        clip_on=False,
        zorder=5,
        markerfacecolor=ink("paper" if hollow else color),
        markeredgecolor=ink(color),
        markeredgewidth=1.5 if hollow else 0,
    )


class Room:
    """Finds a free place for a word, in pixels: away from the line and from the words that have a place already."""

    def __init__(self, lines):
        """lines: the points of each line that is drawn, in pixels."""
        self.taken = []
        for line in lines:
            self.taken += [(x, y, x, y) for x, y in line]
            for (x0, y0), (x1, y1) in zip(line, line[1:], strict=False):
                cuts = max(1, int(abs(x1 - x0) + abs(y1 - y0)) // 3)
                steps = [(x0 + (x1 - x0) * cut / cuts, y0 + (y1 - y0) * cut / cuts) for cut in range(cuts + 1)]
                self.taken += [(x, y, x, y) for x, y in steps]

    def take(self, text, size, places):
        """The first of the places (x, y of the baseline, anchor) that leaves six pixels, or else the one that leaves most; and whether it is free."""
        width = width_of(text, size)
        boxes = [(x - width * {"start": 0, "middle": 0.5, "end": 1}[anchor], y - 0.2 * size, width, 0.95 * size) for x, y, anchor in places]
        boxes = [(x, y, x + width, y + height) for x, y, width, height in boxes]
        best = max(range(len(places)), key=lambda place: (min(6, self.gap(boxes[place])), -place))
        free = self.gap(boxes[best]) >= 0
        if free:
            self.taken.append(boxes[best])
        return (*places[best], free)

    def gap(self, box):
        """The least distance from a box to what is taken; negative where they overlap."""
        left, low, right, high = box
        return min((max(x0 - right, left - x1, y0 - high, low - y1) for x0, y0, x1, y1 in self.taken), default=6)


def span(*values):
    """The least and the greatest of the values that are known; never of no width, so that an axis has a scale."""
    known = [float(value) for value in values if value is not None]
    low, high = min(known), max(known)
    if high - low > 1e-9 * max(abs(low), abs(high), 1e-9):
        return low, high
    reach = abs(high) / 2 or 1.0
    return low - reach, high + reach


def stretches(values):
    """The stretches of neighbours that are known: [(places, values)]; a gap is left open, never drawn across."""
    found, places = [], []
    for place, value in enumerate(values):
        if value is not None:
            places.append(place)
        elif places:
            found.append(places)
            places = []
    if places:
        found.append(places)
    return [(run, [float(values[place]) for place in run]) for run in found]


def width_of(text, size):
    """About how wide a text is, in pixels: a reader's font is not known."""
    return sum(size if letter > "\u2e80" else 0.58 * size for letter in text)


def cut(text, size, room):
    """The text, shortened with … to fit the room in pixels."""
    text = plain(text)
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + "…", size) > room:
        text = text[:-1]
    return text + "…"


def lines(text, size, room) -> list[str]:
    """The text in one line, or in two where one has no room for it; what does not fit two is cut."""
    text = plain(text)
    if width_of(text, size) <= room:
        return [text]
    bracket = re.search(r"\s?[（(]", text)
    if bracket and width_of(text[: bracket.start()], size) <= room and width_of(text[bracket.start() :].strip(), size) <= room:
        return [text[: bracket.start()], text[bracket.start() :].strip()]
    ends = [place for place in range(1, len(text)) if _breaks(text, place) and width_of(text[:place].rstrip(), size) <= room]
    if not ends:
        return [cut(text, size, room)]
    return [text[: ends[-1]].rstrip(), cut(text[ends[-1] :].lstrip(), size, room)]


def _breaks(text, place):
    """Whether a line may end before this place: at a space, and beside Chinese letters, but before no mark and within no number."""
    before, after = text[place - 1], text[place]
    return before == " " or ((before > "\u2e80" or after > "\u2e80") and after not in CLOSING and before not in OPENING and after != " ")


def rows_high(texts, size, *, least) -> int:
    """Pixels for a row that holds so many lines of text (`texts`: the lines of each row), at least `least`."""
    return max(least, *(round(1.2 * size * len(one)) + 6 for one in texts))


def stacked(axes, row, texts, size, x, **how):
    """Lines of text one below the other, about the middle of a row."""
    for place, text in enumerate(texts):
        beside(axes, row, text, size, x, dy=((len(texts) - 1) / 2 - place) * 1.2 * size, **how)


def margin(names, size, narrow=108):
    """Room for names at the left: as wide as the longest, up to what leaves the chart its width (`narrow`: on a phone)"""
    return 12 + min(max(width_of(plain(name), size.type) for name in names), narrow if size is NARROW else 220)
