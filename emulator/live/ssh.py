# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SSH servers of the live machines, by Twisted Conch.

Each listens at port 22 inside its machine, so that a public port is nothing but a forward to it, and machines reach
each other. The protocol ends here; commands, SFTP and connections run in the machine, with the rights of the user.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import struct
from typing import Any, cast

from ansible_collections.classic.azure.emulator.core.errors import describe_bug
from ansible_collections.classic.azure.emulator.live import authorized_keys
from ansible_collections.classic.azure.emulator.live.authorized_keys import AuthorizedKey
from ansible_collections.classic.azure.emulator.live.logins import NOBODY, Logins, check_password
from ansible_collections.classic.azure.emulator.live.sockets import CONNECTING_ERRORS, until_connected
from ansible_collections.classic.azure.emulator.live.ssh_channels import Forward, MachineChannel, Session
from ansible_collections.classic.azure.emulator.live.ssh_users import Account, ServedMachine, User
from ansible_collections.classic.azure.emulator.live.streams import PATIENCE, ask_agent
from ansible_collections.classic.azure.emulator.live.world import Machine, Runtime, RuntimeFailure
from twisted.conch.error import ConchError, IgnoreAuthentication, ValidPublicKey
from twisted.conch.interfaces import IConchUser
from twisted.conch.ssh.common import NS, getNS
from twisted.conch.ssh.connection import (
    MSG_CHANNEL_FAILURE,
    MSG_CHANNEL_OPEN_FAILURE,
    MSG_CHANNEL_SUCCESS,
    OPEN_ADMINISTRATIVELY_PROHIBITED,
    OPEN_CONNECT_FAILED,
    OPEN_RESOURCE_SHORTAGE,
    OPEN_UNKNOWN_CHANNEL_TYPE,
    SSHConnection,
)
from twisted.conch.ssh.factory import SSHFactory
from twisted.conch.ssh.forwarding import unpackOpen_direct_tcpip
from twisted.conch.ssh.keys import Key
from twisted.conch.ssh.transport import DISCONNECT_BY_APPLICATION, DISCONNECT_PROTOCOL_ERROR, SSHServerTransport
from twisted.conch.ssh.userauth import SSHUserAuthServer
from twisted.cred.credentials import SSHPrivateKey
from twisted.cred.error import UnauthorizedLogin
from twisted.internet import reactor as _reactor
from twisted.internet.defer import Deferred, fail, inlineCallbacks, maybeDeferred, succeed
from twisted.internet.threads import deferToThread

PORT = 22
BACKLOG = 512
LOGIN_SECONDS = 120
MAX_TRIES = 6
"""Of logins on one connection."""
FAILURE_SECONDS = 1
"""For a client to wait for the answer to a wrong password."""
MAX_WAITING = 512
"""Connections to a machine on which nobody has logged in yet."""
MAX_SESSIONS, MAX_FORWARDS = 10, 100
"""Of one connection."""
SIGNATURES = (
    *(b"rsa-sha2-512", b"rsa-sha2-256", b"ssh-ed25519", b"ecdsa-sha2-nistp256", b"ecdsa-sha2-nistp384"),
    *(b"ecdsa-sha2-nistp521", b"ssh-rsa"),
)
"""What clients are told that their keys may sign with. Conch would name those of its host keys only, and then OpenSSH
offers no RSA key, which is what the service takes. The last one, with SHA-1, is for clients of the service's time."""

log = logging.getLogger(__name__)
reactor = cast(Any, _reactor)


