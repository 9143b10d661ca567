// One export while it goes on and after.

import {all, get, post, urlOf} from '../api.js';
import {clearProblem, h, problemBox, replace, sendOnce, showProblem} from '../dom.js';
import {open as openDialog} from '../dialog.js';
import {confirmCancel, runAgain} from '../exports/actions.js';
import {makeCellLayer} from '../exports/cellLayer.js';
import {codeBlock, copyButton} from '../exports/copy.js';
import {DestinationPicker} from '../exports/destinationPicker.js';
import {deliveries, failure, fileLink, files, isLink, journal, plan} from '../exports/exportParts.js';
import {ExportFollower} from '../exports/follow.js';
import {toRequest, emptyForm} from '../exports/request.js';
import {toCurl, toPython} from '../exports/snippets.js';
import {actionsOf, bytes, count, destination, seconds, some, state, timeline, when} from '../exports/words.js';
import {onTheme} from '../theme.js';

export const layout = 'map';

const SPOKEN_STEP = 25;
const MANY_TASKS = 300;
const LINK_GOOD_MS = 30_000; // the shortest links are good for a minute

/** Renders the view: see js/main.js. */
export function render(container, {id}, context) {
  new ExportView(container, id, context).start();
}

/** The page of one export. */
class ExportView {
  #names = new Map();
  #spoken = {status: null, quarter: 0};
  #isPlaced = false;
  #isLarge = false;
  #tilesOf = null;
  #filesOf = null;
  #shownFiles = [];
  #hrefs = []; // of these, the newest
  #hrefsAt = 0;
  #result = null;
  #renewing = null;
  #request = null;
  #historyRuns = 0;

