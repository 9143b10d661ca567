// Questions that need an answer before anything else: the browser's own dialog element, so Escape, focus and screen
// readers work as everywhere.

import {field, h, newId, sendOnce} from './dom.js';

/**
 * Asks before something that cannot be undone.
 *
 * @param {object} question `title`; `text`; `action`: the word on the button; `isDanger`
 * @returns {Promise<boolean>}
 */
export function askConfirm({title, text, action, isDanger = true}) {
  return new Promise((resolve) => {
    const dialog = open(title, (close) => [
      h('p', null, text),
      h('div', {class: 'buttons'},
          h('button', {type: 'button', class: isDanger ? 'danger' : 'primary', onclick: () => close(true)}, action),
          h('button', {type: 'button', onclick: () => close(false)}, 'Cancel')),
    ], (answer) => resolve(answer === true));
    dialog.querySelectorAll('button')[1].focus(); // Enter must not delete
  });
}

/**
 * Asks for a text, and does something with it while the dialog stays: problems are shown in it.
 *
 * @param {object} question `title`; `text`; `label`; `value`; `action`; `maxLength`; `save(text)`: a promise
 * @returns {Promise<boolean>} whether it was saved
 */
export function askText({title, text = null, label, value = '', action, maxLength = 200, save}) {
  return new Promise((resolve) => {
    const input = h('input', {type: 'text', value, maxlength: maxLength, required: true, autocomplete: 'off'});
    const dialog = open(title, (close) => {
      const form = h('form', {class: 'stack', onsubmit: (event) => {
        event.preventDefault();
        sendOnce(form, async () => {
          await save(input.value.trim());
          close(true);
        });
      }}, text && h('p', null, text), field(label, input, {pointer: '/name'}),
      h('div', {class: 'buttons'}, h('button', {type: 'submit', class: 'primary'}, action),
          h('button', {type: 'button', onclick: () => close(false)}, 'Cancel')));
      return form;
    }, (answer) => resolve(answer === true));
    input.select();
    dialog.addEventListener('close', () => resolve(false));
  });
}

/**
 * Asks for one of several.
 *
 * @param {object} question `title`; `label`; `options`: texts; `action`
 * @returns {Promise<string | null>} null: none was chosen
 */
export function askChoice({title, label, options, action}) {
  return new Promise((resolve) => {
    const select = h('select', null, options.map((text) => h('option', {value: text}, text)));
    open(title, (close) => h('form', {class: 'stack', onsubmit: (event) => {
      event.preventDefault();
      close(select.value);
    }}, field(label, select),
    h('div', {class: 'buttons'}, h('button', {type: 'submit', class: 'primary'}, action),
        h('button', {type: 'button', onclick: () => close(null)}, 'Cancel'))), resolve);
  });
}

/** Opens a dialog with a heading; `content(close)` returns what is in it, `onClose(answer)` is called once. */
export function open(title, content, onClose = () => {}) {
  const heading = h('h2', {id: newId('dialog')}, title);
  const dialog = h('dialog', {class: 'dialog', 'aria-labelledby': heading.id});
  const before = document.activeElement;
  let answer = null;
  const close = (given) => {
    answer = given;
    dialog.close();
  };
  const stop = () => close(null);
  dialog.append(h('div', {class: 'stack'}, heading, content(close)));
  dialog.addEventListener('close', () => {
    removeEventListener('hashchange', stop);
    dialog.remove();
    before?.isConnected && before.focus();
    onClose(answer);
  });
  addEventListener('hashchange', stop); // the view that asked has gone
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