class Authentication(SSHUserAuthServer):
    """Who may log in: by a password of the machine's provisioning, or a key in the user's authorized_keys file."""

    transport: Any
    clock: Any = reactor
    loginTimeout = LOGIN_SECONDS
    attemptsBeforeDisconnect = MAX_TRIES - 1
    passwordDelay = 0  # the delay is part of the try, so that it counts among those that are made at once

    def serviceStarted(self) -> None:
        self.authenticatedWith: list[bytes] = []
        self.loginAttempts = 0
        self.user: Any = None
        self.nextService: Any = None
        self.portal: Any = self  # what SSHUserAuthServer asks: see login
        self._accounts: dict[str, tuple[Account, list[AuthorizedKey]]] = {}
        allows_passwords = self.transport.factory.machine.login.allows_passwords
        self.supportedAuthentications = [b"publickey", *([b"password"] if allows_passwords else [])]
        self._cancelLoginTimeout = self.clock.callLater(self.loginTimeout, self.timeoutAuthentication)

    def tryAuth(self, kind: bytes, user: bytes, data: bytes) -> Any:
        """Whatever cannot be read of a try, it has failed, and others may follow."""
        tried = maybeDeferred(super().tryAuth, kind, user, data)
        return tried.addErrback(self._as_failed_login)

    @staticmethod
    def _as_failed_login(failure: Any) -> Any:
        if failure.check(ConchError, IgnoreAuthentication, UnauthorizedLogin):  # the second: Conch has sent an answer
            return failure
        log.debug("a login failed with %s", failure.type.__name__)
        return fail(UnauthorizedLogin("the login failed"))

    def login(self, credentials: Any, mind: None, *interfaces: object) -> Any:
        """The interface, the user and what to do at the end. Fails with UnauthorizedLogin, or ValidPublicKey."""
        try:
            name = credentials.username.decode()
        except UnicodeDecodeError:
            return fail(UnauthorizedLogin("the name is no text"))
        is_key = isinstance(credentials, SSHPrivateKey)
        tried = self._login_by_key(name, credentials) if is_key else self._login_by_password(name, credentials.password)
        return tried.addCallback(lambda user: (IConchUser, user, lambda: None))

    @inlineCallbacks
    def _login_by_key(self, name: str, credentials: SSHPrivateKey) -> Any:
        if credentials.algName not in SIGNATURES:
            raise UnauthorizedLogin("keys of this kind are not taken")
        account, keys = yield self._find_account(name)
        found = next((each for each in keys if each.key == credentials.blob), None)
        if found is None:
            raise UnauthorizedLogin("the key is not authorized")
        if not credentials.signature:
            raise ValidPublicKey
        if not Key.fromString(credentials.blob).verify(credentials.signature, credentials.sigData):
            raise UnauthorizedLogin("the signature is wrong")
        return self._user(account, found)

    def _login_by_password(self, name: str, password: bytes) -> Any:
        return self.transport.factory.machine.trying.run(self._try_password, name, password)

    @inlineCallbacks
    def _try_password(self, name: str, password: bytes) -> Any:
        hashed = self.transport.factory.machine.login.passwords.get(name, NOBODY)
        if (yield deferToThread(check_password, password, hashed)):
            account, dummy = yield self._find_account(name)
            return self._user(account, AuthorizedKey(b""))
        waiting: Deferred[None] = Deferred()
        reactor.callLater(FAILURE_SECONDS, waiting.callback, None)
        yield waiting
        raise UnauthorizedLogin("the password is wrong")

    @inlineCallbacks
    def _find_account(self, name: str) -> Any:
        """The account and the authorized keys of a user, asked of the machine once for each connection."""
        if name not in self._accounts:
            machine = self.transport.factory.machine
            try:
                found, dummy = yield ask_agent(machine.runtime, machine.key, name, "account")
                account = Account(name, str(found["shell"]))
                keys = list(authorized_keys.parse(str(found["authorized_keys"])))
            except (RuntimeFailure, OSError, LookupError, TypeError, ValueError):
                raise UnauthorizedLogin("there is no such user") from None
            if found["complaint"]:
                log.warning("%s: keys of %s are not taken: %s", machine.key, name, str(found["complaint"])[:200])
            self._accounts[name] = account, keys
        return self._accounts[name]

    def _user(self, account: Account, key: AuthorizedKey) -> User:
        self.transport.factory.waiting.discard(self.transport)
        return User(self.transport.factory.machine, account, key)


