"""What the graph says of each thing, gathered from query results: node -> property -> values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
    """Descriptions of things; a property is given by its full IRI, or by its local name in ``spk:``."""

    def __init__(self, *tables: Table) -> None:
        self._nodes: dict[str, dict[str, list[Value]]] = {}
        for table in tables:
            self.add(table)

    def add(self, table: Table) -> None:
        """Take over the columns ``node``, ``property`` and ``value`` of a table."""
        node, prop, value = (table.columns.index(name) for name in ("node", "property", "value"))
        for row in table.rows:
            values = self._nodes.setdefault(str(row[node]), {}).setdefault(str(row[prop]), [])
            if row[value] not in values:
                values.append(row[value])

    def __contains__(self, node: str) -> bool:
        """Say whether anything is recorded of a thing."""
        return node in self._nodes

    def __iter__(self) -> Iterator[str]:
        """Yield the IRIs of all described things."""
        return iter(self._nodes)

    def values(self, node: str, prop: str) -> list[Value]:
        """Return all values of a property, none if there are none."""
        properties = self._nodes.get(node)
        return properties.get(prop if ":" in prop else SPK + prop, []) if properties else []

    def iris(self, node: str, prop: str) -> list[str]:
        """Return the values that are IRIs, sorted."""
        return sorted(value for value in self.values(node, prop) if isinstance(value, Iri))

    def iri(self, node: str, prop: str) -> str:
        """Return the first value that is an IRI, else nothing."""
        return next(iter(self.iris(node, prop)), "")

    def string(self, node: str, prop: str) -> str:
        """Return the value as text, else nothing."""
        values = self.values(node, prop)
        return str(values[0]) if values else ""

    def integer(self, node: str, prop: str) -> int | None:
        """Return the value as a whole number, else ``None``."""
        return next((value for value in self.values(node, prop) if isinstance(value, int)), None)

    def text(self, node: str, prop: str) -> Text:
        """Return the text of a property in all its languages."""
        return Text(tuple(sorted(self._tagged(node, prop))))

    def texts(self, node: str, prop: str) -> tuple[Text, ...]:
        """Return each value of a property as a text of its own."""
        return tuple(Text((pair,)) for pair in sorted(self._tagged(node, prop)))

    def _tagged(self, node: str, prop: str) -> Iterable[tuple[str, str]]:
        for value in self.values(node, prop):
            lang = value.lang if isinstance(value, Literal) and value.lang else "en"
            yield (lang, str(value))
