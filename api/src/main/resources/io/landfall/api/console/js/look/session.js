// How the project that was opened last in this tab is looked at: exports of it begin so.

const KEY = 'landfall.look';

/** Returns the look of a project, as look.js has it, or null. Without an id: that of the last one. */
export function keptLook(projectId = null) {
  try {
    const look = JSON.parse(sessionStorage.getItem(KEY));
    return projectId === null || look?.projectId === projectId ? look : null;
  } catch {
    return null;
  }
}

/** Keeps a look. */
export function keepLook(look) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(look));
  } catch {
    sessionStorage.removeItem(KEY); // a tool too large to be kept: better none than another
  }
}
