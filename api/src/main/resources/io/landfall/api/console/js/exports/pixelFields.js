// The part of the form that says how pixels are made of those of several scenes.

import {field, h} from '../dom.js';
import {number} from './request.js';

/** Ways to make one image of several scenes; those with a text want it in a field beside. */
const COMPOSITES = [
  ['', 'The first scene with data'], ['last', 'The last scene with data'], ['date', 'The scene nearest to a day'], ['best:cloud', 'The scene with the least cloud cover'],
  ['best:ndvi', 'The greenest scene of each pixel (NDVI)'], ['median', 'Median of each band'], ['mean', 'Mean of each band'], ['min', 'Least value of each band'],
  ['max', 'Greatest value of each band'], ['percentile', 'A percentile of each band'],
];
const TEXTS = {date: ['best:date:', 'Day', 'As 2024-06-01.'], percentile: ['percentile:', 'Percentile', '0 to 100.']};
const USUAL_CLOUDS = ['fill', 'dilated', 'cirrus', 'cloud', 'shadow'];
const MEMBERS = ['composite', 'cloudMask', 'pansharpening', 'provenance'];

/** Fields of composite, clouds, sharpening and scene numbers. */
export class PixelFields {
  #composite; // as it was loaded, where the fields have no words for it
  #clouds;
  #pansharpening;

  /** @param {() => void} onChange */
  constructor(onChange) {
    const changed = () => {
      this.#show();
      onChange();
    };
    const option = ([value, label]) => h('option', {value}, label);
    this.composite = h('select', {onchange: changed}, COMPOSITES.map(option));
    this.text = h('input', {type: 'text', autocomplete: 'off', spellcheck: 'false', oninput: changed});
    this.clouds = h('select', {onchange: changed}, [['', 'Stay'], ['usual', 'Are taken away, with shadows']].map(option));
    this.buffer = h('input', {type: 'text', inputmode: 'numeric', autocomplete: 'off', oninput: changed});
    this.sharpen = h('input', {type: 'checkbox', onchange: changed});
    this.provenance = h('input', {type: 'checkbox', onchange: changed});
    this.textField = field('Day', this.text, {pointer: '/composite', hint: ' '});
    this.bufferField = field('Pixels around clouds', this.buffer, {pointer: '/cloudMask/buffer', hint: '0 to 100 pixels of the quality band go, too.'});
    this.mapNote = h('p', {class: 'hint', hidden: true}, 'The map shows the bands as they are, not sharpened.');
    this.element = h('div', {class: 'stack'},
        h('div', {class: 'fields'}, field('Where scenes overlap', this.composite), this.textField),
        h('div', {class: 'fields'}, field('Clouds', this.clouds, {pointer: '/cloudMask', hint: 'By the quality bands of Landsat and Sentinel-2.'}), this.bufferField),
        field('Sharpen by the panchromatic band', this.sharpen, {pointer: '/pansharpening'}), this.mapNote,
        field('With a raster of scene numbers', this.provenance, {pointer: '/provenance', hint: 'A second file that tells for each pixel which scene gave it, with a table.'}));
  }

  #show() {
    const [, label, hint] = TEXTS[this.composite.value] ?? [];
    this.textField.hidden = !label;
    this.composite.dataset.pointer = label ? '/' : '/composite';
    if (label) {
      this.textField.querySelector('label').textContent = label;
      this.textField.querySelector('.hint').textContent = hint;
    }
    this.bufferField.hidden = this.clouds.value !== 'usual';
    this.mapNote.hidden = !this.sharpen.checked;
  }

  /** Shows what the kept members of a form say. */
  load({rest}) {
    const {composite = '', cloudMask = null, pansharpening = null, provenance = false} = rest;
    const [kind, text] = Object.entries(TEXTS).filter(([, [start]]) => typeof composite === 'string' && composite.startsWith(start))
        .map(([name, [start]]) => [name, composite.slice(start.length)])[0] ?? [composite === 'first' ? '' : composite, ''];
    this.#composite = COMPOSITES.some(([value]) => value === kind) ? null : composite;
    keep(this.composite, this.#composite, typeof composite === 'string' ? composite : 'By a tool of the request');
    this.composite.value = this.#composite ? 'kept' : kind;
    this.text.value = text.replace(/T12:00:00Z$/, ''); // a day is its noon
    this.#clouds = !cloudMask || isUsual(cloudMask) ? null : cloudMask;
    keep(this.clouds, this.#clouds, `As in the request: ${cloudMask?.classes?.join(', ')}`);
    this.clouds.value = this.#clouds ? 'kept' : cloudMask ? 'usual' : '';
    this.buffer.value = cloudMask?.buffer ? String(cloudMask.buffer) : '';
    this.#pansharpening = pansharpening;
    this.sharpen.checked = Boolean(pansharpening);
    this.provenance.checked = provenance === true;
    this.#show();
  }

  /** Returns what is chosen, as members of a request. */
  read() {
    const chosen = {};
    const kind = this.composite.value;
    if (kind) {
      chosen.composite = kind === 'kept' ? this.#composite : TEXTS[kind] ? TEXTS[kind][0] + this.text.value.trim() : kind;
    }
    if (this.clouds.value) {
      chosen.cloudMask = this.clouds.value === 'kept' ? this.#clouds : {buffer: number(this.buffer.value) ?? 0};
    }
    if (this.sharpen.checked) {
      chosen.pansharpening = this.#pansharpening ?? {};
    }
    if (this.provenance.checked) {
      chosen.provenance = true;
    }
    return chosen;
  }
}

/** Returns a form's kept members without those that have fields here. */
export function withoutPixels(rest) {
  return Object.fromEntries(Object.entries(rest).filter(([name]) => !MEMBERS.includes(name)));
}

/** Offers what a request has beside what the list knows. */
function keep(select, value, label) {
  select.querySelector('[value=kept]')?.remove();
  if (value) {
    select.append(h('option', {value: 'kept'}, label));
  }
}

function isUsual({classes = [], confidence, missing}) {
  return !confidence && !missing && (classes.length === 0 || [...classes].sort().join() === [...USUAL_CLOUDS].sort().join());
}
