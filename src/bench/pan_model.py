#!/usr/bin/env python3
"""pan_model.py TILES_A_SECOND [--order oldest|newest|near] [--keep 1000000] [--seconds 60] [--clients 200] [--pause 1] [--arrive 2]

How long the people of pan.py would wait for a node that renders so many tiles a second, without a node: the same views, moves, connections
and patience, in simulated time, so that it does not matter what else the machine does. Kept tiles come after 3 ms; of others, four are
rendered at a time, those asked for first (as a node does) or last, or those first that lie near the one before (eight by eight tiles, up to
24 in a row); what nobody waits for is not begun. --print: which tiles are rendered after 20 s, for TileBenchmark. Bounds are those of the four scenes of make-scenes.
It leaves out that tiles differ, that neighbours share decoded blocks, and the processor of the clients."""
import argparse, collections, heapq, itertools, math, random
p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("rate", type=float); p.add_argument("--order", choices=["near", "oldest", "newest"], default="oldest"); p.add_argument("--keep", type=int, default=1_000_000)
p.add_argument("--seconds", type=float, default=60); p.add_argument("--clients", type=int, default=200); p.add_argument("--pause", type=float, default=1)
p.add_argument("--arrive", type=float, help="default: the pause and one second"); p.add_argument("--bounds", default="9.52,44.19,14.51,47.79")
p.add_argument("--print", type=int, default=0)
a = p.parse_args()
WEST, SOUTH, EAST, NORTH = map(float, a.bounds.split(",")); ACROSS, DOWN, LOW, HIGH, CONNECTIONS, PATIENCE, AT_A_TIME, KEPT = 6, 4, 9, 13, 6, 5, 4, .003
now, events, number = 0.0, [], itertools.count()
took, kept, waiting, order, rendering, rendered, begun = [], collections.OrderedDict(), {}, collections.deque(), {}, 0, []
places, spot, in_a_row = collections.OrderedDict(), None, 0
def at(time, what, *args): heapq.heappush(events, (time, next(number), what, args))
def place(lon, lat, z): return (lon + 180) / 360 * 2 ** z, (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2 ** z
def inside(x, y, z):
    (x0, y0), (x1, y1) = place(WEST, NORTH, z), place(EAST, SOUTH, z)
    return min(max(x, x0), x1), min(max(y, y0), y1)
class Request:
    def __init__(self, viewer, tile): self.viewer, self.tile, self.view, self.start, self.ended = viewer, tile, viewer.view, now, False
class Viewer:
    def __init__(self, seed):
        self.random = random.Random(7000 + seed); self.seen = set(); self.view = 0; self.go_elsewhere()
        at(self.random.uniform(0, a.pause + 1 if a.arrive is None else a.arrive), self.look)
    def go_elsewhere(self):
        self.z = self.random.randint(LOW, HIGH); self.x, self.y = place(self.random.uniform(WEST, EAST), self.random.uniform(SOUTH, NORTH), self.z)
    def look(self):
        left, top = round(self.x - ACROSS / 2), round(self.y - DOWN / 2)
        tiles = [(self.z, left + i, top + j) for i in range(ACROSS) for j in range(DOWN)]
        tiles = [t for t in tiles if t not in self.seen and inside(t[1] + .5, t[2] + .5, self.z) == (t[1] + .5, t[2] + .5)]
        self.missing = collections.deque(sorted(tiles, key=lambda t: math.hypot(t[1] + .5 - self.x, t[2] + .5 - self.y)))
        self.under_way = []; at(now + PATIENCE, self.give_up, self.view)
        for _ in range(CONNECTIONS): self.ask()
    def ask(self):
        if self.missing:
            self.under_way.append(Request(self, self.missing.popleft())); receive(self.under_way[-1])
        elif all(r.ended for r in self.under_way): self.leave()
    def get(self, request):
        if request.ended or request.view != self.view: return
        request.ended = True; took.append((now - request.start, request.start)); self.seen.add(request.tile); self.ask()
    def give_up(self, view):
        if view != self.view: return
        for request in self.under_way:
            if not request.ended: request.ended = True; took.append((now - request.start, request.start))
        self.missing.clear(); self.leave()
    def leave(self): self.view += 1; at(now + a.pause * self.random.uniform(.5, 1.5), self.move, self.view)
    def move(self, view):
        if view != self.view: return
        what = self.random.random()
        if what < .05: self.go_elsewhere()
        elif what < .25:
            by = 1 if self.z == LOW or self.z < HIGH and self.random.random() < .5 else -1
            self.z += by; self.x *= 2 ** by; self.y *= 2 ** by
        else: self.x, self.y = inside(self.x + self.random.uniform(-ACROSS / 2, ACROSS / 2), self.y + self.random.uniform(-DOWN / 2, DOWN / 2), self.z)
        self.look()
def receive(request):
    tile = request.tile
    if tile in kept: kept.move_to_end(tile); at(now + KEPT, request.viewer.get, request)
    elif tile in rendering: rendering[tile].append(request)
    else:
        if tile not in waiting or a.order == "newest": wait(tile)
        waiting.setdefault(tile, []).append(request); begin()
def wait(tile):
    if a.order == "near": places.setdefault((tile[0], tile[1] >> 3, tile[2] >> 3), collections.deque()).append(tile)
    else: order.append(tile)
def take():
    global spot, in_a_row
    if a.order != "near": return order.popleft() if a.order == "oldest" else order.pop()
    if in_a_row == 24 or spot not in places:
        if spot in places: places.move_to_end(spot)
        spot, in_a_row = next(iter(places)), 0
    in_a_row += 1; tile = places[spot].popleft()
    if not places[spot]: del places[spot]
    return tile
def begin():
    global rendered
    while (order or places) and len(rendering) < AT_A_TIME:
        tile = take()
        requests = [r for r in waiting.pop(tile, []) if not r.ended]
        if requests and now > 20: begun.append(tile)
        if requests: rendering[tile] = requests; rendered += 1; at(now + AT_A_TIME / a.rate, end, tile)
def end(tile):
    requests = rendering.pop(tile); kept[tile] = True
    if len(kept) > a.keep: kept.popitem(last=False)
    for request in requests: request.viewer.get(request)
    begin()
for i in range(a.clients): Viewer(i)
while events and events[0][0] <= a.seconds:
    now, _, what, args = heapq.heappop(events); what(*args)
for z, x, y in begun[:a.print]: print(z, x, y)
if a.print: raise SystemExit
def quantiles(values): s = sorted(values) or [0]; return "  ".join(f"p{int(q * 100)} {s[min(len(s) - 1, int(len(s) * q))] * 1000:.0f}" for q in (.5, .95, .99)) + " ms"
print(f"{len(took)} tiles, {rendered} rendered, {sum(t >= PATIENCE - .01 for t, _ in took)} given up: {quantiles([t for t, _ in took])}; asked for after 20 s: {quantiles([t for t, s in took if s > 20])}")
