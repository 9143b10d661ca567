// Searches for scenes, and scenes as rows of a list, whichever API they come from. Pure.

/** Scenes that a page of the index may have. */
export const PAGE = 1000;

/** The most scenes that are shown at once. */
export const MOST = 10_000;

/**
 * Returns the body of a search.
 *
 * @param {object} form `box`: [west, south, east, north]; `from`, `to`: days as `2026-04-01` or empty;
 *     `cloud`: percent, 100: whatever
 */
export function searchBody({box, from, to, cloud}, limit = PAGE) {
  const body = {
    bbox: box.map((degrees) => Number(degrees.toFixed(6))),
    limit,
    fields: {include: ['geometry', 'bbox', 'properties.datetime', 'properties.eo:cloud_cover', 'properties.platform', 'properties.gsd', 'properties.deprecated']},
  };
  if (from || to) {
    body.datetime = `${from ? `${from}T00:00:00Z` : '..'}/${to ? `${to}T23:59:59.999Z` : '..'}`;
  }
  if (cloud < 100) {
    body.filter = {op: '<=', args: [{property: 'eo:cloud_cover'}, cloud]};
  }
  return body;
}

/** Returns the body of the page after one, from its `next` link; null: there is none. */
export function nextBody(body, page) {
  const next = page.links?.find(({rel}) => rel === 'next');
  return next ? {...body, ...next.body} : null;
}

/**
 * @typedef {object} SceneRow
 * @property {string} id as projects take it
 * @property {string} name
 * @property {string} about satellite and such, in a few words
 * @property {string | null} acquired a time
 * @property {number | null} cloud percent
 * @property {object} geometry GeoJSON
 * @property {boolean} own
 * @property {string[] | null} bands names; null: not known yet
 * @property {object | null} scene the whole scene, of one's own
 */

/** Makes a row of a STAC item. */
export function rowOfItem(item) {
  const {datetime, platform, gsd, deprecated} = item.properties ?? {};
  const about = [platform?.replace(/^landsat-/, 'Landsat '), gsd && `${gsd} m`, deprecated && 'withdrawn by its publisher'].filter(Boolean);
  return {
    id: item.id,
    name: item.id,
    about: about.join(', '),
    acquired: datetime ?? null,
    cloud: item.properties?.['eo:cloud_cover'] ?? null,
    geometry: item.geometry,
    own: false,
    bands: item.assets ? bandsOfItem(item) : null,
    scene: null,
  };
}

/** What exports and presets call bands that STAC calls otherwise. */
const NAMES = {nir08: 'nir', swir16: 'swir1', swir22: 'swir2', lwir11: 'tirs1', lwir12: 'tirs2'};
const OLI = ['coastal', 'blue', 'green', 'red', 'nir', 'swir1', 'swir2', 'cirrus'];
const TM = ['blue', 'green', 'red', 'nir', 'swir1', 'swir2'];

function bandsOfItem({id, assets}) {
  const names = Object.values(assets).flatMap((asset) => (asset['eo:bands'] ?? []).map((band) => band.common_name ?? band.name));
  const known = [...new Set(names.filter((name) => name && name !== 'pan'))].map((name) => NAMES[name] ?? name);
  if (known.length > 0) {
    return known;
  }
  // a list that does not say where files are: those that such products have
  return /^L[COE]0?[89]/.test(id) ? OLI : /^L[TE]0?[457]/.test(id) ? TM : null;
}

/** Makes a row of a scene of one's own. */
export function rowOfScene(scene) {
  return {
    id: scene.id,
    name: scene.name,
    about: `${scene.bands.length} bands, ${scene.width} × ${scene.height} pixels, ${scene.crs}`,
    acquired: scene.acquired,
    cloud: scene.cloudCover,
    geometry: scene.footprint,
    own: true,
    bands: scene.bands.map(({name}) => name),
    scene,
  };
}

/** Tells whether a scene of one's own is what the form asks for; what it does not tell excludes it not. */
export function matches(row, {box, from, to, cloud}) {
  const day = row.acquired?.slice(0, 10);
  return overlaps(boundsOf(row.geometry), box)
      && (!day || !from || day >= from) && (!day || !to || day <= to)
      && (row.cloud === null || row.cloud <= cloud);
}

/** Returns [west, south, east, north] of a GeoJSON geometry. */
export function boundsOf(geometry) {
  const bounds = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (part) => {
    if (typeof part[0] === 'number') {
      bounds[0] = Math.min(bounds[0], part[0]);
      bounds[1] = Math.min(bounds[1], part[1]);
      bounds[2] = Math.max(bounds[2], part[0]);
      bounds[3] = Math.max(bounds[3], part[1]);
    } else {
      part.forEach(visit);
    }
  };
  visit(geometry.coordinates);
  return bounds;
}

function overlaps([west, south, east, north], [boxWest, boxSouth, boxEast, boxNorth]) {
  if (north < boxSouth || south > boxNorth) {
    return false;
  }
  const inside = (from, to) => west <= to && east >= from;
  return boxWest <= boxEast ? inside(boxWest, boxEast) : inside(boxWest, 180) || inside(-180, boxEast);
}

/** Reads a box that somebody typed; throws a RangeError that says what is wrong. */
export function readBox(text) {
  const numbers = text.trim().split(/[\s,;]+/).map(Number);
  if (numbers.length !== 4 || !numbers.every(Number.isFinite)) {
    throw new RangeError('Give west, south, east, north in degrees, as 12.1, 45, 12.9, 45.6.');
  }
  const [west, south, east, north] = numbers;
  if (Math.abs(west) > 180 || Math.abs(east) > 180 || Math.abs(south) > 90 || Math.abs(north) > 90 || south >= north) {
    throw new RangeError('Longitudes go from -180 to 180, latitudes from -90 to 90, and the south is below the north.');
  }
  return numbers;
}

/** Returns a box as `readBox` takes it, of one that may lie on another copy of the world, or on two. */
export function wrappedBox([west, south, east, north]) {
  const whole = (degrees) => ((((degrees + 180) % 360) + 360) % 360) - 180;
  const clamp = (latitude) => Math.max(-90, Math.min(90, latitude));
  const sides = east - west >= 360 ? [-180, 180] : [whole(west), -whole(-east)];
  return [sides[0], clamp(south), sides[1], clamp(north)];
}

/** Says what a scene is in one line, for screen readers and tooltips. */
export function rowInWords({acquired, cloud, about}) {
  return [dayOf(acquired), cloud === null ? 'clouds unknown' : `${Math.round(cloud)} % clouds`, about].filter(Boolean).join(' · ');
}

/** Returns the day of a time, UTC. */
function dayOf(time) {
  return time ? time.slice(0, 10) : 'day unknown';
}
