"""The questions with an address of their own, and their answers in JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spineknowledge.model.base import Result
from spineknowledge.names import words_of
from spineknowledge.search import LONGEST
from spineknowledge.service.content import Content
from spineknowledge.service.parameters import language, parameters
from spineknowledge.service.problems import Problem
from spineknowledge.service.state import Service

_HITS, _MOST_HITS = 20, 1000


def compare(service: Service, query: bytes) -> Content:
    """Answer ``/compare?ids=a,b``."""
    given = parameters(query, {"ids", "lang", "indirect"})
    lang = language(given)
    a, b = _pair(service, given, required=True)
    indirect = given.get("indirect", "false")
    if indirect not in ("true", "false"):
        raise Problem("bad-parameter", "indirect is true or false")
    told = service.kb.compare(a, b, indirect=indirect == "true").to_dict(lang)
    return service.json(told, lang, "compare", a, b, indirect)


def options(service: Service, query: bytes) -> Content:
    """Answer ``/options``."""
    return _listed(service, query, "options", service.kb.options())


def criteria(service: Service, query: bytes) -> Content:
    """Answer ``/criteria``."""
    return _listed(service, query, "criteria", service.kb.criteria())


def sources(service: Service, query: bytes) -> Content:
    """Answer ``/sources``."""
    return _listed(service, query, "sources", service.kb.sources())


def questions(service: Service, query: bytes) -> Content:
    """Answer ``/questions``: the competency questions with their SPARQL."""
    parameters(query, set())
    told = [{"id": item.name, "question": item.question, "sparql": item.text} for item in service.kb.questions()]
    return service.json({"questions": told}, "en", "questions")


def option(service: Service, query: bytes, name: str) -> Content:
    """Answer ``/options/{id}``, with steps and statements."""
    lang = language(parameters(query, {"lang"}))
    iri = service.resolve("option", name)
    return service.json({"option": service.kb.option(iri).to_dict(lang)}, lang, "option", iri)


def source(service: Service, query: bytes, name: str) -> Content:
    """Answer ``/sources/{id}``, with what rests on the source."""
    lang = language(parameters(query, {"lang"}))
    iri = service.resolve("source", name)
    (use,) = service.kb.source_uses(iri)
    told = {"source": service.kb.source(iri).to_dict(lang), "uses": use.to_dict(lang)}
    return service.json(told, lang, "source", iri)


def findings(service: Service, query: bytes) -> Content:
    """Answer ``/findings``: all of them, those on two options, those on one criterion."""
    given = parameters(query, {"ids", "criterion", "lang"})
    lang = language(given)
    pair = _pair(service, given) or (None, None)
    criterion = service.resolve("criterion", given["criterion"]) if "criterion" in given else None
    found = service.kb.findings(pair[0], pair[1], criterion)
    return service.json({"findings": _plain(found, lang)}, lang, "findings", *map(str, pair), str(criterion))


def conflicts(service: Service, query: bytes) -> Content:
    """Answer ``/conflicts``: all contradictions, or those between two options."""
    given = parameters(query, {"ids", "lang"})
    lang = language(given)
    pair = _pair(service, given) or (None, None)
    found = service.kb.conflicts(pair[0], pair[1])
    return service.json({"conflicts": _plain(found, lang)}, lang, "conflicts", *map(str, pair))


def search(service: Service, query: bytes) -> Content:
    """Answer ``/search?q=``: what is called or defined so, up to ``limit`` of it, and how much there is."""
    given = parameters(query, {"q", "lang", "limit"})
    lang = language(given)
    limit = _limit(given)
    hits = service.kb.search(_searched(given), given.get("lang"))
    told = {"total": len(hits), "hits": _plain(hits[:limit], lang)}
    return service.json(told, lang, "search", given["q"], given.get("lang", ""), str(limit))


def _searched(given: dict[str, str]) -> str:
    text = given.get("q", "")
    if not words_of(text) or len(text) > LONGEST:
        raise Problem("bad-parameter", f"q is a word or more to search for, in at most {LONGEST} characters")
    return text


def _limit(given: dict[str, str]) -> int:
    text = given.get("limit", str(_HITS))
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= _MOST_HITS):
        raise Problem("bad-parameter", f"limit is a whole number from 1 to {_MOST_HITS}")
    return int(text)


def _listed(service: Service, query: bytes, name: str, things: Iterable[Result]) -> Content:
    lang = language(parameters(query, {"lang"}))
    return service.json({name: _plain(things, lang)}, lang, name)


def _plain(things: Iterable[Result], lang: str) -> list[dict[str, Any]]:
    return [thing.to_dict(lang) for thing in things]


def _pair(service: Service, given: dict[str, str], required: bool = False) -> tuple[str, ...]:
    if "ids" not in given and not required:
        return ()
    names = given.get("ids", "").split(",")
    if len(names) != 2 or not all(names):
        raise Problem("bad-parameter", "ids names two options with a comma between them: ids=a,b")
    a, b = (service.resolve("option", name) for name in names)
    if a == b:
        raise Problem("bad-parameter", "ids names the same option twice; name two different ones")
    return a, b
