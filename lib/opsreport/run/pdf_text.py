"""A PDF's text as it was written. Fonts with Chinese letters share one shape between a letter and the radical that looks like it (用 and ⽤, 青 and
⻘), and Chromium notes the radical: who copied 用户 from the paper would paste, and search for, something else. The notes are corrected in an update
at the PDF's end, as PDFs are changed; the rest of the file stays as it is.
"""

import re
import unicodedata
import zlib

LETTERS = dict(
    zip(
        "⺁⺄⺈⺌⺍⺕⺗⺝⺟⺠⺡⺮⺶⺼⻁⻄⻅⻆⻈⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻫⻬⻭⻮⻯⻰⻱⻲⻳⼾",
        "厂乙刀小小彐心月母民氵竹羊肉虎西见角讠贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄斉齐歯齿竜龙龜亀龟户",
        strict=True,
    )
)
NOTED = re.compile(rb"(\s<)(2E[89A-F][0-9A-F]|2F[0-9A-D][0-9A-F])(?=>\s*\n)")
STREAM = re.compile(rb"\n(\d+) 0 obj\n<<[^<>]*?/Filter /FlateDecode[^<>]*>> stream\n")
TRAILER = re.compile(rb"trailer\n<<(?P<entries>[^<>]*)>>\nstartxref\n(?P<at>\d+)\n%%EOF\s*$")


def copyable(pdf: bytes, text: str) -> bytes:
    """The PDF with radicals noted as the letters that the text has; as it is where it is written otherwise than Chromium writes."""
    ends, letters = TRAILER.search(pdf), frozenset(text)
    if not ends:
        return pdf
    wanted = set(re.findall(rb"/ToUnicode (\d+) 0 R", pdf))
    changed = {int(found[1]): new for found in STREAM.finditer(pdf) if found[1] in wanted and (new := _corrected(pdf, found.end(), letters))}
    return pdf + _update(len(pdf), changed, ends["entries"], int(ends["at"])) if changed else pdf


def _corrected(pdf, at, letters) -> bytes | None:
    """A table of notes, corrected; None where nothing in it is wrong."""
    table = zlib.decompressobj().decompress(pdf[at:])
    new = NOTED.sub(lambda found: found[1] + b"%04X" % ord(_letter(chr(int(found[2], 16)), letters)), table)
    return new if new != table else None


def _letter(radical: str, letters: frozenset[str]) -> str:
    """The letter of the text that looks like the radical."""
    candidates = (LETTERS.get(radical, ""), unicodedata.normalize("NFKC", radical))
    return next((each for each in candidates if each in letters), radical)


def _update(start, streams, entries, before) -> bytes:
    """Objects anew, where each begins, and a trailer that leads back to the one before."""
    written, rows = b"\n", b""
    for number, stream in sorted(streams.items()):
        rows += b"%d 1\n%010d 00000 n \n" % (number, start + len(written))
        packed = zlib.compress(stream)
        written += b"%d 0 obj\n<</Filter /FlateDecode\n/Length %d>> stream\n" % (number, len(packed)) + packed + b"\nendstream\nendobj\n"
    ends = b"trailer\n<<%s\n/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (entries, before, start + len(written))
    return written + b"xref\n" + rows + ends
