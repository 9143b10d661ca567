// How the project that was opened last in this tab is looked at: exports of it begin so.

import {tab} from '../storage.js';

const KEY = 'landfall.look';

/** Returns the look of a project, as look.js has it, or null. Without an id: that of the last one. */
export function keptLook(projectId = null) {
  const look = tab.json(KEY);
  return projectId === null || look?.projectId === projectId ? look : null;
}

/** Keeps a look. */
export function keepLook(look) {
  tab.set(KEY, JSON.stringify(look));
}
