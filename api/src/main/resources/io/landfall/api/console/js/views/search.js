// Scenes of the index and of one's own, on the map; from here they go into projects.

import {all, post} from '../api.js';
import {clearProblem, field, h, problemBox, replace, showProblem} from '../dom.js';
import {addToProjectForm} from '../search/addToProject.js';
import {Footprints} from '../search/footprints.js';
import {deleteButton, registerForm} from '../search/ownScenes.js';
import {boundsOf, matches, MOST, nextBody, rowOfItem, rowOfScene, searchBody} from '../search/query.js';
import {SceneList} from '../search/sceneList.js';
import {ScenePreview} from '../search/scenePreview.js';
import {searchForm} from '../search/searchForm.js';

export const layout = 'map';

/** Renders the view: see js/main.js. */
export function render(container, {query}, context) {
  const view = new SearchView(container, query.get('project'), context);
  view.start();
}

class SearchView {
  #context;
  #rows = [];
  #search = null; // whose scenes are shown: {wanted, body: of the next page, matched, isEstimate}
  #asking = null; // AbortController of the call that goes on
  #form;
  #footprints;
  #list;
  #add;
  #status = h('h2', {id: 'found', tabindex: -1}, 'Scenes');
  #hint = h('div', {class: 'stack'});
  #tools = h('div', {class: 'buttons'});
  #here = h('div', {class: 'notice row spread', hidden: true});
  #more = h('button', {type: 'button', hidden: true, onclick: () => this.#loadMore()}, 'Load more scenes');
  #results;
  #own;
  #preview;

