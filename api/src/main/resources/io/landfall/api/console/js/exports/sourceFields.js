// The part of the form that says what is exported: a project, a tool over projects, or scenes.

import {all, get} from '../api.js';
import {field, h, replace} from '../dom.js';
import {inputsNamed} from './request.js';

const KINDS = [['project', 'A project'], ['tool', 'A tool over projects'], ['scenes', 'Scenes']];

/** Fields of what is exported. */
export class SourceFields {
  #inputs = {}; // by name, of all tools that were chosen: who comes back to one finds them
  #names = []; // of the inputs of the tool that is chosen
  #namesOf = new Map(); // by tool
  #treeNames = [];
  #tree = null;
  #toolId = null;

  /** @param {object} options `signal`; `onChange()`; `onProblem(problem)` */
  constructor({signal, onChange, onProblem}) {
    this.signal = signal;
    this.onChange = onChange;
    this.onProblem = onProblem;
    this.kind = h('select', {onchange: () => this.#changed()}, KINDS.map(([value, label]) => h('option', {value}, label)));
    this.project = h('select', {onchange: () => onChange()}, h('option', {value: ''}, 'Choose a project'));
    this.bands = h('input', {type: 'text', autocomplete: 'off', spellcheck: 'false', oninput: () => onChange()});
    this.tool = h('select', {onchange: () => this.#changed()}, h('option', {value: ''}, 'Choose a tool'));
    this.scenes = h('textarea', {rows: 4, spellcheck: 'false', oninput: () => onChange()});
    this.inputs = h('div', {class: 'stack', dataset: {pointer: '/source/inputs'}});
    this.projectField = field('Project', this.project, {pointer: '/source/projectId'});
    this.bandsField = field('Bands', this.bands, {pointer: '/source/bands', hint: 'Names with commas, as red, green, blue, or a preset as color-infrared. Empty: those of the project.'});
    this.toolField = field('Tool', this.tool, {pointer: '/source/toolId'});
    this.scenesField = field('Scenes', this.scenes, {pointer: '/source/scenes', hint: 'Product ids of the index or ids of your own scenes, one a line, the first on top.'});
    this.element = h('div', {class: 'stack', dataset: {pointer: '/source'}}, field('What', this.kind), this.toolField, this.projectField, this.inputs, this.scenesField, this.bandsField);
  }

  /** Shows what a form says, and loads what may be chosen. */
  async load(form) {
    this.kind.value = form.kind;
    this.bands.value = form.bands;
    this.scenes.value = form.scenes;
    this.#inputs = {...form.inputs};
    this.#names = Object.keys(form.inputs);
    this.#treeNames = form.tool ? this.#names : [];
    this.#tree = form.tool;
    this.#choose(this.project, form.projectId, 'the project of the request');
    this.#choose(this.tool, form.tool ? '' : form.toolId, form.toolId);
    this.#show();
    const {signal} = this;
    const [projects, tools] = await Promise.allSettled([all('/v1/projects', 'projects', {signal, most: 500}), all('/v1/tools', 'tools', {signal, most: 500})]);
    for (const {reason} of [projects, tools]) {
      if (reason && reason.name !== 'AbortError') {
        this.onProblem(reason);
      }
    }
    this.projects = projects.value ?? [];
    this.#fill(this.project, 'Choose a project', this.projects);
    this.#fill(this.tool, form.tool ? 'The tool of the request, a tree of its own' : 'Choose a tool', tools.value ?? []);
    this.#changed();
  }

  #choose(select, id, label) {
    if (id) {
      select.append(h('option', {value: id}, label));
      select.value = id;
    }
  }

  #fill(select, nothing, items) {
    const chosen = select.value;
    const isKnown = chosen === '' || items.some(({id}) => id === chosen);
    replace(select, h('option', {value: ''}, nothing), items.map(({id, name, builtIn}) => h('option', {value: id}, builtIn ? `${name} (built in)` : name)),
        !isKnown && h('option', {value: chosen}, `Not found: ${chosen}`));
    select.value = chosen;
  }

  #changed() {
    this.#show();
    this.#loadInputs();
    this.onChange();
  }

  #show() {
    const kind = this.kind.value;
    this.projectField.hidden = kind === 'scenes';
    this.toolField.hidden = kind !== 'tool';
    this.inputs.hidden = kind !== 'tool';
    this.scenesField.hidden = kind !== 'scenes';
    this.bandsField.hidden = kind === 'tool';
    this.projectField.querySelector('label').textContent = kind === 'tool' ? 'Project that all inputs read, but for those below' : 'Project';
  }

  /** Shows a row for each input of the tool. */
  async #loadInputs() {
    const toolId = this.kind.value === 'tool' ? this.tool.value : '';
    if (toolId === this.#toolId) {
      return;
    }
    if (toolId === '') {
      this.#names = this.#treeNames;
    } else if (this.#toolId !== null) {
      this.#names = this.#namesOf.get(toolId) ?? []; // until they are known: those of the tool before are not of this one
    }
    this.#toolId = toolId;
    replace(this.inputs);
    if (toolId === '') {
      return;
    }
    try {
      const {inputs, formula} = await get(`/v1/tools/${encodeURIComponent(toolId)}`, {signal: this.signal});
      if (toolId === this.#toolId) {
        this.#names = inputs;
        this.#namesOf.set(toolId, inputs);
        replace(this.inputs, formula && h('p', {class: 'hint'}, formula), inputs.map((name) => this.#inputRow(name)));
        this.onChange();
      }
    } catch (problem) {
      if (problem.name !== 'AbortError') {
        this.#toolId = null;
        this.onProblem(problem);
      }
    }
  }

  #inputRow(name) {
    const input = (this.#inputs[name] ??= {projectId: '', band: ''});
    const project = h('select', {onchange: () => {
      input.projectId = project.value;
      this.onChange();
    }}, h('option', {value: ''}, 'As above'), (this.projects ?? []).map((each) => h('option', {value: each.id}, each.name)));
    project.value = input.projectId;
    const band = h('input', {type: 'text', value: input.band, autocomplete: 'off', spellcheck: 'false', oninput: () => {
      input.band = band.value;
      this.onChange();
    }});
    const pointer = `/source/inputs/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return h('fieldset', {dataset: {pointer}}, h('legend', null, `Input ${name}`),
        h('div', {class: 'fields'}, field('Project', project, {pointer: `${pointer}/projectId`}), field('Band', band, {pointer: `${pointer}/band`, hint: 'Empty: as the tool says.'})));
  }

  /** Returns what is chosen, as members of a form. */
  read() {
    const isTool = this.kind.value === 'tool';
    return {
      kind: this.kind.value,
      projectId: this.project.value,
      toolId: isTool ? this.tool.value : '',
      tool: isTool && this.tool.value === '' ? this.#tree : null,
      inputs: isTool ? inputsNamed(this.#inputs, this.#names) : {},
      scenes: this.scenes.value,
      bands: this.bands.value,
    };
  }

  /** Tells whether enough is chosen for an estimate. */
  isChosen() {
    const {kind, projectId, toolId, tool, inputs, scenes} = this.read();
    if (kind === 'scenes') {
      return scenes.trim() !== '';
    }
    return kind === 'project' ? projectId !== '' : (toolId !== '' || tool !== null) && (projectId !== '' || Object.values(inputs).some((input) => input.projectId));
  }
}
