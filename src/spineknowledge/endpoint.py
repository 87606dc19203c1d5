"""A client for SPARQL endpoints on other machines: whole answers in time, or an error that says why not.

Redirects are not followed, credentials go to the given address alone, and no error repeats a query, a
credential or what the other side said.
"""

from __future__ import annotations

import ipaddress
import threading
import time
import weakref
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import SplitResult, urlsplit

from spineknowledge.errors import DataError, QueryError, QueryTimeoutError
from spineknowledge.limits import RemoteLimits

if TYPE_CHECKING:
    import httpx

Auth: TypeAlias = "tuple[str, str] | str | None"
"""A user's name and password, or a bearer token."""

_SIGNS_OF_A_PART = ("x-sparql-maxrows", "x-sql-state", "x-sql-message")
_REFUSALS = {
    400: "cannot answer this query",
    401: "wants other credentials",
    403: "does not allow this",
    404: "is not there",
}


class Endpoint:
    """One address that is asked over HTTP.

    >>> Endpoint("http://127.0.0.1:7878/query")
    Endpoint('http://127.0.0.1:7878/query')
    """

    def __init__(self, url: str, auth: Auth = None, limits: RemoteLimits | None = None) -> None:
        """Check the address; credentials go over an encrypted connection or stay on this machine."""
        self.url = url
        self.limits = limits or RemoteLimits()
        parts = _checked(url)
        if auth is not None and parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
            raise DataError("credentials are sent only over https, or to this machine")
        self._auth = auth
        self._client: httpx.Client | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        """Show the address and never the credentials."""
        return f"Endpoint({self.url!r})"

    def query(self, sparql: str, accept: str, seconds: float | None = None) -> tuple[str, bytes]:
        """Return the media type and the whole answer to a query."""
        headers = {"accept": accept, "content-type": "application/x-www-form-urlencoded"}
        return self.request("POST", headers, form={"query": sparql}, seconds=seconds)

    def request(
        self,
        method: str,
        headers: Mapping[str, str],
        *,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        seconds: float | None = None,
    ) -> tuple[str, bytes]:
        """Return the media type and the whole answer to a request, within the time there is for it in all."""
        total = self.limits.seconds if seconds is None else seconds
        until = time.monotonic() + total

        def ask() -> tuple[str, bytes]:
            asked = self._http().build_request(
                method, self.url, params=params, headers=headers, data=form, content=content, timeout=total
            )
            try:
                return self._answer(asked, until)
            except TimeoutError:
                raise QueryTimeoutError(total) from None

        return _within(total, ask)

    def _answer(self, asked: httpx.Request, until: float) -> tuple[str, bytes]:
        import httpx

        for attempt in range(self.limits.retries + 1):
            try:
                response = self._http().send(asked, stream=True)
                try:
                    pause = self._pause(response, attempt)
                    if pause is None:
                        return response.headers.get("content-type", ""), self._whole(response, until)
                finally:
                    response.close()
            except httpx.TimeoutException:
                raise TimeoutError from None
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
                raise QueryError(f"{self._name} gave no whole answer: {type(error).__name__}") from None
            if time.monotonic() + pause >= until:
                break
            time.sleep(pause)
        raise QueryError(f"{self._name} is overloaded; ask again later")

    def _pause(self, response: httpx.Response, attempt: int) -> float | None:
        """Return how long to wait before asking again, nothing if there is an answer to read."""
        if response.status_code != 503 or attempt >= self.limits.retries:
            return None
        try:
            asked = float(response.headers.get("retry-after", "0.2"))
        except ValueError:
            asked = 0.2
        return min(max(asked, 0.05), self.limits.retry_after)

    def _whole(self, response: httpx.Response, until: float) -> bytes:
        """Return the whole body of a response that says nothing against its being one."""
        self._check(response)
        body = bytearray()
        for part in response.iter_raw():
            body += part
            if len(body) > self.limits.answer_bytes:
                raise QueryError(f"{self._name} sent more than {self.limits.answer_bytes} bytes; ask for less")
            if time.monotonic() > until:
                raise TimeoutError
        return bytes(body)

    def _check(self, response: httpx.Response) -> None:
        status = response.status_code
        if status == 503:
            raise QueryError(f"{self._name} is overloaded; ask again later")
        if 300 <= status < 400:
            raise QueryError(f"{self._name} points to another address, which is not followed; give that one")
        if status not in (200, 201, 204):
            raise QueryError(f"{self._name} {_REFUSALS.get(status, 'did not answer')} (status {status})")
        if any(sign in response.headers for sign in _SIGNS_OF_A_PART):
            raise QueryError(f"{self._name} sent a part of the answer only; raise its limits of rows and time")
        if response.headers.get("content-encoding", "identity") != "identity":
            raise QueryError(f"{self._name} compressed its answer, though it was asked not to")

    def _http(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                self._client = _client(self._auth)
                weakref.finalize(self, self._client.close)
            return self._client

    @property
    def _name(self) -> str:
        return f"the endpoint at {urlsplit(self.url).hostname}"


def _client(auth: Auth) -> httpx.Client:
    try:
        import httpx
    except ModuleNotFoundError:
        raise DataError("httpx is missing; pip install 'spineknowledge[remote]'") from None
    headers = {"accept-encoding": "identity", "user-agent": "spineknowledge"}
    if isinstance(auth, str):
        headers["authorization"] = f"Bearer {auth}"
    basic = auth if isinstance(auth, tuple) else None
    # trust_env would send requests through proxies, and credentials from .netrc
    return httpx.Client(auth=basic, headers=headers, follow_redirects=False, trust_env=False)


def _checked(url: str) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DataError("an endpoint has an address that begins with http:// or https://")
    if parts.username or parts.password:
        raise DataError("credentials are given as auth, not inside the address")
    return parts


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _within(seconds: float, call: Callable[[], tuple[str, bytes]]) -> tuple[str, bytes]:
    """Return what a call returns, or stop waiting for it; it runs in a thread, since reading cannot be stopped."""
    if not 0 < seconds < threading.TIMEOUT_MAX:
        raise QueryError("the timeout must be more than 0 and finite")
    future: Future[tuple[str, bytes]] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        return future.result(seconds)
    except TimeoutError:
        raise QueryTimeoutError(seconds) from None