class Connection(SSHConnection):
    """The channels of a connection."""

    transport: Any

    def ssh_CHANNEL_OPEN(self, packet: bytes) -> None:
        """Open a channel of a session at once, one that is forwarded when it is connected."""
        kind, rest = getNS(packet)
        number, window, max_packet = struct.unpack(">3L", rest[:12])
        user: User = self.transport.avatar
        try:
            if kind == b"session":
                self._check_room(Session, MAX_SESSIONS)
                self._open(number, Session(user, window, max_packet))
            elif kind == b"direct-tcpip":
                self._check_room(Forward, MAX_FORWARDS)
                (host, port), dummy = unpackOpen_direct_tcpip(rest[12:])
                if not user.key.allows_forwarding or not 0 < port < 65536:
                    raise ConchError("that is not allowed", OPEN_ADMINISTRATIVELY_PROHIBITED)
                self._open_forward(number, window, max_packet, host, port).addErrback(_log_bug)
            else:
                raise ConchError("there are no such channels", OPEN_UNKNOWN_CHANNEL_TYPE)
        except ConchError as error:
            self._refuse(number, *error.args)

    def _check_room(self, kind: type[MachineChannel], limit: int) -> None:
        if sum(isinstance(each, kind) for each in self.channels.values()) >= limit:
            raise ConchError(f"there are {limit} already", OPEN_RESOURCE_SHORTAGE)

    def _open(self, number: int, channel: MachineChannel) -> None:
        self._opening = channel
        rest = struct.pack(">3L", number, channel.remoteWindowLeft, channel.remoteMaxPacket)
        super().ssh_CHANNEL_OPEN(NS(channel.name) + rest)

    def getChannel(self, channelType: bytes, windowSize: int, maxPacket: int, data: bytes) -> MachineChannel:
        channel = self._opening
        channel.conn = self
        return channel

    def _refuse(self, number: int, reason: str, code: int) -> None:
        content = NS(reason.encode(errors="replace")) + NS(b"")
        self.transport.sendPacket(MSG_CHANNEL_OPEN_FAILURE, struct.pack(">2L", number, code) + content)

    @inlineCallbacks
    def _open_forward(self, number: int, window: int, max_packet: int, host: str, port: int) -> Any:
        user: User = self.transport.avatar
        machine = user.machine
        try:
            dummy, made = yield ask_agent(
                machine.runtime, machine.key, user.account.name, "connect", host=host, port=port
            )
            if made is None:
                raise RuntimeFailure("the machine gives no socket")
        except RuntimeFailure as error:
            self._refuse(number, str(error)[:200], OPEN_CONNECT_FAILED)
            return
        target = socket.socket(fileno=made)
        target.setblocking(False)
        try:
            yield until_connected(reactor, target, PATIENCE)
        except CONNECTING_ERRORS as error:
            target.close()
            reason = error.strerror if isinstance(error, OSError) else "the machine does not answer"
            self._refuse(number, str(reason)[:200], OPEN_CONNECT_FAILED)
            return
        if self.transport.connected:
            self._open(number, Forward(user, window, max_packet, target))
        else:
            target.close()

    def adjustWindow(self, channel: MachineChannel, bytesToAdd: int) -> None:
        """Give the client room for more, unless what it sent so far is not taken yet."""
        if not channel.holds_window:
            super().adjustWindow(channel, bytesToAdd)

    def ssh_CHANNEL_REQUEST(self, packet: bytes) -> None:
        """Have a channel do something, and answer if the client wants that and the channel is still there."""
        (number,) = struct.unpack(">L", packet[:4])
        kind, rest = getNS(packet[4:])
        wants_answer, channel = rest[:1] != b"\0", self.channels[number]
        done = maybeDeferred(channel.requestReceived, kind, rest[1:])

        def answer(succeeded: Any) -> None:
            if wants_answer and number in self.channels:
                message = MSG_CHANNEL_SUCCESS if succeeded else MSG_CHANNEL_FAILURE
                self.transport.sendPacket(message, struct.pack(">L", self.localToRemoteChannel[number]))

        def refuse(failure: Any) -> None:
            log.debug("a request of a channel failed with %s", failure.type.__name__)
            answer(False)

        done.addCallbacks(answer, refuse)


