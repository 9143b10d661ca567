#!/usr/bin/env python3
"""A line to a server that is far away: passes TCP connections on with a delay each way, and no more bytes a second towards the
client than a line has, all connections together. A connection begins as TCP does: its handshake takes a round trip, and it sends
10 segments until the first is acknowledged, then twice as much each round trip.
Usage: far-proxy.py PORT TARGET_PORT DELAY_MS MBIT_S     prints on SIGTERM: connections, bytes to clients"""
import asyncio
import os
import signal
import sys

port, target, delay, rate = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]) / 1000, float(sys.argv[4]) * 125_000
CHUNK, FIRST_WINDOW, LARGEST_WINDOW = 16 << 10, 14_600, 6 << 20
line_free_at = 0.0
connections = passed = 0


class Window:
    """How much may be under way: grows by what is acknowledged."""

    def __init__(self):
        self.size, self.sent, self.changed = FIRST_WINDOW, 0, asyncio.Event()

    async def take(self, count):
        while self.sent + count > self.size and self.sent > 0:
            self.changed.clear()
            await self.changed.wait()
        self.sent += count

    def acknowledge(self, count):
        self.sent -= count
        self.size = min(LARGEST_WINDOW, self.size + count)
        self.changed.set()


async def deliver(queue, writer):
    loop = asyncio.get_running_loop()
    try:
        while True:
            at, data = await queue.get()
            await asyncio.sleep(max(0, at - loop.time()))
            if data is None:
                writer.close()
                return
            writer.write(data)
            await writer.drain()
    except (ConnectionError, OSError):
        writer.close()


async def pump(reader, queue, window):
    global line_free_at, passed
    loop = asyncio.get_running_loop()
    try:
        while data := await reader.read(CHUNK):
            if window is None:
                await queue.put((loop.time() + delay, data))
                continue
            await window.take(len(data))
            line_free_at = max(line_free_at, loop.time()) + len(data) / rate
            passed += len(data)
            arrives = line_free_at + delay
            await queue.put((arrives, data))
            loop.call_at(arrives + delay, window.acknowledge, len(data))
            if line_free_at - loop.time() > 0.005:  # fair: the next chunk waits its turn on the line
                await asyncio.sleep(line_free_at - loop.time())
    except (ConnectionError, OSError):
        pass
    await queue.put((loop.time() + delay, None))


async def accept(reader, writer):
    global connections
    connections += 1
    await asyncio.sleep(2 * delay)
    to_server, to_client = asyncio.Queue(), asyncio.Queue(64)
    server_reader, server_writer = await asyncio.open_connection("127.0.0.1", target)
    await asyncio.gather(
        pump(reader, to_server, None),
        deliver(to_server, server_writer),
        pump(server_reader, to_client, Window()),
        deliver(to_client, writer),
        return_exceptions=True,
    )


def end():
    print(f"{connections} connections, {passed} bytes", flush=True)
    os._exit(0)


async def main():
    server = await asyncio.start_server(accept, "127.0.0.1", port, backlog=512)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end)
    await server.serve_forever()


asyncio.run(main())
