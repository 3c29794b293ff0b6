"""One HTTP request: to a checked address, within limits, with everything that can go wrong as a `FetchError`.

`httpcore2` speaks HTTP over a connection that is made here. Redirects are followed here, one by one, each looked at
like the first; bodies are unpacked here, so that what they would become is counted while they grow.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from tallystick import __version__
from tallystick.errors import ExtraMissingError, FetchError
from tallystick.fetch.guard import Policy, Resolve, checked, resolve_name
from tallystick.fetch.limits import Limits
from tallystick.model import Record
from tallystick.read import addresses

if TYPE_CHECKING:
    import ssl

AGENT = f"tallystick/{__version__} (reads news of violence for an open record)"
ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,*/*;q=0.5"

KEPT_HEADERS = frozenset(
    "content-type content-language last-modified etag date expires age link memento-datetime".split()
)
"""Those that say what a body is, from when, and which version; cookies and the rest are nobody's business."""

_REDIRECTS = {301, 302, 303, 307, 308}
_UNPACKED_FREELY = 1_000_000
"""Bytes that may come of any number of packed ones: small pages of blanks pack very well."""


class Answer(Record, frozen=True, kw_only=True):
    """What came of one request."""

    url: str
    """The address that answered."""
    status: int
    headers: dict[str, str]
    """Names in small letters; of several with one name, all, with commas."""
    body: bytes
    fetched_at: datetime

    @property
    def kept_headers(self) -> dict[str, str]:
        """The headers that a capture keeps."""
        return {name: value[:500] for name, value in self.headers.items() if name in KEPT_HEADERS}

    @property
    def media_type(self) -> str | None:
        """What the body says it is, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower() or None


class Fetcher:
    """Makes requests; keeps no connection and no cookie between them."""

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        policy: Policy | None = None,
        resolve: Resolve = resolve_name,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        """Prepare to fetch.

        Args:
            policy: what may be connected to; None = public addresses, ports 80 and 443.
            resolve: names to addresses; another one in tests only.
            trusted: whom to believe in TLS; None = the machine's certificates.
        Raises:
            ExtraMissingError: what fetches is not installed.
        """
        try:
            import httpcore2
        except ImportError as error:
            raise ExtraMissingError("fetch", "fetch from the web") from error
        self._core: Any = httpcore2
        self.limits = limits or Limits()
        self._policy = policy or Policy()
        self._resolve = resolve
        self._trusted = trusted

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        first_bytes: int | None = None,
    ) -> Answer:
        """Fetch an address, following where it leads.

        Args:
            etag, last_modified: of the version that is held; the answer may then be an empty 304.
            first_bytes: be content with so many of the body, where there are more.
        Returns:
            An answer with status 200 or 304.
        Raises:
            FetchError: there is no such answer; the code says why.
        """
        deadline = time.monotonic() + self.limits.seconds
        at = url
        for _ in range(self.limits.redirects + 1):
            if addresses.parts_of(at) is None:
                raise FetchError("not-allowed", f"expected an http or https address, found {at[:200]!r}")
            try:
                answer = self._once(at, deadline, first_bytes, etag=etag, last_modified=last_modified)
            except FetchError as error:
                raise error if at == url else error.on_the_way_to(at) from error
            if answer.status not in _REDIRECTS:
                return answer
            at = _led_on(answer, at)
        raise FetchError("redirects", f"expected at most {self.limits.redirects} redirects, found more (to {at[:200]})")

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send something to an address, which must take it itself: nothing is followed.

        Args:
            headers: besides those that say who asks and how long the body is.
        Returns:
            An answer with a status from 200 to 299, without its body, which is not read.
        Raises:
            FetchError: there is no such answer; the code says why.
        """
        if addresses.parts_of(url) is None:
            raise FetchError("not-allowed", f"expected an http or https address, found {url[:200]!r}")
        deadline = time.monotonic() + self.limits.seconds
        sent = [*_headers(url, [*headers.items()]), ("Content-Length", str(len(body)))]
        target = _target(self._core, url)
        with (
            self._translated(url),
            self._pool(deadline) as pool,
            pool.stream("POST", target, headers=sent, content=body) as response,
        ):
            answer = _head(url, response)
        if not 200 <= answer.status < 300:
            raise _refused(answer)
        return answer

    def _once(
        self, url: str, deadline: float, first_bytes: int | None, *, etag: str | None, last_modified: str | None
    ) -> Answer:
        asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = [(name, value) for name, value in asked.items() if value and value.isprintable()]
        target = _target(self._core, url)
        with (
            self._translated(url),
            self._pool(deadline) as pool,
            pool.stream("GET", target, headers=_headers(url, headers)) as response,
        ):
            answer = _head(url, response)
            if answer.status in _REDIRECTS or answer.status == 304:
                return answer
            if answer.status != 200:
                raise _refused(answer)
            body = self._body(response.iter_stream(), answer.headers, deadline, first_bytes)
        return Answer(url=url, status=answer.status, headers=answer.headers, body=body, fetched_at=answer.fetched_at)

    @contextmanager
    def _pool(self, deadline: float) -> Iterator[Any]:
        backend = _backend(self._core, self._policy, self._resolve, deadline, self.limits.silence)
        with self._core.ConnectionPool(
            network_backend=backend, ssl_context=self._trusted, max_connections=1, max_keepalive_connections=0
        ) as pool:
            yield pool

    def _body(
        self, chunks: Iterator[bytes], headers: dict[str, str], deadline: float, first_bytes: int | None
    ) -> bytes:
        unpacker = Unpacker(headers.get("content-encoding", ""), self.limits)
        parts: list[bytes] = []
        total = 0
        for chunk in chunks:
            for part in unpacker.feed(chunk):
                total += len(part)
                parts.append(part)
                if first_bytes is not None and total >= first_bytes:
                    return b"".join(parts)[:first_bytes]
                if total > self.limits.bytes:
                    raise FetchError("too-large", f"expected at most {self.limits.bytes:,} bytes in a page, found more")
            if time.monotonic() > deadline:
                raise _late(self.limits)
        unpacker.finish()
        return b"".join(parts)

    @contextmanager
    def _translated(self, url: str) -> Iterator[None]:
        """Every error of what speaks HTTP, and of the operating system, as ours."""
        core = self._core
        host = addresses.host(url) or url[:200]
        try:
            yield
        except FetchError:
            raise
        except core.TimeoutException as error:
            raise _late(self.limits) from error
        except core.RemoteProtocolError as error:
            raise FetchError("broken-off", f"{host} broke off, or speaks no HTTP ({error})", temporary=True) from error
        except (core.NetworkError, core.ProxyError, OSError) as error:
            raise FetchError("unreachable", f"{host} cannot be reached ({error})", temporary=True) from error
        except (core.ProtocolError, core.UnsupportedProtocol, ValueError, UnicodeError) as error:
            raise FetchError("not-allowed", f"{url[:200]!r} is no address that can be asked for ({error})") from error


