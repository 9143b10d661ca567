// The list of exports.

import {h} from '../dom.js';

export const layout = 'page';

/** Renders the view: see js/main.js. */
export function render(container) {
  container.append(h('h1', null, 'Exports'));
  return () => {};
}
