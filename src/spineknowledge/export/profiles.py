"""The three JSON-LD profiles behind one call: native, schema.org and developer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from spineknowledge.errors import DataError, UnknownTermError
from spineknowledge.export.jsonld import native
from spineknowledge.namespaces import expand

if TYPE_CHECKING:
    from spineknowledge.export.schemaorg import Node
    from spineknowledge.knowledge import KnowledgeBase

PROFILES = ("native", "schemaorg", "json")


def to_jsonld(kb: KnowledgeBase, name: str | None, profile: str, lang: str = "en") -> str:
    """Return a knowledge base, or one thing in it, in one of the profiles."""
    if profile == "native":
        return native(kb.ntriples(name))
    if profile == "json":
        return _developer(kb, name)
    if profile == "schemaorg":
        return _schemaorg(kb, name, lang)
    raise DataError(f"{profile!r} is no profile; there are {', '.join(PROFILES)}")


def _developer(kb: KnowledgeBase, name: str | None) -> str:
    from spineknowledge.export.developer import Framer, developer_context

    framer = Framer(kb.ntriples())
    if name is not None:
        made = framer.tree(_iri(kb, name))
    else:
        trees = (framer.tree(iri) for iri in framer.named())
        graph = [{key: value for key, value in tree.items() if key != "@context"} for tree in trees]
        made = {"@context": developer_context(), "@graph": graph}
    return json.dumps(made, sort_keys=True, ensure_ascii=True, indent=1) + "\n"


def _iri(kb: KnowledgeBase, name: str) -> str:
    try:
        return kb.option(name).iri
    except UnknownTermError:
        return kb.explain(expand(name)).iri


def _schemaorg(kb: KnowledgeBase, name: str | None, lang: str) -> str:
    from spineknowledge.export import schemaorg

    nodes = _things(kb, lang) if name is None else _thing(kb, name, lang)
    return schemaorg.text(schemaorg.document(nodes)) + "\n"


def _things(kb: KnowledgeBase, lang: str) -> list[Node]:
    """Return every option that is offered, and the conditions that they treat."""
    options = [option for option in kb.options() if option.kind in ("procedure", "non-surgical-management")]
    treated = sorted({condition.id for option in options for condition in option.treats})
    found = [node for option in options for node in _thing(kb, option.iri, lang)[:1]]
    return found + [_thing(kb, f"condition:{slug}", lang)[0] for slug in treated]


def _thing(kb: KnowledgeBase, name: str, lang: str) -> list[Node]:
    from spineknowledge.export.site import content, linked
    from spineknowledge.export.site.codes import codes

    try:
        option = kb.option(name)
    except UnknownTermError:
        iri = kb.explain(expand(name)).iri
        condition = content.condition(kb, iri.rpartition("/")[2])
        options = [item for item in kb.options() if item.kind == "procedure"]
        return linked.disease({}, condition, options, codes(iri), lang)[1:]
    treated = [content.condition(kb, item.id) for item in option.treats] or [content.Condition.nothing()]
    return linked.option({}, option, codes(option.iri), treated[0], lang)[1:]
