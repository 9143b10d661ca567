/**
 * Reads areas from what people have: GeoJSON, KML, WKT or a box as text, and, by the service, files.
 */
import {unrolled} from './antimeridian.js';
import {AoiProblem} from './problem.js';
import {boxArea, checkRings, collectPolygons, multiPolygon} from './polygons.js';
import {epsgOfCrsMember, transformed, transformOfEpsg} from './projection.js';
import {uploadedArea} from './upload.js';

/**
 * Reads what somebody typed or pasted.
 *
 * @param {{ol: object, proj4: () => Promise<Function>}} libraries
 * @returns {Promise<{area: object, notes: string[], other?: object}>} a MultiPolygon, and what was left out; where its
 *     edges may also go the other way round the Earth, the area that these make
 * @throws {AoiProblem}
 */
export async function areaOfText(text, libraries) {
  const plain = text.replace(/^\uFEFF/, '').trim();
  if (!plain) throw new AoiProblem('Give an area: GeoJSON, WKT, or a box as west, south, east, north.');
  if (plain.startsWith('{')) return areaOfGeoJson(plain, libraries);
  if (plain.startsWith('<')) return areaOfKml(plain, libraries);
  const numbers = plain.split(/[\s,;]+/).map(Number);
  if (numbers.every(Number.isFinite)) {
    if (numbers.length !== 4) throw new AoiProblem(`A box has four numbers, west, south, east, north; these are ${numbers.length}.`);
    return {area: boxArea(numbers), notes: []};
  }
  return areaOfWkt(plain, libraries);
}

/**
 * Reads what somebody chose or dropped: one file, or the files of one shapefile.
 *
 * @param {File[]} files
 * @param {object} questions as of `uploadedArea`
 */
export async function areaOfFiles(files, questions) {
  const {coordinates, notes} = await uploadedArea(files, questions);
  return placed(coordinates, null, notes);
}

async function areaOfGeoJson(text, {proj4}) {
  let json;
  try {
    json = parsed(text);
  } catch (e) {
    throw new AoiProblem(`This is not valid JSON: ${e.message}.`);
  }
  const {coordinates, others} = collectPolygons(json);
  const code = epsgOfCrsMember(json.crs);
  const transform = code === null ? null : transformOfEpsg(code, await proj4());
  return placed(coordinates, transform, leftOut(others));
}

/** Takes polygons to longitude and latitude; a null transform: they are there. */
function placed(coordinates, transform, notes) {
  if (!transform) {
    return {...unrolled(multiPolygon(coordinates)), notes};
  }
  checkRings(coordinates); // before anything is calculated
  const result = transformed(coordinates, transform);
  const added = result.flat(2).length - coordinates.flat(2).length;
  const said = added > 0 ? [`${added === 1 ? 'One corner was' : `${added.toLocaleString('en')} corners were`} added: edges of its projection are bent in longitude and latitude.`] : [];
  return {area: multiPolygon(result), notes: [...notes, ...said]};
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(withoutNaN(text));
  }
}

/** Python writes NaN into properties, which JSON does not know. What stands between quotes stays. */
function withoutNaN(text) {
  const parts = [];
  for (let at = 0; at < text.length;) {
    const quote = text.indexOf('"', at);
    const end = quote < 0 ? text.length : quote;
    parts.push(text.slice(at, end).replace(/-?\b(?:NaN|Infinity)\b/g, 'null'));
    at = quote < 0 ? text.length : endOfString(text, quote);
    parts.push(text.slice(end, at));
  }
  return parts.join('');
}

function endOfString(text, quote) {
  let at = quote + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function areaOfWkt(text, {ol}) {
  const srid = /^SRID=(\d{1,6});/i.exec(text);
  if (srid && Number(srid[1]) !== 4326) {
    throw new AoiProblem(`This WKT is in EPSG:${srid[1]}. Give it in longitude and latitude, EPSG:4326.`);
  }
  let geometry;
  try {
    geometry = new ol.format.WKT().readGeometry(text.replace(/^SRID=\d{1,6};/i, ''));
  } catch (e) {
    throw new AoiProblem(`This is neither GeoJSON nor WKT nor a box of four numbers: ${String(e.message).slice(0, 200)}.`);
  }
  return areaOfGeometry(geometry, ol);
}

function areaOfKml(text, {ol}) {
  const root = new DOMParser().parseFromString(text, 'application/xml');
  if (root.querySelector('parsererror')) throw new AoiProblem('This is not valid XML, so no KML can be read from it.');
  if (root.documentElement.localName !== 'kml') {
    throw new AoiProblem(`This is XML of the kind "${root.documentElement.localName.slice(0, 40)}", not KML.`);
  }
  const features = new ol.format.KML({extractStyles: false, showPointNames: false}).readFeatures(root);
  const found = features.filter(feature => feature.getGeometry()).map(feature => areaJson(feature.getGeometry(), ol));
  const {coordinates, others} = collectPolygons({type: 'GeometryCollection', geometries: found});
  const notes = [...leftOut(others), ...unreadKml(root, found.length, coordinates)];
  if (root.getElementsByTagNameNS('*', 'NetworkLink').length > 0) notes.push('Links to other files in the KML were not followed.');
  return placed(coordinates, null, notes);
}

/** Says what of a KML did not become polygons; the library leaves it out without a word. */
function unreadKml(root, features, coordinates) {
  const all = name => [...root.getElementsByTagNameNS('*', name)];
  const polygons = all('Polygon').length - coordinates.length;
  const holes = all('innerBoundaryIs').length - coordinates.reduce((sum, rings) => sum + rings.length - 1, 0);
  const placemarks = all('Placemark').length - features - Math.max(0, polygons);
  const said = (count, one, many, why) => (count > 0 ? [`${count === 1 ? `One ${one} was` : `${count.toLocaleString('en')} ${many} were`} left out: ${why}.`] : []);
  return [
    ...said(polygons, 'polygon', 'polygons', polygons === 1 ? 'its coordinates cannot be read' : 'their coordinates cannot be read'),
    ...(polygons > 0 ? [] : said(holes, 'hole of a polygon', 'holes of polygons', 'the area is larger than the file says')),
    ...said(placemarks, 'placemark', 'placemarks', `there is no shape in ${placemarks === 1 ? 'it' : 'them'} that can be read`),
  ];
}

function areaOfGeometry(geometry, ol) {
  const {coordinates, others} = collectPolygons(areaJson(geometry, ol));
  return placed(coordinates, null, leftOut(others));
}

function areaJson(geometry, ol) {
  return new ol.format.GeoJSON().writeGeometryObject(geometry);
}

function leftOut(others) {
  return others === 0 ? [] : [`${others === 1 ? 'One point or line was' : `${others} points and lines were`} left out: only polygons have an area.`];
}
