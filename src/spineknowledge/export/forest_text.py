"""Text that fits: cleaned for XML, measured by a table of letter widths, wrapped, and shortened.

The widths are those of a wide sans serif, rounded up, so that a layout is the same on every machine and
still fits when a reader's system draws it in a narrower face.
"""

from __future__ import annotations

import re
import unicodedata

_WIDTHS = (
    (" ijl.,:;'|\u00a0", 0.34),
    ("frtI!()[]-/", 0.42),
    ("cksvxyz", 0.6),
    ("mwMWOQ%@<>=+", 0.98),
)
_EM = {letter: width for letters, width in _WIDTHS for letter in letters}
_TIED = re.compile(
    r"(?<=\bp) (?=[=<>≤≥])|(?<= =) (?=\d)|(?<=\d) (?=[^\W\d])"
    r"|(?<=[^\W\d]) (?=(?:19|20)\d\d\b)|(?<=←) | (?=→)"
)
_HARD = "\u00a0"
_DROPPED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_BOLD = 1.1


def clean(text: str) -> str:
    """Return a text on one line without characters that XML forbids or that steer the reading direction.

    >>> clean("two\\nlines \\x00 here")
    'two lines here'
    """
    kept = (" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _DROPPED)
    return " ".join("".join(kept).split())


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Return the width of a text in points, rather too wide than too narrow.

    >>> width_of("iii", 10) < width_of("nnn", 10) < width_of("mmm", 10)
    True
    """
    return sum(map(_em, text)) * size * (_BOLD if bold else 1)


def wrapped(text: str, width: float, size: float, most: int = 99, bold: bool = False) -> list[str]:
    """Return a text as lines no wider than ``width``; what does not fit into ``most`` lines ends in "…".

    Numbers stay with their units, p values and author names with their numbers, where there is room.

    >>> wrapped("one two three four", 45, 9)
    ['one two', 'three', 'four']
    >>> wrapped("one two three four", 45, 9, most=2)
    ['one two', 'three…']
    """
    lines: list[str] = []
    for piece in _pieces(clean(text), width, size, bold):
        if lines and width_of(f"{lines[-1]} {piece}", size, bold) <= width:
            lines[-1] += f" {piece}"
        else:
            lines.append(piece)
    if len(lines) > most:
        lines[most - 1 :] = [_ellipsis(lines[most - 1], width, size, bold)]
    return [line.replace(_HARD, " ") for line in lines]


def shortened(text: str, most: int) -> str:
    """Return a text of at most ``most`` letters, cut between words where it can be.

    >>> shortened("osteoporotic vertebral fracture", 20)
    'osteoporotic…'
    """
    text = clean(text)
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:") + "…"


def _em(letter: str) -> float:
    if letter in _EM:
        return _EM[letter]
    if letter > "\u024f":
        return 1.05
    return 0.74 if letter.isupper() else 0.64


def _pieces(text: str, width: float, size: float, bold: bool) -> list[str]:
    """Return the parts between which lines may break; only what is wider than a line is cut."""
    pieces: list[str] = []
    for part in _TIED.sub(_HARD, text).split(" "):
        if width_of(part, size, bold) <= width:
            pieces.append(part)
        else:
            pieces += [cut for word in part.split(_HARD) for cut in _cut(word, width, size, bold)]
    return [piece for piece in pieces if piece]


def _cut(word: str, width: float, size: float, bold: bool) -> list[str]:
    pieces = []
    while width_of(word, size, bold) > width and len(word) > 1:
        at = _fitting(word, width, size, bold)
        pieces.append(word[:at])
        word = word[at:]
    return [*pieces, word]


def _fitting(text: str, width: float, size: float, bold: bool) -> int:
    used = 0.0
    for index, letter in enumerate(text):
        used += width_of(letter, size, bold)
        if used > width:
            return max(index, 1)
    return len(text)


def _ellipsis(line: str, width: float, size: float, bold: bool) -> str:
    while len(line) > 1 and width_of(f"{line}…", size, bold) > width:
        line = line[:-1]
    return line.rstrip(" ,;:") + "…"
