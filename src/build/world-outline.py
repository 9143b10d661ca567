"""Makes the outline of the world of the console: land as polygons, coasts and borders as lines, cut at the
antimeridian. Input: countries-110m.json of world-atlas 2 (Natural Earth 1:110m, public domain). Usage: outline.py IN OUT"""
import json
import sys


def decode(topology):
    sx, sy = topology["transform"]["scale"]
    tx, ty = topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        yield points


def ring(arcs, indices):
    points = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def unwrapped(points):
    """Lets longitudes go on beyond 180."""
    out, offset = [], 0
    for i, (x, y) in enumerate(points):
        if i and abs(x - points[i - 1][0]) > 180:
            offset += 360 if x < points[i - 1][0] else -360
        out.append((x + offset, y))
    if abs(out[-1][0] - out[0][0]) > 180:  # around a pole
        out += [(out[-1][0], -90), (out[0][0], -90), out[0]]
    return out


def clip(points, edge, keeps):
    out = []
    for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1]):
        if keeps(ax):
            out.append((ax, ay))
        if keeps(ax) != keeps(bx) and ax != bx:
            out.append((edge, ay + (by - ay) * (edge - ax) / (bx - ax)))
    return out


def parts(points):
    """Cuts a ring into those of each world, and puts these into the first."""
    points = unwrapped(points)
    for world in (-360, 0, 360):
        part = clip(clip(points, world - 180, lambda x: x >= world - 180), world + 180, lambda x: x <= world + 180)
        if len(part) > 2 and max(x for x, _ in part) - min(x for x, _ in part) > 1e-9:
            yield [(x - world, y) for x, y in part]


def lines(points):
    line = [points[0]]
    for a, b in zip(points, points[1:]):
        if abs(a[0] - b[0]) > 180 or abs(a[0]) > 179.99 and abs(b[0]) > 179.99:
            if len(line) > 1:
                yield line
            line = []
        line.append(b)
    if len(line) > 1:
        yield line


def rounded(points):
    return [[round(x, 2), round(y, 2)] for x, y in points]


topology = json.load(open(sys.argv[1]))
arcs = list(decode(topology))
land = []
for geometry in topology["objects"]["land"]["geometries"]:
    for polygon in geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]:
        outer = [rounded(part + part[:1]) for part in parts(ring(arcs, polygon[0]))]
        holes = [rounded(part + part[:1]) for inner in polygon[1:] for part in parts(ring(arcs, inner))]
        land += [[part] + (holes if len(outer) == 1 else []) for part in outer]
borders = [rounded(line) for arc in arcs for line in lines(arc)]
features = [{"type": "Feature", "properties": {"kind": kind}, "geometry": {"type": type_, "coordinates": coordinates}}
            for kind, type_, coordinates in (("land", "MultiPolygon", land), ("border", "MultiLineString", borders))]
json.dump({"type": "FeatureCollection", "features": features}, open(sys.argv[2], "w"), separators=(",", ":"))