# ---------------------------------------------------------------------------------------- connection


def _backend(core: Any, policy: Policy, resolve: Resolve, deadline: float, silence: float) -> Any:
    """What makes the connections: to checked addresses, and never past the deadline."""

    def left(timeout: float | None) -> float:
        remains = deadline - time.monotonic()
        if remains <= 0:
            raise core.ReadTimeout("the time is up")
        return min(remains, silence if timeout is None else min(timeout, silence))

    class Stream(core.NetworkStream):  # type: ignore[misc]
        """A stream whose every wait ends at the deadline."""

        def __init__(self, inner: Any) -> None:
            self._inner = inner

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            read: bytes = self._inner.read(max_bytes, left(timeout))
            return read

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            self._inner.write(buffer, left(timeout))

        def close(self) -> None:
            self._inner.close()

        def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Any:
            return Stream(self._inner.start_tls(ssl_context, server_hostname, left(timeout)))

        def get_extra_info(self, info: str) -> Any:
            return self._inner.get_extra_info(info)

    class Backend(core.NetworkBackend):  # type: ignore[misc]
        """Connects to addresses that were looked at."""

        def connect_tcp(
            self,
            host: str,
            port: int,
            timeout: float | None = None,
            local_address: str | None = None,
            socket_options: Any = None,
        ) -> Any:
            found = checked(host, port, policy=policy, resolve=resolve)
            failed: Exception | None = None
            for address in found:
                try:
                    return Stream(core.SyncBackend().connect_tcp(address, port, left(timeout)))
                except (core.NetworkError, core.TimeoutException) as error:
                    failed = error
            raise failed or core.ConnectError(f"no address of {host}")

        def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Any = None) -> Any:
            raise FetchError("not-allowed", "a socket of this machine is no web address")

    return Backend()


