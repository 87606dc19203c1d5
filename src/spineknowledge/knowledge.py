"""The knowledge base: typed answers from the SPARQL catalog, computed once and then kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spineknowledge import resources
from spineknowledge.differences import align_steps
from spineknowledge.errors import QueryError
from spineknowledge.model.base import Thing
from spineknowledge.model.comparison import ComparisonRow, Edition, OptionComparison
from spineknowledge.model.evidence import Finding, Recommendation, Source
from spineknowledge.model.options import Criterion, Option, Step, StepDiff
from spineknowledge.model.terms import AnswerStatus, Direction
from spineknowledge.namespaces import expand, slug_of, thing
from spineknowledge.pairs import compared, indirect_between, named
from spineknowledge.reading import Reader
from spineknowledge.sparql import SparqlAnswers
from spineknowledge.store import OxigraphStore, RdflibStore, Store, checksum, read_ntriples

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]
    import rdflib

    from spineknowledge.explaining import Explained
    from spineknowledge.model.conflicts import Conflict
    from spineknowledge.model.considerations import Considerations
    from spineknowledge.model.evidence_views import Network, SourceUse, Year
    from spineknowledge.model.hits import Hit

_MOST_KEPT = 10_000
"""How many comparisons are kept, each under the names by which it was asked for."""


class KnowledgeBase(SparqlAnswers):
    """Spine procedures, what sources say of them, and how they compare.

    Options, criteria and sources may be named by slug, label, synonym or IRI, in any language and case;
    an unknown name raises :class:`~spineknowledge.errors.UnknownTermError`. All methods may be called from
    several threads at once.

    >>> kb = KnowledgeBase.load()
    >>> kb.compare("Kyphoplasty", "vertebroplastia")["cement-leakage-risk"].direction
    <Direction.LOWER: 'lower'>
    """

    def __init__(
        self,
        store: Store,
        read_ntriples: Callable[[], str] | None = None,
        read_checksum: Callable[[], str] | None = None,
        reader: Reader | None = None,
    ) -> None:
        """Answer from ``store``; most callers use :meth:`load`, :meth:`open` or :meth:`from_graph`."""
        self._store = store
        self._reader = reader or Reader(store)
        self._read_ntriples = read_ntriples or store.ntriples
        self._read_checksum = read_checksum or (lambda: checksum(self._read_ntriples()))
        self._compared: dict[tuple[str, str, bool], OptionComparison] = {}

    @classmethod
    def load(cls) -> KnowledgeBase:
        """Load the packaged knowledge base into memory."""
        files = resources.ontology_files()
        return cls.of_files(OxigraphStore.from_files(files), files)

    @classmethod
    def of_files(cls, store: Store, files: Sequence[Path]) -> KnowledgeBase:
        """Answer from a store into which Turtle files were loaded."""
        return cls(store, lambda: read_ntriples(files))

    @classmethod
    def open(cls, path: str | Path) -> KnowledgeBase:
        """Open a folder that ``spineknowledge build`` wrote, for reading; raises ``DataError``."""
        from spineknowledge import disk

        folder = Path(path)
        store = OxigraphStore.on_disk(disk.store_folder(folder))
        return cls(store, read_checksum=lambda: disk.read_checksum(folder))

    @classmethod
    def from_graph(cls, graph: rdflib.Graph) -> KnowledgeBase:
        """Answer from an rdflib graph, which is read and never changed."""
        return cls(RdflibStore(graph))

    @classmethod
    def connect(cls, url: str, auth: tuple[str, str] | str | None = None) -> KnowledgeBase:
        """Answer from a SPARQL 1.1 endpoint; ``auth`` is a name and password, or a bearer token.

        A comparison takes three requests at most. Answers are whole, or ``QueryError`` says why not. It needs
        the extra ``remote``.

        >>> kb = KnowledgeBase.connect("http://127.0.0.1:7878/query")
        """
        from spineknowledge.remote import connect

        store, reader = connect(url, auth, None)
        return cls(store, reader=reader)

    # What there is

    @property
    def version(self) -> str:
        """The version of the data, or nothing where the data does not say."""
        versions = self._reader.keep("version", lambda: self._reader.run("kb-version").column("version"))
        return str(versions[0]) if versions else ""

    @property
    def checksum(self) -> str:
        """The SHA-256 of the canonical form (RDFC-1.0) of the data."""
        return self._reader.keep("checksum", self._read_checksum)

    @property
    def graph(self) -> rdflib.Graph:
        """A copy of the data as an rdflib graph."""
        import rdflib

        return rdflib.Graph().parse(data=self._read_ntriples(), format="nt")

    def ntriples(self, name: str | None = None) -> str:
        """Return the data as sorted N-Triples, or the triples about one thing."""
        if name is None:
            return self._read_ntriples()
        start = f"<{self._described(name)}> "
        lines = self._read_ntriples().split("\n")
        return "".join(line + "\n" for line in lines if line.startswith(start))

    def to_jsonld(self, name: str | None = None, *, profile: str = "native", lang: str = "en") -> str:
        """Return the data, or one thing, as JSON-LD text: ``native``, ``schemaorg`` or ``json`` (for developers).

        The native profile is lossless; the others leave out what their vocabulary or tree has no place for.
        """
        from spineknowledge.export.profiles import to_jsonld

        return to_jsonld(self, name, profile, lang)

    def to_fhir(self, name: str | None = None, *, version: str = "R5") -> str:
        """Return the findings that have numbers as a FHIR Bundle in JSON: ``R5`` or ``R4B``; needs the extra ``fhir``.

        ``name`` keeps those of one option, criterion, comparison, source or finding. Numbers stand as printed.
        """
        from spineknowledge.export.fhir.bundle import to_fhir

        return to_fhir(self, name, version)

    def options(self) -> tuple[Option, ...]:
        """Return all treatment options by slug, without their steps and statements."""
        return self._reader.options()

    def procedures(self) -> tuple[Option, ...]:
        """Return those options that are procedures."""
        return tuple(option for option in self.options() if option.kind == "procedure")

    def criteria(self) -> tuple[Criterion, ...]:
        """Return the criteria on which options are compared: risks first, then outcomes, cost, and so on."""
        return tuple(self._reader.assembler.criteria.values())

    def sources(self) -> tuple[Source, ...]:
        """Return all sources by slug."""
        return tuple(self._reader.sources().values())

    def factors(self) -> tuple[Thing, ...]:
        """Return the patient factors of which sources speak, by slug."""
        return self._reader.factors()

    def option(self, name: str) -> Option:
        """Return an option with its steps and statements."""
        iri = self._reader.resolve("option", name)
        return self._reader.option(iri).replace(statements=self._reader.statements(iri))

    def criterion(self, name: str) -> Criterion:
        """Return a criterion."""
        return self._reader.criterion(name)

    def source(self, name: str) -> Source:
        """Return a source."""
        return self._reader.sources()[self._reader.resolve("source", name)]

    def steps(self, name: str) -> tuple[Step, ...]:
        """Return the steps of an option, in order."""
        return self._reader.option(self._reader.resolve("option", name)).steps

    def search(self, text: str, lang: str | None = None) -> tuple[Hit, ...]:
        """Return what is called or defined as ``text`` says: options, criteria, sources, concepts, anything.

        A thing's own name comes first, then names that begin with the text, names with its words, synonyms,
        definitions; see :mod:`spineknowledge.search`. Without ``lang``, all languages are searched. A text
        without a word, or of more than 200 characters, raises ``QueryError``.

        >>> [(hit.kind, hit.id, str(hit.reason)) for hit in KnowledgeBase.load().search("cifoplastía")][:1]
        [('option', 'kyphoplasty', 'exact-name')]
        """
        from spineknowledge.search import search

        return search(self._reader, text, lang)

    # How options compare

    def compare(self, a: str, b: str, *, indirect: bool = False) -> OptionComparison:
        """Return how option ``a`` compares with option ``b`` on every criterion.

        With ``indirect``, answers that follow through a third option are added where there is no direct
        one; they say so in ``basis`` and name the chain in ``via``.
        """
        found = self._compared.get((a, b, indirect))
        if found is None:
            self._reader.expect(a, b)
            pair = self._pair(a, b)
            found = self._compared.get((*pair, indirect)) or compared(self._reader, *pair, indirect, self._edition)
            if len(self._compared) >= _MOST_KEPT:
                self._compared.clear()
            self._compared[(*pair, indirect)] = self._compared[(a, b, indirect)] = found
        return found

    def relation(self, a: str, b: str, criterion: str) -> ComparisonRow:
        """Return how two options compare on one criterion."""
        return self.compare(a, b)[self.criterion(criterion).iri]

    def lower(self, criterion: str) -> tuple[ComparisonRow, ...]:
        """Return the answers by which the subject is lower on a criterion, by name and not by rank."""
        return self._strict(criterion, Direction.LOWER)

    def higher(self, criterion: str) -> tuple[ComparisonRow, ...]:
        """Return the answers by which the subject is higher on a criterion, by name and not by rank."""
        return self._strict(criterion, Direction.HIGHER)

    def findings(self, a: str | None = None, b: str | None = None, criterion: str | None = None) -> tuple[Finding, ...]:
        """Return what single sources found: on two options or on all, on one criterion or on all."""
        if (a is None) != (b is None):
            raise QueryError("findings needs two options or none")
        wanted = self.criterion(criterion).iri if criterion else None
        rows = self._reader.rows() if a is None or b is None else self.compare(a, b).rows
        return tuple(finding for row in rows if wanted in (None, row.criterion.iri) for finding in row.findings)

    def diff_steps(self, a: str, b: str) -> StepDiff:
        """Return the steps of two options aligned on their types."""
        first, second = self._pair(a, b)
        return align_steps(self._reader.option(first), self._reader.option(second))

    def conflicts(self, a: str | None = None, b: str | None = None) -> tuple[Conflict, ...]:
        """Return the contradictions in the data, or those between two options."""
        from spineknowledge.reasoning import conflicts

        if (a is None) != (b is None):
            raise QueryError("conflicts needs two options or none")
        found = self._reader.keep("conflicts", lambda: tuple(conflicts(self._reader.rows())))
        if a is None or b is None:
            return found
        pair = set(self._pair(a, b))
        return tuple(conflict for conflict in found if {option.iri for option in conflict.options} == pair)

    def indirect(self, a: str | None = None, b: str | None = None) -> tuple[ComparisonRow, ...]:
        """Return the answers that follow through a third option, for two options or for all there are."""
        from spineknowledge.reasoning import indirect_rows

        if (a is None) != (b is None):
            raise QueryError("indirect needs two options or none")
        if a is None or b is None:
            return self._reader.keep("indirect", lambda: tuple(indirect_rows(self._reader.rows())))
        return indirect_between(self._reader, *self._pair(a, b))

    def considerations(self, goals: Sequence[str] = (), factors: Sequence[str] = ()) -> Considerations:
        """Return which options aim at the goals and what sources say of the factors; nothing is ranked."""
        from spineknowledge.model.considerations import Considerations, match_goal

        wanted = [self._reader.resolve("factor", name) for name in factors]
        effects = self._reader.effects()
        return Considerations(
            iri=thing("effect", "considerations"),
            goals=tuple(match_goal(self.criterion(name), self.options()) for name in goals),
            effects=tuple(effect for factor in wanted for effect in effects if effect.factor.iri == factor),
        )

    def guidelines(self, option: str | None = None) -> tuple[Recommendation, ...]:
        """Return the positions of guideline bodies on an option and its family of procedures, or on all."""
        if option is None:
            return self._reader.recommendations()
        asked = {self._reader.resolve("option", option), *self._reader.families(option)}
        return tuple(item for item in self._reader.recommendations() if item.about.iri in asked)

    def timeline(self, a: str, b: str, criterion: str | None = None) -> tuple[Year, ...]:
        """Return what was found on two options year by year, and what had been found by then."""
        from spineknowledge.model.evidence_views import by_year

        return by_year(self.findings(a, b, criterion))

    def network(self) -> Network:
        """Return the options and the pairs of them that are compared."""
        from spineknowledge.model.evidence_views import network

        return network(thing("scheme", "network"), map(named, self.options()), self._reader.rows())

    def source_uses(self, name: str | None = None) -> tuple[SourceUse, ...]:
        """Return every source, or one, with what rests on it."""
        from spineknowledge.model.evidence_views import SourceUse

        sources = self.sources() if name is None else (self.source(name),)
        uses = self._reader.uses()
        return tuple(SourceUse(source.iri, source, uses.get(source.iri, ())) for source in sources)

    def answers(self) -> tuple[ComparisonRow, ...]:
        """Return every assessed answer, in the order in which it is recorded."""
        return tuple(row for row in self._reader.rows() if row.assessment)

    def to_rows(
        self, table: str = "answers", a: str | None = None, b: str | None = None, *, lang: str = "en"
    ) -> list[dict[str, Any]]:
        """Return a flat table: ``answers``, ``findings``, ``estimates``, ``sources`` or ``network``.

        With two options it holds what concerns them, ``a`` as the subject, and ``answers`` has every
        criterion. What is not known is ``None``; :mod:`spineknowledge.export.tables` lists the columns.

        >>> kb = KnowledgeBase.load()
        >>> row = kb.to_rows("estimates", "kyphoplasty", "vertebroplasty")[0]
        >>> row["subject"], type(row["value"]) in (float, type(None))
        ('kyphoplasty', True)
        """
        from spineknowledge.export.tables import rows_of

        return rows_of(self, table, a, b, lang)

    def to_frame(
        self, table: str = "answers", a: str | None = None, b: str | None = None, *, lang: str = "en"
    ) -> pandas.DataFrame:
        """Return :meth:`to_rows` as a pandas DataFrame with typed columns; needs the extra ``pandas``."""
        from spineknowledge.export.dataframes import frame_of

        return frame_of(self, table, a, b, lang)

    def explain(self, name: str) -> Explained:
        """Return the facts behind a thing or an answer, and how a computed answer was derived.

        ``name`` is an IRI, a prefixed name such as ``finding:dohm-2014-f01``, or the slug of anything.
        """
        from spineknowledge.explaining import Explained, described, explain_answer, explain_recorded

        iri = described(self._reader, name)
        if iri:
            return explain_recorded(self._reader, iri)
        slug = slug_of(expand(name))
        conflict = next((item for item in self.conflicts() if item.id == slug), None)
        if conflict:
            return Explained(conflict.iri, str(conflict.kind), (conflict.derivation,), conflict)
        return explain_answer(self._reader, self._computed(name, slug))

    # How it is done

    def _described(self, name: str) -> str:
        from spineknowledge.explaining import described
        from spineknowledge.search import unknown

        iri = described(self._reader, name)
        if not iri:
            raise unknown(self._reader, name, "thing")
        return iri

    def _pair(self, a: str, b: str) -> tuple[str, str]:
        first, second = self._reader.resolve("option", a), self._reader.resolve("option", b)
        if first == second:
            raise QueryError(f"{a!r} and {b!r} are the same option; name two different ones")
        return first, second

    @property
    def _edition(self) -> Edition:
        return Edition(self.version, lambda: self.checksum)

    def _strict(self, criterion: str, direction: Direction) -> tuple[ComparisonRow, ...]:
        rows = self._reader.rows(criterion=self.criterion(criterion).iri)
        strict = (row for row in rows if row.direction.strict and row.status is AnswerStatus.ANSWERED)
        return tuple(row if row.direction is direction else row.mirrored() for row in strict)

    def _computed(self, name: str, slug: str) -> ComparisonRow:
        """Return the answer that the slug of a comparison names, where it is not recorded as asked."""
        from spineknowledge.search import unknown

        first, _, rest = slug.partition("-vs-")
        for criterion in sorted(self.criteria(), key=lambda item: -len(item.id)):
            second = rest.removesuffix(f"-{criterion.id}")
            if second and second != rest:
                row = self.compare(first, second, indirect=True)[criterion.iri]
                if row.status is not AnswerStatus.NOT_ASSESSED:
                    return row
        raise unknown(self._reader, name, "thing or comparison")
