// What an export would be, asked anew as its form changes: size, time, scenes, warnings, or why it would be refused.

import {pause, post} from '../api.js';
import {clearProblem, h, replace, showProblem} from '../dom.js';
import {placed} from './request.js';
import {isTransient} from './transient.js';
import {bytes, count, seconds, some} from './words.js';

const SETTLE_MS = 600;
const AGAIN_MS = 5000;
const NOTHING = 'Choose what to export, and its size and time appear here.';

/** Estimates of a form. */
export class EstimatePanel {
  #stopper = new AbortController();
  #asked = null;

  /**
   * @param {HTMLElement} form where problems are shown, at their fields
   * @param {object} options `signal`; `announce(text)`
   */
  constructor(form, {signal, announce}) {
    this.form = form;
    this.signal = signal;
    this.announce = announce;
    this.content = h('div', {class: 'stack'}, h('p', {class: 'muted'}, NOTHING));
    this.element = h('section', {class: 'card stack estimate', 'aria-label': 'Estimate'}, h('h2', null, 'Estimate'), this.content);
    /** One line, for where the whole is out of sight. */
    this.short = h('p', {class: 'short number', 'aria-hidden': 'true'});
    signal.addEventListener('abort', () => this.#stopper.abort());
  }

  /**
   * Asks for the estimate of a request, once nothing has changed for a moment. What was asked before is dropped.
   *
   * @param {object | null} request null: there is nothing to ask yet
   * @param {string} [why] what is missing then
   */
  async update(request, why = NOTHING) {
    const text = JSON.stringify(request ?? why);
    if (text === this.#asked) {
      return;
    }
    this.#asked = text;
    this.#stopper.abort();
    const stopper = new AbortController();
    this.#stopper = stopper;
    this.short.textContent = request === null ? '' : 'Being estimated…';
    if (request === null) {
      clearProblem(this.form);
      replace(this.content, h('p', {class: 'muted'}, why));
      this.element.removeAttribute('aria-busy');
      return;
    }
    this.element.setAttribute('aria-busy', 'true');
    try {
      await pause(SETTLE_MS, stopper.signal);
      const estimate = await this.#ask(request, stopper.signal);
      clearProblem(this.form);
      this.#show(estimate);
      this.element.removeAttribute('aria-busy');
    } catch (problem) {
      if (problem.name !== 'AbortError') {
        this.#refuse(problem);
        this.element.removeAttribute('aria-busy');
      }
    }
  }

  /** Asks until the service answers: what keeps it from that is said meanwhile. */
  async #ask(request, signal) {
    for (let failures = 0; ; failures++) {
      try {
        return await post('/v1/exports/estimate', request, {signal, isRead: true});
      } catch (problem) {
        if (!isTransient(problem)) {
          throw problem;
        }
        if (failures === 0) {
          this.#refuse(problem);
        }
        await pause(Math.max(AGAIN_MS, problem.retryAfter * 1000), signal);
      }
    }
  }

  #refuse(problem) {
    this.short.textContent = problem.status >= 400 && problem.status < 500 && problem.status !== 429 ? 'It would be refused' : 'Not estimated';
    showProblem(this.form, placed(problem), {focus: false, at: this.content});
    this.announce(`${this.short.textContent}: ${problem.errors?.[0]?.detail ?? problem.detail}`);
  }

  #show(estimate) {
    const {grid} = estimate;
    replace(this.content,
        h('dl', null,
            row('Pixels', `${count(grid.width)} × ${count(grid.height)} (${some(estimate.tiles, 'tile')})`),
            row('Size', `about ${bytes(estimate.bytes)}`, range(estimate.bytesRange, bytes), estimate.bytesBasis),
            row('Time', `about ${seconds(estimate.seconds)}`, range(estimate.secondsRange, seconds), estimate.secondsBasis),
            row('CRS', `EPSG:${grid.epsg}, ${+grid.resolution.toPrecision(6)} units a pixel`),
            row('Bands', `${estimate.bands.join(', ')} as ${estimate.sampleType}`),
            row('File', estimate.fileName)),
        h('details', null, h('summary', null, some(estimate.scenes.length, 'scene'), ' in use'),
            h('ol', {class: 'plain'}, estimate.scenes.slice(0, 200).map((scene) => h('li', null, scene))),
            estimate.scenes.length > 200 && h('p', {class: 'hint'}, `and ${count(estimate.scenes.length - 200)} more`)),
        estimate.warnings.map((warning) => h('p', {class: 'warning'}, warning)),
        estimate.destinations.filter(({status, detail}) => status !== 'OK' && detail).map(({type, status, detail}) => h('p', {class: status === 'PROBLEM' ? 'problem' : 'hint'}, h('strong', null, `${type}: `), detail)));
    this.short.textContent = `About ${bytes(estimate.bytes)}, ${seconds(estimate.seconds)}`;
    const warnings = estimate.warnings.length ? `, ${some(estimate.warnings.length, 'warning')}` : '';
    this.announce(`Estimate: about ${bytes(estimate.bytes)} in ${seconds(estimate.seconds)}${warnings}.`);
  }
}

function row(name, value, between, basis) {
  return [h('dt', null, name), h('dd', null, value, between && h('span', {class: 'hint'}, ` ${between}`), basis && h('div', {class: 'hint'}, `By ${basis}.`))];
}

function range([low, high], say) {
  return say(low) === say(high) ? null : `(9 in 10: ${say(low)} to ${say(high)})`;
}
