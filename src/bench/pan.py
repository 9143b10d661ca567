#!/usr/bin/env python3
"""pan.py TEMPLATE SECONDS [--clients 200] [--header 'Name: value'] [--zooms 9-13] [--pause 1] [--arrive 2] [--patience 5]
          [--connections 6] [--view 6x4] [--burst 1000] [--status URL] [--seed 7]

People who pan a map, each as a browser with OpenLayers does on a window of 1,440 x 900 pixels: a view of 6 x 4 tiles, those in the middle
first, over as many connections as browsers open to a host (HTTP/1.1). Tiles once seen are not asked for again. When a view is whole, its
viewer looks at it for a while (--pause, half as long to half as long again), then drags the map by up to half a view; one time in five he
zooms in or out by one instead, one time in twenty he goes elsewhere. All come within --arrive seconds. Who has waited for a view for --patience
seconds moves on and breaks off what it still lacks; that counts as an answer that took so long. With --burst, so many random tiles are asked for over
--connections by nobody in particular, as fast as they come, and that is all.
{z} {x} {y} of TEMPLATE are filled in; places are within the bounds of its tilejson.json. Prints answers by status, and how long tiles and
whole views took, those that were asked for after the first twenty seconds (and the arrival) by themselves too; with --status, how long
that URL takes meanwhile, asked five times a second (--clients 0: that alone). Needs nothing but Python."""
import argparse, asyncio, json, math, random, time, urllib.parse, urllib.request
p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("template"); p.add_argument("seconds", type=float); p.add_argument("--clients", type=int, default=200)
p.add_argument("--header", action="append", default=[]); p.add_argument("--zooms", default="9-13"); p.add_argument("--pause", type=float, default=1)
p.add_argument("--arrive", type=float, help="default: the pause and one second"); p.add_argument("--patience", type=float, default=5); p.add_argument("--connections", type=int, default=6); p.add_argument("--view", default="6x4")
p.add_argument("--burst", type=int, default=0); p.add_argument("--status"); p.add_argument("--seed", type=int, default=7)
a = p.parse_args()
url = urllib.parse.urlsplit(a.template); host, port = url.hostname, url.port or 80
headers = "".join(f"{h}\r\n" for h in a.header); query = "?" + url.query if url.query else ""
low, high = map(int, a.zooms.split("-")); across, down = map(int, a.view.split("x"))
with urllib.request.urlopen(urllib.request.Request(a.template.split("/tiles/")[0] + "/tilejson.json" + query, headers=dict(h.split(": ", 1) for h in a.header)), timeout=60) as answer:
    west, south, east, north = json.load(answer)["bounds"]
took, late, views, statuses, looks = [], [], [], {}, []
arrive = a.pause + 1 if a.arrive is None else a.arrive; settled = time.time() + max(20, arrive)
def place(lon, lat, z): # in tiles
    return (lon + 180) / 360 * 2 ** z, (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2 ** z
def anywhere(rnd, z): return place(rnd.uniform(west, east), rnd.uniform(south, north), z)
def kept(x, y, z):
    (x0, y0), (x1, y1) = place(west, north, z), place(east, south, z)
    return min(max(x, x0), x1), min(max(y, y0), y1)
def note(status, seconds):
    took.append(seconds)
    if time.time() - seconds > settled: late.append(seconds)
    statuses[status] = statuses.get(status, 0) + 1
class Connection:
    def __init__(self): self.writer = None
    async def get(self, path):
        reused = self.writer is not None
        try: return await self.ask(path)
        except (asyncio.IncompleteReadError, ConnectionError): # a server may close a connection that was idle: browsers ask again
            self.close()
            if not reused: raise
            return await self.ask(path)
    async def ask(self, path):
        if not self.writer: self.reader, self.writer = await asyncio.open_connection(host, port)
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n{headers}\r\n".encode()); await self.writer.drain()
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        await self.reader.readexactly(next((int(l.split(":")[1]) for l in head.split("\r\n") if l.startswith("content-length:")), 0))
        return int(head.split()[1])
    async def tile(self, z, x, y):
        start = time.time()
        try: note(await self.get(url.path.replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y)) + query), time.time() - start)
        except asyncio.CancelledError: self.close(); note("broken off", time.time() - start); raise
    def close(self):
        if self.writer: self.writer.close()
        self.writer = None
