// The projects one can see, and a new one.

import {h} from '../dom.js';

export const layout = 'map';

/** Renders the view: see js/main.js. */
export function render(container) {
  container.append(h('h1', null, 'Projects'));
  return () => {};
}
