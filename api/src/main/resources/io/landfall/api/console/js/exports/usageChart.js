// A chart of columns, one a day. The table beside it has the same figures; the chart names its sum and its highest.

import {h} from '../dom.js';

const SVG = 'http://www.w3.org/2000/svg';
const DAY_MS = 86_400_000;
const WIDTH = 720;
const HEIGHT = 160;
const BOTTOM = 20;
const TOP = 18;

/**
 * Draws it.
 *
 * @param {object} options `from`, `to`: days as 2026-11-29; `values`: Map from day to number; `label`; `say(value)`
 */
export function usageChart({from, to, values, label, say}) {
  const days = daysBetween(from, to);
  const most = Math.max(0, ...values.values());
  const highest = days.find((day) => values.get(day) === most);
  const text = most === 0 ? `${label}: nothing from ${from} to ${to}.` : `${label} by day from ${from} to ${to}. Highest: ${say(most)} on ${highest}.`;
  if (most === 0) {
    return h('p', {class: 'hint'}, text);
  }
  const chart = svg('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'chart', role: 'img', 'aria-label': text, preserveAspectRatio: 'none'});
  const step = WIDTH / days.length;
  const height = HEIGHT - BOTTOM - TOP;
  chart.append(svg('line', {x1: 0, x2: WIDTH, y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM, class: 'axis'}));
  days.forEach((day, i) => {
    const value = values.get(day) ?? 0;
    if (value > 0) {
      const tall = Math.max(1, (height * value) / most);
      const column = svg('rect', {x: (i + 0.1) * step, y: HEIGHT - BOTTOM - tall, width: step * 0.8, height: tall});
      column.append(svg('title', {}, `${day}: ${say(value)}`));
      chart.append(column);
    }
  });
  return h('figure', {class: 'card'}, h('figcaption', null, text), chart,
      h('div', {class: 'row spread hint'}, h('span', null, from), h('span', null, to)));
}

/** Lists days from one to another, both included. */
function daysBetween(from, to) {
  const days = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += DAY_MS) {
    days.push(new Date(time).toISOString().slice(0, 10));
  }
  return days;
}

function svg(tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  if (text) {
    element.textContent = text;
  }
  return element;
}
