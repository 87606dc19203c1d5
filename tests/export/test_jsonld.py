"""Native JSON-LD: nothing lost, the same bytes each time, whatever is in the data; no address is ever loaded."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spineknowledge import DataError, KnowledgeBase
from spineknowledge.export.jsonld import context, native
from spineknowledge.namespaces import PREFIXES

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "a\u2028b\u2029c",
    "\"'\\",
    "\x00\x01\x7f",
    "\U0001f9b4",
    "",
)


def canonical(quads: object) -> list[str]:
    dataset = ox.Dataset(quads)  # type: ignore[arg-type]
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def of_ntriples(text: str) -> list[str]:
    return canonical(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))


def by_oxigraph(text: str) -> list[str]:
    return canonical(ox.parse(text, format=ox.RdfFormat.JSON_LD))


def by_rdflib(text: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    monkeypatch.setattr(rdflib.term, "_toPythonMapping", {})
    graph = rdflib.Graph().parse(data=text, format="json-ld")
    return of_ntriples(graph.serialize(format="nt"))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD
def test_the_whole_knowledge_base_comes_back_equal(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    text = kb.to_jsonld()
    wanted = of_ntriples(kb.ntriples())
    assert len(wanted) > 12_000
    assert by_oxigraph(text) == wanted
    assert by_rdflib(text, monkeypatch) == wanted


def test_every_engine_writes_the_same_bytes(kb: KnowledgeBase) -> None:
    assert KnowledgeBase.from_graph(kb.graph).to_jsonld("kyphoplasty") == native(
        "".join(line for line in kb.graph.serialize(format="nt").splitlines(True) if line.startswith(KYPHOPLASTY))
    )


KYPHOPLASTY = "<https://w3id.org/spineknowledge/option/kyphoplasty> "


def test_the_order_of_the_lines_does_not_matter(kb: KnowledgeBase) -> None:
    lines = kb.ntriples("kyphoplasty").splitlines(True)
    assert native("".join(reversed(lines))) == native("".join(lines)) == kb.to_jsonld("kyphoplasty")


def test_texts_are_language_maps_and_links_are_short(kb: KnowledgeBase) -> None:
    node = json.loads(kb.to_jsonld("kyphoplasty"))["@graph"][0]
    assert node["@id"] == "option/kyphoplasty"
    assert node["@type"] == "Procedure"
    assert node["prefLabel"] == {"en": "kyphoplasty", "es": "cifoplastia"}
    assert "criterion/cement-leakage-risk" in node["hasRisk"]


def test_the_context_knows_every_property_in_use(kb: KnowledgeBase) -> None:
    nodes = json.loads(kb.to_jsonld())["@graph"]
    used = {key for node in nodes for key in node if not key.startswith("@")}
    assert used <= context().keys()
    assert not {key for key in used if ":" in key}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(HOSTILE),
    prop=st.sampled_from(["spk:text", "spk:position", "spk:optional", "spk:doi", "spk:criterion", "dcterms:source"]),
    kind=st.sampled_from(["", "@en", "@en-gb", "integer", "boolean", "decimal", "date"]),
)
def test_any_text_under_any_property_comes_back(text: str, prop: str, kind: str) -> None:
    prefix, _, local = prop.partition(":")
    datatype = f"{PREFIXES['xsd']}{kind}"
    literal = (
        ox.Literal(text, language=kind[1:])
        if kind.startswith("@")
        else ox.Literal(text, datatype=ox.NamedNode(datatype))
        if kind
        else ox.Literal(text)
    )
    triple = ox.Triple(ox.NamedNode("urn:a:b"), ox.NamedNode(PREFIXES[prefix] + local), literal)
    assert by_oxigraph(native(f"{triple} .\n")) == [str(ox.Quad(*triple))]


@pytest.mark.parametrize("text", ["1", "01", "-0", "007", "true", "1e3", "99999999999999999999"])
def test_numbers_keep_their_digits(text: str) -> None:
    for name, kind in (("position", "integer"), ("optional", "boolean"), ("value", "decimal")):
        line = f'<urn:a:b> <{PREFIXES["spk"]}{name}> "{text}"^^<{PREFIXES["xsd"]}{kind}> .\n'
        assert by_oxigraph(native(line)) == of_ntriples(line)


def test_blank_nodes_get_their_canonical_names() -> None:
    one = '_:a <urn:p> _:b .\n_:b <urn:p> "x" .\n'
    other = '_:z <urn:p> "x" .\n_:y <urn:p> _:z .\n'
    assert native(one) == native(other)
    assert by_oxigraph(native(one)) == of_ntriples(other)


def test_an_address_that_would_be_read_as_another_is_refused() -> None:
    with pytest.raises(DataError, match="skos: is a prefix"):
        native("<urn:a> <urn:b> <skos:something> .\n")


def test_an_unknown_profile_is_named(kb: KnowledgeBase) -> None:
    with pytest.raises(DataError, match="'rdfa' is no profile"):
        kb.to_jsonld(profile="rdfa")
