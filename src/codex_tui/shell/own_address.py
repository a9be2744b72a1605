"""Under which addresses `codex-tui serve` is itself, and which it gives to people.

Another name can be pointed at this machine (DNS rebinding), and its page then asks with that name as its own. So a
name counts only if it is known: of this machine, or given. An IP address cannot be pointed anywhere else.
"""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

_SOMEWHERE = ("192.0.2.1", 9)
"""An address of the documentation: nothing is sent there, the system only says from where it would be."""
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_loopback(host: str) -> bool:
    """Whether a host is this machine to itself."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_any(host: str) -> bool:
    """Whether it stands for all addresses of this machine, and is none that one could open."""
    try:
        return not host or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class OwnAddress:
    """Where it listens, and what it is called.

    Attributes:
        host: the host that is listened on.
        port: and its port.
        public: the address that a person gave, as `https://desk.example`; None if none was given.
        names: names of this machine, in small letters.
    """

    host: str
    port: int
    public: str | None = None
    names: frozenset[str] = frozenset()

    @property
    def shown(self) -> str:
        """The address to open; where all are listened on, one by which other machines reach it."""
        if self.public is not None:
            return self.public
        host = outer_address() or socket.gethostname() if is_any(self.host) else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def is_asked(self, asked: str) -> bool:
        """Whether a browser asked for this server, by the host and port that it says it asked."""
        parts = _parts(f"http://{asked}")
        if parts is None:
            return False
        return self._knows(parts[1]) or (self.public is not None and parts[1] == _host_of(self.public))

    def is_own(self, origin: str, asked: str) -> bool:
        """Whether a page is one of those that are served.

        Args:
            origin: of the page, as the browser says it.
            asked: the host and port that the browser asked.
        """
        page = _parts(origin)
        if page is None:
            return False
        if self.public is not None and page == _parts(self.public):
            return True
        if is_loopback(page[1]) and is_loopback(self.host) and page[2] == self.port:
            return True  # by whichever name of this machine
        # By another port, as a tunnel has it; never by a name that somebody else has pointed here.
        return urlsplit(origin).netloc == asked and self._knows(page[1])

    def _knows(self, host: str) -> bool:
        if is_loopback(host):
            return True
        if is_loopback(self.host):
            return False
        with suppress(ValueError):
            ipaddress.ip_address(host)
            return True
        return host in self.names or host == self.host.lower()


def names_here() -> frozenset[str]:
    """The names of this machine as it knows them itself."""
    name = socket.gethostname().lower()
    return frozenset({name, f"{name}.local", socket.getfqdn().lower()})


def outer_address() -> str:
    """The address that other machines see; empty without a network."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_SOMEWHERE)
        return str(probe.getsockname()[0])
    return ""


def read_public(address: str) -> str:
    """The address that a person gave, without what stands behind its host.

    Raises:
        ValueError: it is none.
    """
    if _parts(address) is None or urlsplit(address).path.strip("/"):
        raise ValueError(address)
    return address.rstrip("/")


def _host_of(address: str) -> str:
    return (urlsplit(address).hostname or "").lower()


def _parts(address: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of an address of the web; None if it is none."""
    try:
        parts = urlsplit(address)
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.scheme, parts.hostname.lower(), port) if parts.hostname else None
