// Copying to the clipboard, with the outcome said where one looks and to screen readers.

import {announce, h} from '../dom.js';

const SHOWN_MS = 2000;

/**
 * Makes a button that copies a text.
 *
 * @param {string} label on the button
 * @param {string | (() => string | Promise<string>)} text
 * @param {string} [name] what a screen reader calls it, where the label alone does not say of what
 */
export function copyButton(label, text, name) {
  const button = h('button', {type: 'button', class: 'small', 'aria-label': name ? `${label}: ${name}` : null}, label);
  button.addEventListener('click', async () => {
    try {
      await copyText(typeof text === 'function' ? await text() : text);
      button.textContent = 'Copied';
      announce(`${name ?? label}: copied.`);
    } catch (problem) {
      button.textContent = 'Not copied';
      announce(`Cannot copy: ${problem.message || 'the browser does not allow it'}.`);
    }
    setTimeout(() => (button.textContent = label), SHOWN_MS);
  });
  return button;
}

/** Copies a text. Over plain http browsers have no clipboard for pages, but let a selection be copied. */
async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = h('textarea', {value: text, class: 'visually-hidden', readOnly: true, 'aria-hidden': 'true'});
  const parent = document.querySelector('dialog[open]') ?? document.body;
  const focused = document.activeElement;
  parent.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  focused?.focus();
  if (!isCopied) {
    throw new Error('the browser does not allow it; select the text and copy it by hand');
  }
}

/** Makes a block of code that can be read, selected and copied. */
export function codeBlock(title, code) {
  return h('div', {class: 'snippet'},
      h('div', {class: 'row spread'}, h('h3', null, title), copyButton('Copy', code, title)),
      h('pre', {tabindex: '0', role: 'region', 'aria-label': title}, h('code', null, code)));
}
