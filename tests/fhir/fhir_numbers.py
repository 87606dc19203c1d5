"""The numbers of findings, read twice: from the Turtle files with rdflib, and from Evidence.

Nothing of the library takes part, so that what the two have in common is what the files say.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import rdflib
from fhir_cases import Node, nodes, resources

SPK = rdflib.Namespace("https://w3id.org/spineknowledge/ontology#")
SKOS = rdflib.Namespace("http://www.w3.org/2004/02/skos/core#")
Numbers = dict[tuple[str, str], Counter[tuple[str, ...]]]
"""For a finding and one of its parts (both, exposure, comparator): its numbers, each with what it is."""

_FIELDS = {"printedValue": "value", "printedCiLow": "low", "printedCiHigh": "high", "printedPValue": "p"}
_ARMS = {"subject": "exposure", "reference": "comparator"}
_WITHOUT_UNIT = ("risk-ratio", "odds-ratio", "hazard-ratio", "standardised-mean-difference")


def numbers_in_files(paths: Iterable[Path]) -> Numbers:
    """Return every number of an estimate, as the files print it, with the symbol of its unit."""
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path)
    found: Numbers = defaultdict(Counter)
    for finding, estimate in graph.subject_objects(SPK.hasEstimate):
        measure = str(graph.value(estimate, SPK.measure)).rpartition("/")[2]
        unit = graph.value(estimate, SPK.unit)
        symbol = str(graph.value(unit, SKOS.notation)) if unit and measure not in _WITHOUT_UNIT else ""
        if measure == "narrative" and symbol:
            symbol += f", {graph.value(estimate, SPK.scale)}"
        both = found[str(finding), "both"]
        for field, name in _FIELDS.items():
            printed = graph.value(estimate, SPK[field])
            if printed is not None:
                both[name, str(printed), "" if name == "p" else symbol] += 1
        for side, part in _ARMS.items():
            arm = found[str(finding), part]
            for field, name in ((f"printed{side.capitalize()}Value", "value"), (f"{side}Events", "events")):
                if (printed := graph.value(estimate, SPK[field])) is not None:
                    arm[name, str(printed), symbol if name == "value" else ""] += 1
            if (total := graph.value(estimate, SPK[f"{side}Total"])) is not None:
                arm["total", str(total), ""] += 1
    return {key: counter for key, counter in found.items() if counter}


def exposures_in_files(paths: Iterable[Path]) -> dict[str, tuple[str, str]]:
    """Return the option that a finding's numbers have as their subject, and the other one."""
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path)
    found = {}
    for finding, comparison in graph.subject_objects(SPK.aboutComparison):
        pair = [str(graph.value(comparison, SPK[name])) for name in ("subjectOption", "referenceOption")]
        first = str(graph.value(finding, SPK.reportedSubject) or pair[0])
        found[str(finding)] = (first, pair[1] if first == pair[0] else pair[0])
    return found


def numbers_in_bundle(bundle: Node) -> Numbers:
    """Return every number of a finding's Evidence, with the symbol of its unit."""
    found: Numbers = {}
    for evidence in resources(bundle, "Evidence"):
        finding, part = part_of(evidence)
        counted = Counter(
            number for statistic in evidence.get("statistic", []) for number in _numbers(statistic, evidence["id"])
        )
        if counted:
            found[finding, part] = counted
    return found


def part_of(evidence: Node) -> tuple[str, str]:
    """Return the IRI of the finding, and which part of it an Evidence is."""
    arm = re.match(r"One arm of (\S+)\. ", evidence["description"])
    return (arm[1], evidence["url"].rpartition("-")[2]) if arm else (evidence["url"], "both")


def differences(expected: Numbers, bundle: Node) -> list[str]:
    """Return what stands in one and not in the other."""
    actual = numbers_in_bundle(bundle)
    keys = sorted(expected.keys() | actual.keys())
    pairs = ((key, expected.get(key), actual.get(key)) for key in keys)
    return [f"{key}: in the files {ours}, in the bundle {theirs}" for key, ours, theirs in pairs if ours != theirs]


def _numbers(statistic: Node, name: str) -> list[tuple[str, ...]]:
    found = [("value", *_quantity(statistic["quantity"]))] if "quantity" in statistic else []
    for estimate in statistic.get("attributeEstimate", []):
        kind = estimate["type"]["coding"][0]["code"]
        if kind == "C44185":
            found.append(("p", *_quantity(estimate["quantity"])))
        else:
            found += [(end, *_quantity(estimate["range"][end])) for end in ("low", "high")]
    for key in ("numberAffected", "numberOfEvents"):
        found += [("events", str(statistic[key]), "")] if key in statistic else []
    size = statistic.get("sampleSize", {})
    if "numberOfParticipants" in size:
        found.append(("total", str(size["numberOfParticipants"]), ""))
    elif "description" in size:
        found.append(("total", size["description"].partition(",")[0], ""))
    for note in statistic.get("note", []):
        if told := re.match(r"The (.+) is printed as (\S+), which", note["text"]):
            found.append(("unsaid", told[1], told[2]))
    coded = [value for node in nodes(statistic) for value in node.values() if _is_number(value)]
    listed = [item for item in found if item[0] not in ("unsaid",) and item[1]]
    words = "description" in size and "numberOfParticipants" not in size
    assert len(coded) == len(listed) - words, f"{name}: a number in an unknown place: {coded}"
    return found


def _quantity(node: Node) -> tuple[str, str]:
    return f"{node.get('comparator', '')}{node['value']}", node.get("unit", "")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
