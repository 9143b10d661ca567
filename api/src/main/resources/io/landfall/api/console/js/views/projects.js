// The projects that one may read: made, renamed and deleted here.

import {create, get, getWithETag, newKey, put, remove} from '../api.js';
import {askConfirm, askText} from '../dialog.js';
import {field, h, problemBox, replace, sendOnce} from '../dom.js';
import {forgetProject, unsavedProject} from '../project/editor.js';
import {updateOf} from '../project/values.js';

export const layout = 'page';

const VISIBILITIES = {PRIVATE: 'only you', ORGANIZATION: 'your organization', PUBLIC: 'everybody with a token'};

/** Renders the view: see js/main.js. */
export function render(container, params, {signal, navigate, announce}) {
  const list = h('div', {class: 'stack', 'aria-busy': 'true'}, h('p', {class: 'muted'}, 'Loading…'));
  const more = h('button', {type: 'button', hidden: true, onclick: () => load(false)}, 'Load more projects');
  const said = h('div');
  const name = h('input', {type: 'text', maxlength: 200, required: true, autocomplete: 'off'});
  let key = newKey();
  let next = '/v1/projects?limit=50';
  let projects = [];
  name.addEventListener('input', () => (key = newKey()));
  const form = h('form', {class: 'card', onsubmit: (event) => {
    event.preventDefault();
    sendOnce(form, async () => {
      const project = await create('/v1/projects', {name: name.value.trim()}, {key, signal});
      navigate(`#/projects/${project.id}`);
    });
  }}, h('div', {class: 'row end'}, h('div', {class: 'grow'}, field('New project', name, {pointer: '/name'})), h('button', {type: 'submit', class: 'primary'}, 'Make it')));
  container.append(h('h1', null, 'Projects'),
      h('p', {class: 'muted'}, 'A project is a mosaic: scenes in order, the first on top, with bands and colours. Exports show it.'), form, said, list, more);
  load(true);

  async function load(isFirst) {
    more.disabled = true;
    try {
      const page = await get(next, {signal});
      projects = isFirst ? page.projects : projects.concat(page.projects);
      next = page.links.next;
      draw();
    } catch (problem) {
      if (problem.name !== 'AbortError') {
        replace(isFirst ? list : said, problemBox(problem), isFirst && h('button', {type: 'button', onclick: () => load(true)}, 'Try again'));
      }
    } finally {
      more.disabled = false;
      list.removeAttribute('aria-busy');
    }
  }

  function draw() {
    more.hidden = next === null;
    replace(list, projects.length === 0
      ? h('p', {class: 'notice'}, 'There is no project yet. Make one above, or ', h('a', {href: '#/search'}, 'find scenes'), ' first.')
      : h('div', {class: 'scroll'}, h('table', null,
          h('thead', null, h('tr', null, h('th', {scope: 'col'}, 'Name'), h('th', {scope: 'col', class: 'number'}, 'Scenes'), h('th', {scope: 'col', class: 'wide'}, 'Seen by'),
              h('th', {scope: 'col', class: 'wide'}, 'Changed'), h('th', {scope: 'col'}, h('span', {class: 'visually-hidden'}, 'Actions')))),
          h('tbody', null, projects.map(row)))));
  }

  function row(project) {
    return h('tr', {dataset: {project: project.id}},
        h('th', {scope: 'row', class: 'name'}, h('a', {href: `#/projects/${project.id}`}, project.name)),
        h('td', {class: 'number'}, project.sceneCount.toLocaleString('en')),
        h('td', {class: 'wide'}, VISIBILITIES[project.visibility]),
        h('td', {class: 'wide'}, h('time', {datetime: project.updatedAt}, new Date(project.updatedAt).toLocaleString())),
        h('td', null, h('div', {class: 'buttons'},
            h('button', {type: 'button', class: 'quiet small', 'aria-label': `Rename ${project.name}`, onclick: () => rename(project)}, 'Rename'),
            h('button', {type: 'button', class: 'quiet small', 'aria-label': `Delete ${project.name}`, onclick: () => removeProject(project)}, 'Delete'))));
  }

  function rename(project) {
    askText({title: `Rename ${project.name}`, label: 'Name', value: project.name, action: 'Rename', save: async (text) => {
      const changed = await renamed(project.id, text);
      projects = projects.map((other) => (other.id === project.id ? {...other, name: changed.name, updatedAt: changed.updatedAt} : other));
      draw();
      announce(`The project is called ${changed.name} now.`);
    }});
  }

  /** Changes that are not saved yet stay, and go with the name. */
  async function renamed(id, text) {
    const editor = unsavedProject(id);
    if (editor) {
      await editor.rename(text);
      return editor.project;
    }
    const path = `/v1/projects/${id}`;
    const {body, etag} = await getWithETag(path, {signal});
    return put(path, updateOf({...body, name: text}), {headers: {'If-Match': etag}, signal});
  }

  async function removeProject(project) {
    if (await askDelete(project.name)) {
      replace(said);
      try {
        await remove(`/v1/projects/${project.id}`, {signal});
        forgetProject(project.id);
        projects = projects.filter(({id}) => id !== project.id);
        draw();
        announce(`${project.name} is deleted.`);
        name.focus();
      } catch (problem) {
        replace(said, problemBox(problem));
      }
    }
  }
}

/** Asks whether a project is to be deleted. */
export function askDelete(name) {
  return askConfirm({title: `Delete ${name}?`, text: 'Its scenes stay in the index, and exports that have begun go on. The project itself does not come back.', action: 'Delete'});
}