def _log_bug(failure: Any) -> None:
    log.error("a connection cannot be forwarded: %s", describe_bug(failure.value))


class Transport(SSHServerTransport):
    """One connection."""

    factory: Any
    transport: Any
    version = b"classic.azure_emulator"
    ourVersionString = b"SSH-2.0-" + version
    supportedCompressions = [b"none"]  # noqa: RUF012 - as Conch has it: on one host it is of no use
    connected = False

    def connectionMade(self) -> None:
        self.connected = True
        with contextlib.suppress(OSError, AttributeError):
            self.transport.setTcpNoDelay(True)
        super().connectionMade()

    def sendExtInfo(self, extensions: Any) -> None:
        super().sendExtInfo([(b"server-sig-algs", b",".join(SIGNATURES))])

    def dataReceived(self, data: bytes) -> None:
        """Disconnect who does not keep to the protocol."""
        try:
            super().dataReceived(data)
        except Exception as error:  # noqa: BLE001 - Conch takes packets apart as they come
            log.debug("a connection is closed, for it raised %s", type(error).__name__)
            self.sendDisconnect(DISCONNECT_PROTOCOL_ERROR, b"the packet is not understood")
            self.transport.abortConnection()

    def connectionLost(self, reason: Any = None) -> None:
        self.connected = False
        self.factory.waiting.discard(self)
        self.factory.connections.discard(self)
        super().connectionLost(reason)


class Factory(SSHFactory):
    """The connections to one machine."""

    protocol = Transport
    noisy = False
    services = {b"ssh-userauth": Authentication, b"ssh-connection": Connection}  # noqa: RUF012 - as Conch has it

    def __init__(self, machine: ServedMachine) -> None:
        self.machine = machine
        self.waiting: set[Transport] = set()
        self.connections: set[Transport] = set()
        key = Key.fromString(machine.login.host_key.private.encode())
        self.privateKeys = {key.sshType(): key}
        self.publicKeys = {key.sshType(): key.public()}

    def buildProtocol(self, addr: Any) -> Any:
        if len(self.waiting) >= MAX_WAITING:
            return None
        made = cast(Transport, super().buildProtocol(addr))
        self.waiting.add(made)
        self.connections.add(made)
        return made


class SshServers:
    """The SSH servers of all machines that run."""

    def __init__(self, runtime: Runtime, logins: Logins) -> None:
        self._runtime, self._logins = runtime, logins
        self._servers: dict[str, tuple[Any, Factory]] = {}

    @inlineCallbacks
    def open(self, machine: Machine) -> Any:
        """Have a machine that has just been started answer at its SSH port, with the users of its provisioning.

        Fails with RuntimeFailure and OSError.
        """
        yield self.close(machine.key)
        login, link = self._logins.adopt(machine.key, machine.system_disk), machine.system_disk.media_link
        user, keys = self._logins.pending_keys(link)
        if keys:
            try:
                yield ask_agent(self._runtime, machine.key, user, "authorize", keys=keys)
            except RuntimeFailure as error:
                log.warning("%s: its keys cannot be written, so that nobody logs in by them: %s", machine.key, error)
        self._logins.provisioned(link)
        listening: socket.socket = yield self._runtime.listen(machine.key, PORT)
        with listening:
            listening.setblocking(False)
            factory = Factory(ServedMachine(machine.key, self._runtime, login))
            port = reactor.adoptStreamPort(listening.fileno(), listening.family, factory)
        self._servers[machine.key] = port, factory

    def close(self, key: str) -> Deferred[None]:
        """End the server of a machine, and its connections. Nothing happens if it has none."""
        port, factory = self._servers.pop(key, (None, None))
        if port is None or factory is None:
            return succeed(None)
        for connection in list(factory.connections):
            connection.sendDisconnect(DISCONNECT_BY_APPLICATION, b"the machine stops")
        return maybeDeferred(port.stopListening)

    @inlineCallbacks
    def close_all(self) -> Any:
        for key in list(self._servers):
            yield self.close(key)
