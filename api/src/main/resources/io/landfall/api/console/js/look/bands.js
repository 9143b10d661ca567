// Which bands the scenes of a project have, and combinations of them that people know by name. Pure.

/** As the service names them; `look` is shown in colours that need no tuning. */
export const PRESETS = [
  {id: 'true-color', label: 'Natural colour', bands: ['red', 'green', 'blue'], hint: 'as the eye sees it'},
  {id: 'color-infrared', label: 'False colour (infrared)', bands: ['nir', 'red', 'green'], hint: 'plants in red, water dark'},
  {id: 'agriculture', label: 'Agriculture', bands: ['swir1', 'nir', 'blue'], hint: 'crops in bright green, bare soil brown'},
  {id: 'vegetation', label: 'Vegetation', bands: ['swir1', 'nir', 'red'], hint: 'vigour of plants and wet soil'},
  {id: 'healthy-vegetation', label: 'Healthy vegetation', bands: ['nir', 'swir1', 'blue'], hint: 'healthy plants in orange'},
  {id: 'shortwave-infrared', label: 'Shortwave infrared', bands: ['swir2', 'nir', 'red'], hint: 'moisture, burn scars and fires'},
  {id: 'urban', label: 'Urban', bands: ['swir2', 'swir1', 'red'], hint: 'built-up land through haze'},
  {id: 'land-water', label: 'Land and water', bands: ['nir', 'swir1', 'red'], hint: 'a sharp line between land and water'},
  {id: 'geology', label: 'Geology', bands: ['swir2', 'swir1', 'blue'], hint: 'rocks and minerals told apart'},
  {id: 'bathymetric', label: 'Bathymetric', bands: ['red', 'green', 'coastal'], hint: 'shallow water and its sediment'},
  {id: 'atmospheric-penetration', label: 'Atmospheric penetration', bands: ['swir2', 'swir1', 'nir'], hint: 'least haze, no visible band'},
];

/** Returns the presets whose bands are all there. */
export function presetsOf(names) {
  const there = new Set(names.map((name) => name.toLowerCase()));
  return PRESETS.filter(({bands}) => bands.every((band) => there.has(band)));
}

/**
 * Collects the bands of scenes.
 *
 * @param {{id: string, bands: string[]}[]} scenes
 * @returns {{name: string, lacking: string[]}[]} in the order they are first met; `lacking`: ids of scenes that do
 *     not have it, which are without data there
 */
export function bandsOf(scenes) {
  const names = new Map();
  for (const {bands} of scenes) {
    for (const name of bands) {
      if (!names.has(name.toLowerCase())) {
        names.set(name.toLowerCase(), name);
      }
    }
  }
  return [...names].map(([lower, name]) => ({
    name,
    lacking: scenes.filter(({bands}) => !bands.some((other) => other.toLowerCase() === lower)).map(({id}) => id),
  }));
}

/** Returns the bands that are shown where nobody has chosen: red, green and blue, else the first. */
export function defaultBands(names) {
  const natural = ['red', 'green', 'blue'];
  if (natural.every((band) => names.includes(band))) {
    return natural;
  }
  return names.length >= 3 ? names.slice(0, 3) : names.slice(0, 1);
}
