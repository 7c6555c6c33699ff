"""Who asked: the address of the reader, behind a stated number of our own proxies.

In: a request, and settings.PROXIES. Out: an address, or the block of addresses for which attempts are counted.

Each proxy adds to X-Forwarded-For the address from which it was asked. So with n proxies the last n addresses of the
header are true, and the first of these is the reader's. Those before them came with the request, and a reader can send
any header; without a proxy the whole header came with the request.
"""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

# An IPv6 line usually has this whole block, so whoever has one may use any address in it.
IPV6_BLOCK = 64


def client_address(request: HttpRequest) -> str | None:
    """None if the connection has no address, as on a Unix socket without a proxy that names the reader."""
    connected = request.META.get("REMOTE_ADDR", "")
    if not settings.PROXIES:
        return _address(connected)
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if len(forwarded) < settings.PROXIES:
        return _address(connected)
    return _address(forwarded[-settings.PROXIES]) or _address(connected)


def counted_address(request: HttpRequest) -> str | None:
    """The address for IPv4; the first address of its /64 block for IPv6."""
    address = client_address(request)
    if address is None or ":" not in address:
        return address
    return str(ipaddress.IPv6Network(f"{address}/{IPV6_BLOCK}", strict=False).network_address)


def _address(written: str) -> str | None:
    """The address in `written`, which may have a port. IPv4 that is written as IPv6 is IPv4."""
    if written.startswith("["):
        written = written[1:].partition("]")[0]
    elif written.count(":") == 1:
        written = written.partition(":")[0]
    try:
        address = ipaddress.ip_address(written.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)
