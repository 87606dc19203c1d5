"""The bundles against the definitions that HL7 publishes: elements, cardinalities, types, codes, invariants."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from fhir_cases import Node, copied, resource, resources
from official import HERE, codes, faults, folder, structure

from spineknowledge.export.fhir.codes import FIXED
from spineknowledge.export.fhir.referenced import DOI, PMCID, PMID
from spineknowledge.terminologies import CERTAINTY_RATING, STATISTIC_TYPE

FINDING = "finding-edidin-2011-f01"
UNEVALUATED = {"R5": ["rng-2"], "R4B": []}
"""Invariants that the engine cannot work out: it knows no boundaries of quantities."""


def test_the_whole_bundle_fits_the_definitions(bundle: Node, version: str) -> None:
    assert list(faults(version, bundle)) == []
    assert len(resources(bundle)) > 500


def plant(where: Node, *path: Any) -> None:
    """Put the last value at the path before it; a value of ``None`` takes the key away."""
    *keys, last, value = path
    for key in keys:
        where = where[key]
    if value is None:
        del where[last]
    else:
        where[last] = value


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (("status", "finished"), "'finished' is not in http://hl7.org/fhir/ValueSet/publication-status"),
        (("status", None), "status is missing"),
        (("statistic", 0, "statisticType", "coding", 0, "code", "C99999"), f"'C99999' is not in {STATISTIC_TYPE}"),
        (("statistic", 0, "statisticType", "coding", 0, "display", "Odds Ratio"), "is named 'Hazard Ratio'"),
        (("statistic", 0, "attributeEstimate", 0, "quantity", "comparator", "~"), "'~' is not in"),
        (("statistic", 0, "quantity", "value", "0.77"), "'0.77' is no decimal"),
        (("statistic", 0, "number", 3), "number is no element of Evidence.statistic"),
        (("variableDefinition", None), "variableDefinition is missing"),
        (("variableDefinition", 0, "variableRole", None), "variableRole is missing"),
        (("variableDefinition", {}), "is no list"),
        (("title", ["a", "b"]), "is a list"),
        (("id", "a_b"), "'a_b' is not written as id"),
        (("relatedArtifact", 0, "type", "cite"), "'cite' is not in http://hl7.org/fhir/ValueSet/related-artifact-type"),
        (("date", "yesterday"), "'yesterday' is not written as dateTime"),
        (("note", 0, {}), "is empty"),
    ],
)
def test_a_planted_fault_is_found(bundle: Node, version: str, path: tuple[Any, ...], message: str) -> None:
    evidence = resource(copied(bundle), FINDING)
    assert list(faults(version, evidence)) == []
    plant(evidence, *path)
    found = list(faults(version, evidence))
    assert any(message in fault for fault in found), found


def test_each_version_refuses_what_belongs_to_the_other(bundle: Node, version: str) -> None:
    other = "R4B" if version == "R5" else "R5"
    found = "\n".join(faults(other, bundle))
    relation, design = {"R5": ("relationship", "studyDesign"), "R4B": ("equivalence", "studyType")}[version]
    assert f"{relation} is no element of ConceptMap.group.element.target" in found
    assert f"{design} is no element of Evidence" in found


def test_the_codes_of_fhir_are_those_that_it_defines(version: str) -> None:
    for system, named in FIXED.items():
        known = codes(version, system)
        if known is not None:
            assert {code: known[code] for code in named} == named
    assert codes("R4B", CERTAINTY_RATING) is not None
    assert {code for found in FIXED.values() for code in found} >= {"exposure", "C53324", "C44185", "Overall"}


def test_every_fixed_system_is_defined_in_a_version() -> None:
    assert [system for system in FIXED if codes("R5", system) is None and codes("R4B", system) is None] == []


def test_the_suggested_systems_of_identifiers_are_used() -> None:
    comment = structure("R5", "Citation")["Citation.citedArtifact.identifier"]["comment"]
    assert [system for system in (DOI, PMID, PMCID) if f'"{system}"' not in comment] == []


@pytest.fixture(scope="module")
def node() -> str:
    """The path of Node with the packages of this folder; a machine without them skips, CI fails."""
    found = shutil.which("node")
    lacking = [name for name in ("fhirpath", "@lhncbc/ucum-lhc") if not (HERE / "node_modules" / name).is_dir()]
    if found and not lacking:
        return found
    reason = f"{'node' if not found else 'npm packages ' + ', '.join(lacking)} not installed; .ci/run installs all"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def invariants(node: str, version: str, bundle: Node, tmp_path: Path) -> Node:
    """Ask Node which invariants a bundle breaks."""
    folder(version)
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(bundle, default=float), encoding="utf-8")
    command = [node, str(HERE / "invariants.mjs"), version, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    report: Node = json.loads(done.stdout)
    return report


def test_no_invariant_is_broken(node: str, bundle: Node, version: str, tmp_path: Path) -> None:
    report = invariants(node, version, bundle, tmp_path)
    assert report["broken"] == []
    assert report["asked"] > 20_000
    assert report["unevaluated"] == UNEVALUATED[version]


def test_every_unit_is_one_of_ucum(node: str, bundle: Node, version: str, tmp_path: Path) -> None:
    units = invariants(node, version, bundle, tmp_path)["units"]
    assert set(units) >= {"mm", "%", "{score}"}
    assert set(units.values()) == {"valid"}


def test_a_broken_invariant_is_found(node: str, bundle: Node, version: str, tmp_path: Path) -> None:
    broken = copied(bundle)
    del resource(broken, "finding-dohm-2014-f01-exposure")["statistic"][0]["quantity"]["system"]
    system = resource(broken, "measure")
    system["concept"].append(system["concept"][0])
    found = invariants(node, version, broken, tmp_path)["broken"]
    assert any("finding-dohm-2014-f01-exposure" in one and "qty-3" in one for one in found), found
    assert any("CodeSystem/measure" in one and "csd-1" in one for one in found), found


def test_no_interval_is_turned_over(bundle: Node) -> None:
    ranges = [
        estimate["range"]
        for evidence in resources(bundle, "Evidence")
        for statistic in evidence.get("statistic", [])
        for estimate in statistic.get("attributeEstimate", [])
        if "range" in estimate
    ]
    assert len(ranges) > 30
    assert [found for found in ranges if found["low"]["value"] > found["high"]["value"]] == []
