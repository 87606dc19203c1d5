"""The numbers of an estimate as FHIR statistics: each as printed, and nothing that was not printed.

What FHIR has no place for is said in words. A number that it cannot write, such as ``.25``, is left out of
the coded part and quoted in a note.
"""

from __future__ import annotations

import re
from decimal import Decimal

from spineknowledge.export.fhir.codes import CONFIDENCE_INTERVAL, P_VALUE, Node, fixed
from spineknowledge.export.fhir.terms import statistic_type, unit
from spineknowledge.model.base import Concept
from spineknowledge.model.estimates import RATIOS, Estimate, Number
from spineknowledge.terminologies import ATTRIBUTE_ESTIMATE_TYPE

SIDES = ("subject", "reference")
_PRINTED = re.compile(r"(?P<sign><=|>=|<|>|)\s*(?P<number>-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?)")
_WITHOUT_UNIT = (*RATIOS, "standardised-mean-difference")
_OF_ARMS = ("mean", "proportion")
_IN_WORDS = "narrative"
_LARGEST_COUNT = 2_147_483_647


def between_arms(estimate: Estimate) -> Node:
    """Return the effect with its interval and p value; empty where the source gives none of them.

    >>> from spineknowledge import KnowledgeBase
    >>> finding = KnowledgeBase.load().findings("kyphoplasty", "vertebroplasty", "mortality")[0]
    >>> sorted(between_arms(finding.estimates[0]))
    ['quantity', 'statisticType']
    """
    unsaid: list[str] = []
    effect = _effect(estimate, unsaid)
    spread = [made for made in (_interval(estimate, unsaid), _p_value(estimate, unsaid)) if made]
    if not (effect or spread or unsaid):
        return {}
    if not effect and not unsaid:
        unsaid.append("No size of the difference is recorded.")
    return _filled(effect | {"description": _scale(estimate), "note": _notes(unsaid), "attributeEstimate": spread})


def of_arm(estimate: Estimate, side: str, counted: Concept | None) -> Node:
    """Return the value and the counts of one arm; empty where the source gives none.

    ``side`` is ``subject`` or ``reference``. FHIR counts participants: where something else is counted, or
    it is not known what, the total is said in words.
    """
    unsaid: list[str] = []
    value: Number | None = getattr(estimate, f"{side}_value")
    made = _quantity(value, "value", unit(estimate.unit), unsaid) if value else {}
    counts = _counts(estimate, side, counted, unsaid)
    if not (made or counts or unsaid):
        return {}
    of_arms = estimate.measure.id in _OF_ARMS
    kind = {"statisticType": statistic_type(estimate.measure)} if of_arms else {}
    whole = kind | ({"quantity": made} if made else {}) | counts
    return _filled(whole | {"description": _scale(estimate), "note": _notes(unsaid)})


def _effect(estimate: Estimate, unsaid: list[str]) -> Node:
    if estimate.value is None:
        return {}
    if estimate.measure.id == _IN_WORDS:
        symbol = unit(estimate.unit).get("unit", "")
        named = {"unit": ", ".join(filter(None, (symbol, estimate.scale)))}
        kind: Node = {}
    else:
        named = {} if estimate.measure.id in _WITHOUT_UNIT else unit(estimate.unit)
        kind = {"statisticType": statistic_type(estimate.measure)}
    quantity = _quantity(estimate.value, estimate.measure.label.get(), _filled(named), unsaid)
    return kind | {"quantity": quantity} if quantity else {}


def _interval(estimate: Estimate, unsaid: list[str]) -> Node:
    if estimate.ci_low is None or estimate.ci_high is None:
        return {}
    named = {} if estimate.measure.id in _WITHOUT_UNIT else unit(estimate.unit)
    low = _quantity(estimate.ci_low, "lower end of the interval", named, unsaid)
    high = _quantity(estimate.ci_high, "upper end of the interval", named, unsaid)
    if not low or not high:
        return {}
    kind = fixed(ATTRIBUTE_ESTIMATE_TYPE, CONFIDENCE_INTERVAL)
    return {"description": "Level not recorded", "type": kind, "range": {"low": low, "high": high}}


def _p_value(estimate: Estimate, unsaid: list[str]) -> Node:
    if estimate.p_value is None:
        return {}
    quantity = _quantity(estimate.p_value, "p value", {}, unsaid)
    return {"type": fixed(ATTRIBUTE_ESTIMATE_TYPE, P_VALUE), "quantity": quantity} if quantity else {}


def _quantity(number: Number, name: str, named: Node, unsaid: list[str]) -> Node:
    """Return a number with its unit, or note that FHIR cannot write it as it is printed."""
    match = _PRINTED.fullmatch(number.printed)
    if match is None or (match["sign"] and name != "p value"):
        unsaid.append(f"The {name} is printed as {number.printed}, which FHIR cannot write; it is left out.")
        return {}
    sign = {"comparator": match["sign"]} if match["sign"] else {}
    return {"value": Decimal(match["number"]), **sign, **named}


def _counts(estimate: Estimate, side: str, counted: Concept | None, unsaid: list[str]) -> Node:
    events: int | None = getattr(estimate, f"{side}_events")
    total: int | None = getattr(estimate, f"{side}_total")
    people = counted is not None and counted.id == "per-patient"
    made: Node = {}
    if events is not None and events <= _LARGEST_COUNT:
        made["numberAffected" if people else "numberOfEvents"] = events
    elif events is not None:
        unsaid.append(f"Events: {events}, which FHIR cannot write; it is left out.")
    if total is not None and people and total <= _LARGEST_COUNT:
        made["sampleSize"] = {"numberOfParticipants": total}
    elif total is not None:
        what = counted.label.get() if counted else "of what is not recorded"
        made["sampleSize"] = {"description": f"{total}, counted {what}; FHIR has a place for participants only"}
    return made


def _scale(estimate: Estimate) -> str:
    scale = f"Scale, as the source names it: {estimate.scale}" if estimate.scale else ""
    turned = "On this scale more is less of the measured variable" if estimate.reversed_scale else ""
    return ". ".join(filter(None, (scale, turned)))


def _notes(texts: list[str]) -> list[Node]:
    return [{"text": text} for text in texts]


def _filled(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in ("", [], {})}
