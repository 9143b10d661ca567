/**
 * Areas in degrees whose edges go from one side of the antimeridian to the other, as 179 to -179. Such an edge is
 * two degrees long, or 358: files do not say. Pure.
 */
import {AoiProblem} from './problem.js';

/**
 * Returns an area with such edges gone on beyond 180 degrees, which the service takes.
 *
 * @param area a MultiPolygon
 * @returns {{area: object, other: object | null}} the reading that is narrower, and the other one; null: there is no
 *     such edge. An edge of 360 degrees stays: it is the border of a map of the world
 * @throws {AoiProblem} where a ring goes around a pole, or cannot be told from one that does
 */
export function unrolled(area) {
  if (isAcross(area)) return {area, other: null};
  const coordinates = area.coordinates.map((polygon, p) => {
    if (!polygon.some(hasLongEdge)) return polygon;
    const rings = polygon.map((ring, r) => ringUnrolled(ring, `ring ${r + 1} of polygon ${p + 1}`));
    return rings.map((ring, r) => (r === 0 ? ring : besideShell(ring, rings[0])));
  });
  const other = {type: 'MultiPolygon', coordinates};
  return width(other) < width(area) ? {area: other, other: area} : {area, other};
}

/** Tells whether of two readings of an area this is the one that goes on beyond 180 degrees: it has short edges. */
export function isAcross(area) {
  return !area.coordinates.some(polygon => polygon.some(hasLongEdge));
}

/** Returns polygons of a map that goes round the Earth again and again on the world that the service takes. */
export function onOneWorld(coordinates) {
  return coordinates.map(polygon => {
    const [west, east] = sides(polygon[0]);
    const middle = (west + east) / 2;
    const turns = west < -360 || east > 360 || Math.abs(middle) > 270 ? Math.round(middle / 360) : 0;
    return turns === 0 ? polygon : polygon.map(ring => shifted(ring, -360 * turns));
  });
}

function hasLongEdge(ring) {
  return ring.some(([lon], i) => i > 0 && isLong(lon - ring[i - 1][0]));
}

function isLong(degrees) {
  return Math.abs(degrees) > 180 && Math.abs(degrees) !== 360;
}

function ringUnrolled(ring, where) {
  const out = [ring[0]];
  let turns = 0;
  for (let i = 1; i < ring.length; i++) {
    const step = ring[i][0] - ring[i - 1][0];
    if (isLong(step)) turns -= Math.sign(step);
    out.push([ring[i][0] + 360 * turns, ring[i][1]]);
  }
  if (turns !== 0) {
    throw new AoiProblem(`Cannot use this area: ${where} has an edge of more than 180 degrees of longitude, or goes around a pole.`
        + ' Give a position in the middle of that edge, or the pole as an edge from -180 to 180.');
  }
  return out.some(([lon]) => Math.abs(lon) > 360) ? shifted(out, out[0][0] > 0 ? -360 : 360) : out;
}

/** A hole is written from -180 to 180, and its shell may have gone on beyond that. */
function besideShell(hole, shell) {
  const [shellWest, shellEast] = sides(shell);
  const [west, east] = sides(hole);
  const turn = [0, 360, -360].find(degrees => west + degrees >= shellWest && east + degrees <= shellEast);
  return turn ? shifted(hole, turn) : hole;
}

function shifted(ring, degrees) {
  return ring.map(([lon, lat]) => [lon + degrees, lat]);
}

function sides(ring) {
  return ring.reduce(([west, east], [lon]) => [Math.min(west, lon), Math.max(east, lon)], [Infinity, -Infinity]);
}

/** The widths of its polygons together, in degrees. */
function width(area) {
  return area.coordinates.reduce((sum, [shell]) => {
    const [west, east] = sides(shell);
    return sum + east - west;
  }, 0);
}
