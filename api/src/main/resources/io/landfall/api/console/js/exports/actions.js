// What is done to exports from several places.

import {create, newKey} from '../api.js';
import {askConfirm} from '../dialog.js';

const keys = new Map(); // of requests that were sent and have no answer yet

/** Asks whether an export is to end. */
export function confirmCancel(name) {
  return askConfirm({
    title: `Cancel ${name}?`,
    text: 'What is rendered so far is removed. You may retry it later; it then begins anew.',
    action: 'Cancel the export',
  });
}

/**
 * Begins an export with the request of another. Until it is answered, asking again finds the same one.
 *
 * @param {string} id of the other
 * @returns {Promise<object>} the export
 */
export async function runAgain(id, request, signal) {
  if (!keys.has(id)) {
    keys.set(id, newKey());
  }
  const made = await create('/v1/exports', request, {key: keys.get(id), signal});
  keys.delete(id);
  return made;
}