def _target(core: Any, url: str) -> Any:
    """The address as HTTP has it: ASCII, with the host's name in IDNA."""
    parts = addresses.parts_of(url)
    host = (parts.hostname if parts else None) or ""
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    path = quote(parts.path if parts else "/", safe="/%:@!$&'()*+,;=~-._") or "/"
    query = quote(parts.query if parts else "", safe="/%:@!$&'()*+,;=~-._?")
    scheme = parts.scheme.lower() if parts else "http"
    target = path + (f"?{query}" if query else "")
    return core.URL(scheme=scheme, host=host, port=parts.port if parts else None, target=target)


def _headers(url: str, more: list[tuple[str, str]]) -> list[tuple[str, str]]:
    parts = addresses.parts_of(url)
    host = (parts.hostname if parts else None) or ""
    named = host.encode("idna").decode("ascii") if not host.isascii() else host
    named = f"[{named}]" if ":" in named else named
    if parts and parts.port:
        named += f":{parts.port}"
    return [
        ("Host", named),
        ("User-Agent", AGENT),
        ("Accept", ACCEPT),
        ("Accept-Encoding", "gzip, deflate"),
        ("Connection", "close"),
        *more,
    ]


# ------------------------------------------------------------------------------------------- answers


def _joined(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1").strip()
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


def _led_on(answer: Answer, url: str) -> str:
    location = answer.headers.get("location", "")
    try:
        return urljoin(url, location.encode("latin-1").decode("utf-8", "replace").strip())
    except ValueError as error:
        raise FetchError("redirects", f"it leads to no address ({location[:100]!r})") from error


def _head(url: str, response: Any) -> Answer:
    """An answer before its body is read."""
    return Answer(
        url=url, status=response.status, headers=_joined(response.headers), body=b"", fetched_at=datetime.now(UTC)
    )


def _refused(answer: Answer) -> FetchError:
    """An answer that brings no page, as an error: gone for good, or perhaps there later."""
    if answer.status in (404, 410, 451):
        return FetchError("gone", f"the server answered {answer.status}: there is no such page, or no longer")
    temporary = answer.status in (408, 425, 429) or answer.status >= 500
    message = f"the server answered {answer.status}"
    return FetchError("refused", message, temporary=temporary, retry_after=_retry_after(answer))


def _retry_after(answer: Answer) -> float | None:
    """Seconds that the server asks us to wait; None = it does not say."""
    wording = answer.headers.get("retry-after", "")
    if wording.isascii() and wording.isdigit():
        return min(float(wording[:9]), 7 * 86_400.0)
    try:
        at = parsedate_to_datetime(wording)
    except (ValueError, TypeError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - answer.fetched_at).total_seconds(), 0.0), 7 * 86_400.0)


def _late(limits: Limits) -> FetchError:
    what = f"expected an answer within {limits.seconds:g} s, with no silence of {limits.silence:g} s; it was slower"
    return FetchError("timeout", what, temporary=True)


class Unpacker:
    """Packed chunks to chunks of at most 1 MB, while what they become stays within the limits."""

    def __init__(self, encoding: str, limits: Limits) -> None:
        self._name = encoding.strip().lower()
        if self._name not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise FetchError("unreadable", f"expected a body packed with gzip or deflate, found {encoding[:100]!r}")
        self._limits = limits
        self._opened: Any = None
        self._in = self._out = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """What this chunk unpacks to."""
        if self._name in ("", "identity"):
            yield chunk
            return
        self._in += len(chunk)
        if self._opened is None and chunk:
            bare = self._name == "deflate" and (chunk[0] & 0x0F) != 8  # some servers send DEFLATE without its frame
            self._opened = zlib.decompressobj(-15 if bare else 47)
        while chunk and not self._opened.eof:
            try:
                part = self._opened.decompress(chunk, 1_000_000)
            except zlib.error as error:
                raise FetchError("unreadable", f"the packed body is damaged ({error})", temporary=True) from error
            chunk = self._opened.unconsumed_tail
            self._out += len(part)
            if self._out > max(_UNPACKED_FREELY, self._limits.ratio * self._in):
                what = f"expected a body that unpacks to at most {self._limits.ratio} times its size, found more"
                raise FetchError("too-large", what)
            yield part

    def finish(self) -> None:
        """See that nothing is missing at the end."""
        if self._opened is not None and not self._opened.eof:
            raise FetchError("broken-off", "the packed body ends in its middle", temporary=True)
