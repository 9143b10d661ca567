/**
 * From the coordinate reference system of a text to longitude and latitude (WGS 84). What is not
 * known for sure is refused: a wrong guess puts an area in a wrong place.
 */
import {MAX_POSITIONS, tooMany} from './polygons.js';
import {AoiProblem} from './problem.js';

/** How far an edge may lie from where the file has it, in degrees: a tenth of a metre. */
const TOLERANCE_DEGREES = 1e-6;

/** EPSG codes that need no library of them. */
export function transformOfEpsg(code, proj4) {
  if ([4326, 4979, 4258, 4269].includes(code)) return null;
  if ([3857, 900913, 102100].includes(code)) return transformBy(proj4, 'EPSG:3857', `EPSG:${code}`);
  if ((code > 32600 && code <= 32660) || (code > 32700 && code <= 32760)) {
    const south = code > 32700;
    return transformBy(proj4, `+proj=utm +zone=${code % 100}${south ? ' +south' : ''} +datum=WGS84 +units=m`, `EPSG:${code}`);
  }
  if (code >= 25828 && code <= 25838) {
    return transformBy(proj4, `+proj=utm +zone=${code % 100} +ellps=GRS80 +towgs84=0,0,0 +units=m`, `EPSG:${code}`);
  }
  throw refused(`it is in EPSG:${code}`);
}

/** Reads the code of a GeoJSON `crs` member; null: longitude and latitude. */
export function epsgOfCrsMember(crs) {
  if (crs === null || crs === undefined) return null;
  const name = crs?.properties?.name ?? (crs?.type === 'EPSG' ? `EPSG:${crs.properties?.code}` : '');
  if (/CRS:?:?84$/i.test(name)) return null;
  const code = /^(?:EPSG:|urn:ogc:def:crs:EPSG:[\d.]*:|https?:\/\/www\.opengis\.net\/def\/crs\/EPSG\/[\d.]+\/)(\d{1,6})$/i.exec(name);
  if (!code) throw refused(`its member crs, ${JSON.stringify(crs).slice(0, 80)}, names no EPSG code`);
  return Number(code[1]);
}

function transformBy(proj4, from, name) {
  let forward;
  try {
    const transform = proj4(from, 'EPSG:4326');
    forward = position => transform.forward(position.slice(0, 2));
  } catch {
    throw refused(`the projection of "${name}" is not known here`);
  }
  return position => {
    const [lon, lat] = forward(position);
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) {
      throw new AoiProblem(`Cannot place ${position[0]}, ${position[1]} of "${name}" on the Earth. Is that the coordinate system of this file?`);
    }
    return [lon, lat];
  };
}

function refused(why) {
  return new AoiProblem(`Cannot use this text: ${why}. Give it as a file, or reproject it: ogr2ogr -t_srs EPSG:4326 area.geojson FILE`);
}

/**
 * Takes polygons through a transform. Edges are straight where they come from: where that is no
 * straight line any more, positions are added in between.
 *
 * @param {number} tolerance in units of the target
 * @param {(before: number[], position: number[]) => number[]} beside which of the longitudes of a position is meant, by
 *     the position before
 * @throws {AoiProblem} where that makes more positions than the service takes
 */
export function transformed(coordinates, transform, tolerance = TOLERANCE_DEGREES, beside = near) {
  let positions = 0;
  return coordinates.map(polygon => polygon.map(ring => {
    const out = ringTransformed(ring, {transform, tolerance, beside}, MAX_POSITIONS - positions);
    positions += out.length;
    return out;
  }));
}

function ringTransformed(ring, how, most) {
  const {transform, beside} = how;
  if (ring.length === 0) return [];
  const out = [transform(ring[0])];
  for (let i = 1; i < ring.length; i++) {
    const start = out[out.length - 1];
    addEdge(out, ring[i - 1], ring[i], start, beside(start, transform(ring[i])), how, 8);
    if (out.length > most) throw tooMany();
  }
  if (Math.abs(out[out.length - 1][0] - out[0][0]) > 180) {
    throw new AoiProblem('Cannot use this area: it goes around a pole. Give it as longitudes and latitudes, with the pole as an edge.');
  }
  return out;
}

/** Goes on beyond 180 degrees where a ring crosses the antimeridian: the service takes longitudes to 360. */
function near([reference], [lon, lat]) {
  return [lon - 360 * Math.round((lon - reference) / 360), lat];
}

function addEdge(out, from, to, start, end, how, depth) {
  const {transform, tolerance, beside} = how;
  const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const at = beside(start, transform(middle));
  if (depth > 0 && distance(at, start, end) > tolerance) {
    addEdge(out, from, middle, start, at, how, depth - 1);
    addEdge(out, middle, to, at, end, how, depth - 1);
  } else {
    out.push(end);
  }
}

/** How far a position lies from the line through two others. */
function distance([x, y], [x1, y1], [x2, y2]) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  return length === 0 ? Math.hypot(x - x1, y - y1) : Math.abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length;
}
