// Imagery of one's own: registering files by their addresses, and deleting scenes.

import {create, newKey, remove} from '../api.js';
import {askConfirm} from '../dialog.js';
import {clearProblem, field, h, showProblem} from '../dom.js';

const MOST_BANDS = 512;

/**
 * Makes the form that registers a scene.
 *
 * @param {object} options `signal`; `onMade(scene)`
 */
export function registerForm({signal, onMade}) {
  const name = h('input', {type: 'text', maxlength: 200, autocomplete: 'off'});
  const acquired = h('input', {type: 'date'});
  const cloud = h('input', {type: 'number', min: 0, max: 100, step: 'any'});
  const bands = h('ol', {class: 'list bands'});
  const submit = h('button', {type: 'submit', class: 'primary'}, 'Register');
  let key = newKey();
  const form = h('form', {class: 'stack', oninput: () => (key = newKey()), onsubmit: async (event) => {
    event.preventDefault();
    clearProblem(form);
    submit.disabled = true;
    submit.textContent = 'Reading the files…';
    try {
      const scene = await create('/v1/scenes', bodyOf(), {key, signal});
      key = newKey();
      form.reset();
      bands.replaceChildren();
      addBand();
      onMade(scene);
    } catch (problem) {
      showProblem(form, problem);
    } finally {
      submit.disabled = false;
      submit.textContent = 'Register';
    }
  }},
  h('p', {class: 'hint'}, 'GeoTIFFs at s3://, https://, or file:/// below the import folder of the service. They stay where they are; their headers are read now.'),
  field('Name', name, {pointer: '/name', hint: 'Left out: that of the first file.'}),
  h('div', {class: 'fields'}, field('Acquired on', acquired, {pointer: '/acquired', hint: 'Left out: as the files say.'}),
      field('Clouds, in percent', cloud, {pointer: '/cloudCover'})),
  h('fieldset', null, h('legend', null, 'Bands'), bands,
      h('button', {type: 'button', class: 'quiet', onclick: () => addBand().querySelector('input').focus()}, 'Add a band')),
  h('div', {class: 'buttons'}, submit));

  function addBand() {
    const before = bands.lastElementChild?.querySelector('[data-part=href]').value ?? '';
    const item = h('li', {class: 'stack'},
        h('div', {class: 'fields'},
            field('Name of the band', h('input', {type: 'text', maxlength: 80, required: true, placeholder: 'red', dataset: {part: 'name'}})),
            field('Number in its file', h('input', {type: 'number', min: 1, max: 65535, step: 1, dataset: {part: 'index'}})),
            field('No-data value', h('input', {type: 'number', step: 'any', dataset: {part: 'nodata'}}))),
        h('div', {class: 'row'},
            h('div', {class: 'grow'}, field('Address of its file', h('input', {type: 'text', maxlength: 2048, required: true, value: before, placeholder: 'https://…/B4.tif', dataset: {part: 'href'}}))),
            h('button', {type: 'button', class: 'quiet', onclick: () => {
              item.remove();
              number();
            }}, 'Remove')));
    if (bands.children.length < MOST_BANDS) {
      bands.append(item);
    }
    number();
    return item;
  }

  /** Problems come with the place of the band: /bands/0/href. */
  function number() {
    [...bands.children].forEach((item, i) => {
      item.querySelectorAll('[data-part]').forEach((input) => (input.dataset.pointer = `/bands/${i}/${input.dataset.part}`));
      const button = item.querySelector('button');
      button.setAttribute('aria-label', `Remove band ${i + 1}`);
      button.hidden = bands.children.length === 1;
    });
  }

  function bodyOf() {
    const body = {bands: [...bands.children].map(bandOf)};
    if (name.value.trim()) {
      body.name = name.value.trim();
    }
    if (acquired.value) {
      body.acquired = acquired.value;
    }
    if (cloud.value !== '') {
      body.cloudCover = Number(cloud.value);
    }
    return body;
  }

  addBand();
  return form;
}

function bandOf(item) {
  const value = (part) => item.querySelector(`[data-part=${part}]`).value.trim();
  const band = {name: value('name'), href: value('href')};
  if (value('index')) {
    band.index = Number(value('index'));
  }
  if (value('nodata')) {
    band.nodata = Number(value('nodata'));
  }
  return band;
}

/**
 * Makes the button that deletes a scene, after a question.
 *
 * @param {object} options `onDeleted(id)`; `onProblem(problem)`
 */
export function deleteButton(row, {onDeleted, onProblem}) {
  return h('button', {type: 'button', class: 'quiet', 'aria-label': `Delete ${row.name}`, onclick: async () => {
    const isSure = await askConfirm({
      title: `Delete ${row.name}?`,
      text: 'Its files stay where they are, and exports that have begun go on. A scene that a project shows is not deleted: remove it there first.',
      action: 'Delete',
    });
    if (isSure) {
      try {
        await remove(`/v1/scenes/${encodeURIComponent(row.id)}`);
        onDeleted(row.id);
      } catch (problem) {
        onProblem(problem);
      }
    }
  }}, 'Delete');
}
