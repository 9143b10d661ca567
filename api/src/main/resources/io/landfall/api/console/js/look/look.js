// How a project is looked at: as parameters of its tiles, and as parts of an export of the same pixels. Pure.

/** Names of colour ramps for one band; `_r` after one turns it. */
export const RAMPS = ['rdylgn', 'brbg', 'rdbu', 'spectral', 'ylgn', 'ylorbr', 'blues', 'viridis', 'magma', 'gray'];

export const RESAMPLINGS = ['nearest', 'bilinear', 'cubic', 'average', 'mode', 'lanczos'];

/**
 * @typedef {object} Look what the map shows; what is null is as the project or the service has it
 * @property {string} projectId
 * @property {string[] | null} bands names, one or three; not with a tool
 * @property {string | null} look a preset in colours that are the same for every scene; then no bands are named
 * @property {string | object | null} tool id of a tool, or a tree
 * @property {'auto' | number[][] | null} stretch [min, max] for all bands, or one a band
 * @property {object | null} color colour correction
 * @property {string | null} ramp colours of one band
 * @property {string | null} resampling
 * @property {string | null} [composite] how several scenes become one
 * @property {object | null} [clouds] cloud mask as of an export, whose confidence tiles do not know
 */

/** Returns how a project is looked at where nobody has chosen. */
export function newLook(projectId) {
  return {projectId, bands: null, look: null, tool: null, stretch: null, color: null, ramp: null, resampling: null};
}

/** Returns whether one band is shown: by a tool, or since one was chosen. */
export function isOneBand(look) {
  return look.tool !== null || look.bands?.length === 1;
}

/** Returns a look without what excludes each other: the service would refuse it. */
export function consistent(look) {
  const next = {...look};
  if (next.tool !== null) {
    Object.assign(next, {bands: null, look: null, color: null});
  }
  if (next.look !== null) {
    Object.assign(next, {bands: null, stretch: null, color: null});
  }
  if (next.stretch !== null) {
    next.color = null;
  }
  if (!isOneBand(next)) {
    next.ramp = null;
  }
  if (Array.isArray(next.stretch) && next.stretch.length > 1 && next.stretch.length !== (isOneBand(next) ? 1 : (next.bands?.length ?? 3))) {
    next.stretch = 'auto';
  }
  return next;
}

/**
 * Returns the parameters of tiles, tilejson, point and statistics.
 *
 * @param {string | null} styleId of a tree that was posted; null: the look has none
 */
export function tileParameters(look, styleId = null) {
  const parameters = new URLSearchParams();
  const add = (name, value) => value !== null && value !== undefined && parameters.set(name, value);
  add('bands', look.bands?.join(','));
  add('look', look.look);
  add('tool', styleId ?? look.tool);
  add('stretch', Array.isArray(look.stretch) ? look.stretch.flat().join(',') : look.stretch);
  add('color', look.color && JSON.stringify(look.color));
  add('ramp', look.ramp);
  add('resampling', look.resampling);
  add('composite', look.composite);
  if (look.clouds) {
    add('cloudMask', look.clouds.classes?.join(',') || 'usual');
    add('cloudBuffer', look.clouds.buffer || null);
  }
  return parameters;
}

/** Returns what an export of the same pixels says: members of its request, those left out as the service has them. */
export function exportParts(look) {
  const source = {projectId: look.projectId};
  if (typeof look.tool === 'string') {
    source.toolId = look.tool;
  } else if (look.tool) {
    source.tool = look.tool;
  } else if (look.bands) {
    source.bands = look.bands;
  }
  const parts = {source};
  const names = {look: 'look', stretch: 'stretch', color: 'colorCorrection', ramp: 'colorRamp', resampling: 'resampling'};
  for (const [ours, theirs] of Object.entries(names)) {
    if (look[ours]) {
      parts[theirs] = look[ours];
    }
  }
  return parts;
}
