"""Asking a server as an assistant does: with the client of the protocol's own package."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import anyio
from mcp.client import Client

_T = TypeVar("_T")
Json = dict[str, Any]


def with_client(target: Any, use: Callable[[Client], Awaitable[_T]]) -> _T:
    """Return what ``use`` makes of a client that is connected to a server, in memory or elsewhere."""

    async def connected() -> _T:
        async with Client(target) as client:
            return await use(client)

    return anyio.run(connected)


def call(target: Any, tool: str, **arguments: Any) -> Json:
    """Return the structured answer of a tool, which is the same as its text."""

    async def use(client: Client) -> Json:
        result = await client.call_tool(tool, arguments)
        assert not result.is_error, result.content[0].text
        assert json.loads(result.content[0].text) == result.structured_content
        return result.structured_content

    return with_client(target, use)


def fault(target: Any, tool: str, **arguments: Any) -> str:
    """Return the error of a tool, as a model reads it."""

    async def use(client: Client) -> str:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        assert result.structured_content is None
        return result.content[0].text

    return with_client(target, use)
