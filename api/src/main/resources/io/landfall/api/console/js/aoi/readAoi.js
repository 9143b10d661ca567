/**
 * Reads areas from what people have: GeoJSON, WKT or a box as text; GeoJSON, KML, KMZ, shapefiles and GeoPackages
 * as files.
 */
import {unrolled} from './antimeridian.js';
import {geopackageArea} from './geopackage.js';
import {AoiProblem} from './problem.js';
import {boxArea, checkRings, collectPolygons, multiPolygon} from './polygons.js';
import {epsgOfCrsMember, transformed, transformOfEpsg, transformOfWkt} from './projection.js';
import {shapefilePolygons} from './shapefile.js';
import {isSqlite} from './sqlite.js';
import {isZip, MAX_ENTRY_BYTES, zipEntries} from './zip.js';

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
 * @param {{name: string, arrayBuffer: () => Promise<ArrayBuffer>, size: number}[]} files
 * @param {object} libraries as of `areaOfText`, and what asks the person: `chooseLayer(names)`, a promise of one of
 *     them, and `askCrs(name)`, of the EPSG code of a file that says none; null: no answer
 */
export async function areaOfFiles(files, libraries) {
  const large = files.find(file => file.size > MAX_ENTRY_BYTES);
  if (large) throw new AoiProblem(`Cannot read ${large.name}: it has more than ${MAX_ENTRY_BYTES / 1024 / 1024} MiB.`);
  const entries = files.map(file => ({name: file.name, read: async () => new Uint8Array(await file.arrayBuffer())}));
  if (entries.some(entry => ends(entry, '.shp'))) return areaOfShapefile(entries, libraries);
  if (entries.length !== 1) {
    throw new AoiProblem(entries.length === 0 ? 'There is no file in what was dropped.'
        : `Give one file, or those of one shapefile; these are ${entries.length}.`);
  }
  const name = entries[0].name;
  const bytes = await entries[0].read();
  try {
    return await areaOfBytes(name, bytes, libraries);
  } catch (e) {
    throw e instanceof AoiProblem ? new AoiProblem(`${name}: ${e.message}`) : e;
  }
}

async function areaOfBytes(name, bytes, libraries) {
  if (isZip(bytes)) return areaOfZip(zipEntries(bytes), libraries);
  if (isSqlite(bytes)) return areaOfGeopackage(bytes, libraries);
  if (/\.(dbf|prj|shx|cpg)$/i.test(name)) {
    throw new AoiProblem('That is a part of a shapefile. Give its .shp and .prj together, or all of it as a zip file.');
  }
  let text;
  try {
    text = new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8', {fatal: true}).decode(bytes);
  } catch {
    throw new AoiProblem('That is not an area: neither GeoJSON, KML, KMZ, WKT, a GeoPackage nor a zipped shapefile.');
  }
  return areaOfText(text, libraries);
}

async function areaOfZip(entries, libraries) {
  const own = entries.filter(entry => !entry.name.startsWith('__MACOSX/') && !entry.name.endsWith('/'));
  if (own.some(entry => ends(entry, '.shp'))) return areaOfShapefile(own, libraries);
  const texts = own.filter(entry => ['.kml', '.geojson', '.json'].some(ending => ends(entry, ending)));
  const main = texts.find(entry => entry.name.toLowerCase() === 'doc.kml') ?? (texts.length === 1 ? texts[0] : null);
  if (main) return areaOfText(new TextDecoder().decode(await main.read()), libraries);
  const packages = own.filter(entry => ends(entry, '.gpkg'));
  if (texts.length + packages.length === 1) return areaOfGeopackage(await packages[0].read(), libraries);
  throw new AoiProblem(texts.length + packages.length > 1
      ? `The zip file has ${texts.length + packages.length} files that may be meant. Give one of them alone.`
      : 'There is neither a shapefile (.shp) nor KML, GeoJSON or a GeoPackage in the zip file.');
}

async function areaOfGeopackage(bytes, libraries) {
  const {coordinates, others, crs, name, notes} = await geopackageArea(bytes, libraries);
  const said = [...leftOut(others), ...notes];
  if (crs.wkt === null) {
    return placed(coordinates, await transformAsked(`The layer "${name}"`, libraries), said);
  }
  const proj4 = await libraries.proj4();
  let transform;
  try {
    transform = transformOfEpsg(crs.code, proj4);
  } catch {
    transform = transformOfWkt(crs.wkt, proj4); // which says what is wrong
  }
  return placed(coordinates, transform, said);
}

/** Nothing is guessed where a file does not say in which coordinates it is. */
async function transformAsked(what, {askCrs, proj4}) {
  const code = await askCrs(what);
  if (code === null) throw new AoiProblem(`${what} does not say in which coordinates it is, and nobody else has.`);
  return transformOfEpsg(code, await proj4());
}

async function areaOfShapefile(entries, libraries) {
  const shapes = entries.filter(entry => ends(entry, '.shp'));
  if (shapes.length > 1) {
    throw new AoiProblem(`There are ${shapes.length} shapefiles, ${shapes.slice(0, 5).map(entry => entry.name).join(', ')}. Give one alone.`);
  }
  const stem = shapes[0].name.slice(0, -4).toLowerCase();
  const prj = entries.find(entry => entry.name.toLowerCase() === `${stem}.prj`);
  const polygons = shapefilePolygons(await shapes[0].read());
  const notes = [];
  let transform = null;
  if (prj) {
    transform = transformOfWkt(new TextDecoder().decode(await prj.read()), await libraries.proj4());
  } else if (polygons.flat(2).some(([x, y]) => Math.abs(x) > 180 || Math.abs(y) > 90)) {
    transform = await transformAsked(`${shapes[0].name}, which has no .prj with it,`, libraries);
  } else {
    notes.push('The shapefile has no .prj: its coordinates are taken as longitude and latitude of WGS 84. Check its place on the map.');
  }
  return placed(polygons, transform, notes);
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

function ends(entry, ending) {
  return entry.name.toLowerCase().endsWith(ending);
}
