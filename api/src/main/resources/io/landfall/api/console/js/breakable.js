// Long names that lines may break in, as those of scenes.

import {h} from './dom.js';

/** Returns a name in parts that a line may end after: at underscores, slashes and hyphens. */
export function breakable(name) {
  return name.split(/(?<=[_/-])/).flatMap((part, i) => (i === 0 ? [part] : [h('wbr'), part]));
}
