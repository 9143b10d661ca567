/**
 * Areas as GeoJSON MultiPolygons of longitude and latitude (WGS 84), in degrees. Pure: no document,
 * no network.
 */
import {AoiProblem} from './problem.js';

/** The most positions that the service takes in an area. */
export const MAX_POSITIONS = 100_000;

/** Radius of a sphere with the area of the Earth, in metres. */
const EARTH_RADIUS_M = 6_371_007.2;

/**
 * Collects the polygons of any GeoJSON object.
 *
 * @returns {{coordinates: number[][][][], others: number}} others: points and lines left out
 */
export function collectPolygons(geojson, depth = 0) {
  if (depth > 8) {
    throw new AoiProblem('Cannot read this GeoJSON: its objects are nested deeper than 8.');
  }
  const all = members => {
    const found = {coordinates: [], others: 0};
    for (const member of members ?? []) {
      const one = collectPolygons(member, depth + 1);
      for (const polygon of one.coordinates) found.coordinates.push(polygon);
      found.others += one.others;
    }
    return found;
  };
  if (depth > 0 && geojson?.crs) {
    throw new AoiProblem('Cannot use this GeoJSON: an object inside it has a crs of its own. Give all of it in longitude and latitude.');
  }
  switch (geojson?.type) {
    case 'FeatureCollection':
      return all(geojson.features);
    case 'GeometryCollection':
      return all(geojson.geometries);
    case 'Feature':
      return geojson.geometry ? collectPolygons(geojson.geometry, depth + 1) : {coordinates: [], others: 0};
    case 'Polygon':
      return {coordinates: geojson.coordinates?.length ? [geojson.coordinates] : [], others: 0};
    case 'MultiPolygon':
      return {coordinates: (geojson.coordinates ?? []).filter(polygon => polygon?.length !== 0), others: 0};
    case 'Point':
    case 'MultiPoint':
    case 'LineString':
    case 'MultiLineString':
      return {coordinates: [], others: 1};
    default:
      throw new AoiProblem(
          `Cannot read this GeoJSON: its type, "${String(geojson?.type).slice(0, 40)}", is not one of GeoJSON's.`);
  }
}

/**
 * Checks positions and makes them whole: rings closed, heights left out.
 *
 * @param {number[][][][]} coordinates of polygons, of rings, of positions
 * @returns a GeoJSON MultiPolygon
 * @throws {AoiProblem} that says which ring and position
 */
export function multiPolygon(coordinates) {
  checkRings(coordinates);
  return {type: 'MultiPolygon', coordinates: coordinates.map((polygon, p) => polygon.map((ring, r) => wholeRing(ring, named(r, p))))};
}

/**
 * Checks that there are polygons, that their positions are numbers, and not more than the service takes. In whatever
 * units they are.
 *
 * @throws {AoiProblem} that says which ring and position
 */
export function checkRings(coordinates) {
  if (coordinates.length === 0) {
    throw new AoiProblem('There is no polygon in it, so it has no area.');
  }
  let positions = 0;
  coordinates.forEach((polygon, p) => {
    if (!Array.isArray(polygon)) throw new AoiProblem(`Polygon ${p + 1} is not a list of rings.`);
    polygon.forEach((ring, r) => {
      if (!Array.isArray(ring)) throw new AoiProblem(`Invalid area: ${named(r, p)} is not a list of positions.`);
      positions += ring.length;
      if (positions > MAX_POSITIONS) throw tooMany();
      ring.forEach((position, i) => {
        if (!Array.isArray(position) || !Number.isFinite(position[0]) || !Number.isFinite(position[1])) {
          throw new AoiProblem(`Invalid area: position ${i + 1} of ${named(r, p)} is not two numbers.`);
        }
      });
    });
  });
}

/** What is said of an area with more positions than MAX_POSITIONS. */
export function tooMany() {
  return new AoiProblem(`Invalid area: it has more than ${MAX_POSITIONS.toLocaleString('en')} positions. Simplify it,`
      + ' for example with ogr2ogr -simplify 0.0001.');
}

function named(ring, polygon) {
  return `ring ${ring + 1} of polygon ${polygon + 1}`;
}

function wholeRing(ring, where) {
  const whole = ring.map(([lon, lat], i) => {
    if (Math.abs(lon) > 360 || Math.abs(lat) > 90) {
      throw new AoiProblem(`Invalid area: position ${i + 1} of ${where}, ${lon}, ${lat}, is not a longitude and latitude in`
          + ' degrees. Reproject it, for example with ogr2ogr -t_srs EPSG:4326.');
    }
    return [lon, lat];
  });
  const [first, last] = [whole[0], whole[whole.length - 1]];
  if (first && (first[0] !== last[0] || first[1] !== last[1])) {
    whole.push([...first]);
  }
  if (whole.length < 4) {
    throw new AoiProblem(`Invalid area: ${where} has fewer than three different positions.`);
  }
  return whole;
}

/** Returns how many corners the rings have, the closing position of each not counted. */
function cornerCount(area) {
  return area.coordinates.flat().reduce((sum, ring) => sum + ring.length - 1, 0);
}

/** Returns the area on a sphere, in square metres; holes do not count. */
function squareMeters(area) {
  return area.coordinates.reduce((sum, [shell, ...holes]) =>
      sum + ringSquareMeters(shell) - holes.reduce((inner, hole) => inner + ringSquareMeters(hole), 0), 0);
}

function ringSquareMeters(ring) {
  const rad = Math.PI / 180;
  let sum = 0;
  for (let i = 0; i + 1 < ring.length; i++) {
    const [lon1, lat1] = ring[i];
    const [lon2, lat2] = ring[i + 1];
    sum += (lon2 - lon1) * rad * (2 + Math.sin(lat1 * rad) + Math.sin(lat2 * rad));
  }
  return Math.abs(sum * EARTH_RADIUS_M * EARTH_RADIUS_M / 2);
}

/** Returns [west, south, east, north]. */
export function boundsOf(area) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of area.coordinates.flat()) {
    for (const [lon, lat] of ring) {
      box[0] = Math.min(box[0], lon);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lon);
      box[3] = Math.max(box[3], lat);
    }
  }
  return box;
}

/** Makes the area of a box in degrees; a west beyond the east goes across the antimeridian. */
export function boxArea([west, south, east, north]) {
  const end = east < west ? east + 360 : east;
  if (!(south < north) || !(west < end)) {
    throw new AoiProblem('Invalid box: give west, south, east, north in degrees, the south below the north.');
  }
  return multiPolygon([[[[west, south], [end, south], [end, north], [west, north], [west, south]]]]);
}

/** Says how large an area is, for people. */
export function sizeInWords(area) {
  const km2 = squareMeters(area) / 1e6;
  const size = km2 >= 100 ? Math.round(km2).toLocaleString('en') : km2.toPrecision(3);
  const corners = cornerCount(area);
  const polygons = area.coordinates.length;
  return `${size} km², ${corners.toLocaleString('en')} corners` + (polygons > 1 ? `, ${polygons.toLocaleString('en')} polygons` : '');
}
