// How often values occur, as a drawing, with the range that is shown.

import {h} from '../dom.js';
import {histogramPath, placeOf, readable} from './stretch.js';

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Draws a histogram.
 *
 * @param {object} statistics of one band, as the API gives them
 * @param {number[] | null} range [min, max] that is shown from dark to bright
 */
export function histogram(statistics, range) {
  const {band, histogram: counts, min, max, valid} = statistics;
  if (!valid || counts.length === 0) {
    return h('p', {class: 'muted'}, `${band}: nothing with data in this view.`);
  }
  const label = `${band}: values from ${readable(min)} to ${readable(max)}, 96 % of them from ${readable(statistics.percentile2)} to ${readable(statistics.percentile98)}`;
  const svg = part('svg', {viewBox: '0 0 1 1', preserveAspectRatio: 'none', role: 'img', 'aria-label': label});
  if (range) {
    const from = placeOf(range[0], {min, max});
    const to = placeOf(range[1], {min, max});
    svg.append(part('rect', {x: from, y: 0, width: Math.max(0, to - from), height: 1, class: 'range'}));
  }
  svg.append(part('path', {d: histogramPath(counts)}));
  return h('figure', {class: 'histogram'}, svg,
      h('figcaption', {class: 'row spread muted number'}, h('span', null, readable(min)), h('span', null, band), h('span', null, readable(max))));
}

function part(name, attributes) {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
}
