// How much of the day's bytes is used: in words first, and as a bar.

import {h, newId} from '../dom.js';
import {bytes} from './words.js';

const HIGH = 0.8;
const HOUR_MS = 3_600_000;

/**
 * Makes it.
 *
 * @param {{bytesPerDay: number, bytesUsed: number, resetsAt: string} | null} quota as of GET /v1/usage
 * @param {number} [now]
 * @returns {HTMLElement}
 */
export function quotaMeter(quota, now = Date.now()) {
  if (quota === null) {
    return h('p', {class: 'hint'}, 'There is no quota: links may serve any number of bytes a day.');
  }
  const {bytesPerDay, bytesUsed} = quota;
  const share = bytesUsed / bytesPerDay;
  const level = share >= 1 ? 'full' : share >= HIGH ? 'high' : 'good';
  const heading = h('h2', {id: newId('quota')}, 'Quota of today');
  const left = Math.max(0, bytesPerDay - bytesUsed);
  const text = `${bytes(bytesUsed)} of ${bytes(bytesPerDay)} used, ${percent(share)}; ${bytes(left)} left until ${again(quota.resetsAt, now)}.`;
  return h('section', {class: 'stack meter', 'aria-labelledby': heading.id},
      heading,
      h('progress', {max: 1, value: Math.min(1, share), dataset: {level}, 'aria-labelledby': heading.id, 'aria-valuetext': percent(share)}),
      h('p', {class: 'number'}, text),
      level === 'full' && h('p', {class: 'problem'}, 'It is used up: downloads by links of your exports are refused with 429 until then.'),
      level === 'high' && h('p', {class: 'warning'}, 'It is almost used up. A download that needs more than is left is refused with 429 until then; exports to your own buckets are not counted.'));
}

/** Never rounds up to all of it, nor down to less than a warning is about. */
function percent(share) {
  return `${Math.min(share < 1 ? 99 : 1000, Math.floor(share * 100))} %`;
}

function again(time, now) {
  const hours = Math.ceil((Date.parse(time) - now) / HOUR_MS);
  return `it begins anew at midnight UTC, in ${hours <= 1 ? 'less than an hour' : `${hours} hours`}`;
}
