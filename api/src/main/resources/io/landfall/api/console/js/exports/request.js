// From what the form holds to the body of POST /v1/exports, and back. Pure.

export const FORMATS = ['COG', 'GEOTIFF', 'PNG', 'JPEG', 'ZARR', 'PMTILES', 'MBTILES'];
export const TILE_FORMATS = ['PNG', 'JPEG', 'WEBP'];
export const COMPRESSIONS = ['DEFLATE', 'ZSTD', 'LZW', 'NONE', 'JPEG', 'WEBP', 'LERC', 'LERC_DEFLATE', 'LERC_ZSTD'];
export const SAMPLE_TYPES = ['UINT8', 'INT8', 'UINT16', 'INT16', 'UINT32', 'INT32', 'FLOAT32', 'FLOAT64'];
export const MASKS = ['auto', 'nodata', 'internal', 'alpha', 'none'];

/**
 * @typedef {object} ExportForm texts are as typed, '' is left out
 * @property {'project' | 'tool' | 'scenes'} kind what is exported
 * @property {string} projectId of kind project; of kind tool, what inputs without one of their own read
 * @property {string} toolId
 * @property {object | null} tool a tree, instead of toolId
 * @property {Object<string, {projectId: string, band: string}>} inputs of the tool, by name
 * @property {string} scenes ids, one a line
 * @property {string} bands names with commas
 * @property {'native' | 'utm' | 'mercator' | 'epsg'} projection
 * @property {string} epsg of projection epsg
 * @property {string} resolution
 * @property {string} stretch '', 'auto', 'auto:5-95', or numbers: a range for all bands, or one a band
 * @property {object} format members of the request's format as texts
 * @property {object[]} delivery `{deliveryConfigId}` or `{type: 'HTTP', bytesPerSecond, expiresIn}`
 * @property {object} rest members that the form only keeps: colorCorrection, samples, look, colorRamp, grid, ...
 */

/** Returns a form that nobody has filled. */
export function emptyForm() {
  return {
    kind: 'project', projectId: '', toolId: '', tool: null, inputs: {}, scenes: '', bands: '',
    mask: null, projection: 'native', epsg: '', resolution: '', resampling: '', stretch: '',
    format: {type: 'COG', compression: '', level: '', blockSize: '', predictor: '', overviewResampling: '', tileFormat: '', mask: ''},
    delivery: [{type: 'HTTP', bytesPerSecond: '', expiresIn: ''}],
    name: '', labels: '', priority: 'NORMAL', rest: {},
  };
}

/**
 * Returns the body of POST /v1/exports.
 *
 * @param {ExportForm} form
 * @param {number[] | null} centre longitude and latitude of the output, where they are known: the UTM zone follows it.
 *     Without it, or where UTM has no zone, a wish for UTM goes along as text, and no service takes that
 */
export function toRequest(form, centre = null) {
  const request = {};
  put(request, 'name', form.name.trim());
  const labels = list(form.labels);
  put(request, 'labels', labels.length ? labels : undefined);
  request.source = source(form);
  put(request, 'outputProjection', projection(form, centre));
  put(request, 'resolution', number(form.resolution));
  put(request, 'resampling', form.resampling);
  put(request, 'mask', form.mask ?? undefined);
  put(request, 'stretch', stretch(form.stretch));
  Object.assign(request, form.rest);
  put(request, 'format', format(form.format));
  put(request, 'delivery', form.delivery.map(destination));
  if (form.priority !== 'NORMAL') {
    request.priority = form.priority;
  }
  return request;
}

/** Returns the inputs of a tool among those that were chosen, perhaps for other tools too. */
export function inputsNamed(inputs, names) {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(inputs, name)).map((name) => [name, inputs[name]]));
}

function put(object, name, value) {
  if (value !== undefined && value !== null && value !== '') {
    object[name] = value;
  }
}

function source(form) {
  if (form.kind === 'scenes') {
    const read = {scenes: list(form.scenes, /[\s,]+/)};
    put(read, 'bands', some(list(form.bands)));
    return read;
  }
  const read = {};
  put(read, 'projectId', form.projectId);
  if (form.kind === 'project') {
    put(read, 'bands', some(list(form.bands)));
    return read;
  }
  if (form.tool) {
    read.tool = form.tool;
  } else {
    put(read, 'toolId', form.toolId);
  }
  const inputs = {};
  for (const [name, {projectId, band}] of Object.entries(form.inputs)) {
    if (projectId) {
      inputs[name] = {projectId};
      put(inputs[name], 'band', band.trim());
    }
  }
  put(read, 'inputs', Object.keys(inputs).length ? inputs : undefined);
  return read;
}

function projection({projection: kind, epsg}, centre) {
  if (kind === 'mercator') {
    return 3857;
  }
  if (kind === 'utm') {
    return (centre && utmOf(centre)?.epsg) ?? 'utm'; // no code: the service refuses it, rather than take the CRS of the first scene
  }
  if (kind === 'epsg') {
    const text = epsg.trim();
    return /^\d{1,9}$/.test(text) ? Number(text) : text;
  }
  return undefined;
}

