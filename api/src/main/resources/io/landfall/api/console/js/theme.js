// Light, dark, or as the system says. What is drawn on canvas asks for its colours here.

import {browser} from './storage.js';

const KEY = 'landfall.theme';
const listeners = new Set();
const dark = matchMedia('(prefers-color-scheme: dark)');

/** Joins the switch to the page. */
export function startTheme(select) {
  select.value = stored();
  apply(select.value);
  select.addEventListener('change', () => {
    browser.set(KEY, select.value);
    apply(select.value);
  });
  dark.addEventListener('change', () => listeners.forEach((listener) => listener()));
}

function stored() {
  const value = browser.get(KEY);
  return value === 'light' || value === 'dark' ? value : 'auto';
}

function apply(theme) {
  document.documentElement.dataset.theme = theme;
  listeners.forEach((listener) => listener());
}

/** Calls `listener` when colours change, until `signal` says so. */
export function onTheme(listener, signal) {
  listeners.add(listener);
  signal?.addEventListener('abort', () => listeners.delete(listener), {once: true});
}

let probe;

/**
 * Returns the colour that a custom property of console.css has now, as a canvas takes it.
 *
 * @param {string} name as `--map-land`
 */
export function color(name) {
  if (!probe) {
    probe = document.createElement('span');
    probe.hidden = true;
    probe.style.setProperty('forced-color-adjust', 'none'); // a map of one colour shows nothing
    document.body.append(probe);
  }
  probe.style.setProperty('color', `var(${name})`);
  return getComputedStyle(probe).color;
}
