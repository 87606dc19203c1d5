"""What changed between two versions of the data: records added, changed, retired and removed, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from spineknowledge import disk, resources
from spineknowledge.errors import DataError
from spineknowledge.frozen import Frozen
from spineknowledge.layout import wrap
from spineknowledge.model.base import Result
from spineknowledge.namespaces import BASE, PREFIXES, SPK, compact, slug_of
from spineknowledge.store import OxigraphStore, checksum, read_ntriples
from spineknowledge.values import Iri, Literal, Value, html_table, plain

NOT_STATED = "reason not stated"
GROUPS = ("added", "changed", "retired", "removed")
"""Retired records are still described and marked as such; removed ones are gone from the data."""

_TYPE = PREFIXES["rdf"] + "type"
_NOTE = PREFIXES["skos"] + "changeNote"
_REPLACED_BY = PREFIXES["dcterms"] + "isReplacedBy"
_DEPRECATED = PREFIXES["owl"] + "deprecated"
_VERSION = PREFIXES["owl"] + "versionInfo"
_ONTOLOGY = PREFIXES["owl"] + "Ontology"
_NAMES = (PREFIXES["skos"] + "prefLabel", PREFIXES["rdfs"] + "label", PREFIXES["dcterms"] + "title")
_PARTS = (SPK + "hasEstimate", SPK + "hasStep")
_SCHEMAS = tuple(PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs", "skos"))
_STRING = PREFIXES["xsd"] + "string"

_Record = dict[str, frozenset[str]]
"""Property -> values, each as N-Triples writes it, so that no digit and no language is lost."""


class Version(Frozen):
    """Which data was compared: its version, nothing where it states none, and its SHA-256."""

    version: str
    checksum: str

    def shown(self) -> str:
        """Return the version and the start of the checksum."""
        return f"{self.version or 'version not stated'} ({self.checksum[:12]})"


class PropertyChange(Frozen):
    """The values of one property that only the old data has, and those that only the new data has."""

    property: str
    old: tuple[Value, ...]
    new: tuple[Value, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the values in the notation of the SPARQL 1.1 results in JSON."""
        told = {"old": [_binding(value) for value in self.old], "new": [_binding(value) for value in self.new]}
        return {"property": self.property, "name": compact(self.property), **told}

    def shown(self) -> str:
        """Return the change as ``name: old -> new``; values that read alike come with language and datatype."""
        sides = [", ".join(map(_shown, side)) or "nothing" for side in (self.old, self.new)]
        if sides[0] == sides[1]:
            sides = [", ".join(map(_exactly, side)) for side in (self.old, self.new)]
        return f"{compact(self.property)}: {' -> '.join(sides)}"


class RecordChange(Result):
    """What became of one record; ``kind`` is that of its IRI, or ``term`` for a class or property."""

    iri: str
    kind: str
    label: str = ""
    reason: str = ""
    replaced_by: tuple[str, ...] = ()
    properties: tuple[PropertyChange, ...] = ()

    def to_dict(self, lang: str = "en") -> dict[str, Any]:
        """Return the record for JSON; ``reason_stated`` says whether the data gives the reason."""
        return {
            "iri": self.iri,
            "id": self.id,
            "kind": self.kind,
            "label": self.label or None,
            "reason": self.reason or NOT_STATED,
            "reason_stated": bool(self.reason),
            "replaced_by": list(self.replaced_by),
            "properties": [change.to_dict() for change in self.properties],
        }

    def as_text(self, lang: str = "en", width: int = 80) -> str:
        """Return the record and its reason, with the values that changed."""
        return "\n".join(self.lines(width))

    def lines(self, width: int, values: bool = True) -> list[str]:
        """Return the record as lines; without ``values`` only its name and the reason."""
        name = f"{compact(self.iri)}  {self.label}".rstrip()
        lines = wrap(name, width, "  ", "    ")
        for change in self.properties if values else ():
            lines += wrap(change.shown(), width, "    ", "      ")
        return lines + wrap(self.reason or NOT_STATED, width, "    ", "      ")


