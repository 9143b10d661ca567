// What to export, where to, and what it would take.

import {aoiPanel} from '../aoi/panel.js';
import {collectPolygons, multiPolygon} from '../aoi/polygons.js';
import {keepArea, keptArea} from '../aoi/session.js';
import {create, get, newKey, urlOf} from '../api.js';
import {clearProblem, field, h, replace, showProblem} from '../dom.js';
import {codeBlock} from '../exports/copy.js';
import {DestinationPicker} from '../exports/destinationPicker.js';
import {dropDraft, keepDraft, keptDraft} from '../exports/draft.js';
import {EstimatePanel} from '../exports/estimatePanel.js';
import {OutputFields} from '../exports/outputFields.js';
import {PixelFields, withoutPixels} from '../exports/pixelFields.js';
import {boxOf, centreOf, emptyForm, fromRequest, isWhole, lookOf, placed, toRequest} from '../exports/request.js';
import {toCurl, toPython} from '../exports/snippets.js';
import {SourceFields} from '../exports/sourceFields.js';
import {exportParts, tileParameters} from '../look/look.js';
import {keptLook} from '../look/session.js';
import {notify} from '../notices.js';

export const layout = 'map';

const PREVIEW_MS = 400;

/** Renders the view: see js/main.js. */
export function render(container, {query}, context) {
  const view = new NewExportView(container, context);
  view.start(query);
  return () => view.leave();
}

/** A form whose every change is estimated. */
class NewExportView {
  #rest = {};
  #mask = null;
  #place = null; // of a project that the map has shown: its id and centre
  #shown = '';
  #shownProject = undefined;
  #untouched = null;
  #isSent = false;
  #query = '';
  #key = null;
  #keyOf = null;
  #isReady = false;

