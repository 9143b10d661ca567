// What to export, where to, and what it would take.

import {h} from '../dom.js';

export const layout = 'map';

/** Renders the view: see js/main.js. */
export function render(container) {
  container.append(h('h1', null, 'New export'));
  return () => {};
}
