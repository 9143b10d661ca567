/**
 * Reads the polygons of a GeoPackage (OGC 12-128): one of its layers, in the coordinates of that.
 */
import {AoiProblem} from './problem.js';
import {collectPolygons, MAX_POSITIONS} from './polygons.js';
import {SqliteFile} from './sqlite.js';

/** Geometry types that can hold polygons. */
const POLYGONAL = new Set(['GEOMETRY', 'POLYGON', 'MULTIPOLYGON', 'GEOMETRYCOLLECTION', 'GEOMCOLLECTION', 'SURFACE', 'CURVEPOLYGON', 'MULTISURFACE']);
const ENVELOPE_BYTES = [0, 32, 48, 48, 64];

/**
 * Reads one layer.
 *
 * @param {Uint8Array} bytes of the file
 * @param {object} how `ol`; `chooseLayer(names)`: asks which of several is meant, a promise of its name, or of null
 * @returns {Promise<{coordinates: number[][][][], others: number, crs: object, name: string, notes: string[]}>} crs: `code` of EPSG
 *     or null, `wkt` or null: both null where the file does not say
 */
export async function geopackageArea(bytes, how) {
  try {
    return await areaIn(bytes, how);
  } catch (e) {
    throw e instanceof RangeError ? new AoiProblem('Cannot read this GeoPackage: it is damaged.') : e;
  }
}

async function areaIn(bytes, {ol, chooseLayer}) {
  const file = new SqliteFile(bytes);
  if (!file.has('gpkg_contents') || !file.has('gpkg_geometry_columns')) {
    throw new AoiProblem(`This is an SQLite database, but no GeoPackage. ${file.isWal ? 'Its tables may lie in the file -wal beside it: close the program that has it open, and give it again.'
        : 'Convert its layer: ogr2ogr -t_srs EPSG:4326 area.geojson FILE'}`);
  }
  const layer = await layerOf(file, chooseLayer);
  const crs = crsOf(file, layer.srs);
  const reader = new ol.format.WKB();
  const writer = new ol.format.GeoJSON();
  const coordinates = [];
  let others = 0;
  let positions = 0;
  for (const [blob] of file.table(layer.name, [layer.column])) {
    const wkb = blob === null ? null : wkbOf(blob, layer);
    if (wkb === null) continue; // a row without a shape
    let read;
    try {
      read = collectPolygons(writer.writeGeometryObject(reader.readGeometry(wkb)));
    } catch (e) {
      throw e instanceof AoiProblem ? e : new AoiProblem(`Cannot read a shape of the layer "${layer.name}": it is damaged, or has curves. Convert it: ogr2ogr -nlt CONVERT_TO_LINEAR area.geojson FILE`);
    }
    others += read.others;
    for (const polygon of read.coordinates) {
      coordinates.push(polygon);
      positions += polygon.reduce((sum, ring) => sum + ring.length, 0);
    }
    if (positions > MAX_POSITIONS) {
      throw new AoiProblem(`The layer "${layer.name}" has more than ${MAX_POSITIONS.toLocaleString('en')} positions. Simplify it, or choose fewer of its polygons.`);
    }
  }
  if (coordinates.length === 0) throw new AoiProblem(`The layer "${layer.name}" has no polygon, so it has no area.`);
  const notes = file.isWal ? ['A program may have the file open: what it has not written into it yet is not read. Check the area on the map.'] : [];
  return {coordinates, others, crs, name: layer.name, notes};
}

async function layerOf(file, chooseLayer) {
  const all = [...file.table('gpkg_geometry_columns', ['table_name', 'column_name', 'geometry_type_name', 'srs_id'])]
      .map(([name, column, type, srs]) => ({name, column, type: String(type).toUpperCase(), srs}));
  const layers = all.filter(({type}) => POLYGONAL.has(type)).map((layer) => ({...layer, label: isAlone(layer, all) ? layer.name : `${layer.name}, ${layer.column}`}));
  if (layers.length === 0) {
    const names = all.slice(0, 5).map(({name, type}) => `"${name}" (${type.toLowerCase()})`).join(', ');
    throw new AoiProblem(all.length === 0 ? 'The GeoPackage has no layer of shapes.' : `The GeoPackage has no layer of polygons: it has ${names}.`);
  }
  if (layers.length === 1) return layers[0];
  const chosen = await chooseLayer(layers.map(({label}) => label));
  const layer = layers.find(({label}) => label === chosen);
  if (!layer) throw new AoiProblem('No layer of the GeoPackage was chosen.');
  return layer;
}

/** The standard has one column of shapes in a table; some programs write more. */
function isAlone({name}, all) {
  return all.filter((each) => each.name === name).length === 1;
}

function crsOf(file, id) {
  if (id === 0 || id === -1) return {code: null, wkt: null}; // undefined, as the standard calls it
  for (const [srs, organization, code, definition] of file.table('gpkg_spatial_ref_sys', ['srs_id', 'organization', 'organization_coordsys_id', 'definition'])) {
    if (srs === id) {
      return {code: String(organization).toUpperCase() === 'EPSG' ? code : null, wkt: String(definition ?? '')};
    }
  }
  throw new AoiProblem(`The GeoPackage does not say what its coordinate system ${id} is.`);
}

/** Returns the WKB in a geometry of a GeoPackage; null: it is empty. */
function wkbOf(blob, {name, srs}) {
  const flags = blob[3];
  const envelope = ENVELOPE_BYTES[(flags >> 1) & 7];
  if (!(blob instanceof Uint8Array) || blob.length < 8 || blob[0] !== 0x47 || blob[1] !== 0x50 || envelope === undefined || (flags & 0x20) !== 0 || blob.length < 8 + envelope) {
    throw new AoiProblem(`Cannot read a shape of the layer "${name}": it is not written as GeoPackages have them.`);
  }
  if ((flags & 0x10) !== 0 && blob.length === 8 + envelope) return null;
  const own = new DataView(blob.buffer, blob.byteOffset).getInt32(4, (flags & 1) === 1);
  if (own !== srs) throw new AoiProblem(`A shape of the layer "${name}" is in another coordinate system, ${own}, than its layer, ${srs}.`);
  return blob.slice(8 + envelope);
}