  constructor(container, context) {
    this.context = context;
    const onChange = () => this.#changed();
    const {signal} = context;
    this.source = new SourceFields({signal, onChange, onProblem: (problem) => showProblem(this.notes, problem)});
    this.output = new OutputFields(onChange);
    this.pixels = new PixelFields(onChange);
    this.destinations = new DestinationPicker({signal, onChange});
    this.name = h('input', {type: 'text', maxlength: 200, autocomplete: 'off', oninput: onChange});
    this.labels = h('input', {type: 'text', autocomplete: 'off', oninput: onChange});
    this.priority = h('select', {onchange: onChange}, [['LOW', 'Low'], ['NORMAL', 'Normal'], ['HIGH', 'High']].map(([value, label]) => h('option', {value}, label)));
    this.notes = h('div', {class: 'stack'});
    this.mapNote = h('div');
    this.kept = h('div', {class: 'stack'});
    this.area = h('div', {class: 'stack', dataset: {pointer: '/mask'}});
    this.noneChosen = h('p', {class: 'hint', hidden: true}, 'None is chosen: the file is kept for a download link.');
    this.snippets = h('div', {class: 'stack'});
    this.submit = h('button', {type: 'submit', class: 'primary', disabled: true}, 'Begin the export'); // until the form is whole
    this.form = h('form', {class: 'stack', novalidate: true, onsubmit: (event) => this.#send(event)});
    this.estimate = new EstimatePanel(this.form, {signal, announce: context.announce});
    this.form.append(
        group('Source', this.source.element, this.kept), group('Area', this.area, this.mapNote), group('Several scenes', this.pixels.element), group('Output', this.output.element),
        group('Destinations', this.destinations.element, this.noneChosen),
        group('Details', field('Name', this.name, {pointer: '/name', hint: 'The file is called so.'}),
            h('div', {class: 'fields'}, field('Labels', this.labels, {pointer: '/labels', hint: 'With commas.'}), field('Priority', this.priority, {pointer: '/priority'}))),
        this.estimate.element,
        h('details', {ontoggle: () => this.#showSnippets()}, h('summary', null, 'As curl and Python'), this.snippets),
        h('div', {class: 'foot row spread'}, this.estimate.short, this.submit));
    container.append(h('h1', null, 'New export'), this.notes, this.form);
  }

  async start(query) {
    this.#query = query.toString();
    const draft = keptDraft(this.#query);
    let form;
    try {
      form = draft ?? await this.#firstForm(query);
    } catch (problem) {
      showProblem(this.notes, problem);
      form = emptyForm();
    }
    if (draft) {
      this.#sayDraft();
      this.#key = draft.sent?.key ?? null;
      this.#keyOf = draft.sent?.of ?? null;
    }
    this.#rest = withoutPixels(form.rest);
    this.#showArea(form.mask, query.has('from'));
    this.output.load(form);
    this.pixels.load(form);
    this.name.value = form.name;
    this.labels.value = form.labels;
    this.priority.value = form.priority;
    this.#showRest();
    await Promise.all([this.source.load(form), this.destinations.load(form.delivery)]);
    this.#isReady = true;
    this.#untouched = draft ? null : this.#text();
    addEventListener('pagehide', () => this.#keep(), {signal: this.context.signal});
    this.submit.disabled = false;
    this.#changed();
  }

  /** The form stays in this tab until it is sent: on the way to a destination, or to an area on the map. */
  leave() {
    this.#keep();
  }

  #keep() {
    if (this.#isReady && !this.#isSent && (this.#key || this.#text() !== this.#untouched)) {
      keepDraft(this.#form(), this.#query, this.#key && {key: this.#key, of: this.#keyOf});
    }
  }

  #text() {
    return JSON.stringify(toRequest(this.#form()));
  }

  #sayDraft() {
    this.notes.append(h('div', {class: 'row spread'}, h('p', {class: 'hint'}, 'The form is as you have left it.'), h('button', {type: 'button', class: 'small', onclick: () => {
      dropDraft();
      this.#isSent = true; // nothing of it is kept
      const hash = `#/exports/new${this.#query ? `?${this.#query}` : ''}`;
      history.replaceState(null, '', '#/exports');
      this.context.navigate(hash);
    }}, 'Begin with a new one')));
  }

  /** Returns the form of `?from=`, an export to duplicate; else what the map shows, of `?project=` where that is named. */
  async #firstForm(query) {
    if (query.has('from')) {
      const {request} = await get(`/v1/exports/${encodeURIComponent(query.get('from'))}`, {signal: this.context.signal});
      if (!isWhole(request)) {
        this.notes.append(h('p', {class: 'warning'}, 'The inputs of this export read scenes, which this form does not show: choose projects for them, or run the export again from the list.'));
      }
      return fromRequest(request);
    }
    const wanted = query.get('project');
    const look = keptLook(wanted);
    const form = look ? fromRequest(exportParts(look)) : {...emptyForm(), projectId: wanted ?? ''};
    if (query.has('scenes')) {
      Object.assign(form, {kind: 'scenes', scenes: query.get('scenes').split(',').join('\n')});
    }
    form.mask = keptArea();
    return form;
  }

  #changed() {
    if (!this.#isReady) {
      return;
    }
    this.output.showCentre(this.#centre());
    this.noneChosen.hidden = this.destinations.read().length > 0;
    this.#showSnippets();
    const request = this.source.isChosen() ? this.#request() : null;
    const problem = this.output.problem();
    this.estimate.update(problem ? null : request, request && problem ? problem.detail : undefined);
    clearTimeout(this.previewTimer);
    this.previewTimer = setTimeout(() => !this.context.signal.aborted && this.#preview(request), PREVIEW_MS);
  }

  #request() {
    return toRequest(this.#form(), this.#centre());
  }

  #form() {
    const {samples, ...output} = this.output.read();
    const rest = {...this.#rest};
    delete rest.samples;
    return {
      ...emptyForm(), ...this.source.read(), ...output, mask: this.#mask, delivery: this.destinations.read(),
      name: this.name.value, labels: this.labels.value, priority: this.priority.value, rest: {...rest, ...(samples ? {samples} : {}), ...this.pixels.read()},
    };
  }

  /** Returns the middle of the area, else of the project that is chosen; null: it is not known, or not yet. */
  #centre() {
    const box = this.#mask && boxOf(this.#mask);
    if (box) {
      return centreOf(box);
    }
    const look = lookOf(toRequest({...emptyForm(), ...this.source.read()}));
    return look && look.projectId === this.#place?.projectId ? this.#place.centre : null;
  }

  /** Shows what is exported by the tiles of its project, and learns where that lies: the UTM zone follows it. */
  async #preview(request) {
    const look = request && lookOf(request);
    const path = look ? `/v1/projects/${encodeURIComponent(look.projectId)}/tilejson.json?${tileParameters(look)}` : '';
    if (path === this.#shown) {
      return;
    }
    this.#shown = path;
    replace(this.mapNote);
    const isOther = look?.projectId !== this.#shownProject;
    this.#shownProject = look?.projectId;
    if (!look) {
      this.context.map.remove('project');
      return;
    }
    try {
      const {bounds, center} = await this.context.map.addTileJson('project', path, {signal: this.context.signal, onProblem: (problem) => this.#sayMap(path, problem)});
      if (path !== this.#shown || !bounds) {
        return;
      }
      if (isOther && !this.#mask) {
        this.context.map.fitTo(bounds);
      }
      // bounds across the antimeridian are the whole circle, with the right centre
      this.#place = {projectId: look.projectId, centre: center?.slice(0, 2) ?? centreOf(bounds)};
      this.#changed();
    } catch (problem) {
      this.#sayMap(path, problem);
    }
  }

  #sayMap(path, problem) {
    if (path === this.#shown && problem.name !== 'AbortError') {
      replace(this.mapNote, h('p', {class: 'hint'}, `The map cannot show it: ${problem.detail || problem.message}`));
    }
  }

  /** Lets the area be changed; what a duplicated export has is no area of this tab. */
  #showArea(mask, isOthers) {
    this.#mask = mask;
    let first = null;
    try {
      first = mask && multiPolygon(collectPolygons(mask).coordinates);
    } catch (problem) {
      this.area.append(h('p', {class: 'warning'}, `The map cannot show the area of the request, which stays until there is another: ${problem.message}`));
    }
    const panel = aoiPanel(this.context, {first, isPart: true, keep: isOthers ? () => true : keepArea, onChange: (area) => {
      this.#mask = area;
      this.#changed();
    }});
    this.area.append(panel.element);
    const box = mask && boxOf(mask);
    if (box) {
      this.context.map.fitTo(box);
    }
  }

  /** Says what the request has beside the fields, such as the colours of the map. */
  #showRest() {
    const names = {look: 'look', colorCorrection: 'colour correction', colorRamp: 'colour ramp', grid: 'grid', srcNodata: 'no-data of the sources', bandNames: 'names of bands', controlPoints: 'way between control points', values: 'values'};
    const kept = Object.entries(this.#rest).filter(([name]) => name !== 'samples');
    replace(this.kept, kept.map(([name, value]) => h('div', {class: 'row spread', dataset: {pointer: `/${name}`}},
        h('span', {class: 'clip'}, `With the ${names[name] ?? name} ${typeof value === 'string' ? value : 'of the map or request'}.`),
        h('button', {type: 'button', class: 'small', 'aria-label': `Without the ${names[name] ?? name}`, onclick: () => {
          delete this.#rest[name];
          this.#showRest();
          this.#changed();
        }}, 'Remove'))));
  }

  #showSnippets() {
    if (!this.snippets.parentElement.open || !this.#isReady) {
      return;
    }
    const url = urlOf('/v1/exports').href;
    const request = this.#request();
    replace(this.snippets, h('p', {class: 'hint'}, 'Both read the token from LANDFALL_TOKEN.'), codeBlock('curl', toCurl(url, request)), codeBlock('Python', toPython(url, request)));
  }

  async #send(event) {
    event.preventDefault();
    if (this.submit.disabled) {
      return;
    }
    clearProblem(this.form);
    const unsendable = this.output.problem();
    if (unsendable) {
      showProblem(this.form, unsendable);
      return;
    }
    const request = this.#request();
    const text = JSON.stringify(request);
    if (text !== this.#keyOf) {
      this.#key = newKey(); // the same request, sent again after a lost answer, is the same export
      this.#keyOf = text;
    }
    this.submit.disabled = true;
    this.submit.textContent = 'Beginning…';
    const key = this.#key;
    try {
      const made = await create('/v1/exports', request, {key});
      this.#begun(made, key);
    } catch (problem) {
      this.#refused(problem);
    } finally {
      this.submit.disabled = false;
      this.submit.textContent = 'Begin the export';
    }
  }

  /** Who has gone to another view meanwhile is told, and stays there. */
  #begun(made, key) {
    const href = `#/exports/${encodeURIComponent(made.id)}`;
    this.#isSent = true;
    dropDraft(this.context.signal.aborted ? key : null);
    if (this.context.signal.aborted) {
      notify('The export that you left as it was being sent has begun.', {link: {href, text: 'Follow it'}});
    } else {
      this.context.announce('The export has begun.');
      this.context.navigate(href);
    }
  }

  #refused(problem) {
    if (this.context.signal.aborted) {
      if (problem.name !== 'AbortError') {
        notify(`The export that you left as it was being sent has not begun: ${problem.detail || problem.message}`, {isBad: true, link: {href: '#/exports/new', text: 'Back to the form'}});
      }
      return;
    }
    showProblem(this.form, placed(problem));
    this.form.querySelector('[data-problem]')?.scrollIntoView({block: 'nearest'});
  }
}

function group(title, ...content) {
  return h('fieldset', {class: 'stack'}, h('legend', null, title), content);
}
