#!/usr/bin/env python3
"""pan.py TEMPLATE SECONDS [--clients 200] [--header 'Name: value'] [--zooms 9-13] [--pause 1] [--status URL]

People who pan a map: each of the clients has a connection of his own, asks for the 12 tiles of a view one after the other, looks at it
for a while, then moves by a tile or two or changes the zoom. {z} {x} {y} of TEMPLATE are filled in; places are within the bounds of its
tilejson.json. Prints answers by status and how long they took; with --status, how long that URL takes meanwhile, asked five times a
second. Needs nothing but Python."""
import argparse, asyncio, json, math, random, time, urllib.parse, urllib.request
p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("template"); p.add_argument("seconds", type=float); p.add_argument("--clients", type=int, default=200)
p.add_argument("--header", action="append", default=[]); p.add_argument("--zooms", default="9-13"); p.add_argument("--pause", type=float, default=1)
p.add_argument("--status"); p.add_argument("--seed", type=int, default=7); p.add_argument("--tiles", type=int, default=0, help="ends after so many answers")
a = p.parse_args()
url = urllib.parse.urlsplit(a.template); host, port = url.hostname, url.port or 80
headers = "".join(f"{h}\r\n" for h in a.header)
low, high = map(int, a.zooms.split("-"))
about = a.template.split("/tiles/")[0] + "/tilejson.json" + ("?" + url.query if url.query else "")
with urllib.request.urlopen(urllib.request.Request(about, headers=dict(h.split(": ", 1) for h in a.header)), timeout=60) as answer:
    west, south, east, north = json.load(answer)["bounds"]
took, statuses, looks, done = [], {}, [], 0
def place(lon, lat, z):
    n = 2 ** z
    return int((lon + 180) / 360 * n), int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n)
async def get(reader, writer, path):
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n{headers}\r\n".encode()); await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = next((int(l.split(":")[1]) for l in head.split("\r\n") if l.lower().startswith("content-length:")), 0)
    await reader.readexactly(length)
    return int(head.split()[1])
async def client(number, end):
    global done
    rnd = random.Random(a.seed * 1000 + number); z = rnd.randint(low, high)
    x, y = place(rnd.uniform(west, east), rnd.uniform(south, north), z)
    await asyncio.sleep(rnd.uniform(0, a.pause + 1))
    reader, writer = await asyncio.open_connection(host, port)
    while time.time() < end and (not a.tiles or done < a.tiles):
        for dx in range(4):
            for dy in range(3):
                path = url.path.replace("{z}", str(z)).replace("{x}", str(x + dx)).replace("{y}", str(y + dy)) + ("?" + url.query if url.query else "")
                start = time.time(); status = await get(reader, writer, path)
                took.append(time.time() - start); statuses[status] = statuses.get(status, 0) + 1; done += 1
        await asyncio.sleep(a.pause)
        if rnd.random() < 0.2 or not rnd.randint(0, 9):
            z = rnd.randint(low, high); x, y = place(rnd.uniform(west, east), rnd.uniform(south, north), z)
        else:
            x, y = x + rnd.randint(-2, 2), y + rnd.randint(-2, 2)
    writer.close()
async def watch(end):
    at = urllib.parse.urlsplit(a.status); reader, writer = await asyncio.open_connection(host, port)
    while time.time() < end and (not a.tiles or done < a.tiles):
        start = time.time(); await get(reader, writer, at.path); looks.append(time.time() - start); await asyncio.sleep(0.2)
async def main():
    end = time.time() + a.seconds
    jobs = [client(i, end) for i in range(a.clients)] + ([watch(end)] if a.status else [])
    for failed in [r for r in await asyncio.gather(*jobs, return_exceptions=True) if r]: print("a client ended:", repr(failed))
def quantiles(values): s = sorted(values); return "  ".join(f"p{int(q * 100)} {s[min(len(s) - 1, int(len(s) * q))] * 1000:.0f}" for q in (.5, .95, .99)) + f"  max {s[-1] * 1000:.0f} ms"
start = time.time(); asyncio.run(main())
print(f"{a.clients} clients, {len(took)} answers in {time.time() - start:.0f} s ({len(took) / (time.time() - start):.0f}/s), by status {dict(sorted(statuses.items()))}: {quantiles(took)}")
if looks: print(f"status of the export, {len(looks)} times: {quantiles(looks)}")
