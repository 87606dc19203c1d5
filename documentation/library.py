"""The pages of the Python library, from its signatures and docstrings; private names and modules are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import griffe

import spineknowledge
from documentation.markup import code, fence, link, section, table
from spineknowledge import limits
from spineknowledge.frozen import Frozen

FOLDER = "reference/python"
INDEX = f"{FOLDER}/index.md"
LIMITS = "reference/limits.md"
PAGES = {
    "knowledge-base": ("The knowledge base", ("knowledge",)),
    "comparisons": ("Comparisons", ("model.comparison", "model.considerations", "model.conflicts", "explaining")),
    "options": ("Options, criteria and steps", ("model.options",)),
    "evidence": ("Sources, findings and numbers", ("model.evidence", "model.estimates", "model.evidence_views")),
    "values": ("Names, texts and tables", ("model.base", "values", "catalog")),
    "words": ("Directions, certainty and other closed lists", ("model.terms",)),
    "checking": (
        "Validation and spreadsheets",
        ("validation", "validation.report", "authoring.importing", "authoring.report", "authoring.templates"),
    ),
    "workers": ("Workers and the service", ("bounded", "service.app", "publishing")),
    "errors": ("Errors", ("errors",)),
}
"""Page -> its title, and the modules whose public names it describes."""

_Kind = griffe.ParameterKind
_WIDTH = 80
_ROLE = re.compile(r":\w+:`~?([^`]+)`")
_LITERAL = re.compile(r"``([^`]+)``")
_DOCTEST = re.compile(r"^>>> ")


def library_pages() -> dict[str, str]:
    """Return a page for each part of the library, one that lists the parts, and the page of limits."""
    told = {page: _page(page, title, modules) for page, (title, modules) in PAGES.items()}
    return {INDEX: _index(), **{page_of(page): text for page, text in told.items()}, LIMITS: _limits()}


def page_of(page: str) -> str:
    """Return where a page of the library stands."""
    return f"{FOLDER}/{page}.md"


def described() -> dict[str, str]:
    """Return every described name with the place where it is described."""
    return {
        name: f"{page_of(page)}#{name.lower()}"
        for page, (_, modules) in PAGES.items()
        for module in modules
        for name in _public(_module(module))
    }


@cache
def _package() -> griffe.Module:
    found = griffe.load("spineknowledge", search_paths=[Path(spineknowledge.__file__).parent.parent])
    assert isinstance(found, griffe.Module)
    return found


def _module(name: str) -> griffe.Module:
    found = _package()[name]
    assert isinstance(found, griffe.Module)
    return found


def _public(module: griffe.Module) -> dict[str, griffe.Class | griffe.Function]:
    return {
        name: member
        for name, member in module.members.items()
        if isinstance(member, griffe.Class | griffe.Function) and not name.startswith("_") and member.docstring
    }


def _index() -> str:
    places = described()
    rows = [
        [link(code(name), places[name], INDEX), _first_line(_found(places[name], name))]
        for name in spineknowledge.__all__
    ]
    names = table(["name", "what it is"], rows)
    parts = "".join(f"- {link(title, page_of(page), INDEX)}\n" for page, (title, _) in PAGES.items())
    head = "# Python\n\nWhat `from spineknowledge import ...` gives. Everything else is reached from these.\n\n"
    return f"{head}{names}## All that calls return\n\n{parts}"


def _found(place: str, name: str) -> griffe.Object:
    page = Path(place.partition("#")[0]).stem
    return next(_public(_module(module))[name] for module in PAGES[page][1] if name in _public(_module(module)))


def _first_line(member: griffe.Object) -> str:
    text = member.docstring.value if member.docstring else ""
    return _prose(text.partition("\n\n")[0].replace("\n", " "), INDEX)


def _page(page: str, title: str, modules: Sequence[str]) -> str:
    origin = page_of(page)
    members = [member for module in modules for member in _public(_module(module)).values()]
    about = "".join(_doc(_module(module), origin) for module in modules) if len(modules) == 1 else ""
    return f"# {title}\n\n{about}" + "".join(_member(member, origin) for member in members)


def _member(member: griffe.Class | griffe.Function, origin: str) -> str:
    module = f"From `{member.parent.path}`.\n\n" if member.parent else ""
    if isinstance(member, griffe.Function):
        return section(f"{member.name}", module + _call(member, origin))
    body = module + _doc(member, origin) + _fields(member, origin)
    body += "".join(section(f"{member.name}.{it.name}", _call(it, origin), 3) for it in _calls(member))
    return section(member.name, body)


def _calls(member: griffe.Class) -> list[griffe.Function]:
    """Return the methods of a class, with those from parts of it that are described nowhere else."""
    parts = [base for base in _bases(member) if base.name not in described()]
    inner = [it for owner in (member, *parts) for it in owner.members.values()]
    return [it for it in inner if isinstance(it, griffe.Function) and not it.name.startswith("_") and it.docstring]


def _bases(member: griffe.Class) -> list[griffe.Class]:
    return [base for base in member.mro() if base.path.startswith("spineknowledge.")]


def _call(call: griffe.Function, origin: str) -> str:
    return fence(_signature(call), "python") + _doc(call, origin) + _linked_types(str(call.returns or ""), origin)


def _signature(call: griffe.Function) -> str:
    parameters = [it for it in call.parameters if it.name not in ("self", "cls")]
    shown = [_parameter(it) for it in parameters]
    kinds = [it.kind for it in parameters]
    if _Kind.keyword_only in kinds and _Kind.var_positional not in kinds:
        shown.insert(kinds.index(_Kind.keyword_only), "*")
    if _Kind.positional_only in kinds:
        shown.insert(len(kinds) - kinds[::-1].index(_Kind.positional_only), "/")
    line = f"{call.name}({', '.join(shown)}) -> {call.returns}"
    return line if len(line) <= _WIDTH else f"{call.name}(\n    " + ",\n    ".join(shown) + f",\n) -> {call.returns}"


def _parameter(parameter: griffe.Parameter) -> str:
    stars = "*" if parameter.kind is _Kind.var_positional else "**" if parameter.kind is _Kind.var_keyword else ""
    annotation = f": {parameter.annotation}" if parameter.annotation else ""
    default = "" if parameter.default is None or stars else f" = {parameter.default}"
    return f"{stars}{parameter.name}{annotation}{default}"


def _linked_types(annotation: str, origin: str) -> str:
    places = described()
    found = dict.fromkeys(word for word in re.findall(r"\w+", annotation) if word in places)
    links = ", ".join(link(code(name), places[name], origin) for name in found)
    return f"Returns: {links}\n\n" if links else ""


def _fields(member: griffe.Class, origin: str) -> str:
    attributes = {
        name: it
        for owner in [*reversed(_bases(member)), member]
        for name, it in owner.members.items()
        if isinstance(it, griffe.Attribute) and not name.startswith("_")
    }
    attributes.pop("fields", None)
    rows = [[code(name), _kind(it) and code(_kind(it)), _about(it, origin)] for name, it in attributes.items()]
    rows = [row for row in rows if any(row[1:])]
    if not any(row[2] for row in rows):
        return table(["attribute", "type, value"], [row[:2] for row in rows])
    return table(["attribute", "type, value", "what it is"], rows)


def _kind(attribute: griffe.Attribute) -> str:
    kind = str(attribute.annotation or "")
    value = str(attribute.value or "")
    taken = re.fullmatch(r"(\w+\()?" + attribute.name + r"\)?", value)
    return f"{kind} = {value}" if kind and value else kind or ("" if taken else value)


def _about(attribute: griffe.Attribute, origin: str) -> str:
    return _prose(" ".join(attribute.docstring.value.split()), origin) if attribute.docstring else ""


def _doc(member: griffe.Object, origin: str) -> str:
    text = member.docstring.value if member.docstring else ""
    return "".join(_paragraphs(text, origin))


def _paragraphs(text: str, origin: str) -> Iterator[str]:
    for part in re.split(r"\n\s*\n", text):
        if _DOCTEST.match(part):
            yield fence(part, "pycon")
        elif part.startswith((" ", "\t")) or "\n├" in part:
            yield fence(part, "text")
        else:
            yield f"{_prose(part, origin)}\n\n"


def _prose(text: str, origin: str) -> str:
    """Return the prose of a docstring as Markdown: names of the library as links, other names as code."""
    places = described()

    def linked(match: re.Match[str]) -> str:
        name = match[1].rpartition(".")[2]
        return link(code(name), places[name], origin) if name in places else code(name)

    return _ROLE.sub(linked, _LITERAL.sub(r"`\1`", text).replace("<", "&lt;"))


def _limits() -> str:
    module = _module("limits")
    head = f"# Limits\n\n{_doc(module, LIMITS)}"
    parts = [
        section(name, _doc(member, LIMITS) + _values(name, LIMITS))
        for name, member in module.members.items()
        if isinstance(member, griffe.Class) and member.docstring
    ]
    sets = [
        section(name, _about(member, LIMITS) + "\n\n" + _values(name, LIMITS))
        for name, member in module.members.items()
        if isinstance(member, griffe.Attribute) and member.docstring
    ]
    return head + "".join(parts + sets)


def _values(name: str, origin: str) -> str:
    """Return what each limit of a class, or of a set of limits, is and means."""
    held: Frozen | type[Frozen] = getattr(limits, name)
    kind = held if isinstance(held, type) else type(held)
    members = _module("limits")[kind.__name__].members
    rows = [
        [code(field), _number(field, getattr(held, field)), _about(members[field], origin)] for field in kind.fields
    ]
    return table(["limit", "value", "what it limits"], rows)


def _number(field: str, value: float) -> str:
    if field.endswith("_bytes") and value % 1024 == 0:
        whole = int(value)
        return f"{whole // 1024**2:,} MiB" if whole % 1024**2 == 0 else f"{whole // 1024:,} KiB"
    if field.endswith("seconds") or field == "retry_after":
        return f"{value:g} s"
    return f"{value:,}"
