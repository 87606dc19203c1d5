"""HTTP requests built to hurt, as raw bytes, each with the status that must answer it (0: the connection ends)."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote


class Request(NamedTuple):
    """Bytes that a client sends, the statuses of which one must answer, and the code of the problem if there is one."""

    name: str
    sent: bytes
    statuses: tuple[int, ...]
    code: str = ""


HOST = b"Host: localhost\r\nConnection: close\r\n"


def get(name: str, path: str, *statuses: int, code: str = "", headers: bytes = HOST) -> Request:
    return Request(name, b"GET " + path.encode("latin-1") + b" HTTP/1.1\r\n" + headers + b"\r\n", statuses, code)


def post(
    name: str,
    body: bytes,
    *statuses: int,
    code: str = "",
    media: bytes = b"application/x-www-form-urlencoded",
    path: bytes = b"/sparql",
) -> Request:
    head = (
        b"POST "
        + path
        + b" HTTP/1.1\r\n"
        + HOST
        + b"Content-Type: "
        + media
        + b"\r\nContent-Length: %d\r\n\r\n" % len(body)
    )
    return Request(name, head + body, statuses, code)


ASK = "query=" + quote("ASK {}")
DIRECT = b"application/sparql-query"
FORMULA = quote("=cmd|' /C calc'!A0")

REQUESTS = [
    # encodings
    get("a broken percent sign", "/sparql?query=%zz", 400, code="bad-encoding"),
    get("half a percent sign", "/sparql?query=ASK%7B%7D%2", 400, code="bad-encoding"),
    get("Latin-1 in the query", "/sparql?query=%E9", 400, code="bad-encoding"),
    get("an overlong slash", "/%c0%af", 400, code="bad-encoding"),
    get("Latin-1 in the path", "/option/%e9", 400, code="bad-encoding"),
    get("a surrogate", "/options/%ed%a0%80", 400, code="bad-encoding"),
    get("a null byte in the path", "/option/%00", 404),
    get("a null byte in a name", "/options/kyphoplasty%00", 404, code="unknown-name"),
    post("Latin-1 in a form", b"query=%FF", 400, code="bad-encoding"),
    post("Latin-1 in a query", b"ASK { ?s ?p '\xff' }", 400, code="bad-encoding", media=DIRECT),
    post("a byte order mark", b"\xef\xbb\xbfASK {}", 400, code="query-malformed", media=DIRECT),
    post("UTF-16", "ASK {}".encode("utf-16"), 400, media=DIRECT),
    post("a charset that is not UTF-8", b"ASK {}", 415, code="media-type-not-supported", media=DIRECT + b"; charset=latin-1"),
    # parameters
    get("two queries", f"/sparql?{ASK}&{ASK}", 400, code="repeated-parameter"),
    post("two queries in a form", f"{ASK}&{ASK}".encode(), 400, code="repeated-parameter"),
    post("a query in the address and in the form", ASK.encode(), 400, code="query-missing", path=b"/sparql?" + ASK.encode()),
    post("a query in the address and in the body", b"ASK {}", 400, code="repeated-parameter", media=DIRECT, path=b"/sparql?" + ASK.encode()),
    post("no query in a form", b"", 400, code="query-missing"),
    post("a thousand parameters", b"&".join(b"p%d=1" % n for n in range(1000)), 400, code="query-missing"),
    post("an empty query", b"", 400, code="query-malformed", media=DIRECT),
    get("a foreign graph", f"/sparql?{ASK}&default-graph-uri=file:///etc/passwd", 403, code="foreign-data"),
    get("a foreign named graph", f"/sparql?{ASK}&named-graph-uri=http://127.0.0.1:9/", 403, code="foreign-data"),
    get("an update in the address", "/sparql?update=DROP%20ALL", 403, code="read-only"),
    post("an update in a form", b"update=DROP+ALL", 403, code="read-only"),
    post("an update as the body", b"DROP ALL", 415, code="media-type-not-supported", media=b"application/sparql-update"),
    post("a file upload", b"--x\r\n\r\n--x--", 415, code="media-type-not-supported", media=b"multipart/form-data; boundary=x"),
    post("JSON", b'{"query": "ASK {}"}', 415, code="media-type-not-supported", media=b"application/json"),
    post("no media type", b"ASK {}", 415, media=b""),
    get("an unknown parameter", "/compare?ids=kyphoplasty,vertebroplasty&debug=1", 400, code="unknown-parameter"),
    get("a search for nothing", "/search", 400, code="bad-parameter"),
    get("a search for no word", "/search?q=%00-", 400, code="bad-parameter"),
    get("a search for a book", "/search?q=" + "a" * 201, 400, code="bad-parameter"),
    get("more hits than are sent", "/search?q=cement&limit=1001", 400, code="bad-parameter"),
    get("a number that is none", "/search?q=cement&limit=%C2%B2", 400, code="bad-parameter"),
    get("an unknown language", "/options?lang=../../etc", 400, code="bad-parameter"),
    get("three options", "/compare?ids=kyphoplasty,vertebroplasty,kiva", 400, code="bad-parameter"),
    get("one option twice", "/compare?ids=kyphoplasty,Kyphoplasty", 400, code="bad-parameter"),
    # names
    get("an unknown option", "/options/kyphoplastx", 404, code="unknown-name"),
    get("a homoglyph", "/options/k%D1%83phoplasty", 404, code="unknown-name"),
    get("an injection into a name", "/options/" + quote('kyphoplasty> ?p ?o } # "', safe=""), 404, code="unknown-name"),
    get("an injection into a page", "/option/" + quote("a> ?p ?o } UNION { ?s ?p ?o", safe=""), 404, code="unknown-name"),
    get("a script as a name", "/options/" + quote("<script>alert(1)", safe=""), 404, code="unknown-name"),
    get("a formula as a name", f"/options/{FORMULA}", 404),
    get("climbing out", "/../../../../etc/passwd", 404),
    get("climbing out, encoded", "/option/..%2f..%2fetc%2fpasswd", 404),
    get("a foreign address as a name", "/options/" + quote("http://127.0.0.1:9/x", safe=""), 404, code="no-such-page"),
    get("a long name", "/options/" + "a" * 12_000, 404, code="unknown-name"),
    # negotiation
    get("a form that there is not", "/option/kyphoplasty", 406, code="not-acceptable", headers=HOST + b"Accept: image/png\r\n"),
    get("a wish without end", "/option/kyphoplasty", 200, 406, headers=HOST + b"Accept: " + b"a/b;q=0.1," * 2000 + b"\r\n"),
    get("strange wishes", "/option/kyphoplasty", 406, headers=HOST + b"Accept: ;;;,,q=nan,text/html;q=inf,*/*;q=-1\r\n"),
    # methods and hosts
    Request("a delete", b"DELETE /option/kyphoplasty HTTP/1.1\r\n" + HOST + b"\r\n", (405,), "method-not-allowed"),
    Request("a put", b"PUT /sparql HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\n\r\n{}", (405,), "method-not-allowed"),
    Request("a patch", b"PATCH /sparql HTTP/1.1\r\n" + HOST + b"\r\n", (405,), "method-not-allowed"),
    Request("a trace", b"TRACE / HTTP/1.1\r\n" + HOST + b"\r\n", (405,)),
    Request("a connect", b"CONNECT 127.0.0.1:9 HTTP/1.1\r\n" + HOST + b"\r\n", (400, 404, 405, 0)),
    Request("an unknown method", b"EVIL / HTTP/1.1\r\n" + HOST + b"\r\n", (400, 405)),
    get("another host", "/options", 400, code="host-not-allowed", headers=b"Host: evil.example\r\nConnection: close\r\n"),
    get("no host", "/options", 400, headers=b"Connection: close\r\n"),
    get("two hosts", "/options", 400, headers=HOST + b"Host: evil.example\r\n"),
    # sizes
    get("a long address", "/sparql?query=" + "a" * 20_000, 414, code="url-too-long"),
    get("long headers", "/options", 431, headers=HOST + b"X-Long: " + b"a" * 40_000 + b"\r\n"),
    get("many headers", "/options", 431, headers=HOST + b"".join(b"X-%d: aaaaaaaaaa\r\n" % n for n in range(3000))),
    get("headers without end", "/options", 431, headers=HOST + b"X-Long: " + b"a" * 400_000 + b"\r\n"),
    post("a long body", b"query=" + b"a" * 100_000, 413, code="body-too-long"),
    post("a long query", b"ASK {} #" + b"a" * 20_000, 413, code="query-too-long", media=DIRECT),
    Request("a length that lies", b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\nContent-Length: 99999999\r\n\r\nASK {}", (408,), "body-too-slow"),
    Request("a length below zero", b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\nASK {}", (400,)),
    Request("two lengths", b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nContent-Length: 6\r\n\r\nASK {}", (400,)),
    Request("chunks without end", b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n" + b"400\r\n" + b"a" * 1024 + b"\r\n", (408,), "body-too-slow"),
    Request("a broken chunk", b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", (400, 0)),
    Request("a body on a get", b"GET /options HTTP/1.1\r\n" + HOST.replace(b"close", b"keep-alive") + b"Content-Length: 5\r\n\r\nhello", (200,)),
    # times
    Request("half a request line", b"GET /opt", (408, 0)),
    Request("headers that never end", b"GET /options HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n", (408, 0)),
    Request("nothing at all", b"", (408, 0)),
    Request("half a body", b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\nContent-Length: 60\r\n\r\nASK", (408,), "body-too-slow"),
    # no HTTP
    Request("bytes that are no HTTP", bytes(range(256)) * 4, (400, 0)),
    Request("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500, (400, 0)),
    Request("HTTP/0.9", b"GET /\r\n\r\n", (400, 408, 0)),
    Request("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400, 405, 408, 0)),
    Request("a WebSocket", b"GET /sparql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n", (200, 400, 404, 406)),
    Request("a split answer", b"GET /options/%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\n" + HOST + b"\r\n", (404,), "unknown-name"),
    Request("a header that is split", b"GET /options HTTP/1.1\r\n" + HOST + b"X-A: b\r\n c\r\n\r\n", (200, 400)),
]  # fmt: skip
