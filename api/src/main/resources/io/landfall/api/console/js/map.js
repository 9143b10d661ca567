// The one map of the page (OpenLayers, Web Mercator). Views get a scope of it and leave nothing behind.
//
// Everything that comes in or goes out is in longitude and latitude: boxes as [west, south, east, north], geometries
// as GeoJSON. West may be above east where a box crosses the antimeridian.

import {ApiProblem, fileUrl, get, isBusy, pause, problemOf, send, urlOf} from './api.js';
import {session} from './session.js';
import {color, onTheme} from './theme.js';

const MERCATOR = 'EPSG:3857';
const LON_LAT = 'EPSG:4326';
const ERROR = 3;
const EMPTY = 4;
const MOST_RETRIES = 1;
const SIGNATURE = 'signature';
const SIGNATURE_REFUSED = [401, 403, 410];
const geoJson = new ol.format.GeoJSON({dataProjection: LON_LAT, featureProjection: MERCATOR});

/** One clear pixel: OpenLayers tells nobody of tiles that it knows to be empty. */
const CLEAR = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

/** Makes the map, with an outline of the world at its bottom. */
export function createMap(target) {
  const map = new ol.Map({
    target,
    layers: baseLayers(),
    controls: [new ol.control.Zoom(), new ol.control.ScaleLine(), new ol.control.Attribution({collapsible: true})],
    view: new ol.View({center: [0, 2_000_000], zoom: 2, minZoom: 1, maxZoom: 22, constrainResolution: false, enableRotation: false}),
  });
  target.tabIndex = 0; // arrow keys and + - move the map that has the focus
  return new MapScope(map);
}

function baseLayers() {
  const land = new ol.layer.Vector({
    source: new ol.source.Vector({
      url: fileUrl('data/world.json').href,
      format: new ol.format.GeoJSON({dataProjection: LON_LAT}),
      attributions: 'Outline: Natural Earth',
    }),
    zIndex: -20,
  });
  const graticule = new ol.layer.Graticule({showLabels: false, wrapX: true, zIndex: -10, strokeStyle: new ol.style.Stroke({width: 1})});
  const paint = () => {
    const styles = {
      land: new ol.style.Style({fill: new ol.style.Fill({color: color('--map-land')})}),
      border: new ol.style.Style({stroke: new ol.style.Stroke({color: color('--map-border'), width: 0.8})}),
    };
    land.setStyle((feature) => styles[feature.get('kind')]);
    graticule.strokeStyle_.setColor(color('--map-grid'));
    graticule.changed();
  };
  paint();
  onTheme(paint);
  return [land, graticule];
}

/** Part of the map that belongs to one view: what it adds goes when the view does. */
export class MapScope {
  #layers = new Map();
  #undo = [];

  /** @param {ol.Map} map to use where these methods do not do */
  constructor(map) {
    this.map = map;
  }

  /** Returns a scope of its own. */
  scope() {
    return new MapScope(this.map);
  }