  constructor(container, project, context) {
    this.#context = context;
    const {signal, map} = context;
    this.#form = searchForm(context, () => this.#begin());
    this.#footprints = new Footprints(map, {onPick: (ids) => this.#pick(ids), onHover: (id) => this.#list.mark(id)});
    this.#list = new SceneList({
      choose: (ids) => this.#choose(ids),
      hover: (id) => this.#footprints.hover(id),
      zoom: (row) => map.fitTo(row.geometry),
      buttons: (row) => [
        h('button', {type: 'button', class: 'quiet', 'aria-pressed': 'false', 'aria-label': `Image of ${row.name}`, onclick: (event) => this.#preview.toggle(row, event.currentTarget)}, 'Image'),
        row.own && deleteButton(row, {
          onDeleted: () => this.#deleted(row),
          onProblem: (problem) => replace(this.#hint, problemBox(problem)),
        }),
      ],
    });
    this.#preview = new ScenePreview(context);
    this.#add = addToProjectForm({signal, project, chosen: () => this.#list.chosen, onAdded: (body, count) => this.#added(body, count)});
    this.#own = h('details', {class: 'card'}, h('summary', null, 'Register scenes of your own'),
        registerForm({signal, onMade: (scene) => this.#made(scene)}));
    this.#results = h('section', {class: 'stack', 'aria-labelledby': 'found'},
        this.#status, this.#hint, this.#tools, this.#add.element, this.#here, this.#list.element, this.#more);
    container.append(h('h1', null, 'Find scenes'), this.#form.element, this.#own, this.#results);
  }

  start() {
    if (this.#form.isRemembered) {
      this.#begin();
    } else {
      replace(this.#hint, h('p', {class: 'muted'}, 'Move the map to the place, choose days and clouds, then search.'));
    }
  }

  async #begin() {
    clearProblem(this.#form.element);
    let wanted;
    try {
      wanted = this.#form.read();
    } catch (problem) {
      showProblem(this.#form.element, problem);
      return;
    }
    const search = {wanted, body: searchBody(wanted), matched: null, isEstimate: false};
    const asking = this.#ask();
    this.#more.disabled = true;
    replace(this.#hint, h('p', {class: 'muted'}, 'Searching…'));
    this.#results.setAttribute('aria-busy', 'true');
    try {
      this.#preview.hide();
      const rows = wanted.collection === 'own' ? await this.#ownRows(search, asking.signal) : await this.#page(search, asking.signal);
      this.#search = search;
      this.#rows = rows;
      this.#footprints.show(rows);
      this.#list.show(rows);
      this.#here.hidden = true;
      this.#tell();
      this.#context.announce(this.#status.textContent);
    } catch (problem) {
      if (problem.name !== 'AbortError') {
        replace(this.#hint);
        if (this.#search !== null) {
          this.#tell(); // of the scenes that stay
        }
        showProblem(this.#form.element, problem);
      }
    } finally {
      if (this.#asking === asking) {
        this.#more.disabled = false;
        this.#results.removeAttribute('aria-busy');
      }
    }
  }

  /** Begins a call in the place of the one that goes on. */
  #ask() {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.#context.signal.addEventListener('abort', () => asking.abort(), {signal: asking.signal});
    return asking;
  }

  async #page(search, signal) {
    const page = await post('/stac/search', search.body, {signal, isRead: true});
    search.body = nextBody(search.body, page);
    search.matched = page.numberMatched ?? search.matched;
    search.isEstimate = page.numberMatchedEstimated === true;
    return page.features.map(rowOfItem);
  }

  async #ownRows(search, signal) {
    const scenes = await all('/v1/scenes?limit=500', 'scenes', {most: MOST, signal});
    search.body = null;
    const rows = scenes.map(rowOfScene);
    const found = rows.filter((row) => matches(row, search.wanted));
    search.matched = found.length;
    search.elsewhere = rows.length - found.length;
    return found;
  }

  async #loadMore() {
    const search = this.#search;
    const asking = this.#ask();
    this.#more.disabled = true;
    try {
      const there = new Set(this.#rows.map(({id}) => id));
      const rows = (await this.#page(search, asking.signal)).filter(({id}) => !there.has(id));
      this.#rows = this.#rows.concat(rows);
      this.#footprints.add(rows);
      this.#list.add(rows);
      this.#tell();
      this.#context.announce(this.#status.textContent);
    } catch (problem) {
      if (problem.name !== 'AbortError') {
        replace(this.#hint, problemBox(problem));
      }
    } finally {
      if (this.#asking === asking) {
        this.#more.disabled = false;
      }
    }
  }

  /** Says what was found, and what to do where that is nothing, or too much. */
  #tell() {
    const {body, matched, isEstimate, elsewhere, wanted} = this.#search;
    const shown = this.#rows.length;
    const number = (count) => count.toLocaleString('en');
    const total = matched !== null && matched > shown ? ` of ${isEstimate ? 'about ' : ''}${number(matched)}` : '';
    this.#status.textContent = shown === 0 ? 'No scenes found' : `${number(shown)}${total} ${shown === 1 && !total ? 'scene' : 'scenes'}`;
    this.#more.hidden = body === null || shown >= MOST;
    replace(this.#hint,
        shown === 0 && emptyHint(wanted, elsewhere),
        body !== null && shown >= MOST && h('p', {class: 'warning'}, `${number(MOST)} scenes are shown, and there are more. Narrow the search: fewer days, fewer clouds, a smaller area.`));
    replace(this.#tools, shown > 0 && [
      h('button', {type: 'button', class: 'quiet', onclick: () => this.#list.choose(this.#rows.slice(0, 500).map(({id}) => id))}, shown > 500 ? 'Choose the first 500' : 'Choose all'),
      h('button', {type: 'button', class: 'quiet', onclick: () => this.#list.choose([])}, 'Choose none'),
      h('button', {type: 'button', class: 'quiet', onclick: () => this.#showAllOnMap()}, 'Show all on the map'),
    ]);
  }

  #showAllOnMap() {
    const boxes = this.#rows.map(({geometry}) => boundsOf(geometry));
    this.#context.map.fitTo(boxes.reduce((a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]));
  }

  #choose(ids) {
    this.#footprints.select(ids);
    this.#add.setCount(ids.length);
  }

  /** A click on the map lists the scenes that lie there. */
  #pick(ids) {
    if (ids.length === 0) {
      if (!this.#here.hidden) {
        this.#showEverywhere();
      }
      return;
    }
    const wanted = new Set(ids);
    const rows = this.#rows.filter(({id}) => wanted.has(id));
    const chosen = this.#list.chosen;
    const text = ids.length === 1 ? 'One scene lies there.' : `${ids.length} scenes lie there.`;
    replace(this.#here, text, h('button', {type: 'button', class: 'quiet', onclick: () => this.#showEverywhere()}, 'List all again'));
    this.#here.hidden = false;
    this.#list.show([...rows, ...this.#rows.filter(({id}) => !wanted.has(id) && chosen.includes(id))]);
    this.#list.choose(ids.length === 1 ? [...new Set([...chosen, ...ids])] : chosen);
    this.#here.scrollIntoView({block: 'nearest'});
    this.#context.announce(text);
  }

  #showEverywhere() {
    const chosen = this.#list.chosen;
    this.#here.hidden = true;
    this.#list.show(this.#rows);
    this.#list.choose(chosen);
  }

  #added(project, count) {
    const text = count === 0 ? `All of these are in “${project.name}” already.`
        : `${count === 1 ? 'One scene is' : `${count} scenes are`} now in “${project.name}”, below those it had.`;
    this.#list.choose([]);
    replace(this.#hint, h('p', {class: 'success'}, text, ' ', h('a', {href: `#/projects/${project.id}`}, 'Open the project')));
    this.#add.reload().catch(() => {}); // the list stays as it was
    this.#hint.querySelector('a').focus();
    this.#context.announce(text);
  }

  #made(scene) {
    const row = rowOfScene(scene);
    this.#form.setCollection('own');
    this.#context.map.fitTo(row.geometry, {duration: 0});
    this.#own.open = false;
    this.#begin().then(() => replace(this.#hint,
        h('p', {class: 'success', role: 'status'}, `“${scene.name}” is registered.`),
        scene.warnings.map((warning) => h('p', {class: 'warning'}, warning))));
  }

  #deleted(row) {
    this.#rows = this.#rows.filter(({id}) => id !== row.id);
    this.#search.matched -= 1;
    this.#footprints.show(this.#rows);
    this.#list.show(this.#rows);
    this.#tell();
    this.#status.focus();
    this.#context.announce(`${row.name} is deleted.`);
  }
}

function emptyHint({collection, cloud, from, to}, elsewhere = 0) {
  if (collection === 'own') {
    return h('p', {class: 'muted'}, elsewhere === 0 ? 'You have registered no scene yet. Do that below “Register scenes of your own”.'
        : `${elsewhere === 1 ? 'One scene of yours lies' : `${elsewhere} scenes of yours lie`} elsewhere, or on other days. Move the map, or widen the search.`);
  }
  const ways = ['move the map or show more of it', (from || to) && 'allow more days', cloud < 100 && 'allow more clouds'].filter(Boolean);
  return h('p', {class: 'muted'}, `Nothing there is in the index. Try this: ${ways.join('; ')}. An empty index is filled by landfall ingest_landsat.`);
}
