// The scenes of a project in the order of the mosaic: by drag, or by buttons.

import {breakable} from '../breakable.js';
import {arrange, h} from '../dom.js';
import {rowInWords} from '../search/query.js';
import {moved} from './values.js';

const LONG = 100;

/** An ordered list whose first scene lies on top. */
export class SceneOrder {
  #on;
  #scenes = [];
  #rows = new Map();
  #dragged = null; // id: the list may be drawn anew meanwhile
  #items = new Map(); // by id: {element, said}
  #list = h('ol', {class: 'list order', 'aria-label': 'Scenes, the first on top'});

  element = this.#list;

  /**
   * @param {object} on `change(scenes, text)`: another order, in words; `hover(id | null)`; `zoom(id)`;
   *     `correct(scene)`: its colours are to be changed
   */
  constructor(on) {
    this.#on = on;
    this.#list.addEventListener('dragover', (event) => this.#over(event));
    this.#list.addEventListener('drop', (event) => this.#drop(event));
  }

  /**
   * @param {{sceneId: string, colorCorrection: object | null}[]} scenes
   * @param {Map<string, object | null>} rows what is known of them; null: gone
   */
  show(scenes, rows) {
    const focused = this.#focused();
    this.#scenes = scenes;
    this.#rows = rows;
    this.#list.classList.toggle('long', scenes.length > LONG);
    this.#items = new Map(scenes.map((scene, place) => [scene.sceneId, this.#itemOf(scene, place)]));
    arrange(this.#list, [...this.#items.values()].map(({element}) => element));
    this.#focus(focused);
  }

  /** Projects have thousands of scenes: an item is made anew where it says something else, and else only moved. */
  #itemOf(scene, place) {
    const {sceneId: id, colorCorrection} = scene;
    const row = this.#rows.get(id);
    const said = [row, place === 0, place === this.#scenes.length - 1, JSON.stringify(colorCorrection ?? null)];
    const there = this.#items.get(id);
    return there?.said.every((each, i) => each === said[i]) ? there : {element: this.#item(scene, place), said};
  }

  mark(id) {
    this.#list.querySelector('.marked')?.classList.remove('marked');
    [...this.#list.children].find(({dataset}) => dataset.scene === id)?.classList.add('marked');
  }

  #item(scene, place) {
    const id = scene.sceneId;
    const row = this.#rows.get(id);
    const name = row?.name ?? id;
    const last = this.#scenes.length - 1;
    const button = (word, label, act, disabled) => h('button', {
      type: 'button', class: 'quiet small', 'aria-label': label, title: label, disabled, dataset: {act: word}, onclick: act,
    }, word);
    return h('li', {
      draggable: 'true', dataset: {scene: id},
      ondragstart: (event) => this.#start(event, id),
      ondragend: () => this.#end(),
      onmouseenter: () => this.#on.hover(id), onmouseleave: () => this.#on.hover(null),
      onfocusin: () => this.#on.hover(id), onfocusout: () => this.#on.hover(null),
    },
    h('div', {class: 'row'},
        h('span', {class: 'grip', 'aria-hidden': 'true', title: 'Drag to another place'}, '⠿'),
        h('span', {class: 'grow scene'},
            h('span', {class: 'scene-name'}, breakable(name)),
            row === null ? h('span', {class: 'field-problem'}, 'Not there any more, or not shared with you.')
                : h('span', {class: 'muted'}, row ? rowInWords(row) : '…')),
        place === 0 && h('span', {class: 'badge'}, 'on top'),
        scene.colorCorrection && h('span', {class: 'badge'}, 'own colours')),
    h('div', {class: 'row actions'},
        button('↑', `Move ${name} up`, () => this.#move(id, (from) => from - 1, '↑'), place === 0),
        button('↓', `Move ${name} down`, () => this.#move(id, (from) => from + 1, '↓'), place === last),
        button('Top', `Move ${name} to the top`, () => this.#move(id, () => 0, '↓'), place === 0),
        row && button('Show', `Show ${name} on the map`, () => this.#on.zoom(id), false),
        row && button('Colours', `Change the colours of ${name}`, () => this.#on.correct(scene), false),
        button('Remove', `Remove ${name}`, () => this.#remove(id), false)));
  }

  #placeOf(id) {
    return this.#scenes.findIndex(({sceneId}) => sceneId === id);
  }

  #move(id, to, focus) {
    const from = this.#placeOf(id);
    const name = this.#rows.get(id)?.name ?? id;
    const scenes = moved(this.#scenes, from, to(from));
    const place = scenes.findIndex(({sceneId}) => sceneId === id);
    this.#change(scenes, place === 0 ? `${name} is on top now.` : `${name} is number ${place + 1} of ${scenes.length} now.`);
    if (focus) {
      this.#focus([id, focus]);
    }
  }

  #remove(id) {
    const place = this.#placeOf(id);
    const scenes = this.#scenes.filter((_, i) => i !== place);
    this.#change(scenes, `${this.#rows.get(id)?.name ?? id} is removed from the project.`);
    const next = scenes[Math.min(place, scenes.length - 1)];
    this.#focus(next ? [next.sceneId, 'Remove'] : null);
  }

  #change(scenes, text) {
    this.show(scenes, this.#rows);
    this.#on.change(scenes, text);
  }

  #focused() {
    const item = document.activeElement?.closest?.('.order > li');
    return item ? [item.dataset.scene, document.activeElement.dataset.act] : null;
  }

  /** The button that was pressed keeps the focus in its new place; at an end the other direction has it. */
  #focus(focused) {
    if (focused) {
      const item = [...this.#list.children].find(({dataset}) => dataset.scene === focused[0]);
      const buttons = [...(item?.querySelectorAll('button:enabled') ?? [])];
      (buttons.find(({dataset}) => dataset.act === focused[1]) ?? buttons[0])?.focus();
    }
  }

  #start(event, id) {
    this.#dragged = id;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', id);
    event.currentTarget.classList.add('dragged');
  }

  #over(event) {
    if (this.#dragged !== null) {
      event.preventDefault(); // it may be dropped here
      const [item, isBelow] = this.#target(event);
      this.#clearTarget();
      item?.classList.add(isBelow ? 'drop-below' : 'drop-above');
    }
  }

  #drop(event) {
    if (this.#dragged !== null) {
      event.preventDefault();
      const [item, isBelow] = this.#target(event);
      const over = [...this.#list.children].indexOf(item);
      const id = this.#dragged;
      this.#end();
      if (over >= 0 && this.#placeOf(id) >= 0) {
        const to = over + (isBelow ? 1 : 0);
        this.#move(id, (from) => (to > from ? to - 1 : to), null);
      }
    }
  }

  #target(event) {
    const item = event.target.closest?.('.order > li') ?? this.#list.lastElementChild;
    const box = item?.getBoundingClientRect();
    return [item, box && event.clientY > box.top + box.height / 2];
  }

  #end() {
    this.#dragged = null;
    this.#clearTarget();
    this.#list.querySelector('.dragged')?.classList.remove('dragged');
  }

  #clearTarget() {
    this.#list.querySelectorAll('.drop-above, .drop-below').forEach((item) => item.classList.remove('drop-above', 'drop-below'));
  }
}