  /** Takes away all that was added by this scope: layers, interactions, listeners. */
  dispose() {
    [...this.#layers.keys()].forEach((name) => this.remove(name));
    this.#undo.splice(0).reverse().forEach((undo) => undo());
  }

  /** Puts a layer on the map by a name, in the place of that name's last one. */
  add(name, layer) {
    this.remove(name);
    this.#layers.set(name, layer);
    this.map.addLayer(layer);
    return layer;
  }

  /** Returns a layer of this scope. */
  layer(name) {
    return this.#layers.get(name);
  }

  /** Takes a layer away, and stops what it loads. */
  remove(name) {
    const layer = this.#layers.get(name);
    if (layer) {
      this.#layers.delete(name);
      this.map.removeLayer(layer);
      layer.get('stop')?.();
    }
  }

  /**
   * Adds a layer of shapes.
   *
   * @param {string} name
   * @param {object} options `features`: GeoJSON; `style`: as OpenLayers'; `zIndex`; further ones of ol.layer.Vector
   * @returns {ol.layer.Vector}
   */
  addShapes(name, {features, ...options} = {}) {
    const source = new ol.source.Vector({features: features ? readFeatures(features) : [], wrapX: true});
    return this.add(name, new ol.layer.Vector({source, ...options}));
  }

  /**
   * Adds tiles of the API. They are asked for with the token; what is wrong with one is told in words.
   *
   * @param {string} name
   * @param {object} options
   *     `url`: path with {z}, {x} and {y};
   *     `onProblem(problem, {z, x, y})`: an ApiProblem, for each tile that cannot be shown;
   *     `onLoad()`: a tile is there; `onLoading(count)`: so many are on their way;
   *     `extent`: box; `minZoom`, `maxZoom`: of the tiles; `zIndex`, `opacity`
   * @returns {ol.layer.Tile}
   */
  addTiles(name, {url, onProblem = () => {}, onLoad = () => {}, onLoading = () => {}, extent, minZoom = 0, maxZoom = 22, zIndex = 1, opacity = 1}) {
    const stopper = new AbortController();
    let loading = 0;
    const fetcher = new TileFetcher(stopper.signal);
    const load = async (tile) => {
      onLoading(++loading);
      await loadTile(tile, fetcher, onProblem, onLoad);
      onLoading(--loading);
    };
    const source = new ol.source.XYZ({url: ofThisHost(url), minZoom, maxZoom, tileLoadFunction: load, transition: 150});
    const layer = new ol.layer.Tile({source, extent: extent && toExtent(extent), zIndex, opacity, properties: {stop: () => stopper.abort()}});
    return this.add(name, layer);
  }

  /**
   * Adds the tiles that a TileJSON of the API names, and returns it once it is read.
   *
   * @param {string} path of the TileJSON
   * @param {object} options as of `addTiles`, and `signal`
   */
  async addTileJson(name, path, {signal, ...options} = {}) {
    const tileJson = await get(path, {signal});
    this.addTiles(name, {url: tileJson.tiles[0], extent: tileJson.bounds, minZoom: tileJson.minzoom, maxZoom: tileJson.maxzoom, ...options});
    return tileJson;
  }

  /** Listens to `ol.Map` or `ol.View` events (`target` defaults to the map) until the view goes. */
  on(type, listener, target = this.map) {
    target.on(type, listener);
    this.#undo.push(() => target.un(type, listener));
  }

  /** Calls `listener` when colours change, until the view goes. */
  onTheme(listener) {
    const stopper = new AbortController();
    onTheme(listener, stopper.signal);
    this.#undo.push(() => stopper.abort());
  }

  /** Calls `undo` when the view goes. */
  onEnd(undo) {
    this.#undo.push(undo);
  }

  /** Adds an interaction, as for drawing, until the view goes. */
  addInteraction(interaction) {
    this.map.addInteraction(interaction);
    this.#undo.push(() => this.map.removeInteraction(interaction));
    return interaction;
  }

  /** Takes an interaction away before the view goes. */
  removeInteraction(interaction) {
    this.map.removeInteraction(interaction);
  }

  /**
   * Shows a box or a GeoJSON geometry or feature as a whole.
   *
   * @param {number[]|object} area
   * @param {object} options `maxZoom`, `duration` in ms
   */
  fitTo(area, {maxZoom = 13, duration = 300} = {}) {
    const extent = Array.isArray(area) ? toExtent(area) : extentOf(readFeatures(area));
    if (extent.every(Number.isFinite)) {
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      this.map.getView().fit(extent, {padding: [32, 32, 32, 32], maxZoom, duration: still ? 0 : duration});
    }
  }

  /** Returns the box that is shown, clamped to the world. */
  box() {
    const view = this.map.getView();
    const [west, south, east, north] = ol.proj.transformExtent(view.calculateExtent(this.map.getSize()), MERCATOR, LON_LAT);
    const clamp = (latitude) => Math.max(-90, Math.min(90, latitude));
    return east - west >= 360 ? [-180, clamp(south), 180, clamp(north)] : [wrap(west), clamp(south), wrap(east), clamp(north)];
  }
}

/** Reads GeoJSON to OpenLayers features of the map. */
export function readFeatures(json) {
  return geoJson.readFeatures(json);
}

function extentOf(features) {
  const extent = ol.extent.createEmpty();
  features.forEach((feature) => ol.extent.extend(extent, feature.getGeometry().getExtent()));
  return extent;
}

function toExtent([west, south, east, north]) {
  const clamp = (latitude) => Math.max(-85, Math.min(85, latitude));
  return ol.proj.transformExtent([west, clamp(south), east < west ? east + 360 : east, clamp(north)], LON_LAT, MERCATOR);
}

function wrap(longitude) {
  return ((((longitude + 180) % 360) + 360) % 360) - 180;
}

/** The service may name another host of its own than the page came from; the page may ask this one alone. */
function ofThisHost(url) {
  return url.replace(/^https?:\/\/[^/]+/, location.origin);
}

/** Loads a tile by `fetch`: an image element can send no token, and cannot say what is wrong. */
async function loadTile(tile, fetcher, onProblem, onLoad) {
  const [z, x, y] = tile.getTileCoord();
  try {
    const response = await fetcher.fetch(tile.src_);
    const image = tile.getImage();
    if (response.status === 204) {
      image.src = CLEAR;
      return;
    }
    const url = URL.createObjectURL(await response.blob());
    image.src = url;
    await image.decode().finally(() => URL.revokeObjectURL(url));
    onLoad();
  } catch (error) {
    if (error.status === 404 && error.type?.endsWith('/tile-unknown')) {
      tile.setState(EMPTY); // it has become smaller meanwhile: nothing lies there
      return;
    }
    tile.setState(ERROR);
    if (error.name !== 'AbortError') {
      onProblem(error instanceof ApiProblem ? error : new ApiProblem(0, {title: 'tile unreadable', detail: error.message}), {z, x, y});
    }
  }
}

/** Asks for tiles of one layer: by the signature of their addresses as long as that is good, then by the token. */
class TileFetcher {
  #signal;
  #isSignatureGood = true;

  constructor(signal) {
    this.#signal = signal;
  }

  async fetch(address) {
    const url = urlOf(address);
    if (this.#isSignatureGood && url.searchParams.has(SIGNATURE)) {
      try {
        return await this.#fetchSigned(url);
      } catch (problem) {
        if (!SIGNATURE_REFUSED.includes(problem.status)) {
          throw problem;
        }
        this.#isSignatureGood = false; // it has run out, or its token has been withdrawn
      }
    }
    url.searchParams.delete(SIGNATURE);
    return send('GET', url.href, {headers: {Accept: 'image/*, application/problem+json'}, signal: this.#signal});
  }

  async #fetchSigned(url) {
    for (let attempt = 0; ; attempt++) {
      const response = await fetch(url, {signal: this.#signal, credentials: 'omit'});
      if (response.ok) {
        return response;
      }
      const problem = await problemOf(response);
      if (attempt === MOST_RETRIES || !isBusy(problem)) {
        throw problem;
      }
      await pause(problem.retryAfter * 1000, this.#signal);
    }
  }
}
