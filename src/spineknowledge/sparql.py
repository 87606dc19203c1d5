"""Any SPARQL query: answered by the engine, before a deadline in a process of its own, or by bounded workers."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from spineknowledge.admission import admit
from spineknowledge.catalog import Query, questions
from spineknowledge.catalog import question as find_question
from spineknowledge.errors import QueryError
from spineknowledge.limits import SERVED, Limits
from spineknowledge.reading import Reader
from spineknowledge.store import Answer, Store
from spineknowledge.values import Table

if TYPE_CHECKING:
    from spineknowledge.bounded import Pool


class SparqlAnswers:
    """What a knowledge base answers in SPARQL, from the store that it reads."""

    _store: Store
    _reader: Reader

    def query(self, sparql: str, /, timeout: float | None = None, **params: object) -> Answer:
        """Return the answer to any SPARQL query with its kind: ``select``, ``ask`` or ``construct``.

        ``params`` fill the query's ``# parameters`` row. With ``timeout``, in seconds, the query runs in
        a process of its own that is ended at the deadline, and ``QueryTimeoutError`` is raised.
        """
        text = Query.parse(sparql).bind(**params)
        if timeout is None:
            admit(text)
            return self._store.answer(text)
        told = self._store.answer_within(text, timeout)
        if told is not None:
            return told
        from spineknowledge.bounded import answer_bounded

        return answer_bounded(self._store.origin(), text, timeout)

    def workers(self, limits: Limits = SERVED) -> Pool:
        """Start processes that answer queries of strangers from the data as it is now; close them after use.

        >>> from spineknowledge import KnowledgeBase
        >>> pool = KnowledgeBase.load().workers(SERVED.replace(workers=1))
        >>> pool.answer("ASK { ?s ?p ?o }")
        ('ask', True)
        >>> pool.close()
        """
        from spineknowledge.bounded import Pool

        origin = self._store.origin()
        return Pool(origin if origin[0] == "disk" else ("ntriples", self._store.ntriples()), limits)

    def select(self, sparql: str, /, timeout: float | None = None, **params: object) -> Table:
        """Return the rows of a SELECT query; see :meth:`query`."""
        return cast(Table, self._only("select", sparql, timeout, params))

    def ask(self, sparql: str, /, timeout: float | None = None, **params: object) -> bool:
        """Return the answer to an ASK query; see :meth:`query`."""
        return cast(bool, self._only("ask", sparql, timeout, params))

    def construct(self, sparql: str, /, timeout: float | None = None, **params: object) -> Table:
        """Return the triples of a CONSTRUCT or DESCRIBE query as three columns; see :meth:`query`."""
        return cast(Table, self._only("construct", sparql, timeout, params))

    def questions(self) -> tuple[Query, ...]:
        """Return the competency questions that :meth:`ask_question` answers."""
        return questions()

    def ask_question(self, question: str, /, **params: object) -> Table:
        """Return the answer to a competency question of the catalog.

        A parameter takes any name of an option, criterion, source or factor where its example is one.
        """
        query = find_question(question)
        text = query.bind(
            **{name: self._reader.parameter(query.examples.get(name, ""), it) for name, it in params.items()}
        )
        _, answer = self._store.answer(text)
        return Table(("answer",), ((answer,),)) if isinstance(answer, bool) else answer

    def _only(self, wanted: str, sparql: str, timeout: float | None, params: dict[str, object]) -> Table | bool:
        kind, answer = self.query(sparql, timeout, **params)
        if kind != wanted:
            raise QueryError(f"this is no {wanted.upper()} query; ask it with {kind}()")
        return answer