async def view(connections, tiles, seen):
    wanted = iter(tiles); start = time.time()
    async def by(connection):
        for tile in wanted: await connection.tile(*tile); seen.add(tile)
    try: await asyncio.wait_for(asyncio.gather(*map(by, connections)), a.patience)
    except asyncio.TimeoutError: pass
    views.append(time.time() - start)
async def viewer(number, end):
    rnd = random.Random(a.seed * 1000 + number); z = rnd.randint(low, high); x, y = anywhere(rnd, z); seen = set()
    connections = [Connection() for _ in range(a.connections)]
    await asyncio.sleep(rnd.uniform(0, arrive))
    while time.time() < end:
        left, top = round(x - across / 2), round(y - down / 2)
        tiles = [(z, left + i, top + j) for i in range(across) for j in range(down)]
        tiles = [t for t in tiles if t not in seen and kept(t[1] + .5, t[2] + .5, z) == (t[1] + .5, t[2] + .5)]
        if tiles: await view(connections, sorted(tiles, key=lambda t: math.hypot(t[1] + .5 - x, t[2] + .5 - y)), seen)
        await asyncio.sleep(a.pause * rnd.uniform(.5, 1.5)); what = rnd.random()
        if what < .05: z = rnd.randint(low, high); x, y = anywhere(rnd, z)
        elif what < .25: by = 1 if z == low or z < high and rnd.random() < .5 else -1; z += by; x, y = x * 2 ** by, y * 2 ** by
        else: x, y = kept(x + rnd.uniform(-across / 2, across / 2), y + rnd.uniform(-down / 2, down / 2), z)
    for connection in connections: connection.close()
async def burst():
    rnd = random.Random(a.seed); wanted = iter([(z, *map(int, anywhere(rnd, z))) for z in (rnd.randint(low, high) for _ in range(a.burst))])
    async def by(connection):
        for tile in wanted: await connection.tile(*tile)
        connection.close()
    await asyncio.gather(*(by(Connection()) for _ in range(a.connections)))
async def watch(goes_on):
    at = urllib.parse.urlsplit(a.status); connection = Connection()
    while goes_on():
        start = time.time(); await connection.get(at.path); looks.append(time.time() - start); await asyncio.sleep(0.2)
    connection.close()
async def main():
    end = time.time() + a.seconds
    work = asyncio.ensure_future(burst() if a.burst else asyncio.gather(asyncio.sleep(a.seconds), *(viewer(i, end) for i in range(a.clients)), return_exceptions=True))
    done = await asyncio.gather(work, *([watch(lambda: not work.done())] if a.status else []), return_exceptions=True)
    for failed in [r for r in done + (done[0] if isinstance(done[0], list) else []) if isinstance(r, Exception)]: print("a client ended:", repr(failed))
def quantiles(values): s = sorted(values); return "  ".join(f"p{int(q * 100)} {s[min(len(s) - 1, int(len(s) * q))] * 1000:.0f}" for q in (.5, .95, .99)) + f"  max {s[-1] * 1000:.0f} ms"
start = time.time(); asyncio.run(main()); seconds = time.time() - start
if took: print(f"{len(took)} tiles in {seconds:.0f} s ({len(took) / seconds:.0f}/s), by status {dict(sorted(statuses.items(), key=str))}: {quantiles(took)}")
if late: print(f"of these, {len(late)} asked for after {max(20, arrive):.0f} s: {quantiles(late)}")
if views: print(f"{len(views)} views of {a.clients} people, whole or given up ({sum(v >= a.patience for v in views)}): {quantiles(views)}")
if looks: print(f"status, {len(looks)} times: {quantiles(looks)}")
