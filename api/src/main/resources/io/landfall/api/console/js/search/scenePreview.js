// The image of one scene that was found, before it goes into a project.

import {MapNote} from '../look/mapNote.js';

/** Shows one scene at a time. */
export class ScenePreview {
  #map;
  #note;
  #announce;
  #button = null;
  #asking = null;

  constructor(context) {
    this.#map = context.map;
    this.#announce = context.announce;
    this.#note = new MapNote(context);
    context.signal.addEventListener('abort', () => this.#asking?.abort());
  }

  /** Shows a scene, or takes it away if that is the one; `button` tells which. */
  async toggle(row, button) {
    const wasShown = this.#button === button;
    this.hide();
    if (wasShown) {
      return;
    }
    this.#button = button;
    button.setAttribute('aria-pressed', 'true');
    this.#asking = new AbortController();
    try {
      await this.#map.addTileJson('preview', `/v1/scenes/${encodeURIComponent(row.id)}/tilejson.json`, {
        signal: this.#asking.signal,
        zIndex: 2,
        onProblem: (problem) => this.#note.add(problem),
      });
      this.#map.fitTo(row.geometry);
      this.#announce(`The map shows ${row.name}.`);
    } catch (problem) {
      if (problem.name !== 'AbortError') {
        this.hide();
        this.#note.add(problem);
      }
    }
  }

  hide() {
    this.#asking?.abort();
    this.#map.remove('preview');
    this.#note.clear();
    this.#button?.setAttribute('aria-pressed', 'false');
    this.#button = null;
  }
}
