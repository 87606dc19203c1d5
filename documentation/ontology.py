"""The pages of the ontology: one a class, property and scheme, with what the shapes ask and examples from the data."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from documentation.diagrams import diagram, neighbours, relative
from documentation.markup import code, fence, link, plain, section, table
from documentation.schema import Edge, Schema, local_name
from spineknowledge.authoring.turtle import canonical_turtle
from spineknowledge.namespaces import PREFIXES, SPK, compact, expand, slug_of

FOLDER = "reference/ontology"
INDEX = f"{FOLDER}/index.md"
MODEL = f"{FOLDER}/model.md"
_EXAMPLES = 3
_CONCEPT = expand("skos:Concept")
CLAIMS = (
    "TreatmentOption", "Criterion", "Comparison", "Finding", "EffectEstimate", "Source", "Assessment", "Explanation",
)  # fmt: skip
DIAGRAMS = {
    "How claims are stacked": CLAIMS,
    "An option, its steps and what it treats": (
        "TreatmentOption", "Step", "StepType", "Phase", "Device", "Material", "Outcome", "Risk", "Condition",
        "AnatomicalStructure",
    ),
    "What sources say of an option": (
        "TreatmentOption", "Statement", "StatementCategory", "Source", "FactorEffect", "PatientFactor",
        "Recommendation",
    ),
    "A finding with its numbers": (
        "Finding", "EffectEstimate", "EffectMeasure", "Unit", "EvidenceBasis", "Direction", "Denominator",
        "DetectionMethod", "Timing", "ReadLevel", "Verification", "Hedge",
    ),
}  # fmt: skip
"""Title -> the classes of a diagram; its arrows are all links between them."""


def ontology_pages(schema: Schema) -> dict[str, str]:
    """Return a page a term, an overview, and the page of diagrams."""
    return {
        INDEX: _index(schema),
        MODEL: _model(schema),
        **{page_of(schema, iri): _class(schema, iri) for iri in schema.classes},
        **{page_of(schema, iri): _property(schema, iri) for iri in schema.properties},
        **{page_of(schema, iri): _scheme(schema, iri) for iri in schema.schemes},
    }


def page_of(schema: Schema, iri: str) -> str:
    """Return the page of a term, or nothing for what is no term of the ontology."""
    name = local_name(iri).replace(":", "-")
    if iri in schema.classes:
        return f"{FOLDER}/classes/{name}.md"
    if iri in schema.properties:
        return f"{FOLDER}/properties/{name}.md"
    return f"{FOLDER}/schemes/{slug_of(iri)}.md" if iri in schema.schemes else ""


def claim_stack(schema: Schema, origin: str) -> str:
    """Return the diagram of how claims are stacked."""
    return _drawn(schema, "How claims are stacked", CLAIMS, origin)


def _drawn(schema: Schema, title: str, names: Iterable[str], origin: str) -> str:
    boxes = [SPK + name for name in names]
    edges = [edge for edge in schema.edges if edge.start != edge.end]
    return diagram(title, boxes, edges, lambda iri: relative(page_of(schema, iri), origin), across=len(boxes) > 10)


# The overview


def _index(schema: Schema) -> str:
    ontology = SPK.removesuffix("#")
    head = f"# Ontology\n\n{plain(schema.text(ontology, 'dcterms:description'))}\n\n"
    head += table(
        ["what", "value"],
        [
            ["IRI", code(f"<{ontology}>")],
            ["version", plain(schema.text(ontology, "owl:versionInfo"))],
            ["licence", ", ".join(f"<{iri}>" for iri in schema.iris(ontology, "dcterms:license"))],
        ],
    )
    head += f"{link('Diagrams of the model', MODEL, INDEX)}. Each page below is generated from the Turtle files.\n\n"
    return (
        head
        + section("Classes", _tree(schema))
        + section("Properties", _listed(schema, schema.properties))
        + section("Schemes", _listed(schema, schema.schemes))
        + section("Prefixes", fence("".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(PREFIXES.items()))))
    )


def _tree(schema: Schema) -> str:
    def lines(iri: str, depth: int) -> list[str]:
        own = f"{'    ' * depth}- {_linked(schema, iri, INDEX)}: {plain(schema.text(iri, 'skos:definition'))}"
        return [own.rstrip(": "), *(line for child in schema.children(iri) for line in lines(child, depth + 1))]

    tops = [iri for iri in schema.classes if not schema.parents(iri)]
    return "\n".join(line for top in tops for line in lines(top, 0)) + "\n\n"


def _listed(schema: Schema, terms: Iterable[str]) -> str:
    rows = [[_linked(schema, iri, INDEX), _about(schema, iri)] for iri in terms]
    return table(["name", "what it is"], rows)


def _about(schema: Schema, iri: str) -> str:
    return plain(schema.text(iri, "skos:definition") or schema.text(iri, "skos:prefLabel"))


def _model(schema: Schema) -> str:
    about = "Drawn from the ontology and its shapes. A box is a class, an arrow a property."
    head = f"---\nhide: [toc]\n---\n# Diagrams of the model\n\n{about}\n\n"
    drawn = (section(title, _drawn(schema, title, names, MODEL)) for title, names in DIAGRAMS.items())
    return head + "".join(drawn) + section("Which class is a kind of which", _kinds(schema))


def _kinds(schema: Schema) -> str:
    """Return the tree of classes, without the vocabularies, as a diagram."""
    edges = [Edge(child, "", iri) for iri in schema.classes for child in schema.children(iri) if iri != _CONCEPT]
    boxes = [iri for edge in edges for iri in (edge.end, edge.start)]
    return diagram("Which class is a kind of which", boxes, edges, lambda iri: relative(page_of(schema, iri), MODEL))


# A page a term


def _class(schema: Schema, iri: str) -> str:
    origin = page_of(schema, iri)
    count = len(schema.things(iri))
    facts = [
        ["is a kind of", _links(schema, schema.parents(iri), origin)],
        ["kinds of it", _links(schema, schema.children(iri), origin)],
        ["never at the same time", _links(schema, schema.iris(iri, "owl:disjointWith"), origin)],
        ["in the data", f"{count} {'thing' if count == 1 else 'things'}"],
    ]
    return (
        _head(schema, iri, facts)
        + section("Around it", _around(schema, iri, origin))
        + section("Properties", _properties(schema, iri, origin))
        + section("What points to it", _pointing(schema, iri, origin))
        + section("What validation says", _messages(schema, iri))
        + section("Example from the data", fence(turtle(schema.example(iri)), "turtle") if count else "")
    )


def _property(schema: Schema, iri: str) -> str:
    origin = page_of(schema, iri)
    uses = schema.uses(iri)
    facts = [
        ["holds", schema.kind(iri)],
        ["of", _links(schema, schema.domains(iri), origin)],
        ["value", _links(schema, schema.ranges(iri), origin)],
        ["in the data", f"{len(uses)} facts about {len({use.subject for use in uses})} things"],
    ]
    cards = [(kind, schema.cards[kind][iri]) for kind in sorted(schema.cards) if iri in schema.cards[kind]]
    rows = [[_linked(schema, kind, origin), card.words, plain(card.message)] for kind, card in cards]
    examples = list({use.object: use for use in reversed(uses)}.values())[::-1][:_EXAMPLES]
    return (
        _head(schema, iri, facts)
        + section("How often, and what validation says", table(["in a", "how often", "message"], rows))
        + section("Examples from the data", fence(turtle(examples), "turtle") if examples else "")
    )


def _scheme(schema: Schema, iri: str) -> str:
    members = schema.members(iri)
    origin = page_of(schema, iri)
    kinds = sorted({kind for member in members for kind in schema.iris(member, "rdf:type")})
    facts = [["concepts", str(len(members))], ["of the class", _links(schema, kinds, origin)]]
    rows = [
        [
            f"[{code(slug_of(member))}](#{slug_of(member)}){{#{slug_of(member)}}}",
            plain(schema.text(member, "skos:prefLabel")),
            f'<span lang="es">{plain(schema.text(member, "skos:prefLabel", "es"))}</span>',
            plain(schema.text(member, "skos:definition")),
            str(schema.pointing_at(member)),
        ]
        for member in members
    ]
    example = fence(turtle(schema.facts(members[0])), "turtle")
    concepts = table(["concept", "English", "Spanish", "what it means", "facts that point to it"], rows)
    return _head(schema, iri, facts) + section("Concepts", concepts) + section("Example from the data", example)


def _head(schema: Schema, iri: str, facts: list[list[str]]) -> str:
    title = schema.text(iri, "skos:prefLabel") if iri in schema.schemes else local_name(iri)
    label = "skos:prefLabel" if iri in schema.schemes else "rdfs:label"
    names = [["English", schema.text(iri, label)], ["Spanish", schema.text(iri, label, "es")]]
    own = [["name", code(compact(iri))], ["IRI", code(f"<{iri}>")], *([name, plain(text)] for name, text in names)]
    definition = schema.text(iri, "skos:definition") or _foreign(schema, iri)
    notes = [*schema.texts(iri, "skos:scopeNote"), *(f"Example: {it}" for it in schema.texts(iri, "skos:example"))]
    return (
        f"# {plain(title)}\n\n"
        + (f"{plain(definition)}\n\n" if definition else "")
        + "".join(f"{plain(note)}\n\n" for note in notes)
        + table(["what", "value"], [fact for fact in [*own, *facts] if fact[1]])
    )


def _foreign(schema: Schema, iri: str) -> str:
    prefix = compact(iri).partition(":")[0]
    return "" if iri.startswith(SPK) or iri in schema.schemes else f"A term of {PREFIXES[prefix]} that the data reuses."


def _around(schema: Schema, iri: str, origin: str) -> str:
    edges = [edge for edge in neighbours(schema, iri) if edge.start != edge.end]
    boxes = [iri, *(end for edge in edges for end in (edge.start, edge.end))]
    place = lambda kind: relative(page_of(schema, kind), origin)  # noqa: E731
    return diagram(f"What is linked with {local_name(iri)}", boxes, edges, place, focus=iri) if edges else ""


def _properties(schema: Schema, iri: str, origin: str) -> str:
    lineage = set(schema.lineage(iri))
    rows = []
    for name in schema.properties:
        if lineage & set(schema.domains(name)):
            card = schema.card(iri, name)
            values = _links(schema, schema.ranges(name), origin)
            rows.append([_linked(schema, name, origin), card.words if card else "", values, _about(schema, name)])
    return table(["property", "how often", "value", "what it is"], rows)


def _pointing(schema: Schema, iri: str, origin: str) -> str:
    mine = set(schema.lineage(iri))
    rows = [
        [_linked(schema, edge.start, origin), _linked(schema, edge.name, origin), _about(schema, edge.name)]
        for edge in schema.edges
        if edge.end in mine
    ]
    return table(["from", "by", "what it is"], rows)


def _messages(schema: Schema, iri: str) -> str:
    cards = [schema.card(iri, name) for name in schema.properties]
    told = [*schema.rules(iri), *(card.message for card in cards if card)]
    return "".join(f"- {plain(message)}\n" for message in dict.fromkeys(filter(None, told))) + "\n"


def _linked(schema: Schema, iri: str, origin: str) -> str:
    page = page_of(schema, iri)
    return link(code(local_name(iri)), page, origin) if page else code(compact(iri))


def _links(schema: Schema, iris: Iterable[str], origin: str) -> str:
    return ", ".join(_linked(schema, iri, origin) for iri in iris)


def turtle(triples: Iterable[ox.Triple]) -> str:
    """Return triples as Turtle without the prefix lines, which the overview lists."""
    lines = canonical_turtle(triples).splitlines()
    return "\n".join(line for line in lines if not line.startswith("@prefix")).strip()
