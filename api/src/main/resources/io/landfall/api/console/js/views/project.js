// One project: scenes in order, bands, colours, on the map.

import {remove} from '../api.js';
import {aoiPanel} from '../aoi/panel.js';
import {askText} from '../dialog.js';
import {h, problemBox, replace} from '../dom.js';
import {openColors} from '../look/colorForm.js';
import {newLook} from '../look/look.js';
import {LookLayer} from '../look/lookLayer.js';
import {LookPanel} from '../look/lookPanel.js';
import {MapNote} from '../look/mapNote.js';
import {keepLook, keptLook} from '../look/session.js';
import {valuesPanel} from '../look/valuesPanel.js';
import {forgetProject, openProject} from '../project/editor.js';
import {SceneOrder} from '../project/sceneOrder.js';
import {findScenes} from '../project/scenes.js';
import {saveState} from '../project/saveState.js';
import {Footprints} from '../search/footprints.js';
import {boundsOf} from '../search/query.js';
import {tabs} from '../tabs.js';
import {askDelete} from './projects.js';

export const layout = 'map';

/** Renders the view: see js/main.js. */
export function render(container, {id}, context) {
  const heading = h('h1', null, 'Project');
  const loading = h('p', {class: 'muted'}, 'Loading…');
  container.append(heading, loading);
  openProject(id, context.signal).then((editor) => {
    loading.remove();
    const view = new ProjectView(container, heading, editor, context);
    view.start();
  }, (problem) => {
    if (problem.name !== 'AbortError') {
      replace(loading, problemBox(problem), h('a', {href: '#/projects'}, 'All projects'));
    }
  });
}

class ProjectView {
  #context;
  #editor;
  #heading;
  #rows = new Map();
  #order;
  #footprints;
  #note;
  #layer;
  #look;
  #state;
  #values;
  #gone = h('div');
  #count = h('h2', {id: 'scenes'});
  #isFitted = false;

