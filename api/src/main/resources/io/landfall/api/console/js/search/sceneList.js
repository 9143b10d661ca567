// The list of scenes beside the map: chosen by checkbox, highlighted together with the map.

import {breakable} from '../breakable.js';
import {h, replace} from '../dom.js';
import {rowInWords} from './query.js';

const STEP = 100;

/** A list that stays quick however many scenes were found: so many are in the page, and more on demand. */
export class SceneList {
  #rows = [];
  #shown = STEP;
  #chosen = new Set();
  #on;
  #list = h('ul', {class: 'list scenes', 'aria-label': 'Scenes found'});
  #more = h('button', {type: 'button', hidden: true, onclick: () => this.#showMore()});
  #items = new Map();

  /** What to put into the page. */
  element = h('div', {class: 'stack'}, this.#list, this.#more);

  /**
   * @param {object} on `choose(ids)`: other ones are chosen; `hover(id | null)`; `zoom(row)`;
   *     `buttons(row)`: more buttons of a row
   */
  constructor(on) {
    this.#on = {choose: () => {}, hover: () => {}, zoom: () => {}, buttons: () => [], ...on};
  }

  get chosen() {
    return [...this.#chosen];
  }

  /** Shows these rows; those that are chosen and still there stay so. */
  show(rows) {
    const there = new Set(rows.map(({id}) => id));
    this.#rows = rows;
    this.#shown = STEP;
    const before = this.#chosen.size;
    this.#chosen = new Set([...this.#chosen].filter((id) => there.has(id)));
    this.#draw();
    if (before !== this.#chosen.size) {
      this.#on.choose(this.chosen);
    }
  }

  /** Shows these after the others. */
  add(rows) {
    this.#rows = this.#rows.concat(rows);
    this.#draw();
  }

  /** Chooses these and no others. */
  choose(ids) {
    this.#chosen = new Set(ids);
    this.#items.forEach((item, id) => (item.querySelector('input').checked = this.#chosen.has(id)));
    this.#on.choose(this.chosen);
  }

  /** Marks the row that the pointer is on in the map. */
  mark(id) {
    this.#list.querySelector('.marked')?.classList.remove('marked');
    this.#items.get(id)?.classList.add('marked');
  }

  /** Brings the row of a scene into view; it may be far below. */
  reveal(id) {
    const place = this.#rows.findIndex((row) => row.id === id);
    if (place >= this.#shown) {
      this.#shown = Math.ceil((place + 1) / STEP) * STEP;
      this.#draw();
    }
    this.#items.get(id)?.scrollIntoView({block: 'nearest'});
  }

  #showMore() {
    const first = this.#rows[this.#shown];
    this.#shown += STEP;
    this.#draw();
    this.#items.get(first.id)?.querySelector('input').focus();
  }

  #draw() {
    const rows = this.#rows.slice(0, this.#shown);
    const items = new Map(rows.map((row) => [row.id, this.#items.get(row.id) ?? this.#item(row)]));
    this.#items = items;
    this.#items.forEach((item, id) => (item.querySelector('input').checked = this.#chosen.has(id)));
    replace(this.#list, [...items.values()]);
    const left = this.#rows.length - rows.length;
    this.#more.hidden = left <= 0;
    this.#more.textContent = `List ${Math.min(left, STEP)} more of ${left.toLocaleString('en')}`;
  }

  #item(row) {
    const box = h('input', {type: 'checkbox', onchange: () => this.#toggle(row.id, box.checked)});
    const label = h('label', {class: 'grow scene'}, box, h('span', {class: 'grow'},
        h('span', {class: 'scene-name'}, breakable(row.name)), h('span', {class: 'muted'}, rowInWords(row))));
    return h('li', {
      onmouseenter: () => this.#on.hover(row.id),
      onmouseleave: () => this.#on.hover(null),
      onfocusin: () => this.#on.hover(row.id),
      onfocusout: () => this.#on.hover(null),
      dataset: {scene: row.id},
    }, h('div', {class: 'row'}, label,
        h('button', {type: 'button', class: 'quiet', 'aria-label': `Show ${row.name} on the map`, onclick: () => this.#on.zoom(row)}, 'Show'),
        this.#on.buttons(row)));
  }

  #toggle(id, isChosen) {
    if (isChosen) {
      this.#chosen.add(id);
    } else {
      this.#chosen.delete(id);
    }
    this.#on.choose(this.chosen);
  }
}
