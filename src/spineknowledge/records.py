"""What the graph says of each thing, gathered from query results: node -> property -> values."""

from __future__ import annotations

from collections.abc import Iterator

from spineknowledge.model.base import Text
from spineknowledge.namespaces import PREFIXES
from spineknowledge.values import Iri, Literal, Table, Value

SPK = PREFIXES["spk"]
TYPE = PREFIXES["rdf"] + "type"
LABEL = PREFIXES["skos"] + "prefLabel"
SYNONYM = PREFIXES["skos"] + "altLabel"
DEFINITION = PREFIXES["skos"] + "definition"
BROADER = PREFIXES["skos"] + "broader"
NOTATION = PREFIXES["skos"] + "notation"
SCHEME = PREFIXES["skos"] + "inScheme"
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


class Records:
    """Descriptions of things; a property is given by its local name in ``spk:``, or else by its full IRI."""

    def __init__(self, *tables: Table) -> None:
        """Take over the columns ``node``, ``property`` and ``value`` of the tables."""
        self._nodes: dict[str, dict[str, list[Value]]] = {}
        for table in tables:
            self._add(table)

    def _add(self, table: Table) -> None:
        node, prop, value = (table.columns.index(name) for name in ("node", "property", "value"))
        for row in table.rows:
            name = str(row[prop]).removeprefix(SPK)
            values = self._nodes.setdefault(str(row[node]), {}).setdefault(name, [])
            if row[value] not in values:
                values.append(row[value])

    def __contains__(self, node: str) -> bool:
        """Say whether anything is recorded of a thing."""
        return node in self._nodes

    def __iter__(self) -> Iterator[str]:
        """Yield the IRIs of all described things."""
        return iter(self._nodes)

    def having(self, prop: str) -> list[str]:
        """Return the things that have a property, sorted by IRI."""
        return sorted(node for node, properties in self._nodes.items() if prop in properties)

    def values(self, node: str, prop: str) -> list[Value]:
        """Return all values of a property, none if there are none."""
        properties = self._nodes.get(node)
        return properties.get(prop, []) if properties else []

    def iris(self, node: str, prop: str) -> list[str]:
        """Return the values that are IRIs, sorted."""
        values = self.values(node, prop)
        return sorted(value for value in values if isinstance(value, Iri)) if values else []

    def iri(self, node: str, prop: str) -> str:
        """Return the first value that is an IRI, else nothing."""
        found = self.iris(node, prop)
        return found[0] if found else ""

    def string(self, node: str, prop: str) -> str:
        """Return the value as text, else nothing."""
        values = self.values(node, prop)
        return str(values[0]) if values else ""

    def integer(self, node: str, prop: str) -> int | None:
        """Return the value as a whole number, else ``None``."""
        values = self.values(node, prop)
        return next((value for value in values if isinstance(value, int)), None) if values else None

    def text(self, node: str, prop: str) -> Text:
        """Return the text of a property in all its languages."""
        return Text(tuple(sorted(map(_tagged, self.values(node, prop)))))

    def texts(self, node: str, prop: str) -> tuple[Text, ...]:
        """Return each value of a property as a text of its own."""
        return tuple(Text((pair,)) for pair in sorted(map(_tagged, self.values(node, prop))))


def _tagged(value: Value) -> tuple[str, str]:
    lang = value.lang if isinstance(value, Literal) and value.lang else "en"
    return lang, str(value)
