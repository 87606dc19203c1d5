"""The page of a forest plot: heading, panels with their axes, legend, notes, and what is not drawn."""

from __future__ import annotations

from collections.abc import Sequence

from spineknowledge.export.forest_content import Content, Line, Panel, Undrawn, is_score
from spineknowledge.export.forest_drawing import GREY, INK, PALE, WIDTH, Letters, Mark, Page, Stroke
from spineknowledge.export.forest_scales import (
    Scale,
    difference_scale,
    ratio_scale,
    tick_label,
    value_scale,
)
from spineknowledge.export.forest_text import clean, width_of, wrapped
from spineknowledge.export.forest_words import word
from spineknowledge.wording import heading

SIZE = 9.0
_LEADING = 12.0
_MARGIN = 10.0
_FULL = WIDTH - 2 * _MARGIN
_LABEL = 174.0
_LEFT, _RIGHT = 198.0, 348.0
_NUMBERS = 376.0
_NUMBER_WIDTH = WIDTH - _MARGIN - _NUMBERS
_RISE = 3.2
_PADDING = 7.0
_LINES = 4
_INDENT = 13.0
_TOUCHING = 9.0


def page_of(content: Content) -> Page:
    """Lay out everything that is shown of an answer."""
    page = Page()
    _heading(page, content)
    for panel in content.panels:
        _panel(page, panel, content)
    _legend(page, content)
    _notes(page, content)
    _not_drawn(page, content)
    page.y += _MARGIN
    return page


def scale_of(panel: Panel) -> Scale:
    """Return the axis that holds all rows of a panel."""
    effects = [line.effect for line in panel.lines if line.effect is not None]
    ends = [end for line in panel.lines for end in line.interval or ()]
    if panel.kind == "ratio":
        return ratio_scale(effects, ends)
    if panel.kind == "difference":
        return difference_scale(effects + ends)
    return value_scale([arm.value for line in panel.lines for arm in line.arms or ()])


def _heading(page: Page, content: Content) -> None:
    row, lang = content.row, content.lang
    page.y = _MARGIN + 2
    _paragraph(page, heading(row.criterion.label.get(lang)), size=13, bold=True)
    names = {"subject": row.subject.label.get(lang), "reference": row.reference.label.get(lang)}
    _paragraph(page, heading(word("compared", lang).format(**names)), size=10)


def _panel(page: Page, panel: Panel, content: Content) -> None:
    page.y += 16
    _paragraph(page, panel.title, size=10, bold=True)
    _key(page, panel, content)
    page.y += 3
    scale = scale_of(panel)
    _grid(page, panel, scale)
    for line in panel.lines:
        _row(page, line, scale)
    _axis(page, panel, scale, content)


def _key(page: Page, panel: Panel, content: Content) -> None:
    """Say below the title of a panel what filled and hollow markers mean in it."""
    filled, hollow = word("interval", content.lang), word("no interval", content.lang)
    used = {line.interval is not None for line in panel.lines}
    if panel.kind == "arms":
        filled, hollow = (thing.label.get(content.lang) for thing in (content.row.subject, content.row.reference))
        used = {True, False}
    shape = panel.lines[0].shape
    _flow(page, [(shape, full, filled if full else hollow) for full in (True, False) if full in used])


def _grid(page: Page, panel: Panel, scale: Scale) -> None:
    bottom = page.y + sum(_height(line) for line in panel.lines)
    for tick in scale.ticks:
        x = _x(scale, tick)
        at_null = tick == scale.null
        page.add(Stroke(x, page.y, x, bottom, 1 if at_null else 0.6, GREY if at_null else PALE))


