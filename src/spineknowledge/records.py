"""What the graph says of each thing, gathered from query results: node -> property -> values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spineknowledge.model.base import Text
from spineknowledge.namespaces import PREFIXES

SPK = PREFIXES["spk"]
TYPE = PREFIXES["rdf"] + "type"
LABEL = PREFIXES["skos"] + "prefLabel"
SYNONYM = PREFIXES["skos"] + "altLabel"
DEFINITION = PREFIXES["skos"] + "definition"
BROADER = PREFIXES["skos"] + "broader"
NOTATION = PREFIXES["skos"] + "notation"
NOTE = PREFIXES["skos"] + "editorialNote"
SOURCE = PREFIXES["dcterms"] + "source"
TITLE = PREFIXES["dcterms"] + "title"
CREATOR = PREFIXES["dcterms"] + "creator"
DESCRIPTION = PREFIXES["dcterms"] + "description"
REPLACED_BY = PREFIXES["dcterms"] + "isReplacedBy"
SUPPORTED_BY = PREFIXES["cito"] + "isSupportedBy"
DISPUTED_BY = PREFIXES["cito"] + "isDisputedBy"
GENERATED = PREFIXES["prov"] + "generatedAtTime"
URL = PREFIXES["schema"] + "url"


_ESCAPED = re.compile(r"\\(.)")
_NO_TEXT = Text()
_UNESCAPED = {"t": "\t", "n": "\n", "r": "\r"}


class Records:
    """Descriptions of things, from query results in the SPARQL TSV format with node, property and value.

    Values stay as they came until one is asked for, since most are looked at once or never. A property is
    given by its local name in ``spk:``, or else by its full IRI.

    >>> records = Records('?node\\t?property\\t?value\\n<urn:a>\\t<urn:size>\\t3\\n')
    >>> records.integer("urn:a", "urn:size"), "urn:b" in records
    (3, False)
    """

    def __init__(self, *results: str) -> None:
        """Take over the rows of the results."""
        self._nodes: dict[str, dict[str, list[str]]] = {}
        for result in results:
            self._add(result)

    def _add(self, result: str) -> None:
        names: dict[str, str] = {}
        for line in result.split("\n")[1:-1]:
            node, prop, value = line.split("\t")
            name = names.get(prop) or names.setdefault(prop, prop[1:-1].removeprefix(SPK))
            properties = self._nodes.setdefault(node[1:-1], {})
            values = properties.get(name)
            if values is None:
                properties[name] = [value]
            elif value not in values:
                values.append(value)

    def __contains__(self, node: str) -> bool:
        """Say whether anything is recorded of a thing."""
        return node in self._nodes

    def __iter__(self) -> Iterator[str]:
        """Yield the IRIs of all described things."""
        return iter(self._nodes)

    def having(self, prop: str) -> list[str]:
        """Return the things that have a property, sorted by IRI."""
        return sorted(node for node, properties in self._nodes.items() if prop in properties)

    def iris(self, node: str, prop: str) -> list[str]:
        """Return the values that are IRIs, sorted."""
        return sorted([value[1:-1] for value in self._values(node, prop) if value[0] == "<"])

    def iri(self, node: str, prop: str) -> str:
        """Return the first value that is an IRI, else nothing."""
        values = self._values(node, prop)
        if len(values) == 1:
            return values[0][1:-1] if values[0][0] == "<" else ""
        return next(iter(self.iris(node, prop)), "")

    def string(self, node: str, prop: str) -> str:
        """Return the first value as text, else nothing."""
        values = self._values(node, prop)
        return _tagged(min(values))[1] if values else ""

    def integer(self, node: str, prop: str) -> int | None:
        """Return the value as a whole number, else ``None``."""
        text = self.string(node, prop)
        return int(text) if text else None

    def boolean(self, node: str, prop: str) -> bool | None:
        """Return the value as true or false, else ``None``."""
        text = self.string(node, prop)
        return text in ("true", "1") if text else None

    def text(self, node: str, prop: str) -> Text:
        """Return the text of a property in all its languages."""
        values = self._values(node, prop)
        return Text(tuple(sorted(map(_tagged, values)))) if values else _NO_TEXT

    def texts(self, node: str, prop: str) -> tuple[Text, ...]:
        """Return each value of a property as a text of its own."""
        return tuple(Text((pair,)) for pair in sorted(map(_tagged, self._values(node, prop))))

    def _values(self, node: str, prop: str) -> list[str]:
        properties = self._nodes.get(node)
        return properties.get(prop, []) if properties else []


def _tagged(value: str) -> tuple[str, str]:
    """Return the language of a literal, English where it has none, and its text."""
    if value[0] != '"':
        return "en", value
    text, _, tag = value[1:].rpartition('"')
    if "\\" in text:
        text = _ESCAPED.sub(lambda match: _UNESCAPED.get(match[1], match[1]), text)
    return (tag[1:] if tag.startswith("@") else "en"), text
