"""The pages of the competency questions: each with its SPARQL, its parameters and the answer of today."""

from __future__ import annotations

from documentation.markup import code, fence, link, plain, section, table
from spineknowledge import KnowledgeBase
from spineknowledge.catalog import Query
from spineknowledge.namespaces import compact, slug_of
from spineknowledge.values import Iri, Table

INDEX = "reference/questions/index.md"
_SHOWN = 5
_WIDTH = 76


def question_pages(kb: KnowledgeBase) -> dict[str, str]:
    """Return a page a question, and one that lists them."""
    asked = kb.questions()
    rows = [[link(plain(query.question), page_of(query), INDEX), code(query.name)] for query in asked]
    head = (
        "# Questions\n\nEach question is one `.rq` file that runs by hand in any SPARQL tool. On the command line:"
        " `spineknowledge ask ID`; in Python: `kb.ask_question(ID)`.\n\n"
    )
    return {INDEX: head + table(["question", "id"], rows)} | {page_of(query): _page(query, kb) for query in asked}


def page_of(query: Query) -> str:
    """Return the page of a question."""
    return f"reference/questions/{query.name}.md"


def _page(query: Query, kb: KnowledgeBase) -> str:
    answer = kb.ask_question(query.name)
    rows = [[code(name), code(value)] for name, value in query.parameters]
    return (
        f"# {plain(query.question)}\n\n{plain(query.summary)}.\n\n"
        + section("Ask", fence(_command(query), "sh") + fence(_call(query), "text"))
        + section("Parameters", table(["parameter", "example in the file"], rows))
        + section("Answer", f"{_told(answer)}\n\n{_table(answer)}")
        + section("SPARQL", fence(query.text, "sparql"))
    )


def given(query: Query) -> dict[str, str]:
    """Return the example parameters of a question as one types them: slugs and plain texts; open ones are left out."""
    typed = {name: slug_of(value.strip('"<>').rpartition(":")[2]) for name, value in query.parameters}
    return {name: value for name, value in typed.items() if value != "UNDEF"}


def _command(query: Query) -> str:
    parts = [f"spineknowledge ask {query.name}", *(f"--param {name}={it}" for name, it in given(query).items())]
    line = " ".join(parts)
    return line if len(line) <= _WIDTH else " \\\n    ".join(parts)


def _call(query: Query) -> str:
    arguments = [f'"{query.name}"', *(f'{name}="{it}"' for name, it in given(query).items())]
    line = f"kb.ask_question({', '.join(arguments)})"
    return line if len(line) <= _WIDTH else "kb.ask_question(\n    " + ",\n    ".join(arguments) + ",\n)"


def _told(answer: Table) -> str:
    count = len(answer.rows)
    rows = "1 row" if count == 1 else f"{count} rows"
    shown = f"; the first {_SHOWN}:" if count > _SHOWN else ":" if count else "."
    return f"{rows} in this edition of the data{shown}"


def _table(answer: Table) -> str:
    return table(list(map(code, answer.columns)), ([_cell(value) for value in row] for row in answer.rows[:_SHOWN]))


def _cell(value: object) -> str:
    if value is None:
        return ""
    return code(compact(str(value))) if isinstance(value, Iri) else plain(value)