def _row(page: Page, line: Line, scale: Scale) -> None:
    top = page.y
    page.add(Stroke(_MARGIN, top, WIDTH - _MARGIN, top, 0.6, PALE))
    y = top + _PADDING / 2 + SIZE
    for number, (text, bold) in enumerate(_label(line)):
        page.add(Letters(_MARGIN, y + number * _LEADING, text, SIZE, bold, INK if bold else GREY))
    if line.arms:
        _draw_arms(page, line, scale, y)
    else:
        _draw_effect(page, line, scale, y - _RISE)
    _numbers(page, line, y)
    page.y = top + _height(line)


def _draw_effect(page: Page, line: Line, scale: Scale, y: float) -> None:
    if line.interval:
        low, high = line.interval
        page.add(Stroke(_x(scale, low), y, _x(scale, high), y, 1.3))
        page.add(*(Mark(_LEFT, y, "left", size=5) for _ in range(low < scale.low)))
        page.add(*(Mark(_RIGHT, y, "right", size=5) for _ in range(high > scale.high)))
    page.add(Mark(_x(scale, line.effect or 0), y, line.shape, filled=line.interval is not None))


def _draw_arms(page: Page, line: Line, scale: Scale, y: float) -> None:
    """Draw both groups at one height; where they would cover each other, each beside its own numbers."""
    subject, reference = (_x(scale, arm.value) for arm in line.arms or ())
    middle = y - _RISE + _LEADING / 2
    apart = _LEADING / 2 if abs(subject - reference) < _TOUCHING else 0
    page.add(Stroke(subject, middle - apart, reference, middle + apart, 0.9, GREY))
    page.add(Mark(reference, middle + apart, line.shape, filled=False))
    page.add(Mark(subject, middle - apart, line.shape))


def _numbers(page: Page, line: Line, y: float) -> None:
    for text, first, filled in _number_lines(line):
        if line.arms and filled is not None and first:
            page.add(Mark(_NUMBERS + 4, y - _RISE, line.shape, filled))
        colour = INK if filled is not None else GREY
        page.add(Letters(_NUMBERS + (_INDENT if line.arms else 0), y, text, SIZE, False, colour))
        y += _LEADING


def _number_lines(line: Line) -> list[tuple[str, bool, bool | None]]:
    """Return the lines of the numbers: text, whether its part begins, and which group it is of, if any."""
    width = _NUMBER_WIDTH - (_INDENT if line.arms else 0)
    roles = (True, False, None) if line.arms else (True, None, None)
    return [
        (text, index == 0, role)
        for part, role in zip(line.numbers, roles, strict=False)
        for index, text in enumerate(wrapped(part, width, SIZE, most=3))
    ]


def _label(line: Line) -> list[tuple[str, bool]]:
    name = [(text, True) for text in wrapped(line.name, _LABEL, SIZE, most=2, bold=True)]
    return name + [(text, False) for text in wrapped(line.details, _LABEL, SIZE, most=_LINES)]


def _height(line: Line) -> float:
    return max(len(_label(line)), len(_number_lines(line))) * _LEADING + _PADDING


def _axis(page: Page, panel: Panel, scale: Scale, content: Content) -> None:
    y = page.y
    page.add(Stroke(_LEFT, y, _RIGHT, y, 1, INK))
    for tick in _labelled(scale):
        x = _x(scale, tick)
        page.add(Stroke(x, y, x, y + 3, 1, INK))
        page.add(Letters(x, y + 3 + SIZE, tick_label(tick), SIZE, False, INK, "center"))
    page.y += 3 + _LEADING
    if scale.null is not None:
        _ends(page, content)


def _labelled(scale: Scale) -> Sequence[float]:
    """Return the ticks that get a label: all, or where labels are long, every other one."""
    room = (_RIGHT - _LEFT) / (len(scale.ticks) - 1)
    widest = max(width_of(tick_label(tick), SIZE) for tick in scale.ticks)
    return scale.ticks if scale.log or widest < room else scale.ticks[::2]