class Changes(Frozen):
    """All differences between two versions, sorted by kind and IRI; together they turn the old data into the new."""

    old: Version
    new: Version
    added: tuple[RecordChange, ...] = ()
    changed: tuple[RecordChange, ...] = ()
    retired: tuple[RecordChange, ...] = ()
    removed: tuple[RecordChange, ...] = ()

    @property
    def same(self) -> bool:
        """Whether there is no difference."""
        return not (self.added or self.changed or self.retired or self.removed)

    def to_dict(self) -> dict[str, Any]:
        """Return the differences for JSON; the keys are a contract, more may be added."""
        groups = {name: getattr(self, name) for name in GROUPS}
        return {
            "old": {"version": self.old.version or None, "checksum": self.old.checksum},
            "new": {"version": self.new.version or None, "checksum": self.new.checksum},
            "same": self.same,
            "counts": {name: len(records) for name, records in groups.items()},
            **{name: [record.to_dict() for record in records] for name, records in groups.items()},
        }

    def as_text(self, width: int = 80) -> str:
        """Return the differences as text; of added and removed records only the names."""
        counts = ", ".join(f"{len(getattr(self, name))} {name}" for name in GROUPS)
        lines = [f"{self.old.shown()} -> {self.new.shown()}", counts]
        for name in GROUPS:
            records: tuple[RecordChange, ...] = getattr(self, name)
            lines += ["", name.capitalize()] if records else []
            for record in records:
                lines += record.lines(width, values=name in ("changed", "retired"))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = [
            (name, Iri(record.iri), record.label, "; ".join(changes), record.reason or NOT_STATED)
            for name in GROUPS
            for record in getattr(self, name)
            for changes in [[change.shown() for change in record.properties if name in ("changed", "retired")]]
        ]
        caption = f"{self.old.shown()} -> {self.new.shown()}"
        return html_table(("group", "record", "name", "values", "reason"), rows, caption=caption, row_heads=True)


def diff(old: str | Path, new: str | Path | None = None) -> Changes:
    """Return what changed from one version of the data to another, by default to the packaged one.

    Each is a folder of Turtle or N-Triples files, a checkout with such a folder called ``ontology``, one such
    file, or a folder that ``spineknowledge build`` wrote. Mappings to other vocabularies (folders called
    ``alignments``) are left out, as they are there. A store rewrites numbers and durations (1.50 as 1.5, P12M
    as P1Y); where one side is a store, the other is compared as a store would hold it. Raises ``DataError``
    for what cannot be read or has blank nodes.

    >>> from spineknowledge.resources import folder
    >>> diff(folder("ontology")).same
    True
    """
    sides = [_Side(None if path is None else Path(path)) for path in (old, new)]
    before, after = (side.records(rewritten=any(other.is_store for other in sides)) for side in sides)
    versions = [Version(_version(records), side.checksum) for side, records in zip(sides, (before, after), strict=True)]
    return Changes(versions[0], versions[1]).replace(**_grouped(before, after))


