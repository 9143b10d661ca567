// How a project is looked at: bands, presets, tools, stretch, colours. Each change is told at once.

import {all} from '../api.js';
import {field, h, newId, problemBox, replace} from '../dom.js';
import {bandsOf, defaultBands, PRESETS, presetsOf} from './bands.js';
import {consistent, isOneBand, RAMPS, RESAMPLINGS} from './look.js';
import {openToolEditor} from './toolEditor.js';
import {stretchFields} from './stretchFields.js';

const CHANNELS = ['Red', 'Green', 'Blue'];

/** The panel; `look` is what it shows. */
export class LookPanel {
  #context;
  #layer;
  #onChange;
  #bands = [];
  #tools = [];
  #show = h('select');
  #channels = h('div', {class: 'stack'});
  #stretch;
  #ramp = h('select', null, h('option', {value: ''}, 'As the index is mostly shown, or grey'), RAMPS.map((name) => [h('option', {value: name}, name), h('option', {value: `${name}_r`}, `${name}, turned`)]));
  #rampField;
  #resampling = h('select', null, h('option', {value: ''}, 'As suits the values'), RESAMPLINGS.map((name) => h('option', {value: name}, name)));
  #problem = h('div', {class: 'stack'});
  #editTool = h('button', {type: 'button', class: 'quiet'}, 'Edit the tool');
  element;

