/**
 * Finds where the rings of an area cross: such an area is refused by the service, and better told
 * while it is drawn. Pure.
 */

/**
 * Finds a place where two edges of one polygon cross. Edges that touch, or run along each other, do
 * not count: the service takes these as what they enclose.
 *
 * <p>Edges are swept from west to east, so the time is about n log n for areas of people; a
 * hostile one costs at most `budget` comparisons.
 *
 * @returns {{lon: number, lat: number, polygon: number} | null} polygon counted from 1
 */
export function findCrossing(area, budget = 20_000_000) {
  let left = budget;
  for (let p = 0; p < area.coordinates.length; p++) {
    const edges = edgesOf(area.coordinates[p]);
    edges.sort((a, b) => a.west - b.west);
    let open = [];
    for (const edge of edges) {
      open = open.filter(other => other.east >= edge.west);
      for (const other of open) {
        if (left-- <= 0) return null; // the service will tell
        if (other.south > edge.north || other.north < edge.south) continue;
        const at = crossing(edge.a, edge.b, other.a, other.b);
        if (at) return {lon: at[0], lat: at[1], polygon: p + 1};
      }
      open.push(edge);
    }
  }
  return null;
}

function edgesOf(polygon) {
  const edges = [];
  for (const ring of polygon) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const [a, b] = [ring[i], ring[i + 1]];
      edges.push({
        a,
        b,
        west: Math.min(a[0], b[0]),
        east: Math.max(a[0], b[0]),
        south: Math.min(a[1], b[1]),
        north: Math.max(a[1], b[1]),
      });
    }
  }
  return edges;
}

function crossing(a, b, c, d) {
  const sideC = side(a, b, c);
  const sideD = side(a, b, d);
  const sideA = side(c, d, a);
  const sideB = side(c, d, b);
  if (!(sideC * sideD < 0 && sideA * sideB < 0)) return null;
  const share = sideA / (sideA - sideB);
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}

function side(a, b, p) {
  return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
}
