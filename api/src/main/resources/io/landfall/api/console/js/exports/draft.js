// The form of a new export that somebody has left unsent in this tab, as for a destination that it still needs.

import {keptArea} from '../aoi/session.js';
import {keptLook} from '../look/session.js';
import {tab} from '../storage.js';

const KEY = 'landfall.exportDraft';

/**
 * Keeps a form.
 *
 * @param {object} form as request.js has it
 * @param {string} query of the view
 * @param {object | null} sent `{key, of}`: the Idempotency-Key that it was sent by, and the request, if it was
 */
export function keepDraft(form, query, sent = null) {
  const area = keptArea();
  const isArea = JSON.stringify(form.mask) === JSON.stringify(area);
  tab.set(KEY, JSON.stringify({form: {...form, mask: isArea ? null : form.mask}, isArea, area: sizeOf(area), look: JSON.stringify(keptLook()), query, sent}));
}

/**
 * Forgets the form: it is sent, or somebody begins anew.
 *
 * @param {string | null} key forgets that alone which was sent by it; another may have been begun meanwhile
 */
export function dropDraft(key = null) {
  if (key === null || tab.json(KEY)?.sent?.key === key) {
    tab.remove(KEY);
  }
}

/**
 * Returns the form that was kept, with the area of the map if that is another now; null: there is none, or `query`
 * and the look of the map ask for another export.
 */
export function keptDraft(query) {
  const current = tab.json(KEY);
  if (!current || (query !== '' && query !== current.query) || JSON.stringify(keptLook()) !== current.look) {
    return null;
  }
  const area = keptArea();
  return {...current.form, sent: current.sent, mask: current.isArea || sizeOf(area) !== current.area ? area : current.form.mask};
}

function sizeOf(area) {
  return area === null ? 0 : JSON.stringify(area).length;
}