class _Side:
    """One of the two versions, as it lies on disk."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.is_store = path is not None and disk.is_knowledge_base(path)
        self._files = () if self.is_store else resources.ontology_files() if path is None else _files(path)
        self._text = "" if self.is_store else read_ntriples(self._files)

    @property
    def checksum(self) -> str:
        """The SHA-256 of the data as it was written."""
        return disk.read_checksum(self._path) if self.is_store and self._path else checksum(self._text)

    def records(self, rewritten: bool) -> dict[str, _Record]:
        """Return IRI -> record, the values as written or as a store rewrites them."""
        if self.is_store and self._path:
            text = OxigraphStore.on_disk(disk.store_folder(self._path)).ntriples()
        else:
            text = OxigraphStore.from_ntriples(self._text).ntriples() if rewritten else self._text
        return _read(text, self._path)


def _files(path: Path) -> tuple[Path, ...]:
    if path.is_dir():
        inner = path / "ontology"
        root = inner if inner.is_dir() and not any(path.glob("*.ttl")) else path
        found = (file for file in sorted(root.rglob("*")) if file.suffix in (".ttl", ".nt") and file.is_file())
        files = tuple(file for file in found if file.parent.name != "alignments")
    else:
        files = (path,) if path.is_file() and path.suffix in (".ttl", ".nt") else ()
    if not files:
        raise DataError(f"{path} is no folder with Turtle files, no .ttl or .nt file, and no built knowledge base")
    return files


def _read(ntriples: str, path: Path | None) -> dict[str, _Record]:
    records: dict[str, dict[str, set[str]]] = {}
    for line in filter(None, ntriples.split("\n")):
        subject, prop, value = line.removesuffix(" .").split(" ", 2)
        if subject.startswith("_:") or value.startswith(("_:", "<<")):
            raise DataError(f"{path} has things without a name, which two versions cannot share; give each an IRI")
        records.setdefault(subject[1:-1], {}).setdefault(prop[1:-1], set()).add(value)
    return {
        iri: {prop: frozenset(values) for prop, values in properties.items()} for iri, properties in records.items()
    }


def _grouped(before: dict[str, _Record], after: dict[str, _Record]) -> dict[str, tuple[RecordChange, ...]]:
    groups: dict[str, list[RecordChange]] = {name: [] for name in GROUPS}
    reasons = _Reasons(before, after)
    for iri in before.keys() | after.keys():
        old, new = before.get(iri, {}), after.get(iri, {})
        if old == new:
            continue
        name = "added" if not old else "removed" if not new else "changed"
        if name == "changed" and _is_retired(new) and not _is_retired(old):
            name = "retired"
        replaced_by = tuple(sorted(map(_iri, (new or old).get(_REPLACED_BY, ()))))
        change = RecordChange(iri, _kind(iri, new or old), _label(new or old), reasons.of(iri), replaced_by)
        groups[name].append(change.replace(properties=_properties(old, new)))
    return {name: tuple(sorted(found, key=lambda item: (item.kind, item.iri))) for name, found in groups.items()}


class _Reasons:
    """The reasons that the data gives: new change notes, and which record replaces which."""

    def __init__(self, before: dict[str, _Record], after: dict[str, _Record]) -> None:
        self._before = before
        self._after = after
        self._wholes = _inverse(after, _PARTS)
        self._replaced = _inverse(after, (_REPLACED_BY,))

    def of(self, iri: str) -> str:
        """Return the reasons for what became of a record, else nothing."""
        record = self._after.get(iri) or self._before.get(iri, {})
        notes = [note for one in (iri, *self._wholes.get(iri, ())) for note in self._notes(one)]
        newer = [f"replaced by {compact(_iri(value))}" for value in sorted(record.get(_REPLACED_BY, ()))]
        older = [f"replaces {compact(one)}" for one in self._replaced.get(iri, ()) if iri not in self._before]
        return "; ".join(dict.fromkeys([*newer, *older, *notes]))

    def _notes(self, iri: str) -> list[str]:
        """Return the change notes that are new, those in English where there are any."""
        old, new = (side.get(iri, {}).get(_NOTE, frozenset()) for side in (self._before, self._after))
        notes = sorted(new - old)
        english = [note for note in notes if note.endswith('"@en')]
        return [str(_value(note)) for note in english or notes]


def _inverse(records: dict[str, _Record], properties: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for prop in properties:
        for iri in sorted(iri for iri, record in records.items() if prop in record):
            for value in records[iri][prop]:
                found.setdefault(_iri(value), []).append(iri)
    return found


def _properties(old: _Record, new: _Record) -> tuple[PropertyChange, ...]:
    """Return the properties that differ; a change note is no change of its own beside others."""
    changes = [
        PropertyChange(prop, _values(before - after), _values(after - before))
        for prop in sorted(old.keys() | new.keys())
        for before, after in [(old.get(prop, frozenset()), new.get(prop, frozenset()))]
        if before != after
    ]
    return tuple([change for change in changes if change.property != _NOTE] or changes)


def _is_retired(record: _Record) -> bool:
    deprecated = {str(_value(value)) for value in record.get(_DEPRECATED, ())}
    return _REPLACED_BY in record or bool(deprecated & {"true", "1"})


def _kind(iri: str, record: _Record) -> str:
    if iri.startswith(BASE):
        folder, slash, _ = iri.removeprefix(BASE).partition("/")
        return folder if slash else "term" if "#" in folder else "ontology"
    types = sorted(map(_iri, record.get(_TYPE, ())))
    if any(name.startswith(_SCHEMAS) for name in types):
        return "term"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", slug_of(types[0])).lower() if types else "thing"


def _label(record: _Record) -> str:
    names = [sorted(record[name]) for name in _NAMES if name in record]
    english = [name for values in names for name in values if name.endswith('"@en')]
    return str(_value((english or names[0])[0])) if names else ""


def _version(records: dict[str, _Record]) -> str:
    stated = [
        str(_value(value))
        for record in records.values()
        if f"<{_ONTOLOGY}>" in record.get(_TYPE, ())
        for value in record.get(_VERSION, ())
    ]
    return ", ".join(sorted(stated))


def _values(terms: Iterable[str]) -> tuple[Value, ...]:
    return tuple(_value(term) for term in sorted(terms))


def _value(term: str) -> Value:
    """Return a value as it is written, numbers included.

    >>> _value('"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'), _value('"a\\\\"b"@en'), _value("<urn:a>")
    ('1.50', 'a"b', 'urn:a')
    """
    (quad,) = ox.parse(f"<urn:s> <urn:p> {term} .", format=ox.RdfFormat.N_TRIPLES)
    value: Any = quad.object
    if isinstance(value, ox.NamedNode):
        return Iri(value.value)
    if value.language:
        return Literal(value.value, lang=value.language)
    datatype = value.datatype.value
    return value.value if datatype == _STRING else Literal(value.value, datatype=datatype)


def _iri(term: str) -> str:
    return term[1:-1]


def _binding(value: Value) -> dict[str, str]:
    if isinstance(value, Iri):
        return {"type": "uri", "value": value}
    told = {"type": "literal", "value": str(plain(value))}
    if isinstance(value, Literal):
        told |= {"xml:lang": value.lang} if value.lang else {"datatype": value.datatype or _STRING}
    return told


def _shown(value: Value) -> str:
    return compact(value) if isinstance(value, Iri) else str(value)


def _exactly(value: Value) -> str:
    if isinstance(value, Literal):
        return f"{value}@{value.lang}" if value.lang else f"{value} ({compact(value.datatype or '')})"
    return _shown(value)
