"""The rules across records, which no shape can express: each a small function over all facts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from spineknowledge.namespaces import PREFIXES, compact, slug_of
from spineknowledge.validation.facts import SPK, Facts, as_number
from spineknowledge.validation.report import Problem
from spineknowledge.validation.terms import TERM_RULES, Found

_SOURCE = PREFIXES["dcterms"] + "source"
_REPLACED_BY = PREFIXES["dcterms"] + "isReplacedBy"
_SUPPORTED_BY = PREFIXES["cito"] + "isSupportedBy"
_DISPUTED_BY = PREFIXES["cito"] + "isDisputedBy"
_RATIOS = ("risk-ratio", "odds-ratio", "hazard-ratio")
_DIFFERENCES = ("mean-difference", "standardised-mean-difference")
_NUMBERS = ("value", "ciLow", "ciHigh", "pValue", "subjectValue", "referenceValue")


def duplicate_comparison(facts: Facts) -> Found:
    """Two comparisons ask the same question, in the same or in the opposite order."""
    asked: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for comparison in facts.of_class("Comparison"):
        options = frozenset(_options(facts, comparison))
        criterion, condition = facts.iri(comparison, "criterion"), facts.iri(comparison, "condition")
        if "" not in options and criterion:
            asked[(options, criterion, condition)].append(comparison)
    for same in asked.values():
        for comparison in sorted(same)[1:]:
            wrong = f"The same question is asked by {compact(min(same))}."
            yield comparison, wrong, "Keep one of the two and point the findings to it.", "", min(same)


def comparison_order(facts: Facts) -> Found:
    """The subject of a comparison is the option whose slug sorts first, and the IRI says so."""
    for comparison in facts.of_class("Comparison"):
        subject, reference = (slug_of(option) for option in _options(facts, comparison))
        if not (subject and reference):
            continue
        if subject >= reference:
            wrong = f"The subject {subject} does not sort before the reference {reference}."
            yield comparison, wrong, "Name as subject the option that sorts first.", "subjectOption", subject
        expected = f"{subject}-vs-{reference}-{facts.slug(comparison, 'criterion')}"
        if slug_of(comparison) != expected and subject < reference:
            wrong = "Its name does not say what is compared."
            yield comparison, wrong, f"Name it comparison:{expected}.", "", ""


def two_current_assessments(facts: Facts) -> Found:
    """A comparison has one current assessment; older ones name the one that replaced them."""
    current: dict[str, list[str]] = defaultdict(list)
    for assessment in facts.having("assesses"):
        if not facts.iri(assessment, _REPLACED_BY):
            current[facts.iri(assessment, "assesses")].append(assessment)
    current.pop("", None)
    for comparison, assessments in current.items():
        for assessment in sorted(assessments)[1:]:
            wrong = f"{compact(comparison)} has another current assessment, {compact(min(assessments))}."
            write = "Write dcterms:isReplacedBy on the older one."
            yield assessment, wrong, write, "assesses", comparison, *assessments


def unanswered_comparison(facts: Facts) -> Found:
    """A comparison without any finding or assessment answers nothing."""
    answered = {facts.iri(node, name) for name in ("aboutComparison", "assesses") for node in facts.having(name)}
    for comparison in facts.of_class("Comparison"):
        if comparison not in answered:
            yield (
                comparison,
                "No finding or assessment is about it.",
                "Add one, or remove the comparison.",
                "",
                "",
            )


def step_positions(facts: Facts) -> Found:
    """The steps of an option stand at 1, 2, 3 and so on."""
    for option in facts.having("hasStep"):
        steps = facts.iris(option, "hasStep")
        placed = sorted((number, step) for step in steps if (number := facts.number(step, "position")) is not None)
        if len(placed) != len(steps):
            continue
        for expected, (position, step) in enumerate(placed, 1):
            if position != expected:
                wrong = f"The position is {position} where {expected} comes next in {slug_of(option)}."
                write = f"Number the steps without gaps; here {expected}."
                yield step, wrong, write, "position", str(position), option, *steps
                break


def step_owner(facts: Facts) -> Found:
    """A step belongs to exactly one option, and an estimate to exactly one finding."""
    for cls, link, owner in (("Step", "hasStep", "option"), ("EffectEstimate", "hasEstimate", "finding")):
        owners: dict[str, list[str]] = defaultdict(list)
        for subject in facts.having(link):
            for owned in facts.iris(subject, link):
                owners[owned].append(subject)
        for owned in facts.of_class(cls):
            if len(owners[owned]) != 1:
                wrong = f"It belongs to {len(owners[owned])} {owner}s."
                write = f"Write spk:{link} on the one {owner} that it belongs to."
                yield owned, wrong, write, link, "", *owners[owned]


def direction_against_estimate(facts: Facts) -> Found:
    """The numbers of a finding point the way that it reports."""
    for finding in facts.having("hasEstimate"):
        reported = facts.slug(finding, "reportedDirection")
        if reported not in ("lower", "higher"):
            continue
        comparison = facts.iri(finding, "aboutComparison")
        turned = facts.iri(finding, "reportedSubject") == facts.iri(comparison, "referenceOption") != ""
        for estimate in facts.iris(finding, "hasEstimate"):
            sign = _sign(facts, estimate) * (-1 if turned else 1)
            if sign and sign != (-1 if reported == "lower" else 1):
                wrong = f"It reports {reported}, but the numbers of {compact(estimate)} point the other way."
                write = "Correct the direction or the numbers, or say with spk:reversedScale how to read them."
                yield finding, wrong, write, "reportedDirection", reported, estimate, comparison


def answer_without_support(facts: Facts) -> Found:
    """An answered assessment rests on a finding, and an unanswered one has neither direction nor certainty."""
    for assessment in facts.of_class("Assessment"):
        status = facts.slug(assessment, "answerStatus")
        if status == "answered" and not facts.iris(assessment, _SUPPORTED_BY):
            wrong = "It is answered, but no finding supports it."
            yield assessment, wrong, "Write cito:isSupportedBy with a finding.", _SUPPORTED_BY, ""
        if status in ("not-assessed", "no-evidence"):
            for name in ("direction", "certainty"):
                if facts.iri(assessment, name):
                    wrong = f"It has a {name} although its status is {status}."
                    yield assessment, wrong, f"Remove spk:{name}, or change the status.", name, ""


def foreign_finding(facts: Facts) -> Found:
    """An assessment cites findings on its own comparison, each on one side only."""
    for assessment in facts.of_class("Assessment"):
        comparison = facts.iri(assessment, "assesses")
        sides = {name: facts.iris(assessment, name) for name in (_SUPPORTED_BY, _DISPUTED_BY, "considers")}
        for name, findings in sides.items():
            for finding in findings:
                about = facts.iri(finding, "aboutComparison")
                if about and about != comparison:
                    wrong = f"{compact(finding)} is about {compact(about)}."
                    yield assessment, wrong, "Cite findings on the assessed comparison only.", name, finding
        sided = Counter(finding for findings in sides.values() for finding in findings)
        for finding in (finding for finding, times in sided.items() if times > 1):
            wrong = f"{compact(finding)} is named on more than one side."
            write = "Name it once: as cito:isSupportedBy, cito:isDisputedBy or spk:considers."
            yield assessment, wrong, write, next(name for name in sides if finding in sides[name]), finding


def unsourced_claim(facts: Facts) -> Found:
    """Each aim and risk of an option is backed by a statement of a source about that option."""
    backed = {
        (about, thing)
        for statement in facts.of_class("Statement")
        for about in facts.iris(statement, "about")
        for thing in facts.iris(statement, "concerns")
    }
    for name in ("hasObjective", "hasPrimaryObjective", "hasRisk"):
        for option in facts.having(name):
            for thing in facts.iris(option, name):
                if (option, thing) not in backed:
                    wrong = f"No statement of a source says so of {compact(thing)}."
                    write = "Add a spk:Statement about the option that spk:concerns it, with its source."
                    yield option, wrong, write, name, thing, *facts.pointing("about", option)


def explained_without_direction(facts: Facts) -> Found:
    """An explanation gives the reason for an answer that has a direction."""
    for explanation in facts.of_class("Explanation"):
        assessment = facts.iri(explanation, "explains")
        if assessment in facts and not facts.iri(assessment, "direction"):
            wrong = f"{compact(assessment)} has no direction to explain."
            yield explanation, wrong, "Explain an assessment with a direction.", "explains", assessment


def number_as_printed(facts: Facts) -> Found:
    """A decimal and the printed number beside it are the same number."""
    for subject in (*facts.of_class("EffectEstimate"), *facts.of_class("Statement")):
        for name in _NUMBERS:
            printed_name = f"printed{name[0].upper()}{name[1:]}"
            number, printed = facts.number(subject, name), facts.text(subject, printed_name)
            if number is not None and printed and as_number(printed) != number:
                wrong = f"The value {number} is printed as {printed}."
                yield (
                    subject,
                    wrong,
                    f"Write the same number in spk:{name} and spk:{printed_name}.",
                    name,
                    printed,
                )


RULES: tuple[Callable[[Facts], Found], ...] = (
    duplicate_comparison,
    comparison_order,
    two_current_assessments,
    unanswered_comparison,
    step_positions,
    step_owner,
    direction_against_estimate,
    answer_without_support,
    foreign_finding,
    unsourced_claim,
    explained_without_direction,
    number_as_printed,
    *TERM_RULES,
)


def problems(facts: Facts, rules: Iterable[Callable[[Facts], Found]]) -> Iterator[Problem]:
    """Yield what the rules find, each under the name of its rule."""
    for rule in rules:
        name = f"rule:{rule.__name__.replace('_', '-')}"
        for subject, wrong, write, predicate, value, *paired in rule(facts):
            full = predicate if ":" in predicate or not predicate else SPK + predicate
            yield Problem(name, subject, wrong, write, full, value, tuple(paired))


def _options(facts: Facts, comparison: str) -> tuple[str, str]:
    return facts.iri(comparison, "subjectOption"), facts.iri(comparison, "referenceOption")


def _sign(facts: Facts, estimate: str) -> int:
    """Return -1 or 1 where the numbers are lower or higher for their subject, 0 where they do not tell."""
    measure = facts.slug(estimate, "measure")
    pair = (facts.number(estimate, "subjectValue"), facts.number(estimate, "referenceValue"))
    if measure in _RATIOS + _DIFFERENCES:
        neutral = as_number("1" if measure in _RATIOS else "0")
        pair = (facts.number(estimate, "value"), neutral)
    elif None in pair:
        pair = (_rate(facts, estimate, "subject"), _rate(facts, estimate, "reference"))
    left, right = pair
    if left is None or right is None or facts.text(estimate, "reversedScale") == "true":
        return 0
    return (left > right) - (left < right)


def _rate(facts: Facts, estimate: str, side: str) -> Decimal | None:
    events, total = facts.number(estimate, f"{side}Events"), facts.number(estimate, f"{side}Total")
    return events / total if events is not None and total else None
