"""What may stand between the platform and PostgreSQL: an end of TLS, a pooler, a network that passes nothing on."""

from __future__ import annotations

import asyncio
import ssl
import struct
import threading
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from sqlalchemy.engine import URL, make_url

TLS, GSS = 80877103, 80877104
"""How a client asks, before anything else, for a connection that nobody can read."""


@contextmanager
def between(server: URL, tls: ssl.SSLContext | None = None, keeps_back: bool = False) -> Iterator[URL]:
    """The address on loopback of what passes all on to a server on a socket. keeps_back: all settings, as poolers do."""
    where = Path(str(server.query["host"])) / f".s.PGSQL.{server.port or 5432}"

    async def connected(read: asyncio.StreamReader, write: asyncio.StreamWriter) -> None:
        first = await _first(read)
        while (asked := struct.unpack(">i", first[:4])[0]) in (TLS, GSS):
            ends = tls is not None and asked == TLS
            write.write(b"S" if ends else b"N")
            if ends:
                await write.start_tls(tls)
            first = await _first(read)
        if keeps_back:
            words = first[4:].split(b"\0")
            kept = [word for name in (b"user", b"database") for word in (name, words[words.index(name) + 1])]
            first = first[:4] + b"\0".join(kept) + b"\0\0"
        there = await asyncio.open_unix_connection(str(where))
        there[1].write(struct.pack(">i", len(first) + 4) + first)
        try:
            await asyncio.gather(_passed_on(read, there[1]), _passed_on(there[0], write))
        finally:
            for end in (write, there[1]):
                end.transport.abort()

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    listening = asyncio.run_coroutine_threadsafe(asyncio.start_server(connected, "127.0.0.1", 0), loop).result(5)
    try:
        port = listening.sockets[0].getsockname()[1]
        yield server.set(query={}, host="localhost", port=port)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        listening.close()
        loop.run_until_complete(_end(asyncio.all_tasks(loop)))
        loop.close()


def address_of_silenced(address: str, folder: Path) -> str:
    """The address of `silenced` in a folder, in front of the server at an address."""
    there = make_url(address).update_query_dict({"host": str(folder)}).set(port=None)
    return there.render_as_string(hide_password=False)


@asynccontextmanager
async def silenced(address: str, folder: Path, forgets: bool = False) -> AsyncIterator[asyncio.Event]:
    """Pass on what goes to a server and back, as long as the event is set that this yields: connections stay open.

    forgets: while it is not, new connections are passed on all the same.
    """
    speaks, always = asyncio.Event(), asyncio.Event()
    speaks.set()
    always.set()
    server = make_url(address)
    where = f"{server.query['host']}/.s.PGSQL.{server.port or 5432}"
    relays = list[asyncio.Task[None]]()

    async def passed_on(read: asyncio.StreamReader, write: asyncio.StreamWriter, known: asyncio.Event) -> None:
        try:
            while data := await read.read(65_536):
                await known.wait()
                write.write(data)
        finally:
            write.transport.abort()

    async def connected(read: asyncio.StreamReader, write: asyncio.StreamWriter) -> None:
        known, there = always if forgets and not speaks.is_set() else speaks, await asyncio.open_unix_connection(where)
        relays.extend(asyncio.create_task(passed_on(*way, known)) for way in ((read, there[1]), (there[0], write)))

    async with await asyncio.start_unix_server(connected, folder / ".s.PGSQL.5432"):
        yield speaks
        for relay in relays:
            relay.cancel()
        await asyncio.gather(*relays, return_exceptions=True)
        await asyncio.sleep(0)


async def _end(tasks: Collection[asyncio.Task[None]]) -> None:
    """End what is passed on, and hear of it that it has ended."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0)


async def _first(read: asyncio.StreamReader) -> bytes:
    """The first message of a connection, without its length."""
    (length,) = struct.unpack(">i", await read.readexactly(4))
    return await read.readexactly(length - 4)


async def _passed_on(read: asyncio.StreamReader, write: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await read.read(65_536):
            write.write(data)
    write.close()
