// A project's tiles on the map. Another look comes above the old one, which stays until the new one is there.

import {get, post} from '../api.js';
import {tileParameters} from './look.js';

const QUIET_MS = 150;
const SETTLED_MS = 100;
const NAMES = ['look-a', 'look-b'];

/** Shows looks of one project; asks for nothing that nobody looks at any more. */
export class LookLayer {
  #scope;
  #signal;
  #on;
  #turn = 0;
  #timer = null;
  #asking = null;
  #opacity = 1;
  #styles = new Map();

  /** What is shown: {look, tileJson, parameters}; null: nothing yet. */
  shown = null;

  /**
   * @param {object} context of the view
   * @param {object} on `loading()`; `shown({look, tileJson})`; `problem(problem, tile | null)`: the look, or one of its
   *     tiles, cannot be shown; `idle()`: all tiles are there
   */
  constructor({map, signal}, on) {
    this.#scope = map;
    this.#signal = signal;
    this.#on = on;
    signal.addEventListener('abort', () => this.#stop());
  }

  /** Shows a look, a little later: while somebody moves a slider, only where it comes to rest. */
  show(look, delay = QUIET_MS) {
    this.#stop();
    this.#timer = setTimeout(() => this.#load(look), delay);
  }

  /** Takes the image away. */
  clear() {
    this.#stop();
    NAMES.forEach((name) => this.#scope.remove(name));
    this.shown = null;
  }

  setOpacity(opacity) {
    this.#opacity = opacity;
    NAMES.forEach((name) => this.#scope.layer(name)?.setOpacity(opacity));
  }

  /** Returns the path of a call about a look, as `point`. */
  async pathOf(look, call, more = {}, signal = this.#signal) {
    const parameters = tileParameters(look, await this.#styleOf(look.tool, signal));
    Object.entries(more).forEach(([name, value]) => parameters.set(name, value));
    const query = parameters.toString();
    return `/v1/projects/${encodeURIComponent(look.projectId)}/${call}${query ? `?${query}` : ''}`;
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#asking = null;
  }

  async #load(look) {
    const asking = new AbortController();
    this.#asking = asking;
    this.#on.loading();
    try {
      const tileJson = await get(await this.pathOf(look, 'tilejson.json', {}, asking.signal), {signal: asking.signal});
      this.#put(look, tileJson);
    } catch (problem) {
      if (problem.name !== 'AbortError') {
        this.#on.problem(problem, null);
      }
    }
  }

  #put(look, tileJson) {
    const old = NAMES[this.#turn];
    this.#turn = 1 - this.#turn;
    const name = NAMES[this.#turn];
    let settling = null;
    const done = () => {
      if (this.#scope.layer(name) === layer) {
        this.#scope.remove(old);
        this.#on.idle();
      }
    };
    const settle = (loading) => {
      clearTimeout(settling);
      settling = loading === 0 ? setTimeout(done, SETTLED_MS) : 0; // the next tiles may begin right now
    };
    this.#scope.layer(old)?.get('stop')?.(); // what it has stays, it asks for no more
    const layer = this.#scope.addTiles(name, {
      url: tileJson.tiles[0],
      extent: tileJson.bounds,
      minZoom: tileJson.minzoom,
      maxZoom: tileJson.maxzoom,
      zIndex: 2,
      opacity: this.#opacity,
      onLoading: settle,
      onProblem: (problem, tile) => this.#on.problem(problem, tile),
    });
    layer.once('postrender', () => settling ?? settle(0)); // all of it may lie elsewhere
    this.#scope.layer(old)?.setZIndex(1);
    this.shown = {look, tileJson};
    this.#on.shown(this.shown);
  }

  /** A tree is posted once; tiles name it by its id. */
  async #styleOf(tool, signal) {
    if (tool === null || typeof tool === 'string') {
      return null;
    }
    const text = JSON.stringify(tool);
    if (!this.#styles.has(text)) {
      this.#styles.set(text, (await post('/v1/styles', {tool}, {signal, isRead: true})).id);
    }
    return this.#styles.get(text);
  }
}