function stretch(text) {
  const words = list(text, /[\s,;]+/);
  const first = (words[0] ?? 'none').toLowerCase();
  if (words.length <= 1 && first === 'none') {
    return undefined;
  }
  if (words.length === 1 && (first === 'auto' || first.startsWith('auto:'))) {
    return first;
  }
  const pairs = [];
  for (let i = 0; i < words.length; i += 2) {
    pairs.push(words.slice(i, i + 2).map(number));
  }
  return pairs;
}

/** Tells whether a format holds map tiles, which have one projection and images of their own. */
export function isMapTiles(type) {
  return type === 'PMTILES' || type === 'MBTILES';
}

/** Tells whether a format holds more than full resolution. */
export function hasOverviews(type) {
  return type === 'COG' || type === 'ZARR' || isMapTiles(type);
}

function format(form) {
  const isTiff = form.type === 'COG' || form.type === 'GEOTIFF';
  const read = {type: form.type};
  put(read, 'compression', isTiff ? form.compression : '');
  put(read, 'level', number(form.level));
  put(read, 'blockSize', number(form.blockSize));
  put(read, 'predictor', isTiff ? (form.predictor === 'auto' ? 'auto' : number(form.predictor)) : '');
  put(read, 'overviewResampling', hasOverviews(form.type) ? form.overviewResampling : '');
  put(read, 'tileFormat', isMapTiles(form.type) ? form.tileFormat : '');
  put(read, 'mask', form.mask);
  return read;
}

function destination(to) {
  if (to.deliveryConfigId) {
    return {deliveryConfigId: to.deliveryConfigId};
  }
  const link = {type: 'HTTP'};
  put(link, 'bytesPerSecond', number(to.bytesPerSecond));
  put(link, 'expiresIn', number(to.expiresIn));
  return link;
}

