// Where files are delivered to, and whether that works.

import {h} from '../dom.js';

export const layout = 'page';

/** Renders the view: see js/main.js. */
export function render(container) {
  container.append(h('h1', null, 'Destinations'));
  return () => {};
}
