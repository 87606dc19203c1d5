"""The pages for people: everything is escaped, and nothing comes from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from spineknowledge.catalog import Query
from spineknowledge.namespaces import BASE, PREFIXES, compact
from spineknowledge.values import Iri, short
from spineknowledge.wording import say

_NAMING = (PREFIXES["skos"] + "prefLabel", PREFIXES["rdfs"] + "label", PREFIXES["dcterms"] + "title")

STYLE = """\
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #999; padding: 0.3rem; text-align: left; vertical-align: top; }
td, code { overflow-wrap: anywhere; }
textarea { box-sizing: border-box; font: 0.9rem/1.4 monospace; height: 18rem; width: 100%; }
select { max-width: 100%; }
"""

SCRIPT = """\
"use strict";
const form = document.querySelector("form");
const examples = document.querySelector("#example");
const answer = document.querySelector("#answer");
const said = document.querySelector("#said");
const add = (parent, tag, text) => {
  const node = parent.appendChild(document.createElement(tag));
  node.textContent = text;
  return node;
};
const show = (table) => {
  answer.replaceChildren();
  const head = add(answer.createTHead(), "tr", "");
  table.head.vars.forEach((name) => { add(head, "th", name).scope = "col"; });
  const body = answer.createTBody();
  table.results.bindings.forEach((row) => {
    const line = add(body, "tr", "");
    table.head.vars.forEach((name) => add(line, "td", row[name] ? row[name].value : ""));
  });
  said.textContent = table.results.bindings.length + " rows";
};
examples.addEventListener("change", async () => {
  const all = await (await fetch(form.dataset.questions)).json();
  const chosen = all.questions.find((question) => question.id === examples.value);
  if (chosen) form.query.value = chosen.sparql;
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  answer.replaceChildren();
  said.textContent = "Asking ...";
  const accept = "application/sparql-results+json, text/turtle;q=0.5";
  const body = new URLSearchParams({ query: form.query.value });
  const response = await fetch(form.action, { method: "POST", body, headers: { accept } });
  const kind = response.headers.get("content-type") || "";
  if (kind.startsWith("text/turtle")) { said.textContent = ""; add(answer, "pre", await response.text()); return; }
  const told = await response.json();
  if (!response.ok) said.textContent = told.detail;
  else if ("boolean" in told) said.textContent = told.boolean ? "yes" : "no";
  else show(told);
});
"""


def page(base: str, title: str, body: str, lang: str = "en", script: bool = False) -> bytes:
    """Return a whole page; ``title`` is text and ``body`` is HTML."""
    code = f'<script src="{escape(base)}/query.js" defer></script>' if script else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="{escape(base)}/style.css">{code}</head>\n'
        f"<body><main><h1>{escape(title)}</h1>\n{body}\n</main>\n"
        f'<footer><p>{escape(say("disclaimer", lang))} <a href="{escape(base)}/">SpineKnowledge</a></p></footer>'
        "</body></html>\n"
    ).encode()


def home(base: str, paths: Sequence[tuple[str, str]]) -> bytes:
    """Return the first page: what there is to ask."""
    items = (f'<li><a href="{escape(base + path)}">{escape(path)}</a>: {escape(told)}</li>' for path, told in paths)
    return page(base, "SpineKnowledge", f"<ul>{''.join(items)}</ul>")


def query(base: str, questions: Sequence[Query]) -> bytes:
    """Return the page on which a query is written and asked."""
    first = escape(questions[0].text) if questions else ""
    choices = (f'<option value="{escape(item.name)}">{escape(item.question)}</option>' for item in questions)
    return page(
        base,
        "SPARQL",
        f'<form action="{escape(base)}/sparql" method="post" data-questions="{escape(base)}/questions">'
        f'<p><label for="example">Ready questions</label> <select id="example">{"".join(choices)}</select></p>'
        '<p><label for="query">Query</label><textarea id="query" name="query" spellcheck="false">'
        f'{first}</textarea></p><p><button>Ask</button></p></form><p id="said" role="status"></p>'
        '<table id="answer"></table>',
        script=True,
    )


def thing(base: str, iri: str, facts: Sequence[tuple[Any, ...]], lang: str) -> bytes:
    """Return the page of a thing: what is recorded of it."""
    rows = "".join(
        f'<tr><th scope="row">{escape(short(name) or compact(prop))}</th>{_cell(base, value, label)}</tr>'
        for prop, name, value, label in facts
    )
    title = _title(facts, lang) or compact(iri)
    return page(base, title, f"<p><code>{escape(iri)}</code></p><table>{rows}</table>", lang)


def _title(facts: Sequence[tuple[Any, ...]], lang: str) -> str:
    """Return the name of a thing in a language, or in the language of all."""
    named = {(prop, getattr(value, "lang", None)): value for prop, _, value, _ in facts if prop in _NAMING}
    wanted = ((naming, language) for naming in _NAMING for language in (lang, None, "en"))
    return next((short(named[key]) for key in wanted if key in named), "")


def _cell(base: str, value: Any, label: Any) -> str:
    """Return the cell with a value, in the language of the value."""
    lang = getattr(value, "lang", None)
    return (
        f'<td lang="{escape(lang)}">{escape(short(value))}</td>' if lang else f"<td>{_value(base, value, label)}</td>"
    )


def _value(base: str, value: Any, label: Any) -> str:
    text = escape(short(label) or short(value))
    if not isinstance(value, Iri):
        return text
    if value.startswith(BASE):
        return f'<a href="{escape(base)}/{escape(value.removeprefix(BASE))}">{text}</a>'
    return f'<a href="{escape(value)}">{text}</a>' if value.startswith(("https://", "http://")) else text