  constructor(container, id, context) {
    this.id = id;
    this.context = context;
    this.title = h('h1', null, 'Export');
    this.badge = h('span', {class: 'badge'});
    this.stateText = h('p', {class: 'hint'});
    this.bar = h('progress', {max: 100, value: 0, 'aria-label': 'Progress'});
    this.progressText = h('p', {class: 'number'});
    this.connection = h('p', {class: 'hint'}, 'Loading…');
    this.actions = h('div', {class: 'buttons'});
    this.trouble = h('div', {class: 'stack'});
    this.legend = h('div', {class: 'legend', hidden: true},
        ['done', 'working', 'partly', 'pending', 'failed'].map((each) => h('span', {dataset: {cell: each}}, h('span', {class: 'swatch', 'aria-hidden': 'true'}), {done: 'rendered', working: 'being rendered', partly: 'in part', pending: 'pending', failed: 'not rendered'}[each])));
    this.mapNote = h('div', {class: 'stack'});
    this.files = h('div');
    // before somebody opens or copies a link by the menu of the browser
    ['pointerenter', 'focusin'].forEach((event) => this.files.addEventListener(event, () => this.#shownFiles.some(({href}) => isLink(href)) && this.#renew()));
    this.filesGroup = this.#group('Files', this.files, true);
    this.deliveries = h('div');
    this.journal = h('div');
    this.journalGroup = this.#group('Journal', this.journal, true);
    this.journalGroup.addEventListener('toggle', () => this.follower.export && this.#showHistory());
    this.plan = h('div');
    this.planGroup = this.#group('Plan', this.plan);
    this.snippets = h('div', {class: 'stack'});
    this.known = h('div', {class: 'stack', hidden: true}, // until it is read there is nothing to say
        h('section', {class: 'stack', 'aria-label': 'State'}, this.bar, this.progressText, this.stateText, this.legend, this.mapNote),
        this.actions, this.filesGroup, this.#group('Deliveries', this.deliveries, true), this.planGroup,
        this.journalGroup, this.#group('This request as curl and Python', this.snippets));
    this.content = h('div', {class: 'stack'}, this.trouble, h('div', {class: 'row'}, this.badge, this.connection), this.known);
    container.append(h('p', null, h('a', {href: '#/exports'}, 'Exports')), this.title, this.content);
    this.cells = makeCellLayer(() => ({
      board: this.follower.board,
      isFailed: this.follower.export?.status === 'ERROR',
      isFaint: this.#tilesOf !== null && this.follower.export?.status === 'SUCCESS',
    }));
    onTheme(() => this.cells.redraw(), context.signal);
    context.map.add('cells', this.cells.layer);
    this.follower = new ExportFollower(id, {
      signal: context.signal,
      onChange: (parts) => this.#show(parts),
      onProblem: (problem) => showProblem(this.content, problem),
    });
  }

  #group(title, content, isOpen = false) {
    return h('details', {open: isOpen, class: 'group'}, h('summary', null, h('h2', null, title)), content);
  }

  start() {
    this.#loadNames();
    this.follower.run();
  }

  async #loadNames() {
    try {
      const configs = await all('/v1/delivery-configs', 'deliveryConfigs', {signal: this.context.signal, most: 200});
      this.#names = new Map(configs.map(({id, name}) => [id, name]));
      if (this.follower.export) {
        this.#showDeliveries();
      }
    } catch {
      // then they are named by their kind
    }
  }

  #show(parts) {
    if (parts.has('export')) {
      this.#showExport();
    }
    if (parts.has('progress')) {
      this.#showProgress();
    }
    if (parts.has('cells') || parts.has('export')) {
      this.#showCells();
    }
    if (parts.has('history')) {
      this.#showHistory();
    }
    if (parts.has('connection') || parts.has('export')) {
      this.connection.hidden = this.follower.connection !== 'waiting' || this.follower.isEnded;
      this.connection.textContent = 'Not connected; trying again…';
    }
  }

  #showExport() {
    const now = this.follower.export;
    const {label, tone, text} = state(now);
    const title = now.name || now.plan?.fileName || 'Export without name';
    if (this.title.textContent !== title) {
      this.title.textContent = title;
      document.title = `${title} · Landfall`;
    }
    this.known.hidden = false;
    this.badge.className = `badge ${tone}`;
    this.badge.textContent = label;
    this.stateText.textContent = `${text} Begun ${when(now.createdAt)}${now.attempt > 1 ? `, attempt ${now.attempt}` : ''}${now.priority === 'NORMAL' ? '' : `, priority ${now.priority.toLowerCase()}`}.`;
    replace(this.trouble, now.error && failure(now.error), now.warnings.map((warning) => h('p', {class: 'warning'}, warning)));
    this.#showActions(now);
    this.#showDeliveries();
    this.#showFiles(now);
    this.planGroup.hidden = now.plan === null;
    if (now.plan) {
      const pinned = now.pinned?.projects ?? [];
      replace(this.plan, plan(now.plan), pinned.map(({projectId, version, input}) => h('p', {class: 'hint'}, 'With version ', version, ' of ', h('a', {href: `#/projects/${encodeURIComponent(projectId)}`}, 'its project'), input ? ` as ${input}` : '', '.')));
    }
    if (now.plan?.tasks > MANY_TASKS && !this.#isLarge) {
      this.#isLarge = true;
      this.journalGroup.open = false;
    }
    this.#showSnippets(now);
    this.#say(label, now);
  }

