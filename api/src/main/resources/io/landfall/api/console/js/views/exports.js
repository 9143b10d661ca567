// The list of exports: how each stands, and what one may do with it.

import {all, get, pause, post} from '../api.js';
import {clearProblem, field, h, replace, showProblem} from '../dom.js';
import {ago, actionsOf, bytes, isEnded, state, steadyProgress, when} from '../exports/words.js';
import {confirmCancel, runAgain} from '../exports/actions.js';
import {isTransient} from '../exports/transient.js';

export const layout = 'page';

const PAGE = 25;
const LIVE_MS = 3000;
const STILL_MS = 15_000;
const AT_ONCE = 10;

/** Renders the view: see js/main.js. */
export function render(container, {query}, context) {
  const list = new ExportListView(container, query, context);
  list.start();
  return () => list.stop();
}

/** The rows of the pages that were loaded, read anew while something goes on. */
class ExportListView {
  #rows = new Map(); // by id
  #shown = [];
  #next = null;
  #generation = 0;
  #isUnloaded = false; // a problem of that is shown
  #turn = 0;

  constructor(container, query, context) {
    this.context = context;
    this.status = h('select', null, h('option', {value: ''}, 'Any'),
        ['PENDING', 'SUBMITTED', 'RENDERING', 'DELIVERING', 'SUCCESS', 'ERROR'].map((each) => h('option', {value: each}, state({status: each}).label)));
    this.project = h('select', null, h('option', {value: ''}, 'Any'));
    this.label = h('input', {type: 'search', autocomplete: 'off', maxlength: 200});
    this.status.value = query.get('status') ?? '';
    this.label.value = query.get('label') ?? '';
    this.wantedProject = query.get('project') ?? '';
    this.body = h('tbody');
    this.table = h('table', {class: 'exports'}, h('caption', {class: 'visually-hidden'}, 'Exports, newest first'),
        h('thead', null, h('tr', null, ['Name', 'State', 'Progress'].map((title) => h('th', {scope: 'col'}, title)),
            h('th', {scope: 'col', class: 'number'}, 'Size'), ['Begun', 'Labels', 'Actions'].map((title) => h('th', {scope: 'col'}, title)))), this.body);
    this.empty = h('p', {class: 'notice', hidden: true});
    this.more = h('button', {type: 'button', hidden: true, onclick: () => this.#loadMore()}, 'Show more');
    this.form = h('form', {class: 'filters', role: 'search', 'aria-label': 'Filter exports', onsubmit: (event) => {
      event.preventDefault();
      this.#filter();
    }}, field('State', this.status), field('Project', this.project), field('Label', this.label, {hint: 'The whole label.'}));
    this.status.addEventListener('change', () => this.#filter());
    this.project.addEventListener('change', () => this.#filter());
    this.label.addEventListener('change', () => this.#filter());
    this.content = h('div', {class: 'stack'}, h('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Exports'}, this.table), this.empty, h('div', {class: 'buttons'}, this.more));
    container.append(h('div', {class: 'row spread'}, h('h1', null, 'Exports'), h('a', {class: 'button primary', href: '#/exports/new'}, 'New export')), this.form, this.content);
  }

  start() {
    this.#loadProjects();
    this.#reload();
    this.#follow();
    this.onVisible = () => !document.hidden && this.wake?.();
    document.addEventListener('visibilitychange', this.onVisible);
  }

  stop() {
    document.removeEventListener('visibilitychange', this.onVisible);
  }

  async #loadProjects() {
    try {
      const projects = await all('/v1/projects', 'projects', {signal: this.context.signal, most: 500});
      this.project.append(...projects.map(({id, name}) => h('option', {value: id}, name)));
      this.project.value = this.wantedProject;
    } catch (problem) {
      if (problem.name !== 'AbortError') { // as for a token without the right to read projects
        this.project.disabled = true;
        this.project.after(h('p', {class: 'hint'}, `Not listed: ${problem.detail || problem.message}`));
      }
    }
  }

  #filter() {
    this.wantedProject = this.project.value;
    const query = new URLSearchParams(Object.entries({status: this.status.value, project: this.wantedProject, label: this.label.value.trim()}).filter(([, value]) => value));
    history.replaceState(null, '', `#/exports${query.size ? `?${query}` : ''}`);
    this.#reload();
  }

  #path() {
    const query = new URLSearchParams({limit: PAGE});
    const filters = {status: this.status.value, project: this.wantedProject, label: this.label.value.trim()};
    Object.entries(filters).forEach(([name, value]) => value && query.set(name, value));
    return `/v1/exports?${query}`;
  }

  /** Loads the first page anew: the filters have changed. */
  async #reload() {
    const generation = ++this.#generation;
    this.table.setAttribute('aria-busy', 'true');
    try {
      const page = await get(this.#path(), {signal: this.context.signal});
      if (generation === this.#generation) {
        this.#isUnloaded = false;
        clearProblem(this.content);
        this.#shown = page.exports.map(({id}) => id);
        this.#next = page.links.next;
        this.#take(page.exports);
        this.#paint();
        this.context.announce(`${this.#shown.length}${this.#next ? ' or more' : ''} exports.`);
      }
    } catch (problem) {
      if (generation === this.#generation) {
        this.#isUnloaded = true;
        this.#fail(problem);
      }
    } finally {
      this.table.removeAttribute('aria-busy');
    }
  }

  async #loadMore() {
    const generation = this.#generation;
    this.more.disabled = true;
    try {
      const page = await get(this.#next, {signal: this.context.signal});
      if (generation === this.#generation) {
        const fresh = page.exports.filter(({id}) => !this.#shown.includes(id));
        this.#shown.push(...fresh.map(({id}) => id));
        this.#next = page.links.next;
        this.#take(page.exports);
        this.#paint();
        this.context.announce(`${fresh.length} more exports.`);
      }
    } catch (problem) {
      this.#fail(problem);
    } finally {
      this.more.disabled = false;
    }
  }

  /** Asks for the first page every few seconds while something goes on, seldom else, and never out of sight. */
  async #follow() {
    const {signal} = this.context;
    try {
      for (;;) {
        const isLive = [...this.#rows.values()].some((row) => this.#shown.includes(row.id) && !isEnded(row));
        await pause(isLive ? LIVE_MS : STILL_MS, signal);
        if (document.hidden) {
          await new Promise((resolve, reject) => {
            this.wake = resolve;
            signal.addEventListener('abort', () => reject(new DOMException('Stopped', 'AbortError')), {once: true});
          });
        }
        await this.#refresh(signal);
      }
    } catch (problem) {
      this.#fail(problem);
    }
  }

  async #refresh(signal) {
    const generation = this.#generation;
    let page;
    try {
      page = await get(this.#path(), {signal});
    } catch (problem) {
      if (isTransient(problem)) {
        return; // it is asked again
      }
      throw problem;
    }
    if (generation !== this.#generation) {
      return;
    }
    if (this.#isUnloaded) {
      this.#isUnloaded = false;
      clearProblem(this.content);
    }
    const first = page.exports.map(({id}) => id);
    const isPushedOut = (id, i) => !first.includes(id) && (i >= PAGE || !this.status.value); // else it is of another state now
    const rest = page.links.next === null ? [] : this.#shown.filter(isPushedOut);
    const before = new Map(this.#shown.map((id) => [id, this.#rows.get(id)?.status]));
    this.#shown = [...first, ...rest];
    this.#take(page.exports);
    await this.#refreshRest(rest, signal);
    if (rest.length === 0) {
      this.#next = page.links.next;
    }
    for (const row of page.exports) {
      if (before.has(row.id) && before.get(row.id) !== row.status && isEnded(row)) {
        this.context.announce(`${row.name ?? 'An export'}: ${state(row).label}.`);
      }
    }
    this.#paint();
  }

  /** Exports of later pages that go on are asked for by themselves: some each time, in turn, where they are many. */
  async #refreshRest(ids, signal) {
    const live = ids.filter((each) => !isEnded(this.#rows.get(each)));
    const first = this.#turn % Math.max(1, live.length);
    this.#turn = live.length > AT_ONCE ? first + AT_ONCE : 0;
    for (const id of [...live.slice(first), ...live.slice(0, first)].slice(0, AT_ONCE)) {
      try {
        const found = await get(`/v1/exports/${encodeURIComponent(id)}`, {signal});
        this.#take([{...this.#rows.get(id), status: found.status, statusReason: found.statusReason, progress: found.progress, error: found.error}]);
      } catch (problem) {
        if (problem.name === 'AbortError') {
          throw problem;
        }
      }
    }
  }

  #take(exports) {
    for (const row of exports) {
      const before = this.#rows.get(row.id);
      const progress = before && before.status === row.status ? steadyProgress(before.progress, row.progress) : row.progress;
      this.#rows.set(row.id, {...row, progress});
    }
  }

  #fail(problem) {
    if (problem.name !== 'AbortError') {
      showProblem(this.content, problem);
    }
  }

  #paint() {
    const focused = document.activeElement?.closest?.('tr[data-id]')?.dataset.id;
    const focusedName = document.activeElement?.dataset?.action;
    const old = new Map([...this.body.rows].map((row) => [row.dataset.id, row]));
    const rows = this.#shown.map((id) => {
      const row = this.#rows.get(id);
      const text = JSON.stringify([row, ago(row.createdAt)]);
      const there = old.get(id);
      if (there?.landfallText === text) {
        return there; // as it is: what has the focus or is selected stays so
      }
      const made = this.#row(row);
      made.landfallText = text;
      return made;
    });
    if (rows.length !== this.body.rows.length || rows.some((row, i) => row !== this.body.rows[i])) {
      replace(this.body, rows);
      if (focused && document.activeElement === document.body) {
        [...this.body.rows].find((row) => row.dataset.id === focused)?.querySelector(`[data-action="${focusedName}"]`)?.focus();
      }
    }
    this.table.hidden = rows.length === 0;
    this.more.hidden = this.#next === null;
    this.empty.hidden = rows.length > 0;
    replace(this.empty, this.#path() === `/v1/exports?limit=${PAGE}`
        ? ['There are no exports yet. ', h('a', {href: '#/exports/new'}, 'Make one'), '.'] : 'No export is like that.');
  }

  #row(row) {
    const {label, tone, text} = state(row);
    const {percent, tilesDone, tilesTotal} = row.progress;
    const name = row.name || 'Without name';
    const progress = isEnded(row) ? '' : [
      h('progress', {max: 100, value: percent, 'aria-label': `Progress of ${name}`}),
      h('span', {class: 'hint number'}, tilesTotal ? `${percent} %, ${tilesDone} of ${tilesTotal} tiles` : 'not planned yet'),
    ];
    return h('tr', {dataset: {id: row.id}},
        h('td', null, h('a', {href: `#/exports/${encodeURIComponent(row.id)}`, title: name, dataset: {action: 'open'}}, name), h('div', {class: 'hint'}, row.id.slice(0, 13))),
        h('td', null, h('span', {class: `badge ${tone}`, title: text}, label), row.error && h('p', {class: 'hint clip'}, row.error.detail)),
        h('td', {class: 'progress-cell'}, progress),
        h('td', {class: 'number'}, row.bytes ? bytes(row.bytes) : ''),
        h('td', null, h('time', {datetime: row.createdAt, title: when(row.createdAt)}, ago(row.createdAt))),
        h('td', null, (row.labels ?? []).map((each) => h('a', {class: 'badge', href: `#/exports?label=${encodeURIComponent(each)}`}, each))),
        h('td', null, h('div', {class: 'buttons'}, this.#buttons(row, name))));
  }

  #buttons(row, name) {
    const button = (action, label, onclick) => h('button', {type: 'button', class: 'small', dataset: {action}, 'aria-label': `${label}: ${name}`, onclick}, label);
    const actions = actionsOf(row);
    return [
      actions.includes('cancel') && button('cancel', 'Cancel', async () => (await confirmCancel(name)) && this.#act(row, 'cancel')),
      actions.includes('retry') && button('retry', 'Retry', () => this.#act(row, 'retry')),
      isEnded(row) && button('again', 'Run again', () => this.#runAgain(row)),
      h('a', {class: 'button small', dataset: {action: 'duplicate'}, href: `#/exports/new?from=${encodeURIComponent(row.id)}`, 'aria-label': `Duplicate: ${name}`}, 'Duplicate'),
    ];
  }

  async #runAgain(row) {
    clearProblem(this.content);
    try {
      const {request} = await get(`/v1/exports/${encodeURIComponent(row.id)}`, {signal: this.context.signal});
      const made = await runAgain(row.id, request, this.context.signal);
      this.context.navigate(`#/exports/${encodeURIComponent(made.id)}`);
    } catch (problem) {
      this.#fail(problem);
    }
  }

  async #act(row, action) {
    clearProblem(this.content);
    try {
      const {status, statusReason, progress, error} = await post(`/v1/exports/${encodeURIComponent(row.id)}/${action}`, undefined, {signal: this.context.signal, safe: true});
      this.#take([{...row, status, statusReason, progress, error}]);
      this.#paint();
      this.context.announce(`${row.name ?? 'Export'}: ${state({status, statusReason}).label}.`);
    } catch (problem) {
      this.#fail(problem);
    }
  }
}
