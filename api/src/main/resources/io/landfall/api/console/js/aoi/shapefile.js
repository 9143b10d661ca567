/**
 * Reads the polygons of an ESRI shapefile's .shp (ESRI's technical description of July 1998). Pure.
 */
import {AoiProblem} from './problem.js';
import {MAX_POSITIONS} from './polygons.js';

const POLYGON_TYPES = [5, 15, 25]; // Polygon, PolygonZ, PolygonM
const KINDS = {1: 'points', 3: 'lines', 8: 'points', 11: 'points', 13: 'lines', 18: 'points', 21: 'points', 23: 'lines', 28: 'points', 31: 'patches'};

/**
 * Returns the coordinates of its polygons, as GeoJSON has them, in the units of the file.
 *
 * @param {Uint8Array} bytes of the .shp
 */
export function shapefilePolygons(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 100 || view.getInt32(0) !== 9994) {
    throw new AoiProblem('Cannot read the .shp: it does not begin as a shapefile does.');
  }
  const kind = view.getInt32(32, true);
  if (KINDS[kind]) throw new AoiProblem(`The shapefile has ${KINDS[kind]}, so it has no area. Choose one of polygons.`);
  const polygons = [];
  let positions = 0;
  for (let at = 100; at + 8 <= view.byteLength;) {
    const length = view.getInt32(at + 4) * 2; // told in 16-bit words
    const start = at + 8;
    if (length < 4 || start + length > view.byteLength) throw cut(at);
    const type = view.getInt32(start, true);
    if (POLYGON_TYPES.includes(type)) {
      const rings = ringsOf(view, start, length);
      positions += rings.reduce((sum, ring) => sum + ring.length, 0);
      if (positions > MAX_POSITIONS) {
        throw new AoiProblem(`The shapefile has more than ${MAX_POSITIONS.toLocaleString('en')} positions. Simplify it, or choose fewer of its polygons.`);
      }
      for (const polygon of nest(rings)) polygons.push(polygon);
    } else if (type !== 0) { // 0: a record without a shape
      throw new AoiProblem(`Cannot read the .shp: record at byte ${at} is of type ${type}, not a polygon.`);
    }
    at = start + length;
  }
  return polygons;
}

function ringsOf(view, start, length) {
  if (length < 44) throw cut(start);
  const parts = view.getInt32(start + 36, true);
  const points = view.getInt32(start + 40, true);
  if (parts < 0 || points < 0 || 44 + parts * 4 + points * 16 > length) throw cut(start);
  const first = start + 44 + parts * 4;
  const rings = [];
  for (let part = 0; part < parts; part++) {
    const from = view.getInt32(start + 44 + part * 4, true);
    const to = part + 1 < parts ? view.getInt32(start + 44 + (part + 1) * 4, true) : points;
    if (from < 0 || to > points || from > to) throw cut(start);
    const ring = [];
    for (let i = from; i < to; i++) {
      ring.push([view.getFloat64(first + i * 16, true), view.getFloat64(first + i * 16 + 8, true)]);
    }
    if (ring.length > 0) rings.push(ring);
  }
  return rings;
}

/**
 * Finds which rings are holes of which. By where they lie, not by which way round they go: writers
 * get that wrong, and a hole taken as land would be silent.
 */
export function nest(rings) {
  if (rings.length === 1) return [rings];
  const parents = parentsOf(rings);
  const polygons = new Map();
  rings.forEach((ring, i) => {
    if (parents[i].length % 2 === 0) polygons.set(i, [ring]);
  });
  rings.forEach((ring, i) => {
    if (parents[i].length % 2 === 1) {
      const shells = parents[i].filter(j => polygons.has(j));
      if (shells.length === 0) throw new AoiProblem('Cannot read the .shp: its rings cross each other. Repair it: ogr2ogr -makevalid area.geojson FILE.shp');
      polygons.get(shells.reduce((a, b) => (parents[a].length > parents[b].length ? a : b))).push(ring);
    }
  });
  return [...polygons.values()];
}

/** Finds in which rings each ring lies, as places in the list. Swept from west to east: one that holds another begins first. */
function parentsOf(rings) {
  const boxes = rings.map(boxOf);
  const sizes = rings.map(sizeOf);
  const order = rings.map((_, i) => i).sort((i, j) => boxes[i][0] - boxes[j][0] || boxes[j][2] - boxes[i][2] || sizes[j] - sizes[i]);
  const parents = rings.map(() => []);
  let open = [];
  for (const i of order) {
    open = open.filter(j => boxes[j][2] >= boxes[i][0]);
    const point = insidePoint(rings[i]);
    parents[i] = open.filter(j => holds(boxes[j], boxes[i]) && isInside(point, rings[j]));
    open.push(i);
  }
  return parents;
}

function sizeOf(ring) {
  let twice = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    twice += (ring[j][0] - ring[0][0]) * (ring[i][1] - ring[0][1]) - (ring[i][0] - ring[0][0]) * (ring[j][1] - ring[0][1]);
  }
  return Math.abs(twice);
}

function boxOf(ring) {
  const xs = ring.map(p => p[0]);
  const ys = ring.map(p => p[1]);
  const least = list => list.reduce((a, b) => Math.min(a, b));
  const most = list => list.reduce((a, b) => Math.max(a, b));
  return [least(xs), least(ys), most(xs), most(ys)];
}

function holds(outer, inner) {
  return outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];
}

/** The middle of an edge: corners of a hole may lie on its shell, the middle hardly does. */
function insidePoint(ring) {
  return [(ring[0][0] + ring[1 % ring.length][0]) / 2, (ring[0][1] + ring[1 % ring.length][1]) / 2];
}

function isInside([x, y], ring) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

function cut(at) {
  return new AoiProblem(`Cannot read the .shp: it is damaged at byte ${at}.`);
}
