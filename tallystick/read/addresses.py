"""Web addresses: which page one means, and whose it is.

Two addresses of one page must be one, or each visit would make a new report; two pages must never be one. So only
what never chooses a page is taken off: the fragment, and the parameters that say how the reader came there.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urljoin, urlsplit

LONGEST = 2_000
"""Characters of an address; servers and browsers give up not far beyond."""

_TRACKING = re.compile(
    r"utm_.+|at_(?:medium|campaign|custom\d|link_.+|ptr_name|bbc_team|format)|ns_(?:mchannel|source|campaign|linkname|fee)"
    r"|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|cmpid|cmp|icid|ref_src|smid|ito|ocid|ftag|taid|spm"
    r"|xtor|wt\.(?:mc_id|z_.+)|__twitter_impression|_ga|_hs(?:enc|mi)",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"(?:www\d?|m|mobile|amp)\.")


def parts_of(address: str) -> SplitResult | None:
    """The parts of a web address; None = it is none (another scheme, no host, a broken port)."""
    address = address.strip()
    if len(address) > LONGEST or any(ord(sign) < 0x21 for sign in address):
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme.lower() in ("http", "https") and parts.hostname else None


def tidy(address: str, *, base: str | None = None) -> str | None:
    """The address of the page without what chooses no page; None = it is no web address.

    Args:
        base: where a relative address stands.
    """
    try:
        whole = urljoin(base, address.strip()) if base else address.strip()
    except ValueError:
        return None
    parts = parts_of(whole)
    if parts is None or parts.hostname is None:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    scheme = parts.scheme.lower()
    if parts.port and parts.port != {"http": 80, "https": 443}[scheme]:
        host += f":{parts.port}"
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    wanted = [(name, value) for name, value in pairs if not _TRACKING.fullmatch(name)]
    query = parts.query if len(wanted) == len(pairs) else urlencode(wanted)
    return f"{scheme}://{host}{parts.path or '/'}" + (f"?{query}" if query else "")


def host(address: str | None) -> str | None:
    """The host of an address, without "www." and the like; None where there is none."""
    parts = parts_of(address) if address else None
    if parts is None or parts.hostname is None:
        return None
    name = parts.hostname.rstrip(".")
    return _MOBILE.sub("", name, count=1) if name.count(".") > 1 else name


def of_page(told: str | None, *, had_from: str | None) -> str | None:
    """The address of a page that was had from one address and calls itself by another.

    A page is believed only about its own site: else any page could call itself a version of somebody else's.
    """
    if had_from is None:
        return told
    own = tidy(told, base=had_from) if told else None
    return own if own and _same_site(own, had_from) else tidy(had_from)


def _same_site(left: str, right: str) -> bool:
    """Whether one host is the other, or lies below it."""
    one, other = host(left), host(right)
    if one is None or other is None:
        return False
    shorter, longer = sorted((one, other), key=len)
    return longer == shorter or ("." in shorter and longer.endswith(f".{shorter}"))


def last_name(address: str) -> str:
    """The last part of an address's path, to call its bytes by: "raid.html"; its host where the path is empty."""
    parts = parts_of(address)
    if parts is None:
        return "page"
    return unquote(parts.path).rstrip("/").rsplit("/", 1)[-1] or parts.hostname or "page"
