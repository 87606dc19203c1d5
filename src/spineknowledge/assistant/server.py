"""The server for assistants: tools, resources, and running them over standard input and output or over HTTP."""

from __future__ import annotations

import functools
import gc
import json
import socket
from collections.abc import Callable, Collection
from typing import Any, ParamSpec, Self, TypeVar

import anyio
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, ToolAnnotations

from spineknowledge.assistant.tools import Tools
from spineknowledge.errors import SpineKnowledgeError, UnknownTermError
from spineknowledge.knowledge import KnowledgeBase
from spineknowledge.limits import KIB, SERVED, Limits
from spineknowledge.namespaces import BASE, KINDS, thing

PATH = "/mcp"
"""The path at which the server answers over HTTP."""

_BODY_BYTES = 64 * KIB
_INSTRUCTIONS = """\
What is known about spine procedures for vertebral compression fractures, how surely, and who says so.
Every answer has a disclaimer, the version and checksum of the data, and sources: pass on the certainty, cite the
sources by DOI or PubMed number, and say that it is information, not medical advice. Nothing here ranks or
recommends, and neither should you on its grounds. What is not assessed is unknown. A field that is missing was not
stated. Lists say how many items there are in all (total) and where to go on (next_offset). Send no patient data."""
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_P = ParamSpec("_P")
_R = TypeVar("_R")


class Assistant:
    """A knowledge base as a server for assistants; close it after use.

    >>> from spineknowledge import KnowledgeBase
    >>> with Assistant(KnowledgeBase.load()) as assistant:
    ...     assistant.server.name
    'spineknowledge'
    """

    def __init__(self, kb: KnowledgeBase, limits: Limits = SERVED) -> None:
        from importlib.metadata import version

        self.tools = Tools(kb, limits)
        self.server: MCPServer[Any] = MCPServer(
            "spineknowledge",
            title="SpineKnowledge",
            instructions=_INSTRUCTIONS,
            version=version("spineknowledge"),
            log_level="WARNING",
            subscriptions=False,
            tools=[_tool(tool) for tool in self.tools.all()],
        )
        self._add_resources()

    def __enter__(self) -> Self:
        """Return the assistant."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes for queries."""
        self.close()

    def close(self) -> None:
        """End the processes for queries."""
        self.tools.close()

    def run_stdio(self) -> None:
        """Serve over standard input and output until the client closes them."""
        gc.enable()  # which the command line turns off for commands that answer once and end
        self.server.run("stdio")

    def run_http(self, listener: socket.socket, hosts: Collection[str] | None) -> None:
        """Serve streamable HTTP at :data:`PATH` until the process is told to stop.

        ``hosts`` are the names under which clients come, any where it is ``None``.
        """
        import uvicorn

        gc.enable()
        app = self.server.streamable_http_app(
            streamable_http_path=PATH,
            json_response=True,
            stateless_http=True,
            max_request_body_size=_BODY_BYTES,
            transport_security=_allowed(hosts),
        )
        config = uvicorn.Config(app, log_level="warning", access_log=False, ws="none", server_header=False)
        anyio.run(functools.partial(uvicorn.Server(config).serve, sockets=[listener]))

    def _add_resources(self) -> None:
        @self.server.resource(
            BASE + "{kind}/{slug}",
            name="thing",
            title="A thing of the knowledge base",
            description="What is recorded of an option, criterion, source, finding, comparison or any other thing,"
            " at its IRI; kind is one of: " + ", ".join(KINDS),
            mime_type="application/json",
        )
        def read(kind: str, slug: str) -> str:
            try:
                return self._read(thing(kind, slug))
            except UnknownTermError as error:
                raise ResourceNotFoundError(str(error)) from None

        @self.server.resource(
            "spineknowledge://catalog",
            name="catalog",
            title="What there is",
            description="The options and the competency questions with their SPARQL",
            mime_type="application/json",
        )
        def catalog() -> str:
            return json.dumps(self._catalog(), ensure_ascii=False)

    def _read(self, iri: str) -> str:
        explained = self.tools.kb.explain(iri)
        if explained.iri != iri:
            raise UnknownTermError(iri, "thing")
        return json.dumps({**self.tools.edition("en"), **explained.to_dict()}, ensure_ascii=False)

    def _catalog(self) -> dict[str, Any]:
        kb = self.tools.kb
        return {
            **self.tools.edition("en"),
            "options": [{"iri": option.iri, "label": option.label.get()} for option in kb.options()],
            "questions": [{"question": item.question, "sparql": item.text} for item in kb.questions()],
        }


def _tool(function: Callable[..., CallToolResult]) -> Tool:
    """Return a function as a tool that only reads, and that refuses arguments it does not know."""
    tool = Tool.from_function(
        _answering(function), description=_unwrapped(function.__doc__), annotations=_READS, structured_output=True
    )
    arguments = tool.fn_metadata.arg_model
    arguments.model_config["extra"] = "forbid"
    arguments.model_rebuild(force=True)
    tool.parameters = arguments.model_json_schema(by_alias=True)
    return tool


def _answering(tool: Callable[_P, _R]) -> Callable[_P, _R]:
    """Return a tool whose errors are told to the model in their own words."""

    @functools.wraps(tool)
    def answer(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return tool(*args, **kwargs)
        except UnknownTermError as error:
            hint = "" if error.matches else "; the tools search and options tell what there is"
            raise ToolError(f"{error}{hint}") from None
        except SpineKnowledgeError as error:
            raise ToolError(str(error)) from None

    return answer


def _unwrapped(text: str | None) -> str:
    """Return a docstring as paragraphs of one line each."""
    return "\n".join(" ".join(part.split()) for part in (text or "").split("\n\n"))


def _allowed(hosts: Collection[str] | None) -> TransportSecuritySettings:
    if hosts is None:
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    names = [name for host in sorted(hosts) for name in (host, f"{host}:*")]
    origins = [f"{scheme}://{name}" for scheme in ("http", "https") for name in names]
    return TransportSecuritySettings(allowed_hosts=names, allowed_origins=origins)
