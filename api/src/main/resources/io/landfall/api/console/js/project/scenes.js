// What is known of the scenes of a project: those of the index by one search, one's own one by one.

import {ApiProblem, get, post} from '../api.js';
import {rowOfItem, rowOfScene} from '../search/query.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const IDS_OF_A_SEARCH = 500;
const AT_A_TIME = 6;

/**
 * Finds scenes.
 *
 * @param {string[]} ids
 * @param {Map<string, object | null>} known rows by id; null: the scene is not there any more. Filled
 */
export async function findScenes(ids, known, signal) {
  const wanted = ids.filter((id) => !known.has(id));
  const own = wanted.filter((id) => UUID.test(id));
  const indexed = wanted.filter((id) => !UUID.test(id));
  for (let i = 0; i < indexed.length; i += IDS_OF_A_SEARCH) {
    await findIndexed(indexed.slice(i, i + IDS_OF_A_SEARCH), known, signal);
  }
  const queue = own.slice();
  await Promise.all(Array.from({length: AT_A_TIME}, async () => {
    for (let id = queue.shift(); id; id = queue.shift()) {
      known.set(id, await findOwn(id, signal));
    }
  }));
}

async function findIndexed(ids, known, signal) {
  const page = await post('/stac/search', {ids, limit: 1000}, {signal, isRead: true});
  const rows = page.features.map((item) => ({...rowOfItem(item), entityId: item.properties?.['landsat:scene_id']}));
  for (const id of ids) {
    known.set(id, rows.find((row) => row.id === id || row.entityId === id) ?? null);
  }
}

async function findOwn(id, signal) {
  try {
    return rowOfScene(await get(`/v1/scenes/${encodeURIComponent(id)}`, {signal}));
  } catch (problem) {
    if (problem instanceof ApiProblem && problem.status === 404) {
      return null; // deleted, or of another owner who shares the project
    }
    throw problem;
  }
}
