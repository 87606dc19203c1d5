"""The invented knowledge bases of the benchmarks are built like the real one, and answer as they were written."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from benchmarks import generated
from benchmarks.generated import AFTER_NEXT, NEXT, direction, disputed, slug
from spineknowledge import KnowledgeBase
from spineknowledge.namespaces import PREFIXES, compact
from spineknowledge.resources import ontology_files
from spineknowledge.store import OxigraphStore
from spineknowledge.validation import validate

TYPE = PREFIXES["rdf"] + "type"
GENERATED = {
    "Assessment", "Comparison", "EffectEstimate", "Explanation", "FactorEffect", "Finding", "Guideline", "Procedure",
    "Recommendation", "Statement", "Step", "Study",
}  # fmt: skip


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated.write(tmp_path_factory.mktemp("generated") / "five.nt", 5)


def opened(path: Path) -> KnowledgeBase:
    return KnowledgeBase.of_files(OxigraphStore.from_files([path]), [path])


def shapes(triples: list[ox.Triple]) -> dict[str, set[str]]:
    """Return the properties that things of each class have."""
    classes = defaultdict(set)
    for triple in triples:
        if triple.predicate.value == TYPE:
            classes[triple.subject].add(triple.object.value)
    found: dict[str, set[str]] = defaultdict(set)
    for triple in triples:
        for cls in classes[triple.subject]:
            found[cls.removeprefix(PREFIXES["spk"])].add(compact(triple.predicate.value))
    return found


@pytest.mark.parametrize("procedures", [2, 5])
def test_it_is_valid(tmp_path: Path, procedures: int) -> None:
    report = validate([generated.write(tmp_path / "some.nt", procedures)], strict=True)
    assert not report.violations
    assert report.conforms


def test_it_is_built_like_the_real_one(five: Path) -> None:
    invented = shapes([quad.triple for quad in ox.parse(path=str(five))])
    real = shapes([quad.triple for path in ontology_files() for quad in ox.parse(path=str(path))])
    assert invented.keys() >= GENERATED
    for cls in GENERATED:
        assert invented[cls] <= real[cls], cls


def test_the_same_seed_gives_the_same_bytes(five: Path, tmp_path: Path) -> None:
    assert generated.write(tmp_path / "again.nt", 5).read_bytes() == five.read_bytes()


@pytest.mark.parametrize(("first", "second", "criteria"), [(0, 1, NEXT), (3, 4, NEXT), (1, 3, AFTER_NEXT)])
def test_comparisons_answer_as_written(five: Path, first: int, second: int, criteria: tuple[str, ...]) -> None:
    compared = opened(five).compare(slug(first), slug(second))
    assert {row.criterion.id: str(row.direction) for row in compared.rows} == {
        criterion: direction(first, second, criterion) for criterion in criteria
    }
    for row in compared.rows:
        assert [finding.source.id for finding in row.supporting] == [slug(first)]
        against = [slug(second)] if disputed(first, second, row.criterion.id) else []
        assert [finding.source.id for finding in row.disputing] == against


def test_some_answers_are_disputed_and_some_are_not(five: Path) -> None:
    rows = opened(five).to_rows()
    told = {disputed(a, b, criterion) for a, b, criteria in generated.compared(5) for criterion in criteria}
    assert told == {True, False}
    answered = sum(len(criteria) for _, _, criteria in generated.compared(5))
    assert len(rows) == answered + 4, "each pair of neighbours also has a question that was not assessed"


def test_a_pair_has_the_same_answer_at_every_size(five: Path, tmp_path: Path) -> None:
    two = generated.write(tmp_path / "two.nt", 2)
    told = [opened(path).compare(slug(0), slug(1)).to_dict() for path in (two, five)]
    for answer in told:
        del answer["data_checksum"]
    assert told[0] == told[1]
    assert told[0]["rows"]
