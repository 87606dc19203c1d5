"""An edited file is checked among the records that it has to do with, as if it were among all of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from mutations import MUTATIONS, Mutation

from spineknowledge import disk, validation
from spineknowledge.authoring.turtle import canonical_turtle, read_turtle
from spineknowledge.errors import DataError
from spineknowledge.resources import folder, ontology_files
from spineknowledge.validation import Violation, validate
from spineknowledge.validation.facts import text_of
from spineknowledge.validation.reading import read_file
from spineknowledge.validation.surroundings import Surroundings

EDITS = [mutation for mutation in MUTATIONS if not mutation.whole]
PACKAGED = [triple for path in ontology_files() for triple in read_turtle(path)]
MINI = Path(__file__).parents[1] / "data" / "mini.ttl"


class Everything(Surroundings):
    """All that a store says, less what a file replaces."""

    def triples(self) -> list[ox.Triple]:
        return [quad.triple for quad in self._store if text_of(quad.subject) not in self._replaced]


Found = tuple[tuple[Violation, ...], tuple[Violation, ...]]


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, type[Surroundings]], Found]:
    def run(path: Path, surroundings: type[Surroundings]) -> Found:
        monkeypatch.setattr(validation, "Surroundings", surroundings)
        report = validate([path])
        return report.violations, report.warnings

    return run


@pytest.mark.parametrize("mutation", EDITS, ids=lambda mutation: mutation.name.replace(" ", "-"))
def test_a_mutation_is_judged_as_among_everything(
    mutation: Mutation, check: Callable[[Path, type[Surroundings]], Found], tmp_path: Path
) -> None:
    path = tmp_path / "edited.ttl"
    path.write_text(mutation.apply((folder("ontology") / mutation.file).read_text("utf-8")), "utf-8")
    assert check(path, Surroundings) == check(path, Everything)


@pytest.mark.parametrize("seed", range(40))
def test_a_few_records_with_other_values_are_judged_as_among_everything(
    seed: int, check: Callable[[Path, type[Surroundings]], Found], tmp_path: Path
) -> None:
    chance = random.Random(seed)
    records = {triple.subject: [] for triple in PACKAGED}  # type: ignore[var-annotated]
    for triple in PACKAGED:
        records[triple.subject].append(triple)
    edited = [triple for subject in chance.sample(sorted(records, key=str), 3) for triple in records[subject]]
    for _ in range(3):
        place = chance.randrange(len(edited))
        subject, predicate, _ = edited[place]
        values = [triple.object for triple in PACKAGED if triple.predicate == predicate]
        edited[place] = ox.Triple(subject, predicate, chance.choice(values))
    path = tmp_path / "edited.ttl"
    path.write_text(canonical_turtle(edited), "utf-8")
    assert check(path, Surroundings) == check(path, Everything)


def stored(texts: Iterable[str]) -> ox.Store:
    store = ox.Store()
    for text in texts:
        store.load(text.encode(), format=ox.RdfFormat.TURTLE)
    return store


@pytest.mark.parametrize("name", ["options/kyphoplasty.ttl", "comparisons/kiva-vs-kyphoplasty.ttl", "sources.ttl"])
def test_what_is_fetched_does_not_grow_with_the_rest(name: str) -> None:
    own = read_file(folder("ontology") / name).triples
    packaged = [path.read_text("utf-8") for path in ontology_files()]
    clones = [MINI.read_text("utf-8").replace("example.org/", f"example.org/{number}/") for number in range(20)]
    alone = Surroundings(own, stored(packaged)).triples()
    among_more = Surroundings(own, stored([*packaged, *clones])).triples()
    assert among_more == alone
    assert 500 < len(alone) < len(PACKAGED)


def test_a_file_is_checked_against_a_knowledge_base_on_disk(tmp_path: Path) -> None:
    edited = tmp_path / "edited.ttl"
    edited.write_text(
        "@prefix spk: <https://w3id.org/spineknowledge/ontology#> .\n"
        "<https://example.org/spill> a spk:Risk ; spk:polarity <https://example.org/nowhere> .\n"
        "<https://example.org/alpha> spk:hasRisk <https://w3id.org/spineknowledge/criterion/spil> .\n",
        "utf-8",
    )
    mine = tmp_path / "mine.ttl"
    mine.write_text("<https://w3id.org/spineknowledge/criterion/spill> a <https://example.org/Risk> .", "utf-8")
    disk.build(tmp_path / "kb", [*ontology_files(), MINI, mine])
    report = validate([edited], against=tmp_path / "kb")
    assert "sks:CriterionPolarity" in {violation.rule for violation in report.violations}
    assert "Did you mean criterion:spill?" in {violation.mend for violation in report.violations}
    with pytest.raises(DataError, match="no knowledge base"):
        validate([edited], against=tmp_path)


def test_a_packaged_file_or_a_store_that_is_damaged_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edited, damaged, kb = folder("ontology") / "conditions.ttl", tmp_path / "damaged.ttl", tmp_path / "kb"
    damaged.write_text("<a", "utf-8")
    monkeypatch.setattr(validation.resources, "ontology_files", lambda: (damaged,))
    with pytest.raises(DataError, match=r"damaged\.ttl"):
        validate([edited])
    disk.build(kb, [edited])
    for file in (kb / "store").iterdir():
        file.unlink()
    with pytest.raises(DataError, match="store"):
        validate([edited], against=kb)
