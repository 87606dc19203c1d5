"""Every mutation of the real data is caught and named, with the file and the line of the broken thing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from mutations import MUTATIONS, Mutation
from rdflib import DCTERMS, OWL, PROV, RDF, RDFS, SDO, SKOS, URIRef

from spineknowledge.namespaces import compact, expand
from spineknowledge.resources import folder
from spineknowledge.validation import ValidationReport, Violation, validate
from spineknowledge.validation.rules import RULES
from spineknowledge.validation.terms import BORROWED

EDITS = [mutation for mutation in MUTATIONS if not mutation.whole]
REMOVALS = [mutation for mutation in MUTATIONS if mutation.whole]
BOTH_WAYS = [EDITS[number] for number in (0, 18, 19, 28, 42, 57, 72)]
MOST_AT_ONCE = 6
"""One mistake is not to bury the editor; a thing of the wrong class is the worst of them."""


def ids(mutation: Mutation) -> str:
    return mutation.name.replace(" ", "-")


def line_of(violation: Violation) -> str:
    assert violation.line is not None
    return Path(violation.file).read_text("utf-8").split("\n")[violation.line - 1]


def named(report: ValidationReport, mutation: Mutation) -> Violation:
    """Return the one violation that the mutation is named by."""
    found = [v for v in report.violations if (v.rule, compact(v.subject)) == (mutation.rule, mutation.subject)]
    assert found, report.as_text()
    return found[0]


def broken(mutation: Mutation, root: Path) -> Path:
    """Write the changed file alone and return its path."""
    path = root / mutation.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(mutation.apply((folder("ontology") / mutation.file).read_text("utf-8")), "utf-8")
    return path


@pytest.fixture(scope="module")
def whole_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real data; a test puts back what it changes."""
    copy = tmp_path_factory.mktemp("copy") / "ontology"
    shutil.copytree(folder("ontology"), copy)
    return copy


def whole_report(mutation: Mutation, copy: Path) -> ValidationReport:
    path = copy / mutation.file
    text = path.read_text("utf-8")
    try:
        path.write_text(mutation.apply(text), "utf-8")
        return validate([copy])
    finally:
        path.write_text(text, "utf-8")


def test_there_are_enough_mutations_and_none_twice() -> None:
    assert len(EDITS) >= 70 and len(REMOVALS) >= 4
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS)


def test_the_unbroken_copy_conforms(whole_copy: Path) -> None:
    assert validate([whole_copy]).violations == ()


@pytest.mark.parametrize("file", sorted({mutation.file for mutation in MUTATIONS}))
def test_an_unbroken_file_conforms_by_itself(file: str) -> None:
    assert validate([folder("ontology") / file]).violations == ()


@pytest.mark.parametrize("mutation", EDITS, ids=ids)
def test_mutation_is_caught_and_named(mutation: Mutation, tmp_path: Path) -> None:
    path = broken(mutation, tmp_path)
    report = validate([path])
    caught = named(report, mutation)
    assert not report.conforms
    assert caught.file == str(path)
    assert mutation.shown in line_of(caught) if mutation.shown else caught.line
    assert caught.message.endswith((".", "?")) and caught.mend.endswith((".", "?"))
    assert len(report.violations) <= MOST_AT_ONCE or mutation.rule in ("rule:retired-term", "rule:misplaced-property")


@pytest.mark.parametrize("mutation", REMOVALS, ids=ids)
def test_what_is_removed_is_missed_in_a_whole_knowledge_base(mutation: Mutation, whole_copy: Path) -> None:
    named(whole_report(mutation, whole_copy), mutation)


@pytest.mark.parametrize("mutation", BOTH_WAYS, ids=ids)
def test_a_file_alone_and_a_whole_copy_agree(mutation: Mutation, whole_copy: Path, tmp_path: Path) -> None:
    alone, whole = validate([broken(mutation, tmp_path)]), whole_report(mutation, whole_copy)

    def said(report: ValidationReport) -> set[tuple[str, str, str, str]]:
        return {(v.rule, v.subject, v.message, v.mend) for v in report.violations}

    assert said(alone) == said(whole) != set()


def test_every_rule_has_a_mutation() -> None:
    names = {f"rule:{rule.__name__.replace('_', '-')}" for rule in RULES}
    assert names - {mutation.rule for mutation in MUTATIONS} == set()


def test_borrowed_properties_exist_in_their_vocabularies() -> None:
    cited = {expand("cito:isSupportedBy"), expand("cito:isDisputedBy")}
    borrowed = set(map(expand, BORROWED.split())) - cited
    known = (DCTERMS, OWL, PROV, RDF, RDFS, SDO, SKOS)
    assert {term for term in borrowed if not any(URIRef(term) in vocabulary for vocabulary in known)} == set()