def _ends(page: Page, content: Content) -> None:
    """Write what both ends of the axis mean, each under its own half."""
    name = content.row.subject.label.get(content.lang)
    half = (_RIGHT - _LEFT) / 2 + 8
    low = wrapped("← " + word("lower with", content.lang).format(name=name), half, SIZE, most=6)
    high = wrapped(word("higher with", content.lang).format(name=name) + " →", half, SIZE, most=6)
    for lines, x, align in ((low, _LEFT - 16, "left"), (high, _RIGHT + 16, "right")):
        for number, text in enumerate(lines):
            page.add(Letters(x, page.y + SIZE + number * _LEADING, text, SIZE, False, INK, align))
    page.y += max(len(low), len(high)) * _LEADING


def _legend(page: Page, content: Content) -> None:
    lines = [line for panel in content.panels for line in panel.lines]
    kinds: dict[str, dict[str, None]] = {}
    for line in lines:
        kinds.setdefault(line.shape, {})[_kind(line, content.lang)] = None
    entries = [(shape, True, ", ".join(names)) for shape, names in sorted(kinds.items())]
    page.y += 14
    page.add(Stroke(_MARGIN, page.y, WIDTH - _MARGIN, page.y, 1, INK))
    page.y += 5
    _flow(page, entries)


def _kind(line: Line, lang: str) -> str:
    if line.shape == "diamond":
        return word("pooled", lang)
    design = line.finding.source.design
    return clean(design.label.get(lang)) if design else word("no design", lang)


def _flow(page: Page, entries: Sequence[tuple[str, bool, str]]) -> None:
    """Set markers with their meaning side by side, in as many lines as they need."""
    x = _MARGIN
    for shape, filled, text in entries:
        lines = wrapped(text, _FULL - 14, SIZE, most=3)
        needed = 14 + max((width_of(part, SIZE) for part in lines), default=0)
        if x > _MARGIN and x + needed > WIDTH - _MARGIN:
            page.y, x = page.y + _LEADING + 2, _MARGIN
        page.add(Mark(x + 4, page.y + SIZE - _RISE, shape, filled))
        for number, part in enumerate(lines):
            page.add(Letters(x + 13, page.y + SIZE + number * _LEADING, part, SIZE))
        page.y += (len(lines) - 1) * _LEADING
        x += needed + 8
    page.y += _LEADING + 2


def _notes(page: Page, content: Content) -> None:
    page.y += 4
    for note in notes_of(content):
        _paragraph(page, note, colour=GREY)
        page.y += 2


def notes_of(content: Content) -> list[str]:
    """Return the notes that hold for a plot."""
    lines = [line for panel in content.panels for line in panel.lines]
    keys = ["votes", "order"]
    scored = any(panel.kind == "difference" for panel in content.panels)
    scored = scored or any(is_score(line.estimate) for line in lines)
    keys += ["scale"] if scored else []
    keys += ["computed"] if any("%*" in number for line in lines for number in line.numbers) else []
    keys += ["inverse"] if content.row.basis == "inverse" else []
    return [word(key, content.lang) for key in keys]


def _not_drawn(page: Page, content: Content) -> None:
    for reason in dict.fromkeys(item.reason for item in content.undrawn):
        items = [item for item in content.undrawn if item.reason == reason]
        page.y += 6
        title = f"{word('not drawn', content.lang)}: {word(f'reason:{reason}', content.lang)}"
        _paragraph(page, title, bold=True)
        _paragraph(page, _listed(items) + ".")


def _listed(items: Sequence[Undrawn]) -> str:
    by_study: dict[str, list[str]] = {}
    for item in items:
        by_study.setdefault(item.name, []).append(item.words)
    return "; ".join(f"{name} ({'; '.join(words)})" for name, words in by_study.items())


def _paragraph(page: Page, text: str, size: float = SIZE, bold: bool = False, colour: str = INK) -> None:
    leading = size + 3.5
    for line in wrapped(text, _FULL, size, bold=bold):
        page.y += leading
        page.add(Letters(_MARGIN, page.y - 3.5, line, size, bold, colour))


def _x(scale: Scale, value: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * scale.share(value)
