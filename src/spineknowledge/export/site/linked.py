"""The schema.org graph of each kind of page, made of the same values that its template shows."""

from __future__ import annotations

from collections.abc import Iterable

from spineknowledge.export import schemaorg
from spineknowledge.export.schemaorg import Node
from spineknowledge.export.site.content import Comparison, Condition, Entry, said
from spineknowledge.export.site.words import word
from spineknowledge.model.base import Text
from spineknowledge.model.evidence import Source
from spineknowledge.model.options import Option, Step


def compared(page: Node, view: Comparison, condition: Condition, lang: str) -> list[Node]:
    """Return the graph of a comparison page."""
    therapies = [_therapy(option, lang, description=option.definition.get(lang)) for option in _pair(view)]
    title = str(page["name"])
    about = [{"@id": item["@id"]} for item in therapies]
    own = {"about": about, "mainEntity": schemaorg.listing(title, therapies), "dateModified": view.assessed_on[:10]}
    return [page | own, *therapies, _condition(condition, therapies, lang)]


def studies(page: Node, view: Comparison, lang: str) -> list[Node]:
    """Return the graph of a page of studies."""
    therapies = [_therapy(option, lang) for option in _pair(view)]
    return [page | {"about": [{"@id": item["@id"]} for item in therapies]}, *therapies]


def option(page: Node, shown: Option, codes: Iterable[tuple[str, str]], condition: Condition, lang: str) -> list[Node]:
    """Return the graph of the page of an option."""
    treats = any(item.id == condition.id for item in shown.treats)
    therapy = _therapy(
        shown,
        lang,
        description=shown.definition.get(lang),
        alternateName=list(shown.synonyms),
        howPerformed=" ".join(f"{step.position}. {step_text(step, lang)}" for step in shown.steps),
        adverseOutcome=schemaorg.entities("MedicalEntity", (item.label.get(lang) for item in shown.risks)),
        code=[schemaorg.code(*pair) for pair in codes],
    )
    about = {"mainEntity": {"@id": shown.iri}, "about": [{"@id": shown.iri}]}
    return [page | about, therapy] + ([_condition(condition, [therapy], lang)] if treats else [])


def step_text(step: Step, lang: str) -> str:
    """Return a step as the page shows it, without its number."""
    optional = f" ({word('option.optional', lang)})" if step.optional else ""
    return f"{said(step.label, lang).text}{optional}. {said(step.description, lang).text}"


def disease(
    page: Node, shown: Condition, options: Iterable[Option], codes: Iterable[tuple[str, str]], lang: str
) -> list[Node]:
    """Return the graph of the page of a condition."""
    therapies = [_therapy(item, lang) for item in options if any(cond.id == shown.id for cond in item.treats)]
    node = _condition(shown, therapies, lang) | {
        "description": shown.definition.get(lang),
        "alternateName": [said(name, lang).text for name in shown.synonyms],
        "cause": schemaorg.entities("MedicalCause", _texts(shown.causes, lang)),
        "associatedAnatomy": schemaorg.entities("AnatomicalStructure", _texts(shown.parts, lang)),
        "code": [schemaorg.code(*pair) for pair in codes],
    }
    return [page | {"mainEntity": {"@id": node["@id"]}, "about": [{"@id": node["@id"]}]}, node, *therapies]


def glossary(page: Node, groups: Iterable[tuple[str, Iterable[Entry]]], lang: str) -> list[Node]:
    """Return the graph of the glossary."""
    terms = [
        {"@type": "DefinedTerm", "name": said(entry.label, lang).text, "description": said(entry.definition, lang).text}
        for _, entries in groups
        for entry in entries
    ]
    words = {"@type": "DefinedTermSet", "name": page["name"], "hasDefinedTerm": terms}
    return [page | {"mainEntity": words}]


def sources(page: Node, cited: Iterable[Source], lang: str) -> list[Node]:
    """Return the graph of the page of sources."""
    return [page | {"citation": [schemaorg.article(item, said(item.title, lang).text) for item in cited]}]


def _pair(view: Comparison) -> tuple[Option, Option]:
    return view.subject, view.reference


def _therapy(option: Option, lang: str, **more: object) -> Node:
    percutaneous = bool(option.invasiveness and option.invasiveness.id == "minimally-invasive")
    return schemaorg.therapy(option.iri, option.label.get(lang), percutaneous, **more)


def _condition(condition: Condition, therapies: Iterable[Node], lang: str) -> Node:
    treatments = [{"@id": therapy["@id"]} for therapy in therapies]
    return schemaorg.condition(condition.id, condition.label.get(lang), possibleTreatment=treatments)


def _texts(texts: Iterable[Text], lang: str) -> list[str]:
    return [said(text, lang).text for text in texts]
