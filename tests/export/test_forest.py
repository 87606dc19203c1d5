"""Forest plots of invented answers, whose pictures can be checked by hand; and of every real answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import combinations
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from invented_rows import ARMS, RATIO, concept_of, estimate_of, finding_of, number_of, row_of, text_of

from spineknowledge import KnowledgeBase
from spineknowledge.errors import QueryError, SpineKnowledgeError
from spineknowledge.export.forest import forest_svg
from spineknowledge.export.forest_content import content_of
from spineknowledge.export.forest_drawing import WIDTH, Letters, Mark
from spineknowledge.export.forest_layout import page_of, scale_of
from spineknowledge.export.forest_scales import ratio_scale
from spineknowledge.export.forest_text import width_of
from spineknowledge.model.comparison import ComparisonRow
from spineknowledge.model.evidence import Finding

_SVG = "{http://www.w3.org/2000/svg}"
_HOSTILE = "</svg><script>alert('x')</script> & \"q\" $x^2$ \n\u2028 \x00\u202e ]]> <!-- -- " + "long" * 80


def _drawn(row: ComparisonRow, lang: str = "en") -> ET.Element:
    return ET.fromstring(forest_svg(row, lang))


def _texts(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{_SVG}text")]


def _description(root: ET.Element) -> str:
    return root.findtext(f"{_SVG}desc") or ""


def test_a_ratio_is_drawn_with_its_numbers_as_printed_and_a_direction_at_both_ends() -> None:
    texts = _texts(_drawn(row_of(RATIO)))
    assert "0.62 (0.47 to 0.80)" in texts
    assert {"Smith 2001", "rct", "Risk ratio", "1"} <= set(texts)
    assert "← lower with quick way higher with quick way →" in " ".join(texts)


def test_the_picture_is_an_image_with_a_title_and_a_full_description() -> None:
    root = _drawn(row_of(RATIO))
    ids = {element.get("id"): element for element in root.iter() if element.get("id")}
    title, description = (ids[name] for name in (root.get("aria-labelledby") or "").split())
    assert root.get("role") == "img"
    assert list(root)[:2] == [title, description]
    assert title.text == "Dizziness: quick way compared with slow way"
    assert "1 is no difference; below it, lower with quick way; above it, higher with quick way" in (
        description.text or ""
    )
    assert "Smith 2001 [smith-2001-f01], rct: 0.62 (0.47 to 0.80)." in (description.text or "")


def test_the_ratio_lies_left_of_the_line_of_no_difference_on_a_log_axis() -> None:
    page = page_of(content_of(row_of(RATIO), "en"))
    scale = ratio_scale([0.62], [0.47, 0.80])
    assert scale.log and scale.share(1) == 0.5
    (mark,) = [item for item in page.items if isinstance(item, Mark) and 198 < item.x < 348]
    assert mark.x == pytest.approx(198 + 150 * scale.share(0.62))
    assert mark.shape == "square" and mark.filled


def test_different_measures_units_scales_and_denominators_never_share_an_axis() -> None:
    percent, score = concept_of("percent", "%"), concept_of("score-point", "{score}")
    estimates = [
        estimate_of("a", "risk-ratio", value="0.5"),
        estimate_of("b", "odds-ratio", value="0.5"),
        estimate_of("c", "mean-difference", value="-1", scale="VAS", unit=score),
        estimate_of("d", "mean-difference", value="-1", scale="NRS", unit=score),
        estimate_of("e", "mean-difference", value="-1", unit=percent),
        estimate_of("f", "mean", subject_value="3", reference_value="4", unit=concept_of("minute", "min")),
        estimate_of("g", "proportion", subject_value="3", reference_value="4", unit=percent),
    ]
    findings = [finding_of(f"smith-2001-f{i}", 2001, e) for i, e in enumerate(estimates)]
    findings.append(finding_of("smith-2001-f9", 2001, estimates[-1], denominator=concept_of("per-patient")))
    panels = content_of(row_of(*findings), "en").panels
    assert [panel.title for panel in panels] == [
        "Odds ratio",
        "Risk ratio",
        "Mean difference (percent)",
        "Mean difference, NRS",
        "Mean difference, VAS",
        "Values by arm: mean or median (minute)",
        "Values by arm: proportion (percent)",
        "Values by arm: proportion, per patient (percent)",
    ]
    assert all(len(panel.lines) == 1 for panel in panels)


def test_rows_are_in_order_of_year_then_slug_whatever_their_effect() -> None:
    def ratio(slug: str, year: int | None, value: str) -> Finding:
        return finding_of(slug, year, estimate_of(slug, "risk-ratio", value=value))

    row = row_of(
        ratio("zed-2003-f01", 2003, "0.1"),
        ratio("nobody-f01", None, "0.2"),
        ratio("abe-2003-f01", 2003, "3"),
        ratio("old-1990-f01", 1990, "1"),
    )
    (panel,) = content_of(row, "en").panels
    assert [line.name for line in panel.lines] == ["Old 1990", "Abe 2003", "Zed 2003", "nobody"]


def test_counts_give_a_percent_that_is_said_to_be_computed() -> None:
    root = _drawn(row_of(ARMS))
    texts = _texts(root)
    assert {"157 of 214 (73.4%*)", "164 of 201 (81.6%*)"} <= set(texts)
    assert "* Percent computed here from the printed counts." in texts
    assert "quick way 157 of 214 (73.4%*), slow way 164 of 201 (81.6%*)" in _description(root)


def test_a_printed_percent_is_taken_rather_than_computed() -> None:
    estimate = ARMS.estimates[0].replace(
        unit=concept_of("percent", "%"), subject_value=number_of("73"), reference_value=number_of("82.0")
    )
    texts = _texts(_drawn(row_of(ARMS.replace(estimates=(estimate,)))))
    assert {"157 of 214 (73%)", "164 of 201 (82.0%)"} <= set(texts)
    assert not any("*" in text for text in texts)


def test_groups_are_filled_and_hollow_and_stand_apart_where_they_are_equal() -> None:
    equal = finding_of("smith-2001-f01", 2001, estimate_of("e", "mean", subject_value="6.0", reference_value="6.0"))
    page = page_of(content_of(row_of(equal), "en"))
    reference, subject = [i for i in page.items if isinstance(i, Mark) and 198 <= i.x <= 348]
    assert (subject.filled, reference.filled) == (True, False)
    assert subject.x == reference.x and reference.y - subject.y >= subject.size


def test_an_estimate_without_interval_is_hollow_and_says_so() -> None:
    row = row_of(finding_of("smith-2001-f01", 2001, estimate_of("e", "hazard-ratio", value="0.80", p_value="<0.001")))
    texts = _texts(_drawn(row))
    assert texts.count("interval not stated") == 2
    assert "p <0.001" in texts
    marks = [item for item in page_of(content_of(row, "en")).items if isinstance(item, Mark)]
    assert [mark.filled for mark in marks if 198 < mark.x < 348] == [False]


@pytest.mark.parametrize(
    ("design", "basis", "shape", "words"),
    [
        ("meta-analysis", "review", "diamond", "meta analysis, pooled by its source"),
        ("systematic-review", "pooled-single-arms", "diamond", "systematic review, single arms pooled"),
        ("systematic-review", "review", "hexagon", "systematic review"),
        ("cohort", "cohort-comparison", "circle", "cohort"),
        ("claims-analysis", "claims-data", "triangle", "claims analysis"),
        ("cost-study", "cost-analysis", "wedge", "cost study"),
    ],
)
def test_design_and_pooling_show_in_shape_and_in_words(design: str, basis: str, shape: str, words: str) -> None:
    (panel,) = content_of(row_of(finding_of("a-1-f1", 1, *RATIO.estimates, design=design, basis=basis)), "en").panels
    assert panel.lines[0].shape == shape
    assert panel.lines[0].details.startswith(words)


def test_what_cannot_be_drawn_is_listed_with_its_reason() -> None:
    row = row_of(
        RATIO,
        finding_of("words-2002-f01", 2002, time_point="P2Y"),
        finding_of("pee-2003-f01", 2003, estimate_of("p", "p-value", p_value="0.04")),
        finding_of("count-2004-f01", 2004, estimate_of("c", "proportion", subject_events=2, reference_events=0)),
        finding_of("half-2005-f01", 2005, estimate_of("h", "mean", subject_value="3")),
        finding_of("price-2006-f01", 2006, estimate_of("n", "narrative", value="15982")),
        finding_of("zero-2007-f01", 2007, estimate_of("z", "risk-ratio", value="0")),
    )
    texts = " ".join(_texts(_drawn(row)))
    assert "Not drawn: in words only Words 2002 (2 years, lower)." in texts
    assert "Not drawn: p only Pee 2003 (lower, p = 0.04)." in texts
    assert "Not drawn: counts without group sizes Count 2004 (lower, 2 versus 0)." in texts
    assert "Not drawn: numbers for one group only Half 2005 (lower, 3 versus -)." in texts
    assert "Price 2006 (lower, 15982); Zero 2007 (lower, 0)." in texts
    described = _description(_drawn(row))
    assert all(finding.id in described for finding in row.findings)


def test_nothing_to_draw_is_an_error_that_says_what_there_is() -> None:
    with pytest.raises(QueryError, match=r"no study on dizziness .* can be drawn; .*: in words only"):
        forest_svg(row_of(finding_of("words-2002-f01", 2002)))
    with pytest.raises(QueryError, match=r"can be drawn$"):
        forest_svg(row_of())


def test_rows_of_one_study_are_told_apart_by_time_population_and_note() -> None:
    def at(slug: str, *notes: str, **more: Any) -> Finding:
        estimate = estimate_of(slug, "risk-ratio", value="0.5")
        return finding_of(slug, 2001, estimate, caveats=tuple(map(text_of, notes)), **more)

    row = row_of(
        at("smith-2001-f1", "inpatient; rest", population=text_of("old people")),
        at("smith-2001-f2", "outpatient", population=text_of("old people")),
        at("smith-2001-f3", "not needed", population=text_of("young people"), time_point="P1Y"),
    )
    (panel,) = content_of(row, "en").panels
    assert [line.details for line in panel.lines] == [
        "rct; old people; inpatient",
        "rct; old people; outpatient",
        "rct, 1 year; young people",
    ]


def test_sources_of_one_name_are_named_by_slug() -> None:
    row = row_of(
        finding_of("sun-k-2016-f1", 2016, *RATIO.estimates), finding_of("sun-l-2016-f1", 2016, *RATIO.estimates)
    )
    (panel,) = content_of(row, "en").panels
    assert [line.name for line in panel.lines] == ["sun-k-2016", "sun-l-2016"]


def test_notes_say_that_rows_are_no_votes_and_when_numbers_were_turned_round() -> None:
    texts = " ".join(_texts(_drawn(row_of(RATIO).mirrored())))
    assert "Reviews and trials here may share patients; the rows are not votes." in texts
    assert "ratios are inverted" in texts
    assert "1.6 (1.2 to 2.1)" in texts
    assert "lower with slow way" in texts


def test_spanish_has_its_own_fixed_words() -> None:
    texts = " ".join(_texts(_drawn(row_of(RATIO, ARMS, finding_of("words-2002-f01", 2002)), "es")))
    assert "0.62 (0.47 a 0.80)" in texts and "157 de 214 (73.4%*)" in texts
    assert "← menor con quick way" in texts and "No dibujado: solo en palabras" in texts
    assert "las filas no son votos" in texts


def test_hostile_labels_stay_text() -> None:
    finding = RATIO.replace(
        population=text_of(_HOSTILE), caveats=(text_of(_HOSTILE),), source=RATIO.source.replace(authors=_HOSTILE)
    )
    estimate = ARMS.estimates[0].replace(scale=_HOSTILE, unit=concept_of("odd", _HOSTILE))
    other = ARMS.replace(estimates=(estimate,))
    row = row_of(finding, other, subject=_HOSTILE, reference="木" + _HOSTILE, label=_HOSTILE)
    svg = forest_svg(row)
    root = ET.fromstring(svg)
    assert not list(root.iter(f"{_SVG}script"))
    assert "<script" not in svg and "\x00" not in svg and "\u202e" not in svg
    assert "</svg><script>alert('x')</script>" in _description(root)
    assert "$x^2$" in " ".join(_texts(root))
    _assert_tidy(row, "en")


def test_the_svg_holds_no_script_style_comment_metadata_or_outside_reference() -> None:
    svg = forest_svg(row_of(RATIO, ARMS))
    root = ET.fromstring(svg)
    names = {element.tag.removeprefix(_SVG) for element in root.iter()}
    assert names <= {"svg", "title", "desc", "g", "path", "text", "use", "defs"}
    assert "<!--" not in svg and "<?" not in svg and "DOCTYPE" not in svg and "atplotlib" not in svg
    links = [value for e in root.iter() for name, value in e.attrib.items() if name.endswith("href")]
    assert links and all(link.startswith("#") for link in links)
    assert set(re.findall(r"https?://[^\"]*", svg)) == {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_only_ink_greys_and_white_are_used_and_no_text_is_small() -> None:
    svg = forest_svg(row_of(RATIO, ARMS))
    assert set(re.findall(r"#[0-9a-f]{6}\b", svg)) <= {"#1a1a1a", "#595959", "#d4d4d4", "#ffffff"}
    assert min(float(size) for size in re.findall(r"font-size: ([\d.]+)px", svg)) >= 9


def test_the_same_answer_gives_the_same_bytes_under_any_hash_seed() -> None:
    program = (
        "import sys; from spineknowledge import KnowledgeBase as K; from spineknowledge.export.forest import "
        "forest_svg; assert 'matplotlib' not in sys.modules; "
        "row = K.load().compare('kyphoplasty', 'vertebroplasty')['mortality']; "
        "sys.stdout.buffer.write(forest_svg(row).encode())"
    )
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=env).stdout
        for env in (os.environ | {"PYTHONHASHSEED": "1"}, os.environ | {"PYTHONHASHSEED": "2"})
    ]
    assert runs[0] == runs[1] and runs[0].startswith(b"<svg ") and runs[0].endswith(b"</svg>\n")


def test_settings_of_the_caller_neither_matter_nor_change() -> None:
    import matplotlib as mpl

    expected = forest_svg(row_of(RATIO, ARMS))
    with mpl.rc_context({"text.usetex": True, "font.size": 30, "savefig.bbox": "tight", "svg.fonttype": "path"}):
        before = dict(mpl.rcParams)
        assert forest_svg(row_of(RATIO, ARMS)) == expected
        assert dict(mpl.rcParams) == before


def test_without_matplotlib_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(SpineKnowledgeError, match=r"pip install 'spineknowledge\[plot\]'"):
        forest_svg(row_of(RATIO))


def test_intervals_beyond_the_axis_end_in_an_arrow() -> None:
    wide = finding_of("smith-2001-f1", 2001, estimate_of("e", "odds-ratio", value="2", ci_low="0", ci_high="9000"))
    row = row_of(wide)
    shapes = [item.shape for item in page_of(content_of(row, "en")).items if isinstance(item, Mark)]
    assert {"left", "right"} <= set(shapes)
    assert "2 (0 to 9000)" in _texts(_drawn(row))


def _assert_tidy(row: ComparisonRow, lang: str) -> None:
    """Check that no text covers another, leaves the page, or is left out of the description."""
    page = page_of(content_of(row, lang))
    boxes = [_box(item) for item in page.items if isinstance(item, Letters)]
    for left, top, right, bottom in boxes:
        assert min(left, top) >= 0 and right <= WIDTH and bottom <= page.y
    for one, two in combinations(boxes, 2):
        assert one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1], (one, two)


def _box(item: Letters) -> tuple[float, float, float, float]:
    width = width_of(item.text, item.size, item.bold)
    left = item.x - {"left": 0.0, "center": width / 2, "right": width}[item.align]
    return left, item.y - 0.8 * item.size, left + width, item.y + 0.2 * item.size


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_real_answer_with_numbers_is_drawn_tidily_and_in_full(lang: str) -> None:
    drawn = 0
    comparison = KnowledgeBase.load().compare("kyphoplasty", "vertebroplasty")
    for row in comparison.rows:
        content = content_of(row, lang)
        if not content.panels:
            with pytest.raises(QueryError):
                forest_svg(row, lang)
            continue
        root = _drawn(row, lang)
        described = _description(root)
        assert all(f"[{finding.id}]" in described for finding in row.findings)
        assert all(scale_of(panel).ticks for panel in content.panels)
        _assert_tidy(row, lang)
        drawn += 1
    assert drawn >= 10
