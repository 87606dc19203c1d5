"""The generated pages say what the package, its data and its shapes say, and leave nothing out."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from document_blocks import CHECKS, Run, blocks_of

import spineknowledge
from documentation import commands, diagrams, http, library, links, markup, ontology, pages, questions
from documentation import schema as schema_module
from documentation.schema import Schema
from spineknowledge import KnowledgeBase, limits
from spineknowledge.catalog import Query
from spineknowledge.namespaces import SPK
from spineknowledge.service.openapi import document
from spineknowledge.service.problems import CODES

pytestmark = pytest.mark.usefixtures("graphviz")


@pytest.fixture(scope="module")
def generated(graphviz: str) -> dict[str, str]:
    return pages.generated()


@pytest.fixture(scope="module")
def schema() -> Schema:
    return pages.schema()


class TestOntology:
    def test_every_term_has_a_page_of_its_own(self, generated: dict[str, str], schema: Schema) -> None:
        terms = [*schema.classes, *schema.properties, *schema.schemes]
        assert len(schema.classes) >= 50
        assert len(schema.properties) >= 100
        assert len(schema.schemes) >= 20
        addresses = {ontology.page_of(schema, iri) for iri in terms}
        assert len({address.casefold() for address in addresses}) == len(terms)
        assert addresses <= generated.keys()

    def test_a_page_says_what_the_ontology_says(self, generated: dict[str, str], schema: Schema) -> None:
        for iri in schema.classes:
            text = generated[ontology.page_of(schema, iri)]
            assert f"<{iri}>" in text
            assert schema.text(iri, "skos:definition").replace("_", r"\_") in text

    def test_the_classes_in_use_have_examples(self, generated: dict[str, str], schema: Schema) -> None:
        for iri in schema.classes:
            assert ("## Example from the data" in generated[ontology.page_of(schema, iri)]) == bool(schema.things(iri))

    def test_numbers_come_from_the_data(self, generated: dict[str, str], kb: KnowledgeBase) -> None:
        query = "SELECT ?f { ?f a <https://w3id.org/spineknowledge/ontology#Finding> }"
        assert f"| {len(kb.select(query))} things |" in generated[f"{ontology.FOLDER}/classes/Finding.md"]

    def test_what_shapes_ask_is_read(self, schema: Schema) -> None:
        asked = schema.card(SPK + "Finding", SPK + "aboutComparison")
        assert asked is not None
        assert (asked.words, asked.values) == ("exactly 1", (SPK + "Comparison",))
        assert asked.message.startswith("Write exactly one spk:aboutComparison")

    def test_a_concept_can_be_linked_to(self, generated: dict[str, str]) -> None:
        assert "[`very-low`](#very-low){#very-low}" in generated[f"{ontology.FOLDER}/schemes/certainties.md"]


class TestDiagrams:
    def test_arrows_are_those_of_the_ontology(self, schema: Schema) -> None:
        named = {(edge.start, edge.name, edge.end) for edge in schema.edges}
        assert (SPK + "Finding", SPK + "aboutComparison", SPK + "Comparison") in named
        assert (SPK + "Comparison", SPK + "aboutComparison", SPK + "Finding") not in named

    @pytest.mark.parametrize("title", ontology.DIAGRAMS)
    def test_every_box_is_a_class_with_an_arrow(self, title: str, schema: Schema) -> None:
        boxes = {SPK + name for name in ontology.DIAGRAMS[title]}
        assert boxes <= set(schema.classes)
        within = [edge for edge in schema.edges if edge.start != edge.end and {edge.start, edge.end} <= boxes]
        assert {end for edge in within for end in (edge.start, edge.end)} == boxes

    def test_a_drawing_holds_names_and_links(self, schema: Schema) -> None:
        drawn = ontology.claim_stack(schema, "claims.md")
        assert 'aria-label="How claims are stacked"' in drawn
        assert ">aboutComparison<" in drawn.replace(" ", "")
        assert 'href="reference/ontology/classes/Finding.html"' in drawn
        assert " id=" not in drawn

    def test_a_page_gets_the_diagram_it_asks_for(self) -> None:
        assert "<svg" in pages.with_diagrams("a\n<!-- diagram: claims -->\nb", "claims.md")


class TestLinksOfWrittenPages:
    @pytest.mark.parametrize(
        ("page", "shown"), [("service.md", "the data"), ("deep/page.md", "[the data](../claims.md)")]
    )
    def test_those_that_leave_the_folder_become_text(self, page: str, shown: str) -> None:
        assert pages.without_outside_links("[the data](../claims.md)", page) == shown


class TestPrograms:
    def test_every_command_is_there_with_its_help(self, generated: dict[str, str]) -> None:
        told = dict(commands.helps())
        assert len(told) >= 25
        for path, text in told.items():
            assert f"## {path}\n" in generated[commands.PATH]
            assert text in generated[commands.PATH]

    @pytest.mark.parametrize("command", ["", "export", "site build"])
    def test_the_help_is_what_a_terminal_shows(self, command: str) -> None:
        words = ["-m", "spineknowledge", *command.split(), "--help"]
        done = subprocess.run(
            [sys.executable, *words], capture_output=True, text=True, env={"COLUMNS": "80"}, check=True
        )
        assert done.stdout.rstrip() == dict(commands.helps())[f"spineknowledge {command}".strip()].rstrip()

    def test_every_address_is_there(self, generated: dict[str, str]) -> None:
        text = generated[http.PATH]
        for path, methods in document("", "", 2.0)["paths"].items():
            for method in methods:
                assert f"## {method.upper()} {path}\n" in text
        assert all(f"`{code}`" in text for code in CODES)

    def test_every_public_name_is_described(self, generated: dict[str, str]) -> None:
        described = library.described()
        assert set(spineknowledge.__all__) <= described.keys()
        for name in spineknowledge.__all__:
            path, _, _ = described[name].partition("#")
            assert f"## {name}\n" in generated[path]

    def test_every_public_method_is_described(self, generated: dict[str, str]) -> None:
        text = generated[library.page_of("knowledge-base")]
        names = [name for name in dir(KnowledgeBase) if callable(getattr(KnowledgeBase, name)) and name[0] != "_"]
        assert len(names) >= 30
        assert [name for name in names if f"### KnowledgeBase.{name}\n" not in text] == []

    def test_every_limit_has_its_value_and_meaning(self, generated: dict[str, str]) -> None:
        text = generated[library.LIMITS]
        for kind in (limits.Limits, limits.HttpLimits, limits.RemoteLimits):
            for name in kind.fields:
                assert re.search(rf"^\| `{name}` \| [\d,.]+ ?(s|KiB|MiB|) ?\| \w.+\. \|$", text, re.MULTILINE), name
        assert "| `query_bytes` | 16 KiB |" in text
        assert "## SERVED" in text
        assert "## OWN" in text


class TestQuestions:
    def test_every_question_has_a_page_with_its_query(self, generated: dict[str, str], kb: KnowledgeBase) -> None:
        for query in kb.questions():
            assert query.text.strip() in generated[questions.page_of(query)]

    def test_the_answer_is_that_of_the_data(self, generated: dict[str, str], kb: KnowledgeBase) -> None:
        for query in kb.questions():
            count = len(kb.ask_question(query.name))
            assert re.search(rf"^{count} rows? in this edition", generated[questions.page_of(query)], re.MULTILINE)

    def test_the_shown_parameters_give_the_answer_of_the_file(self, kb: KnowledgeBase) -> None:
        for query in kb.questions():
            given = questions.given(query)
            assert kb.ask_question(query.name, **given) == kb.ask_question(query.name), query.name

    def test_a_parameter_is_written_as_it_is_typed(self) -> None:
        text = 'SELECT * { VALUES (?a ?lang ?b) { (option:kyphoplasty "en" UNDEF) }  # parameters\n }'
        assert questions.given(Query.parse(text)) == {"a": "kyphoplasty", "lang": "en"}


def test_data_and_queries_in_generated_blocks_are_well_formed(generated: dict[str, str], tmp_path: Path) -> None:
    run = Run(tmp_path)
    found = [block for path, text in generated.items() for block in blocks_of(text, path)]
    checked = [block for block in found if block.language in ("json", "sh", "sparql", "turtle")]
    assert len(checked) >= 250
    assert {block.language for block in found} - CHECKS.keys() == {"pycon"}
    for block in checked:
        run.check(block)


@pytest.mark.parametrize("module", [diagrams, library, links, markup, pages, questions, ontology, schema_module])
def test_the_examples_of_a_module_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_there_are_examples() -> None:
    assert doctest.testmod(markup).attempted >= 4


def test_every_generated_page_is_in_the_menu(generated: dict[str, str]) -> None:
    def named(item: object) -> list[str]:
        if isinstance(item, dict):
            return [path for inner in item.values() for path in named(inner)]
        return [path for inner in item for path in named(inner)] if isinstance(item, list) else [str(item)]

    listed = named(pages.menu())
    assert len(listed) == len(set(listed))
    assert set(listed) == generated.keys()


class TestTheLinkCheck:
    def test_what_is_broken_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "a.html").write_text(
            '<p id="here"><a href="b.html#there">1</a> <a href="#here">2</a> <a href="c.html">3</a> '
            '<a href="b.html#nowhere">4</a> <a href="https://example.org/">5</a> <img src="https://example.org/x">'
        )
        (tmp_path / "b.html").write_text('<p id="there">')
        found = links.check(tmp_path)
        assert (found.pages, found.links) == (2, 4)
        assert found.problems == (
            "a.html: c.html",
            "a.html: b.html#nowhere",
            "a.html: loads https://example.org/x from elsewhere",
        )
