"""Which addresses a picture may be fetched from: the public ones, however they are written."""

from __future__ import annotations

import ipaddress
import re
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL


class Forbidden(Exception):
    """The address is not a public one."""


_CARRIERS = tuple(map(ipaddress.IPv6Network, ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")))
"""IPv6 that carries an IPv4 address within, which may be any.

Sources: RFC 4291 2.5.5.1, RFC 6052 2.1, RFC 8215, RFC 4380 (Teredo), RFC 3056 (6to4).
"""

_NUMERIC = re.compile(r"(^|\.)([0-9]+|0[xX][0-9a-fA-F]*)\.?$")
"""No name of a public host: systems read 2130706433, 127.1 and 0x7f.1 as addresses, and aiohttp asks no resolver.

Source: https://url.spec.whatwg.org/#ends-in-a-number-checker
"""


def allowed(address: str | URL, *, loopback: bool) -> URL:
    """The address as the request will go to it: the same reading is checked and asked. Raises Forbidden.

    A name is looked at when it is resolved, an address that is written out here. `loopback`: this machine too,
    without encryption.
    """
    try:
        url = URL(address)
    except ValueError:
        raise Forbidden from None
    host = url.raw_host
    if not host or url.scheme not in ({"https", "http"} if loopback else {"https"}):
        raise Forbidden
    if ":" in host or _NUMERIC.search(host):
        check(host, loopback=loopback)
    return url


def check(address: str, *, loopback: bool) -> None:
    """Raises Forbidden where it is no address, or not a public one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        raise Forbidden from None
    if parsed.is_loopback and loopback:
        return
    if not parsed.is_global or parsed.is_multicast or _carries(parsed):
        raise Forbidden


def _carries(parsed: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return isinstance(parsed, ipaddress.IPv6Address) and any(parsed in network for network in _CARRIERS)


class PublicOnly(AbstractResolver):
    """Names resolve to public addresses or not at all, so that a name can't be turned to this machine afterwards."""

    def __init__(self, *, loopback: bool) -> None:
        self._resolver, self._loopback = ThreadedResolver(), loopback

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of the name. Raises Forbidden where one of them is not public."""
        try:
            found = await self._resolver.resolve(host, port, family)
        except UnicodeError:  # no name can be so: an empty label, or one over 63 characters
            raise Forbidden from None
        for one in found:
            check(one["host"], loopback=self._loopback)
        return found

    async def close(self) -> None:
        """Nothing is held."""
        await self._resolver.close()
