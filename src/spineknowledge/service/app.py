"""The service as an ASGI application: its addresses, and the gate through which every request comes."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp

from spineknowledge.errors import SpineKnowledgeError
from spineknowledge.knowledge import KnowledgeBase
from spineknowledge.limits import SERVED, HttpLimits, Limits
from spineknowledge.namespaces import KINDS
from spineknowledge.service import answers, openapi, pages, things
from spineknowledge.service.content import NEVER_CACHED, Asked, Content, problem_content
from spineknowledge.service.gate import Gate
from spineknowledge.service.negotiation import HTML, JSON
from spineknowledge.service.parameters import parameters
from spineknowledge.service.problems import Problem, problem_of
from spineknowledge.service.protocol import sparql
from spineknowledge.service.state import Service

Endpoint = Callable[[Request], Awaitable[ASGIApp]]

_PATHS = (
    ("/compare?ids=kyphoplasty,vertebroplasty", "how two options compare"),
    ("/search?q=cement", "what is called or defined so"),
    ("/options", "the treatment options"),
    ("/criteria", "what they are compared on"),
    ("/findings", "what single sources found"),
    ("/sources", "the sources"),
    ("/conflicts", "where sources or answers contradict each other"),
    ("/questions", "competency questions with their SPARQL"),
    ("/query", "write a query and ask it"),
    ("/ontology", "the terms"),
    ("/openapi.json", "this service, described for programs"),
    ("/healthz", "whether it answers, and from which data"),
)


def create_app(
    kb: KnowledgeBase,
    *,
    limits: Limits = SERVED,
    http: HttpLimits | None = None,
    allowed_hosts: Collection[str] | None = None,
    base: str = "",
) -> ASGIApp:
    """Return the service for a knowledge base, an ASGI application that runs alone or inside another one.

    ``allowed_hosts`` are the names under which it answers, any where there are none. ``base`` is the path at
    which it is mounted.

    >>> from spineknowledge import KnowledgeBase
    >>> app = create_app(KnowledgeBase.load(), allowed_hosts=["localhost"])
    """
    service = Service(kb, limits, http or HttpLimits(), base)
    routes = [*_other_routes(service), *_data_routes(service)]
    app = Starlette(routes=routes, exception_handlers=_handlers(service), lifespan=_lifespan(service))
    app.router.redirect_slashes = False
    return Gate(app, service, allowed_hosts)


def _data_routes(service: Service) -> list[Route]:
    """Return the routes whose answers change only with the data; they are kept."""

    def kept(name: str, make: Callable[..., Content], *details: Callable[[Request], str]) -> Endpoint:
        async def endpoint(request: Request) -> Content:
            asked = [detail(request) for detail in details]
            content = await run_in_threadpool(make, service, request.scope["query_string"], *asked)
            content.route = name
            service.kept.put(Gate.key(request.scope), content)
            return content

        endpoint.__name__ = name
        return endpoint

    simple = (answers.compare, answers.options, answers.criteria, answers.findings, answers.sources, answers.conflicts)
    others = (answers.questions, answers.search)
    return [
        *(Route(f"/{make.__name__}", kept(make.__name__, make)) for make in (*simple, *others)),
        Route("/options/{id}", kept("option", answers.option, _name)),
        Route("/sources/{id}", kept("source", answers.source, _name)),
        Route("/ontology", kept("thing", things.thing, lambda _: "ontology", _accept)),
        Route("/{kind}/{slug}", kept("thing", things.thing, _thing, _accept)),
    ]


def _other_routes(service: Service) -> list[Route]:
    """Return the routes that ask the engine, the moment, or nothing."""

    async def ask(request: Request) -> Content:
        return await sparql(service, request)

    async def healthz(request: Request) -> Content:
        parameters(request.scope["query_string"], set())
        body = json.dumps({"status": "ok", **service.edition, "data_version": service.kb.version})
        return Content(body.encode(), JSON, cache=NEVER_CACHED)

    async def metrics(request: Request) -> Content:
        parameters(request.scope["query_string"], set())
        text = service.metrics.text(service.gauges())
        return Content(text.encode(), "text/plain; version=0.0.4; charset=utf-8", cache=NEVER_CACHED)

    ask.__name__ = "sparql"
    fixed = {
        "/": (pages.home(service.base, _PATHS), HTML),
        "/query": (pages.query(service.base, service.kb.questions()), HTML),
        "/query.js": (pages.SCRIPT.encode(), "text/javascript; charset=utf-8"),
        "/style.css": (pages.STYLE.encode(), "text/css; charset=utf-8"),
        "/openapi.json": (_openapi(service), JSON),
    }
    return [
        Route("/sparql", ask, methods=["GET", "POST"]),
        Route("/healthz", healthz),
        Route("/metrics", metrics),
        *(Route(path, _fixed(service, path, *page)) for path, page in fixed.items()),
    ]


def _fixed(service: Service, path: str, body: bytes, media: str) -> Endpoint:
    content = Content(body, media, etag=service.tag(path, service.base), route="page")

    async def page(request: Request) -> Content:
        parameters(request.scope["query_string"], set())
        return content

    return page


def _openapi(service: Service) -> bytes:
    told = openapi.document(service.kb.version, service.base, service.limits.seconds)
    return json.dumps(told, separators=(",", ":")).encode()


def _name(request: Request) -> str:
    return str(request.path_params["id"])


def _accept(request: Request) -> str:
    return Asked.read(request.scope).accept


def _thing(request: Request) -> str:
    kind, slug = request.path_params["kind"], request.path_params["slug"]
    if kind not in KINDS:
        raise Problem("no-such-page", "there is no such page")
    return f"{kind}/{slug}"


def _lifespan(service: Service) -> Callable[[Starlette], contextlib.AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await run_in_threadpool(service.start)
        yield
        await run_in_threadpool(service.close)

    return lifespan


def _handlers(service: Service) -> dict[Any, Any]:
    async def problem(_: Request, error: Exception) -> Content:
        return problem_content(problem_of(error, service.http.retry_after))

    async def of_http(_: Request, error: HTTPException) -> Content:
        code = "method-not-allowed" if error.status_code == 405 else "no-such-page"
        detail = "this address does not take that method" if error.status_code == 405 else "there is no such page"
        return problem_content(Problem(code, detail, error.headers))

    return {HTTPException: of_http, Problem: problem, SpineKnowledgeError: problem, Exception: problem}
