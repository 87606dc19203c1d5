"""Fields of steps and facts that need more than one property: devices in words, units, labels, options."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from spineknowledge.authoring.cells import Cell, Reference
from spineknowledge.authoring.fields import Aside, Column, Field, Record, Row
from spineknowledge.authoring.folder import Fact, node, text_of
from spineknowledge.authoring.table import CheckedColumn
from spineknowledge.namespaces import expand, slug_of, thing

_NAMED = {
    re.compile(r"\bbone tamp\b", re.I): ("device:inflatable-balloon",),
    re.compile(r"\bfluoroscope\b", re.I): ("device:fluoroscope",),
    re.compile(r"\bPMMA\b(?! \(not injected\))"): ("material:polymethyl-methacrylate",),
    re.compile(r"\b(bone|PMMA|acrylic) cement\b", re.I): ("material:bone-cement",),
}
_UNITS = {
    "%": "percent",
    "degrees": "degree",
    "JPY": "japanese-yen",
    "minutes": "minute",
    "mL": "millilitre",
    "mm": "millimetre",
    "USD": "us-dollar",
}
_DESCRIBED = ("spk:describedDevices", "spk:describedMaterials")


class OptionOfStep(CheckedColumn):
    """The option to which a step belongs; the link stands at the option."""

    column = Column("procedure", "the option to which the step belongs", Reference("option"), required=True)

    def asides(self, row: Row) -> Iterator[Aside]:
        """Link the step from the option."""
        option = row.cells["procedure"]
        link = (expand("spk:hasStep"), node(row.subject))
        yield Aside(thing("option", option), link, f"options/{option}.ttl")

    def write(self, record: Record) -> Mapping[str, str]:
        """Return the option that has the step."""
        options = record.known.folder.subjects("spk:hasStep", node(record.subject))
        return {"procedure": slug_of(options[0]) if options else ""}


class Uses(Field):
    """The devices and materials that a step uses, as far as its words clearly name one."""

    def read(self, row: Row) -> Iterator[Fact]:
        """Return what the two columns name."""
        return _used([row.cells["devices"], row.cells["materials"]])

    def owns(self, fact: Fact, old: Record) -> bool:
        """Own what the old words named; what was added by hand stays."""
        texts = [text_of(value) for name in _DESCRIBED for value in old.values(name)]
        return fact in set(_used(texts))


class LabelOfType(Field):
    """The Spanish label of a step, which is that of its type until a better one is written."""

    def complete(self, new: Record) -> Iterator[Fact]:
        """Return the label of the step type if the step has no Spanish one."""
        languages = {value.language for value in new.values("skos:prefLabel") if isinstance(value, ox.Literal)}
        for step_type in new.values("spk:stepType") if "es" not in languages else ():
            for label in new.known.folder.values(text_of(step_type), "skos:prefLabel"):
                if isinstance(label, ox.Literal) and label.language == "es":
                    text = label.value[:1].upper() + label.value[1:]
                    yield (expand("skos:prefLabel"), ox.Literal(text, language="es"))


class FactUnit(Field):
    """The unit of a fact as it is worded, and the unit proper where the words are one."""

    column = Column("unit", "the unit of the value, as the source words it", Cell())

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the one column."""
        return (self.column,)

    def read(self, row: Row) -> Iterator[Fact]:
        """Return the wording and the unit."""
        words = row.term(self.column)
        if words is not None:
            yield (expand("spk:printedUnit"), words)
            if text_of(words) in _UNITS:
                yield (expand("spk:unit"), node(thing("unit", _UNITS[text_of(words)])))

    def owns(self, fact: Fact, old: Record) -> bool:
        """Own the wording and the unit."""
        return fact[0] in (expand("spk:printedUnit"), expand("spk:unit"))

    def write(self, record: Record) -> Mapping[str, str]:
        """Return the wording."""
        return {"unit": record.value("spk:printedUnit") or ""}


def _used(texts: Iterable[str]) -> Iterator[Fact]:
    joined = "; ".join(texts)
    for words, names in _NAMED.items():
        if words.search(joined):
            yield from ((expand("spk:uses"), node(name)) for name in names)
