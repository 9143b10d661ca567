// A tool of one's own, as JSON: tried on the map, saved, and told by the service what is wrong where.

import {create, getWithETag, newKey, post, put, remove} from '../api.js';
import {askConfirm, open} from '../dialog.js';
import {clearProblem, field, h, replace, sendOnce, showProblem} from '../dom.js';
import {lineOf, placeOfPointer} from './pointer.js';

const EXAMPLE = {
  apply: '/',
  args: [
    {apply: '-', args: [{type: 'src', id: 'NIR'}, {type: 'src', id: 'RED'}]},
    {apply: '+', args: [{type: 'src', id: 'NIR'}, {type: 'src', id: 'RED'}]},
  ],
};

/**
 * Opens the editor.
 *
 * @param {object} options `id`: of the saved tool to change, or of one to begin with; null: a new one;
 *     `signal` of the view; `onTry(tree)`: show it; `onSaved(tool)`; `onDeleted(id)`
 */
export async function openToolEditor({id = null, signal, onTry, onSaved, onDeleted}) {
  const loaded = id === null ? null : await getWithETag(`/v1/tools/${encodeURIComponent(id)}`, {signal});
  signal.throwIfAborted();
  const own = loaded !== null && !loaded.body.builtIn;
  const name = h('input', {type: 'text', maxlength: 200, required: true, autocomplete: 'off', value: loaded ? (own ? loaded.body.name : `My ${loaded.body.name}`) : ''});
  const text = h('textarea', {rows: 14, spellcheck: 'false', class: 'code', value: JSON.stringify(loaded?.body.definition ?? EXAMPLE, null, 2)});
  const places = h('ul', {class: 'field-problem places'});
  let key = null;
  let sent = null;
  const keyOf = (body) => {
    const said = JSON.stringify(body);
    if (said !== sent) {
      sent = said;
      key = newKey(); // another tool is another request
    }
    return key;
  };
  const dialog = open(own ? `Tool ${loaded.body.name}` : 'A new tool', (close) => {
    const attempt = async (action) => {
      clearProblem(form);
      replace(places);
      try {
        await action(parsed(text.value));
      } catch (problem) {
        showProblem(form, {title: problem.title ?? 'Cannot use this tool', detail: problem.detail || problem.message, traceId: problem.traceId,
          errors: (problem.errors ?? []).filter(({pointer}) => pointer === '/name')});
        replace(places, (problem.errors ?? []).filter(({pointer}) => pointer !== '/name').map((error) => placeItem(error, text)));
        places.querySelector('button')?.click();
      }
    };
    const form = h('form', {class: 'stack', onsubmit: (event) => {
      event.preventDefault();
      sendOnce(form, () => attempt(async (definition) => {
        const body = {name: name.value.trim(), definition};
        const tool = own ? await put(`/v1/tools/${encodeURIComponent(id)}`, {...body, visibility: loaded.body.visibility}, {headers: {'If-Match': loaded.etag}})
            : await create('/v1/tools', body, {key: keyOf(body)});
        close(true);
        onSaved(tool);
      }));
    }},
    field('Name', name, {pointer: '/name'}),
    field('Tree of map algebra, as JSON', text, {hint: 'A leaf {"type": "src", "id": "NIR"} is a band of the project. Operations: see the page on tools.'}),
    places,
    h('div', {class: 'buttons'},
        h('button', {type: 'submit', class: 'primary'}, 'Save'),
        h('button', {type: 'button', onclick: () => attempt(async (definition) => {
          await post('/v1/styles', {tool: definition}, {safe: true}); // what is wrong is told here, not on the map
          close(true);
          onTry(definition);
        })}, 'Try on the map'),
        h('button', {type: 'button', onclick: () => close(false)}, 'Cancel'),
        own && h('button', {type: 'button', class: 'danger', onclick: async () => {
          if (await askConfirm({title: `Delete the tool ${loaded.body.name}?`, text: 'Exports that have begun with it go on.', action: 'Delete'})) {
            attempt(async () => {
              await remove(`/v1/tools/${encodeURIComponent(id)}`, {headers: {'If-Match': loaded.etag}});
              close(true);
              onDeleted(id);
            });
          }
        }}, 'Delete')));
    return form;
  });
  dialog.classList.add('wide');
  (own ? text : name).focus();
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`This is not valid JSON: ${error.message}.`);
  }
}

/** What is wrong, with a button that selects it in the text. */
function placeItem({pointer, detail}, text) {
  const inTree = pointer.replace(/^\/(?:definition|tool)(?=\/|$)/, '');
  const [from, to] = placeOfPointer(text.value, inTree);
  return h('li', null, h('button', {type: 'button', class: 'quiet small', onclick: () => {
    text.focus();
    text.setSelectionRange(from, to);
    text.scrollTop = (lineOf(text.value, from) - 3) * parseFloat(getComputedStyle(text).lineHeight);
  }}, `Line ${lineOf(text.value, from)}`), ' ', h('code', null, inTree || '/'), ' ', detail);
}