/** Returns what was typed as a number; what is none goes along as text, so that the service names the field. */
export function number(text) {
  const trimmed = String(text ?? '').trim();
  if (trimmed === '') {
    return undefined;
  }
  return Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

function list(text, separator = ',') {
  return String(text ?? '').split(separator).map((word) => word.trim()).filter((word) => word !== '');
}

function some(words) {
  return words.length ? words : undefined;
}

const KNOWN = new Set(['name', 'labels', 'source', 'outputProjection', 'resolution', 'resampling', 'mask', 'stretch', 'format', 'delivery', 'priority']);

/** Returns the form that makes a request again, such as that of an export. */
export function fromRequest(request) {
  const form = emptyForm();
  const read = request.source ?? {};
  form.kind = read.toolId || read.tool ? 'tool' : read.scenes ? 'scenes' : 'project';
  form.projectId = read.projectId ?? '';
  form.toolId = read.toolId ?? '';
  form.tool = read.tool ?? null;
  form.scenes = (read.scenes ?? []).join('\n');
  form.bands = (read.bands ?? []).join(', ');
  for (const [name, input] of Object.entries(read.inputs ?? {})) {
    form.inputs[name] = {projectId: input.projectId ?? '', band: input.band ?? ''};
  }
  const code = request.outputProjection;
  if (code !== undefined && code !== null) {
    form.projection = code === 3857 ? 'mercator' : 'epsg';
    form.epsg = String(code);
  }
  form.name = request.name ?? '';
  form.labels = (request.labels ?? []).join(', ');
  form.resolution = text(request.resolution);
  form.resampling = request.resampling ?? '';
  form.mask = request.mask ?? null;
  form.stretch = Array.isArray(request.stretch) ? request.stretch.map((pair) => pair.join(', ')).join('; ') : request.stretch ?? '';
  form.priority = request.priority ?? 'NORMAL';
  for (const name of Object.keys(form.format)) {
    form.format[name] = request.format?.[name] === undefined ? form.format[name] : text(request.format[name]);
  }
  if (request.delivery?.length) {
    form.delivery = request.delivery.map((to) => (to.deliveryConfigId
        ? {deliveryConfigId: to.deliveryConfigId}
        : {type: 'HTTP', bytesPerSecond: text(to.bytesPerSecond), expiresIn: text(to.expiresIn)}));
  }
  form.rest = Object.fromEntries(Object.entries(request).filter(([name, value]) => !KNOWN.has(name) && value !== null));
  return form;
}

/** Tells whether the form can hold all of a request: scenes of a tool and of its inputs it cannot. */
export function isWhole(request) {
  const read = request.source ?? {};
  const isTool = Boolean(read.toolId || read.tool);
  return !(isTool && read.scenes?.length) && !Object.values(read.inputs ?? {}).some((input) => input.scenes?.length);
}

function text(value) {
  return value === undefined || value === null ? '' : String(value);
}

/** What plans find later than a body is read names no place in it; these are about one all the same. */
const PLACES = {
  'crs-unknown': '/outputProjection', 'aoi-invalid': '/mask', 'aoi-outside-scenes': '/mask', 'band-unknown': '/source/bands', 'tool-invalid': '/source/toolId',
  'scene-unknown': '/source', 'scene-unreadable': '/source', 'scene-unsupported': '/source', 'export-too-large': '/resolution', 'destination-exists': '/name',
};

/** Returns a problem with the place of the request that it is about, where it names none itself. */
export function placed(problem) {
  const pointer = PLACES[(problem.type ?? '').split('/').pop()];
  if (pointer && problem.errors?.length === 0) {
    problem.errors = [{pointer, detail: problem.detail}];
  }
  return problem;
}

/** Returns how a map shows what a request asks for, as look/look.js has it; null: not by the tiles of one project. */
export function lookOf(request) {
  const {projectId, toolId = null, tool = null, bands = null, inputs} = request.source;
  if (!projectId || tool || inputs) {
    return null;
  }
  const {look = null, stretch = null, colorCorrection: colors = null, colorRamp: ramp = null, resampling = null, composite = null, cloudMask: clouds = null} = request;
  return {
    projectId, bands, look, tool: toolId, stretch, color: colors, ramp: typeof ramp === 'string' ? ramp : null, resampling,
    composite: typeof composite === 'string' ? composite : null, clouds,
  };
}

/**
 * Returns the UTM zone of a place: `{epsg, name}`, with the wider zones of Norway and Svalbard. Beyond 84 degrees
 * north and 80 degrees south there is none: null.
 */
export function utmOf([longitude, latitude]) {
  if (!(latitude >= -80 && latitude <= 84) || !Number.isFinite(longitude)) {
    return null;
  }
  const east = wrap(longitude);
  let zone = Math.min(60, Math.floor((east + 180) / 6) + 1);
  if (latitude >= 56 && latitude < 64 && east >= 3 && east < 12) {
    zone = 32;
  } else if (latitude >= 72 && east >= 0 && east < 42) {
    zone = east < 9 ? 31 : east < 21 ? 33 : east < 33 ? 35 : 37;
  }
  const south = latitude < 0;
  return {epsg: (south ? 32700 : 32600) + zone, name: `UTM zone ${zone}${south ? 'S' : 'N'}`};
}

/**
 * Returns the box of a GeoJSON geometry, feature or collection, `[west, south, east, north]`: the narrowest that holds
 * all of its rings, with west above east where it crosses the antimeridian; null: it is empty.
 */
export function boxOf(json) {
  const arcs = [];
  let south = Infinity;
  let north = -Infinity;
  const visit = (coordinates) => {
    if (typeof coordinates[0] === 'number') {
      visit([coordinates]);
    } else if (typeof coordinates[0]?.[0] === 'number') {
      const longitudes = coordinates.map(([x]) => x);
      const latitudes = coordinates.map(([, y]) => y);
      arcs.push([least(longitudes), greatest(longitudes)]);
      south = Math.min(south, least(latitudes));
      north = Math.max(north, greatest(latitudes));
    } else {
      coordinates.forEach(visit);
    }
  };
  geometries(json).forEach(({coordinates}) => visit(coordinates ?? []));
  if (arcs.length === 0) {
    return null;
  }
  const [west, east] = arcOf(arcs);
  return [west, south, east, north];
}

// not Math.min(...values): rings have more corners than a call may have arguments
function least(values) {
  return values.reduce((a, b) => Math.min(a, b));
}

function greatest(values) {
  return values.reduce((a, b) => Math.max(a, b));
}

/** Returns the narrowest arc that holds all others: what is left of the circle is the widest gap between them. */
function arcOf(arcs) {
  const sorted = arcs.map(([from, to]) => [wrap(from), to + (wrap(from) - from)]).sort(([a], [b]) => a - b);
  let east = greatest(sorted.map(([, to]) => to)); // before the first arc comes the one that reaches farthest
  let gap = sorted[0][0] - (east - 360);
  let arc = [sorted[0][0], east];
  east = Math.max(east - 360, sorted[0][1]);
  for (const [from, to] of sorted.slice(1)) {
    if (from - east > gap) {
      gap = from - east;
      arc = [from, east];
    }
    east = Math.max(east, to);
  }
  return gap > 0 ? [arc[0], arc[1] > 180 ? arc[1] - 360 : arc[1]] : [-180, 180];
}

function wrap(longitude) {
  return longitude >= -180 && longitude < 180 ? longitude : ((((longitude + 180) % 360) + 360) % 360) - 180;
}

function geometries(json) {
  if (!json) {
    return [];
  }
  if (json.type === 'FeatureCollection') {
    return json.features.flatMap(geometries);
  }
  return json.type === 'Feature' ? geometries(json.geometry) : [json];
}

/** Returns the middle of a box, across the antimeridian where west is above east. */
export function centreOf([west, south, east, north]) {
  return [wrap((west + (east < west ? east + 360 : east)) / 2), (south + north) / 2];
}
