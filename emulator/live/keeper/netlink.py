# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Interfaces, addresses and routes by rtnetlink, as far as the inner network of machines needs them."""

from __future__ import annotations

import os
import socket
import struct

RTM_NEWLINK, RTM_NEWADDR, RTM_NEWROUTE = 16, 20, 24
NLM_F_REQUEST, NLM_F_ACK, NLM_F_EXCL, NLM_F_CREATE = 1, 4, 0x200, 0x400
NLMSG_ERROR = 2
IFF_UP = 1
IFLA_ADDRESS, IFLA_IFNAME, IFLA_MASTER, IFLA_LINKINFO, IFLA_NET_NS_FD = 1, 3, 10, 18, 28
IFLA_INFO_KIND, IFLA_INFO_DATA, VETH_INFO_PEER = 1, 2, 1
IFA_ADDRESS, IFA_LOCAL = 1, 2
RTA_OIF, RTA_PREFSRC = 4, 7
RT_TABLE_MAIN, RTPROT_BOOT, RT_SCOPE_LINK, RTN_UNICAST = 254, 3, 253, 1


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("=HH", 4 + len(value), kind) + value + bytes(-len(value) % 4)


def _text(kind: int, value: str) -> bytes:
    return _attribute(kind, value.encode() + b"\0")


def _number(kind: int, value: int) -> bytes:
    return _attribute(kind, struct.pack("=I", value))


def _link(index: int = 0, *, up: bool = False) -> bytes:
    """struct ifinfomsg"""
    return struct.pack("=BxHiII", socket.AF_UNSPEC, 0, index, IFF_UP if up else 0, IFF_UP if up else 0)


class Routing:
    """A netlink socket of the network namespace that it was made in. Methods raise OSError."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, socket.NETLINK_ROUTE)
        self._sequence = 0

    def __enter__(self) -> Routing:
        return self

    def __exit__(self, *_details: object) -> None:
        self._socket.close()

    def _request(self, kind: int, body: bytes, flags: int = 0) -> None:
        self._sequence += 1
        size = 16 + len(body)
        header = struct.pack("=IHHII", size, kind, NLM_F_REQUEST | NLM_F_ACK | flags, self._sequence, 0)
        self._socket.send(header + body)
        answer = self._socket.recv(65536)
        _size, answered, _flags, _sequence, _port = struct.unpack_from("=IHHII", answer)
        number = -struct.unpack_from("=i", answer, 16)[0] if answered == NLMSG_ERROR else 0
        if number:
            raise OSError(number, os.strerror(number), f"netlink request {kind}")

    def add_bridge(self, name: str) -> None:
        information = _attribute(IFLA_LINKINFO, _text(IFLA_INFO_KIND, "bridge"))
        self._request(RTM_NEWLINK, _link(up=True) + _text(IFLA_IFNAME, name) + information, NLM_F_CREATE | NLM_F_EXCL)

    def add_cable(self, name: str, bridge: int, peer: str, peer_namespace: int, hardware_address: bytes) -> None:
        """Make a pair of interfaces: one at a bridge here, the other one in another network namespace (descriptor)."""
        other = (
            _link()
            + _text(IFLA_IFNAME, peer)
            + _attribute(IFLA_ADDRESS, hardware_address)
            + _number(IFLA_NET_NS_FD, peer_namespace)
        )
        information = _attribute(
            IFLA_LINKINFO,
            _text(IFLA_INFO_KIND, "veth") + _attribute(IFLA_INFO_DATA, _attribute(VETH_INFO_PEER, other)),
        )
        body = _link(up=True) + _text(IFLA_IFNAME, name) + _number(IFLA_MASTER, bridge) + information
        self._request(RTM_NEWLINK, body, NLM_F_CREATE | NLM_F_EXCL)

    def set_up(self, index: int) -> None:
        self._request(RTM_NEWLINK, _link(index, up=True))

    def add_address(self, index: int, address: str, prefix: int) -> None:
        packed = socket.inet_aton(address)
        # struct ifaddrmsg: family, prefix length, flags, scope, index
        body = struct.pack("=BBBBi", socket.AF_INET, prefix, 0, 0, index)
        body += _attribute(IFA_LOCAL, packed) + _attribute(IFA_ADDRESS, packed)
        self._request(RTM_NEWADDR, body, NLM_F_CREATE | NLM_F_EXCL)

    def add_default_route(self, index: int, source: str) -> None:
        """Every address is looked for at the link itself."""
        # struct rtmsg: family, lengths of destination and source, service, table, protocol, scope, type, flags
        body = struct.pack("=8BI", socket.AF_INET, 0, 0, 0, RT_TABLE_MAIN, RTPROT_BOOT, RT_SCOPE_LINK, RTN_UNICAST, 0)
        body += _number(RTA_OIF, index) + _attribute(RTA_PREFSRC, socket.inet_aton(source))
        self._request(RTM_NEWROUTE, body, NLM_F_CREATE)