  /**
   * @param {object} context of the view
   * @param {object} options `look`; `layer`: the LookLayer; `onChange(look)`
   */
  constructor(context, {look, layer, onChange}) {
    this.#context = context;
    this.#layer = layer;
    this.#onChange = onChange;
    this.look = look;
    this.#stretch = stretchFields(context, {layer, onChange: (stretch) => this.#set({...this.#withBands(), stretch})});
    this.#rampField = field('Colours of the values', this.#ramp, {pointer: '/ramp'});
    this.#show.addEventListener('change', () => this.#choose(this.#show.value));
    this.#ramp.addEventListener('change', () => this.#set({...this.look, ramp: this.#ramp.value || null}));
    this.#resampling.addEventListener('change', () => this.#set({...this.look, resampling: this.#resampling.value || null}));
    this.#editTool.addEventListener('click', () => this.#edit(typeof this.look.tool === 'string' ? this.look.tool : null));
    const opacityId = newId('opacity');
    this.element = h('section', {class: 'stack', 'aria-label': 'Look'}, h('h2', null, 'Look'), this.#problem,
        field('Show', this.#show, {pointer: '/bands'}), this.#channels,
        h('div', {class: 'buttons'}, this.#editTool, h('button', {type: 'button', class: 'quiet', onclick: () => this.#edit(null)}, 'New tool')),
        this.#stretch.element, this.#rampField,
        h('div', {class: 'fields'},
            field('Resampling', this.#resampling, {pointer: '/resampling'}),
            h('div', {class: 'field'}, h('label', {for: opacityId}, 'Opacity'), h('input', {
              id: opacityId, type: 'range', min: 0, max: 1, step: 0.05, value: 1, oninput: (event) => layer.setOpacity(Number(event.target.value)),
            }))));
    this.#draw();
    this.#loadTools();
  }

  /** Offers the bands of these scenes: rows that are known, null left out. */
  setScenes(rows) {
    this.#bands = bandsOf(rows.filter((row) => row?.bands).map(({id, bands}) => ({id, bands})));
    this.#draw();
  }

  /** Takes what the service says of the look that is shown. */
  setShown({look, tileJson}) {
    replace(this.#problem, (tileJson.warnings ?? []).map((warning) => h('p', {class: 'warning'}, warning)));
    this.#stretch.setShown(look, tileJson);
  }

  /** Says why the look cannot be shown. */
  setProblem(problem) {
    replace(this.#problem, problemBox(problem));
  }

  async #loadTools() {
    try {
      this.#tools = await all('/v1/tools?limit=500', 'tools', {signal: this.#context.signal});
      this.#draw();
    } catch (problem) {
      if (problem.name !== 'AbortError') {
        this.setProblem(problem);
      }
    }
  }

  #choose(value) {
    const [kind, name] = [value.split(':')[0], value.slice(value.indexOf(':') + 1)];
    const names = this.#bands.map((band) => band.name);
    const plain = {...this.look, bands: null, look: null, tool: null, stretch: null, ramp: null};
    const next = {
      project: () => plain,
      look: () => ({...plain, look: name}),
      bands: () => ({...plain, bands: this.#chosenBands(names)}),
      band: () => ({...plain, bands: [this.#chosenBands(names)[0]]}),
      tool: () => ({...plain, tool: name}),
      tree: () => ({...plain, tool: this.look.tool}),
    }[kind]();
    this.#set(next);
  }

  #chosenBands(names) {
    const preset = PRESETS.find(({id}) => id === this.look.look);
    const current = preset?.bands ?? (this.look.bands?.length === 3 ? this.look.bands : null);
    return current ?? defaultBands(names);
  }

  /** A preset has its own range: who sets another sees its bands with that. */
  #withBands() {
    const preset = PRESETS.find(({id}) => id === this.look.look);
    return preset ? {...this.look, look: null, bands: preset.bands} : this.look;
  }

  #set(look) {
    this.look = consistent(look);
    replace(this.#problem);
    this.#draw();
    this.#onChange(this.look);
  }

  #draw() {
    const names = this.#bands.map(({name}) => name);
    const {look} = this;
    const kind = look.tool !== null ? (typeof look.tool === 'string' ? `tool:${look.tool}` : 'tree')
        : look.look !== null ? `look:${look.look}` : look.bands === null ? 'project' : look.bands.length === 1 ? 'band' : 'bands';
    const [builtIn, saved] = [this.#tools.filter((tool) => tool.builtIn), this.#tools.filter((tool) => !tool.builtIn)];
    replace(this.#show,
        h('option', {value: 'project'}, "The project's own bands and colours"),
        h('optgroup', {label: 'Colours that need no tuning'}, presetsOf(names).map(({id, label, hint}) => h('option', {value: `look:${id}`}, `${label}: ${hint}`))),
        names.length > 0 && h('optgroup', {label: 'Bands'},
            names.length >= 3 && h('option', {value: 'bands'}, 'Three bands of your choice'), h('option', {value: 'band'}, 'One band')),
        saved.length > 0 && h('optgroup', {label: 'Saved tools'}, saved.map(({id, name}) => h('option', {value: `tool:${id}`}, name))),
        builtIn.length > 0 && h('optgroup', {label: 'Built-in tools'}, builtIn.map(({id, name}) => h('option', {value: `tool:${id}`}, name === id ? id : `${name} (${id})`))),
        typeof look.tool === 'object' && look.tool !== null && h('option', {value: 'tree'}, 'A tool that is not saved yet'));
    if (![...this.#show.options].some(({value}) => value === kind)) {
      this.#show.append(h('option', {value: kind}, kind.slice(kind.indexOf(':') + 1))); // its bands, or the tool, are not known yet
    }
    this.#show.value = kind;
    this.#drawChannels(kind, names);
    this.#rampField.hidden = !isOneBand(look);
    this.#ramp.value = look.ramp ?? '';
    this.#resampling.value = look.resampling ?? '';
    this.#editTool.hidden = look.tool === null;
    this.#stretch.show(this.look);
  }

  #drawChannels(kind, names) {
    const {bands} = this.look;
    const select = (channel, i) => field(channel, h('select', {dataset: {pointer: `/bands/${i}`}, onchange: (event) => {
      this.#set({...this.look, bands: bands.map((band, j) => (i === j ? event.target.value : band))});
    }}, names.map((name) => h('option', {value: name, selected: name === bands[i]}, name))));
    const focused = [...this.#channels.querySelectorAll('select')].indexOf(document.activeElement);
    const lacking = this.#bands.filter(({name, lacking: ids}) => ids.length > 0 && bands?.includes(name));
    replace(this.#channels,
        kind === 'bands' && h('div', {class: 'fields'}, CHANNELS.map(select)),
        kind === 'band' && select('Band', 0),
        lacking.map(({name, lacking: ids}) => h('p', {class: 'warning'}, `${ids.length === 1 ? 'One scene has' : `${ids.length} scenes have`} no band ${name}, and no data in this look.`)));
    this.#channels.querySelectorAll('select')[focused]?.focus();
  }

  async #edit(id) {
    try {
      await openToolEditor({
        id,
        signal: this.#context.signal,
        onTry: (tree) => this.#set({...this.look, tool: tree, stretch: null, ramp: null}),
        onSaved: (tool) => {
          this.#set({...this.look, tool: tool.id, stretch: null});
          this.#context.announce(`The tool ${tool.name} is saved and shown.`);
          this.#loadTools();
        },
        onDeleted: () => {
          this.#set({...this.look, tool: null});
          this.#loadTools();
        },
      });
    } catch (problem) {
      if (problem.name !== 'AbortError') {
        this.setProblem(problem);
      }
    }
  }
}