  #showProgress() {
    const {progress, status, statusReason} = this.follower.export;
    this.bar.value = status === 'SUCCESS' ? 100 : progress.percent;
    const parts = progress.tilesTotal ? [`${progress.percent} %`, `${count(progress.tilesDone)} of ${count(progress.tilesTotal)} tiles`] : ['Not planned yet'];
    if (progress.bytesRendered) {
      parts.push(`${bytes(progress.bytesRendered)} rendered`);
    }
    if (progress.bytesDelivered) {
      parts.push(`${bytes(progress.bytesDelivered)} delivered`);
    }
    if (this.follower.working > 0) {
      parts.push(`${some(this.follower.working, 'task')} being rendered`);
    }
    if (status === 'RENDERING' && !statusReason && progress.secondsLeft) {
      parts.push(`about ${seconds(progress.secondsLeft)} left`);
    }
    this.progressText.textContent = parts.join(', ');
    const quarter = Math.floor(progress.percent / SPOKEN_STEP);
    if (quarter > this.#spoken.quarter && quarter < 4 && status === 'RENDERING') {
      this.#spoken.quarter = quarter;
      this.context.announce(`${quarter * SPOKEN_STEP} percent rendered.`);
    }
  }

  /** Says a change of state once; where the page is opened there is nothing new. */
  #say(label, {error}) {
    if (this.#spoken.status !== null && this.#spoken.status !== label) {
      this.context.announce(`The export is now: ${label}.${error ? ` ${error.detail}` : ''}`);
    }
    this.#spoken.status = label;
  }

  #showCells() {
    const {board, export: now} = this.follower;
    this.cells.redraw();
    if (board && !this.#isPlaced && board.box()) {
      this.#isPlaced = true;
      const [west, south, east, north] = board.box();
      this.context.map.fitTo([west, south, east, north]);
    }
    this.legend.hidden = !board || now.status === 'SUCCESS';
    this.legend.dataset.state = now.status === 'ERROR' ? 'failed' : 'live';
    if (now.status === 'SUCCESS') {
      this.#showTiles(now);
    } else if (this.#tilesOf !== null) {
      this.context.map.remove('tiles');
      this.#tilesOf = null;
    }
  }

  /** Shows the finished file by its own tiles; why it cannot be shown is said where one looks. */
  async #showTiles({attempt}) {
    if (this.#tilesOf === attempt) {
      return;
    }
    this.#tilesOf = attempt;
    let isSaid = false;
    try {
      await this.context.map.addTileJson('tiles', `/v1/exports/${encodeURIComponent(this.id)}/tilejson.json`, {
        signal: this.context.signal,
        onProblem: (problem) => {
          if (!isSaid) {
            isSaid = true;
            replace(this.mapNote, problemBox(problem));
          }
        },
      });
      this.cells.redraw();
    } catch (problem) {
      if (problem.name !== 'AbortError') {
        replace(this.mapNote, h('p', {class: 'hint'}, `The map cannot show the file: ${problem.detail || problem.message}`));
        this.#tilesOf = null;
        this.cells.redraw();
        this.#tilesOf = attempt;
      }
    }
  }

  #showDeliveries() {
    const text = JSON.stringify([this.follower.export.deliveries.map(({result, ...rest}) => rest), this.#names.size]);
    if (this.deliveriesText !== text) {
      this.deliveriesText = text;
      replace(this.deliveries, deliveries(this.follower.export.deliveries, this.#names, this.follower.export.error));
    }
  }

  /** Links are made anew with each answer: the list stays, while files are the same, and its links are the newest. */
  #showFiles({result}) {
    const text = JSON.stringify((result?.files ?? []).map(({name, sha256}) => [name, sha256]));
    this.filesGroup.hidden = !result?.files.length;
    if (this.#filesOf !== text) {
      this.#filesOf = text;
      this.#shownFiles = result?.files ?? [];
      const stac = result?.files.find(({name}) => name.endsWith('.stac.json'));
      const hrefOf = (file) => this.#hrefOf(file);
      replace(this.files, files(result?.files ?? [], hrefOf), stac && h('p', {class: 'hint'}, 'The STAC item of the file: ',
          isLink(stac.href) ? fileLink(stac, hrefOf, {}, stac.name) : h('code', null, stac.href), '.'));
    }
    if (result === this.#result) {
      return; // an event, which has no links
    }
    this.#result = result;
    this.#hrefs = (result?.files ?? []).map(({href}) => href);
    this.#hrefsAt = Date.now();
    this.files.querySelectorAll('a[data-link]').forEach((link) => (link.href = this.#newest(link.landfallFile)));
  }

  #newest(file) {
    return this.#hrefs[this.#shownFiles.indexOf(file)] ?? file.href;
  }

  /** Returns the location of a file; a link that has been here for a while is asked for anew, as it may have expired. */
  #hrefOf(file) {
    const renewing = isLink(file.href) ? this.#renew() : null;
    return renewing ? renewing.then(() => this.#newest(file)) : this.#newest(file);
  }

  /** Asks for links that are good; null: those that are there are. */
  #renew() {
    if (Date.now() - this.#hrefsAt < LINK_GOOD_MS) {
      return null;
    }
    this.#renewing ??= (async () => {
      try {
        await this.follower.refresh();
        this.#showFiles(this.follower.export);
      } catch (problem) {
        showProblem(this.content, problem); // the links that are there may still do
      } finally {
        this.#renewing = null;
      }
    })();
    return this.#renewing;
  }

  #showActions(now) {
    const text = JSON.stringify(actionsOf(now));
    if (this.actionsText === text) {
      return;
    }
    this.actionsText = text;
    const button = (name, label, onclick, style) => h('button', {type: 'button', class: style ?? null, dataset: {action: name}, onclick}, label);
    const made = {
      pause: () => button('pause', 'Pause', () => this.#act('pause')),
      resume: () => button('resume', 'Resume', () => this.#act('resume'), 'primary'),
      cancel: () => button('cancel', 'Cancel', async () => (await confirmCancel(this.title.textContent)) && this.#act('cancel'), 'danger'),
      retry: () => button('retry', 'Retry', () => this.#act('retry'), 'primary'),
      deliver: () => button('deliver', 'Deliver elsewhere', () => this.#deliver()),
    };
    const focused = this.actions.contains(document.activeElement);
    replace(this.actions, actionsOf(now).map((name) => made[name]()),
        button('again', 'Run again', () => this.#runAgain()),
        h('a', {class: 'button', href: `#/exports/new?from=${encodeURIComponent(this.id)}`}, 'Duplicate'),
        copyButton('Copy id', this.id, 'Id of the export'));
    if (focused) {
      this.actions.querySelector('button')?.focus();
    }
  }

  async #act(action) {
    clearProblem(this.content);
    const buttons = [...this.actions.querySelectorAll('button')];
    buttons.forEach((each) => (each.disabled = true));
    try {
      this.follower.take(await post(`/v1/exports/${encodeURIComponent(this.id)}/${action}`, undefined, {signal: this.context.signal, safe: true}));
    } catch (problem) {
      showProblem(this.content, problem);
    } finally {
      buttons.forEach((each) => (each.disabled = false));
    }
  }

  async #runAgain() {
    clearProblem(this.content);
    try {
      const made = await runAgain(this.id, this.follower.export.request, this.context.signal);
      this.context.navigate(`#/exports/${encodeURIComponent(made.id)}`);
    } catch (problem) {
      showProblem(this.content, problem);
    }
  }

  /** Asks for more destinations of the file. */
  #deliver() {
    const {signal} = this.context;
    const picker = new DestinationPicker({signal, onChange: () => {}});
    picker.load([]);
    openDialog('Deliver elsewhere', (close) => {
      const form = h('form', {class: 'stack', novalidate: true, onsubmit: (event) => {
        event.preventDefault();
        sendOnce(form, async () => {
          const {delivery} = toRequest({...emptyForm(), delivery: picker.read()});
          if (delivery.length === 0) {
            throw Object.assign(new Error('Choose at least one destination.'), {title: 'No destination'});
          }
          this.follower.take(await post(`/v1/exports/${encodeURIComponent(this.id)}/deliver`, {delivery}, {signal}));
          close(true);
        });
      }}, h('p', {class: 'hint'}, 'The file is not rendered again.'), picker.element,
      h('div', {class: 'buttons'}, h('button', {type: 'submit', class: 'primary'}, 'Deliver'), h('button', {type: 'button', onclick: () => close(false)}, 'Close')));
      return form;
    });
  }

  /** The journal of a large export has megabytes: it is read where somebody opens it. */
  async #showHistory() {
    if (!this.journalGroup.open) {
      return;
    }
    const run = ++this.#historyRuns;
    try {
      const {events} = await get(`/v1/exports/${encodeURIComponent(this.id)}/history`, {signal: this.context.signal});
      if (run === this.#historyRuns) {
        const to = (index) => destination(this.follower.export.deliveries[index] ?? {type: `destination ${index + 1}`}, this.#names);
        replace(this.journal, journal(timeline(events, to)));
      }
    } catch (problem) {
      if (problem.name !== 'AbortError' && run === this.#historyRuns) {
        replace(this.journal, problemBox(problem));
      }
    }
  }

  #showSnippets({request}) {
    const text = JSON.stringify(request);
    if (this.#request !== text) {
      this.#request = text;
      const url = urlOf('/v1/exports').href;
      replace(this.snippets, h('p', {class: 'hint'}, 'Both read the token from LANDFALL_TOKEN.'), codeBlock('curl', toCurl(url, request)), codeBlock('Python', toPython(url, request)));
    }
  }
}
