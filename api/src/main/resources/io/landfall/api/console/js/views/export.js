// One export while it goes on and after.

import {h} from '../dom.js';

export const layout = 'map';

/** Renders the view: see js/main.js. */
export function render(container) {
  container.append(h('h1', null, 'Export'));
  return () => {};
}
