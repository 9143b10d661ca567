// A sentence at the bottom of the map: why something of it cannot be seen. No tile is missing without a reason.

import {h, replace} from '../dom.js';

/** Problems of tiles come by the dozen: each is said once, with how often it was met. */
export class MapNote {
  #element = h('div', {class: 'map-note', hidden: true});
  #met = new Map();
  #announce;

  constructor({map, signal, announce}) {
    this.#announce = announce;
    map.map.getTargetElement().append(this.#element);
    signal.addEventListener('abort', () => this.#element.remove());
  }

  /** Says why a tile is missing; to screen readers too, unless that is said elsewhere. */
  add(problem, {isSaid = true} = {}) {
    const text = problem.errors?.[0]?.detail || problem.detail || problem.message;
    this.#met.set(text, (this.#met.get(text) ?? 0) + 1);
    if (isSaid && this.#met.get(text) === 1) {
      this.#announce(text);
    }
    this.#draw();
  }

  clear() {
    this.#met.clear();
    this.#draw();
  }

  #draw() {
    this.#element.hidden = this.#met.size === 0;
    replace(this.#element,
        h('ul', null, [...this.#met].slice(0, 3).map(([text, count]) => h('li', null, text, count > 1 && h('span', {class: 'muted'}, ` (${count} tiles)`)))),
        this.#met.size > 3 && h('p', {class: 'muted'}, `and ${this.#met.size - 3} more reasons`),
        h('button', {type: 'button', class: 'quiet small', 'aria-label': 'Close this note', onclick: () => this.clear()}, 'Close'));
  }
}
