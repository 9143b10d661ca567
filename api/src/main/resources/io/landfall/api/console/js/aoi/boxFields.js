// Four numbers of a box, for who does not draw: west, south, east, north in degrees.

import {field, h} from '../dom.js';
import {boxArea} from './polygons.js';
import {AoiProblem} from './problem.js';

const SIDES = [['West', 180], ['South', 90], ['East', 180], ['North', 90]];
const DECIMALS = 7;

/**
 * Makes the fields.
 *
 * @param {(read: () => {area: object, notes: string[]}) => void} take is given what reads the box, or throws an
 *     AoiProblem
 * @returns {{element: HTMLElement, show: (area: object | null) => void}} `show` puts an area that is a box into them
 */
export function boxFields(take) {
  const inputs = SIDES.map(([, most]) => h('input', {type: 'number', step: 'any', min: -most, max: most, autocomplete: 'off'}));
  const use = () => take(() => ({area: boxArea(inputs.map(numberOf)), notes: []}));
  const element = h('fieldset', {class: 'stack', onkeydown: (event) => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
      event.preventDefault(); // it would send the form around
      use();
    }
  }}, h('legend', null, 'A box in degrees'),
  h('div', {class: 'sides'}, SIDES.map(([label], i) => field(label, inputs[i]))),
  h('div', {class: 'buttons'}, h('button', {type: 'button', onclick: use}, 'Use this box')));

  const show = (area) => {
    const box = area && boxOf(area);
    if (box) {
      inputs.forEach((input, i) => (input.value = String(Number(box[i].toFixed(DECIMALS)))));
    } else if (area) {
      inputs.forEach((input) => (input.value = ''));
    }
  };
  return {element, show};
}

function numberOf(input, i) {
  const [label, most] = SIDES[i];
  const value = input.valueAsNumber; // NaN: nothing, or no number
  if (!(Math.abs(value) <= most)) {
    throw new AoiProblem(`Give the ${label.toLowerCase()} of the box as a number from -${most} to ${most}.`);
  }
  return value;
}

/** Returns the sides of an area that is one box; null: it is none. */
function boxOf({coordinates}) {
  const ring = coordinates.length === 1 && coordinates[0].length === 1 ? coordinates[0][0] : [];
  const [x, y] = [0, 1].map((axis) => [...new Set(ring.map((position) => position[axis]))].sort((a, b) => a - b));
  const isStraight = ring.every((position, i) => i === 0 || (position[0] === ring[i - 1][0]) !== (position[1] === ring[i - 1][1]));
  return ring.length === 5 && x.length === 2 && y.length === 2 && isStraight ? [x[0], y[0], x[1] > 180 ? x[1] - 360 : x[1], y[1]] : null;
}
