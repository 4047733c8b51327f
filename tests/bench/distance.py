# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""distance.py PORT SECONDS: a proxy to a port of this machine that adds a round-trip time of so many seconds.

It prints the port of the proxy. Connecting takes a round trip too.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from contextlib import contextmanager, suppress


async def _carry(reader: StreamReader, writer: StreamWriter, latency: float, first: float) -> None:
    """Forward data ``latency`` seconds later; the first data is delayed by another ``first`` seconds."""
    loop = asyncio.get_running_loop()
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def arrive() -> None:
        while True:
            due, data = await under_way.get()
            await asyncio.sleep(due - loop.time())
            if not data:
                break
            writer.write(data)
        writer.close()

    arriving = asyncio.create_task(arrive())
    ready = loop.time() + first
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            under_way.put_nowait((max(loop.time(), ready) + latency, data))
    under_way.put_nowait((loop.time() + latency, b""))
    await arriving


async def _serve(port: int, seconds: float) -> None:
    async def relay(reader: StreamReader, writer: StreamWriter) -> None:
        there, away = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_carry(reader, away, seconds / 2, seconds), _carry(there, writer, seconds / 2, 0))

    server = await asyncio.start_server(relay, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def delayed_port(port: int, seconds: float) -> Iterator[int]:
    """Run a proxy that adds a round-trip time in seconds to a port of this machine, and yield its port."""
    command = [sys.executable, __file__, str(port), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), float(sys.argv[2])))
