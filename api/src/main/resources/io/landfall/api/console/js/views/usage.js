// What was rendered, delivered and downloaded, by day.

import {get} from '../api.js';
import {clearProblem, field, h, replace, showProblem} from '../dom.js';
import {quotaMeter} from '../exports/quotaMeter.js';
import {usageChart} from '../exports/usageChart.js';
import {bytes, count} from '../exports/words.js';

export const layout = 'page';

const DAY_MS = 86_400_000;
const FIGURES = [
  ['pixelsRendered', 'Pixels rendered', count],
  ['bytesDelivered', 'Delivered', bytes],
  ['bytesServed', 'Downloaded', bytes],
  ['requests', 'Downloads', count],
];

/** Renders the view: see js/main.js. */
export function render(container, {query}, {signal, announce}) {
  const today = new Date().toISOString().slice(0, 10);
  const from = h('input', {type: 'date', value: query.get('from') ?? day(Date.now() - 29 * DAY_MS), max: today});
  const to = h('input', {type: 'date', value: query.get('to') ?? today, max: today});
  const figure = h('select', null, FIGURES.map(([value, label]) => h('option', {value}, label)));
  const quota = h('div');
  const totals = h('dl', {class: 'totals'});
  const chart = h('div');
  const body = h('tbody');
  const table = h('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Usage by day'},
      h('table', null, h('caption', {class: 'visually-hidden'}, 'Usage by day, in UTC'),
          h('thead', null, h('tr', null, h('th', {scope: 'col'}, 'Day'), FIGURES.map(([, label]) => h('th', {scope: 'col', class: 'number'}, label)))), body));
  const content = h('div', {class: 'stack'}, totals, chart, table);
  const form = h('form', {class: 'filters', 'aria-label': 'Days', onsubmit: (event) => event.preventDefault()},
      field('From', from), field('To', to), field('Chart of', figure));
  container.append(h('h1', null, 'Usage'), quota, form, content,
      h('p', {class: 'hint'}, 'Days are of UTC. What was downloaded to its end counts to the byte; of what broke off, only what surely arrived. A quota is held against what was sent.'));

  let usage = null;
  let run = 0;
  const show = () => {
    const [name, label, say] = FIGURES.find(([value]) => value === figure.value);
    replace(chart, usageChart({from: usage.from, to: usage.to, values: new Map(usage.days.map((each) => [each.day, each[name]])), label, say}));
  };
  const load = async () => {
    const mine = ++run;
    try {
      const found = await get(`/v1/usage?${new URLSearchParams({from: from.value, to: to.value})}`, {signal});
      if (mine !== run) {
        return;
      }
      usage = found;
      clearProblem(content);
      replace(quota, quotaMeter(usage.quota));
      replace(totals, FIGURES.map(([name, label, say]) => h('div', null, h('dt', null, label), h('dd', null, say(usage.total[name])))));
      replace(body, [...usage.days].reverse().map((each) => h('tr', null, h('th', {scope: 'row'}, each.day), FIGURES.map(([name, , say]) => h('td', {class: 'number'}, say(each[name]))))),
          usage.days.length === 0 && h('tr', null, h('td', {colspan: FIGURES.length + 1}, 'Nothing in these days.')));
      show();
      announce(`Usage of ${usage.days.length} days is shown.`);
    } catch (problem) {
      if (mine === run) {
        showProblem(content, problem);
      }
    }
  };
  [from, to].forEach((each) => each.addEventListener('change', load));
  figure.addEventListener('change', () => usage && show());
  load();
}

function day(time) {
  return new Date(time).toISOString().slice(0, 10);
}
