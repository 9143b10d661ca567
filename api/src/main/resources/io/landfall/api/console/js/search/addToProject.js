// Putting scenes that were found into a project, an old one or a new one.

import {all, create, getWithETag, newKey, put} from '../api.js';
import {clearProblem, field, h, replace, showProblem} from '../dom.js';
import {updateOf} from '../project/values.js';

const NEW = '';

/**
 * Makes the form below the list of scenes.
 *
 * @param {object} options `signal`; `chosen()`: ids of scenes; `onAdded(project, count)`; `project`: the id of the one
 *     that is offered first
 */
export function addToProjectForm({signal, chosen, onAdded, project = null}) {
  const select = h('select', null, h('option', {value: NEW}, 'A new project'));
  const name = h('input', {type: 'text', maxlength: 200, autocomplete: 'off', required: true});
  const nameField = field('Name of the new project', name, {pointer: '/name'});
  const submit = h('button', {type: 'submit', class: 'primary'});
  let key = newKey();
  const form = h('form', {class: 'card stack', hidden: true, 'aria-label': 'Add the chosen scenes to a project', onsubmit: async (event) => {
    event.preventDefault();
    clearProblem(form);
    submit.disabled = true;
    try {
      const ids = chosen();
      const {body, added} = select.value === NEW ? await made(ids) : await extended(select.value, ids);
      key = newKey();
      name.value = '';
      onAdded(body, added);
    } catch (problem) {
      showProblem(form, problem);
    } finally {
      submit.disabled = false;
    }
  }}, field('Project', select), nameField, h('div', {class: 'buttons'}, submit));
  name.addEventListener('input', () => (key = newKey()));
  select.addEventListener('change', show);

  function show() {
    nameField.hidden = select.value !== NEW;
    name.required = select.value === NEW;
  }

  async function made(ids) {
    const body = await create('/v1/projects', {name: name.value.trim(), scenes: ids.map((sceneId) => ({sceneId}))}, {key, signal});
    return {body, added: ids.length};
  }

  async function extended(id, ids) {
    const path = `/v1/projects/${encodeURIComponent(id)}`;
    const {body, etag} = await getWithETag(path, {signal});
    const there = new Set(body.scenes.map(({sceneId}) => sceneId));
    const fresh = ids.filter((sceneId) => !there.has(sceneId));
    if (fresh.length === 0) {
      return {body, added: 0};
    }
    const scenes = [...body.scenes, ...fresh.map((sceneId) => ({sceneId}))];
    return {body: await put(path, updateOf({...body, scenes}), {headers: {'If-Match': etag}, signal}), added: fresh.length};
  }

  async function load() {
    const projects = await all('/v1/projects?limit=500', 'projects', {signal});
    const before = select.value || project;
    replace(select, h('option', {value: NEW}, 'A new project'), projects.map(({id, name: text, sceneCount}) => h('option', {value: id}, `${text} (${sceneCount})`)));
    select.value = projects.some(({id}) => id === before) ? before : NEW;
    show();
  }

  show();
  load().catch((problem) => showProblem(form, problem));
  return {
    element: form,
    /** Says how many are chosen; hides the form where there are none. */
    setCount(count) {
      form.hidden = count === 0;
      submit.textContent = count === 1 ? 'Add 1 scene' : `Add ${count.toLocaleString('en')} scenes`;
    },
    reload: load,
  };
}
