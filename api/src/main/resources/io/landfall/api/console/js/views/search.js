// Scenes of the index and of one's own, on the map.

import {h} from '../dom.js';

export const layout = 'map';

/** Renders the view: see js/main.js. */
export function render(container) {
  container.append(h('h1', null, 'Search'));
  return () => {};
}
