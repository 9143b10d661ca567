// Which destinations an export goes to, each with a mark of its health.

import {all, post} from '../api.js';
import {field, h, newId, replace} from '../dom.js';

/** Marks a destination: a dot that also says its state in words. */
export function healthDot() {
  const dot = h('span', {class: 'dot', dataset: {health: 'unknown'}, 'aria-hidden': 'true'});
  const text = h('span', {class: 'hint health-text'});
  return {
    dot,
    text,
    show: (health, words) => {
      dot.dataset.health = health;
      replace(text, words);
    },
  };
}

const HEALTH = {OK: 'good', PROBLEM: 'bad', UNCHECKED: 'unknown'};

/** Shows what a check has found, in a mark. */
export function showCheck(mark, {status, checks}) {
  const worst = checks.find((check) => check.status === 'PROBLEM') ?? checks.find((check) => check.status === 'UNCHECKED');
  mark.show(HEALTH[status], status === 'OK' ? 'Works.' : worst?.detail ?? 'Only a delivery can tell.');
}

/** Asks one after the other: of a user the service makes one check at a time. */
let queue = Promise.resolve();

/** Checks a delivery configuration when those before are done. */
export function check(id, signal) {
  const mine = queue.then(() => post(`/v1/delivery-configs/${encodeURIComponent(id)}/check`, undefined, {signal, isRead: true}));
  queue = mine.catch(() => {});
  return mine;
}

/** A group of checkboxes: a link, and the delivery configurations. */
export class DestinationPicker {
  #items = [];

  /** @param {object} options `signal`; `onChange()`; `pointer`: of the list in the request */
  constructor({signal, onChange, pointer = '/delivery', withLink = true}) {
    this.signal = signal;
    this.onChange = onChange;
    this.pointer = pointer;
    this.configs = h('div', {class: 'stack'}, h('p', {class: 'hint'}, 'Looking for your destinations…'));
    this.link = withLink ? this.#makeLink() : null;
    this.element = h('div', {class: 'stack', dataset: {pointer}}, this.link?.element, this.configs);
  }

  #makeLink() {
    const box = h('input', {type: 'checkbox', checked: true, onchange: () => this.#changed()});
    const rate = h('input', {type: 'text', autocomplete: 'off', inputmode: 'numeric', oninput: () => this.onChange()});
    const expires = h('input', {type: 'text', autocomplete: 'off', inputmode: 'numeric', oninput: () => this.onChange()});
    const more = h('details', null, h('summary', null, 'Rate and expiry of the link'),
        h('div', {class: 'fields'}, field('Bytes a second', rate, {hint: 'At least 1,024. Empty: no limit.'}), field('Good for, in seconds', expires, {hint: '60 to 604,800. Empty: 24 hours.'})));
    const item = {box, rate, expires, more, controls: [box, rate, expires], read: () => ({type: 'HTTP', bytesPerSecond: rate.value, expiresIn: expires.value})};
    this.#items.push(item);
    item.element = h('div', {class: 'stack'}, field('Download link', box), more);
    return item;
  }

  /** Loads the delivery configurations; `chosen` as `delivery` of a form. */
  async load(chosen) {
    if (this.link) {
      const link = chosen.find(({deliveryConfigId}) => !deliveryConfigId);
      this.link.box.checked = Boolean(link);
      this.link.rate.value = link?.bytesPerSecond ?? '';
      this.link.expires.value = link?.expiresIn ?? '';
      this.link.more.hidden = !link;
      this.link.more.open = Boolean(link?.bytesPerSecond || link?.expiresIn);
    }
    this.pending = chosen.filter(({deliveryConfigId}) => deliveryConfigId);
    this.#number();
    let configs;
    try {
      configs = await all('/v1/delivery-configs', 'deliveryConfigs', {signal: this.signal, most: 200});
    } catch (problem) {
      if (problem.name !== 'AbortError') {
        replace(this.configs, h('p', {class: 'hint'}, `Your destinations cannot be listed: ${problem.detail || problem.message}`));
      }
      return;
    }
    const wanted = new Set(this.pending.map(({deliveryConfigId}) => deliveryConfigId));
    const gone = [...wanted].filter((id) => !configs.some((config) => config.id === id)).map((id) => ({id, name: `Gone: ${id}`, type: 'deleted'}));
    this.pending = [];
    replace(this.configs, [...configs, ...gone].map((config) => this.#makeConfig(config, wanted.has(config.id))),
        h('p', {class: 'hint'}, h('a', {href: '#/destinations'}, configs.length ? 'Manage destinations' : 'Add a bucket or Dropbox')));
    this.#changed();
  }

  #makeConfig({id, name, type}, isChosen) {
    const box = h('input', {type: 'checkbox', checked: isChosen});
    const mark = healthDot();
    const item = {box, controls: [box], read: () => ({deliveryConfigId: id}), checked: false};
    mark.text.id = newId('health');
    box.setAttribute('aria-describedby', mark.text.id);
    const look = async () => {
      if (box.checked && !item.checked && type !== 'deleted') {
        item.checked = true;
        mark.show('busy', 'Being checked…');
        try {
          showCheck(mark, await check(id, this.signal));
        } catch (problem) {
          item.checked = false;
          mark.show('unknown', `Not checked: ${problem.detail || problem.message}`);
        }
      }
    };
    box.addEventListener('change', () => {
      this.#changed();
      look();
    });
    this.#items.push(item);
    look();
    const element = field(`${name} (${type})`, box);
    element.insertBefore(mark.dot, element.firstChild);
    element.append(mark.text);
    return element;
  }

  #changed() {
    if (this.link) {
      this.link.more.hidden = !this.link.box.checked;
    }
    this.#number();
    this.onChange();
  }

  /** Problems name destinations by their place in the request. */
  #number() {
    let place = 0;
    for (const {box, controls} of this.#items) {
      const pointer = `${this.pointer}/${box.checked ? place++ : -1}`;
      controls[0].dataset.pointer = pointer;
      if (controls.length > 1) {
        controls[1].dataset.pointer = `${pointer}/bytesPerSecond`;
        controls[2].dataset.pointer = `${pointer}/expiresIn`;
      }
    }
  }

  /** Returns what is chosen, as `delivery` of a form. Until they are loaded, chosen configurations count as they are. */
  read() {
    return [...this.#items.filter(({box}) => box.checked).map((item) => item.read()), ...(this.pending ?? [])];
  }
}