  constructor(container, heading, editor, context) {
    this.#context = context;
    this.#editor = editor;
    this.#heading = heading;
    const {map, signal} = context;
    const {id} = editor.project;
    this.#note = new MapNote(context);
    this.#footprints = new Footprints(map, {onHover: (scene) => this.#order.mark(scene), zIndex: 5, isFilled: false});
    this.#order = new SceneOrder({
      change: (scenes, text) => this.#change({scenes}, text),
      hover: (scene) => this.#footprints.hover(scene),
      zoom: (scene) => map.fitTo(this.#rows.get(scene).geometry),
      correct: (scene) => this.#correct(scene),
    });
    this.#layer = new LookLayer(context, {
      loading: () => this.#note.clear(),
      shown: (shown) => {
        this.#look.setShown(shown);
        this.#values.refresh();
      },
      idle: () => container.setAttribute('data-image', 'complete'),
      problem: (problem, tile) => {
        this.#note.add(problem, {isSaid: tile !== null}); // the panel says the other
        if (tile === null) {
          this.#look.setProblem(problem);
        }
      },
    });
    this.#look = new LookPanel(context, {look: keptLook(id) ?? newLook(id), layer: this.#layer, onChange: (look) => {
      keepLook(look);
      container.removeAttribute('data-image');
      this.#layer.show(look);
    }});
    this.#values = valuesPanel(context, {layer: this.#layer, nameOf: (scene) => this.#rows.get(scene)?.name ?? scene});
    this.#state = saveState(editor, {onResolved: () => this.#reload()});
    editor.listen({onState: () => this.#state.show(), onSaved: () => this.#saved()});
    signal.addEventListener('abort', () => {
      editor.listen({onState: () => {}, onSaved: () => {}});
      editor.save(); // what waits is saved now
    });
    container.append(
        h('div', {class: 'buttons'},
            h('button', {type: 'button', class: 'primary', onclick: () => this.#export()}, 'Export…'),
            h('button', {type: 'button', onclick: () => this.#rename()}, 'Rename'),
            h('button', {type: 'button', class: 'danger', onclick: () => this.#delete()}, 'Delete')),
        this.#state.element,
        this.#gone,
        tabs('The project', [{label: 'Scenes', content: this.#scenes(id)}, {label: 'Look', content: this.#look.element}, {label: 'Area', content: aoiPanel(context).element}]).element,
        this.#values.element);
  }

  start() {
    keepLook(this.#look.look);
    this.#state.show();
    this.#reload();
  }

  #scenes(id) {
    return h('section', {class: 'stack', 'aria-labelledby': 'scenes'},
        h('div', {class: 'row spread'}, this.#count, h('a', {href: `#/search?project=${id}`}, 'Add scenes')),
        this.#order.element,
        h('div', {class: 'buttons'},
            h('button', {type: 'button', class: 'quiet', onclick: () => this.#correctAll()}, 'Colours of the whole'),
            outlineSwitch(this.#footprints)));
  }

  /** Shows the project as the editor has it. */
  #reload() {
    const {project} = this.#editor;
    this.#heading.textContent = project.name;
    document.title = `${project.name} · Landfall`;
    this.#drawScenes();
    this.#find();
    if (project.scenes.length > 0) {
      this.#layer.show(this.#look.look, 0);
    } else {
      this.#layer.clear();
    }
  }

  #drawScenes() {
    const {scenes} = this.#editor.project;
    this.#count.textContent = scenes.length === 0 ? 'No scenes yet' : `${scenes.length.toLocaleString('en')} ${scenes.length === 1 ? 'scene' : 'scenes'}`;
    this.#order.show(scenes, this.#rows);
    const gone = scenes.filter(({sceneId}) => this.#rows.get(sceneId) === null);
    replace(this.#gone,
        scenes.length === 0 && h('p', {class: 'notice'}, 'A project shows scenes: ', h('a', {href: `#/search?project=${this.#editor.project.id}`}, 'find some'), '.'),
        gone.length > 0 && h('p', {class: 'warning', role: 'status'},
            `Not there any more: ${gone.slice(0, 5).map(({sceneId}) => sceneId).join(', ')}${gone.length > 5 ? ` and ${gone.length - 5} more` : ''}. `,
            'Maps and exports of this project are refused until they are removed. ',
            h('button', {type: 'button', class: 'small', onclick: () => this.#removeGone()}, gone.length === 1 ? 'Remove it' : 'Remove them')));
  }

  async #find() {
    const {scenes} = this.#editor.project;
    try {
      await findScenes(scenes.map(({sceneId}) => sceneId), this.#rows, this.#context.signal);
    } catch (problem) {
      if (problem.name !== 'AbortError') {
        replace(this.#gone, problemBox(problem));
      }
      return;
    }
    this.#drawScenes();
    const known = this.#editor.project.scenes.map(({sceneId}) => this.#rows.get(sceneId)).filter(Boolean);
    this.#footprints.show(known);
    this.#look.setScenes(known);
    if (!this.#isFitted && known.length > 0) {
      this.#isFitted = true;
      const boxes = known.map(({geometry}) => boundsOf(geometry));
      this.#context.map.fitTo(boxes.reduce((a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]), {duration: 0});
    }
  }

  #change(parts, text) {
    this.#editor.change(parts);
    this.#drawScenes();
    if (text) {
      this.#context.announce(text);
    }
  }

  /** Another version is at the service: what it shows is another image. */
  #saved() {
    this.#reload();
  }

  #removeGone() {
    this.#change({scenes: this.#editor.project.scenes.filter(({sceneId}) => this.#rows.get(sceneId) !== null)}, 'Removed.');
    this.#count.tabIndex = -1;
    this.#count.focus();
  }

  #correct(scene) {
    openColors({
      title: `Colours of ${this.#rows.get(scene.sceneId)?.name ?? scene.sceneId}`,
      value: scene.colorCorrection ?? null,
      onChange: (colorCorrection) => this.#change({
        scenes: this.#editor.project.scenes.map((other) => (other.sceneId === scene.sceneId ? {sceneId: other.sceneId, ...(colorCorrection && {colorCorrection})} : other)),
      }),
    });
  }

  #correctAll() {
    openColors({title: 'Colours of the whole mosaic', value: this.#editor.project.colorCorrection, onChange: (colorCorrection) => this.#change({colorCorrection})});
  }

  #rename() {
    askText({title: 'Rename the project', label: 'Name', value: this.#editor.project.name, action: 'Rename', save: async (name) => {
      await this.#editor.rename(name);
      this.#heading.textContent = this.#editor.project.name;
    }});
  }

  async #delete() {
    const {id, name} = this.#editor.project;
    if (await askDelete(name)) {
      try {
        await remove(`/v1/projects/${encodeURIComponent(id)}`);
        forgetProject(id);
        this.#context.announce(`${name} is deleted.`);
        this.#context.navigate('#/projects');
      } catch (problem) {
        replace(this.#gone, problemBox(problem));
      }
    }
  }

  async #export() {
    await this.#editor.save(); // an export shows what the service has
    if (this.#editor.state === 'saved') {
      this.#context.navigate(`#/exports/new?project=${this.#editor.project.id}`);
    }
  }
}

function outlineSwitch(footprints) {
  const id = 'show-outlines';
  return h('span', {class: 'field check'},
      h('input', {id, type: 'checkbox', checked: true, onchange: (event) => footprints.setVisible(event.target.checked)}), h('label', {for: id}, 'Outlines of the scenes'));
}
