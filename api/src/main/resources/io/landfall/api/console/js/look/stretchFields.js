// Which values are shown dark and which bright: by the service, by percentiles, or by numbers beside a histogram of
// what the map shows.

import {get} from '../api.js';
import {field, h, problemBox, replace} from '../dom.js';
import {histogram} from './histogram.js';
import {percentileRange, rangeOf, readable} from './stretch.js';

const QUIET_MS = 400;

/**
 * Makes the fields.
 *
 * @param {object} context of the view
 * @param {object} options `layer`: the LookLayer; `onChange(stretch)`
 */
export function stretchFields({map, signal}, {layer, onChange}) {
  const mode = h('select', null,
      h('option', {value: ''}, 'As the service chooses'),
      h('option', {value: 'auto'}, 'From the 2nd to the 98th percentile'),
      h('option', {value: 'range'}, 'A range of values'));
  const ranges = h('div', {class: 'stack'});
  const problem = h('div');
  const body = h('div', {class: 'stack', hidden: true}, ranges, problem, h('div', {class: 'buttons'},
      h('button', {type: 'button', onclick: () => count(true)}, 'Set by what the map shows')));
  let look = null;
  let bands = []; // names, as of the look that is shown
  let shownRanges = [];
  let statistics = [];
  let counting = null;
  let timer = null;
  let isSetting = false; // the range follows when values are counted
  let drawn = ''; // names of the bands that have fields

  mode.addEventListener('change', () => {
    if (mode.value === 'range') {
      onChange(shownRanges.length > 0 && shownRanges.length === bands.length ? shownRanges.map(rounded) : bands.map(() => [0, 1]));
      count(shownRanges.length === 0);
    } else {
      onChange(mode.value || null);
    }
  });
  map.on('moveend', () => {
    clearTimeout(timer);
    timer = setTimeout(() => !body.hidden && body.isConnected && count(false), QUIET_MS);
  });
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    counting?.abort();
  });

  /** Counts the values that the map shows; sets the range by them where that is asked for. */
  async function count(isToBeSet) {
    if (!look) {
      return;
    }
    const asked = look;
    isSetting ||= isToBeSet; // also where the map moves meanwhile
    counting?.abort();
    counting = new AbortController();
    try {
      const path = await layer.pathOf({...look, stretch: null, ramp: null}, 'statistics', {bbox: map.box().map((degrees) => degrees.toFixed(6)).join(',')}, counting.signal);
      const counted = await get(path, {signal: counting.signal});
      if (!isOfSameValues(asked, look) || !Array.isArray(look.stretch)) {
        return; // something else was chosen meanwhile
      }
      statistics = counted.bands;
      replace(problem);
      const found = statistics.map(percentileRange);
      const isSet = isSetting && found.some(Boolean);
      isSetting = false;
      if (isSet) {
        drawn = ''; // also what was typed wrong
        onChange(found.map((range, i) => rounded(range ?? currentRange(i) ?? [0, 1])));
      } else {
        draw();
      }
    } catch (error) {
      if (error.name !== 'AbortError') {
        isSetting = false;
        replace(problem, problemBox(error));
      }
    }
  }

  function currentRange(i) {
    return Array.isArray(look?.stretch) ? look.stretch[look.stretch.length === 1 ? 0 : i] : null;
  }

  /** Fields stay as long as they are those of the same bands: somebody may be typing. */
  function draw() {
    if (!Array.isArray(look.stretch)) {
      return;
    }
    const names = look.stretch.map((_, i) => bands[i] ?? `band ${i + 1}`);
    if (names.join() !== drawn) {
      drawn = names.join();
      replace(ranges, names.map(rangeFields));
    }
    [...ranges.children].forEach((element, i) => {
      if (element.querySelector('.field-problem').textContent === '') {
        element.querySelectorAll('input').forEach((input, j) => input !== document.activeElement && (input.value = look.stretch[i][j]));
      }
    });
    drawHistograms();
  }

  function rangeFields(name, i) {
    const low = h('input', {type: 'number', step: 'any', value: look.stretch[i][0]});
    const high = h('input', {type: 'number', step: 'any', value: look.stretch[i][1]});
    const said = h('p', {class: 'field-problem', role: 'alert'});
    const set = () => {
      try {
        const next = rangeOf(low.value, high.value);
        said.textContent = '';
        onChange(look.stretch.map((other, j) => (i === j ? next : other)));
      } catch (error) {
        said.textContent = error.message;
      }
    };
    low.addEventListener('change', set);
    high.addEventListener('change', set);
    return h('div', {class: 'range-of-band'}, h('div', {class: 'drawing'}),
        h('div', {class: 'fields'}, field(`Darkest, ${name}`, low), field(`Brightest, ${name}`, high)), said);
  }

  function drawHistograms() {
    [...ranges.children].forEach((element, i) => {
      const counted = statistics[i];
      replace(element.querySelector('.drawing'), counted && histogram(counted, currentRange(i)));
    });
  }

  return {
    element: h('div', {class: 'stack'}, field('Brightness', mode, {pointer: '/stretch'}), body),

    show(next) {
      const isOther = look === null || !isOfSameValues(look, next);
      look = next;
      if (isOther) {
        statistics = [];
        bands = next.bands ?? bands;
      }
      if (isOther || !Array.isArray(next.stretch)) {
        counting?.abort();
        isSetting = false;
        replace(problem);
      }
      mode.value = Array.isArray(look.stretch) ? 'range' : look.stretch ?? '';
      body.hidden = mode.value !== 'range';
      if (!body.hidden) {
        draw();
        if (statistics.length === 0) {
          count(false);
        }
      }
    },

    setShown(shownLook, tileJson) {
      bands = tileJson.bands ?? bands;
      shownRanges = tileJson.shown ?? [];
      if (!body.hidden && JSON.stringify(shownLook) === JSON.stringify(look)) {
        draw();
      }
    },
  };
}

/** Tells whether two looks are of the same values, however these are shown. */
function isOfSameValues(a, b) {
  return JSON.stringify([a.bands, a.look, a.tool]) === JSON.stringify([b.bands, b.look, b.tool]);
}

/** Numbers that people read; a range that is narrower than that stays as it is. */
function rounded(range) {
  const [min, max] = range.map((value) => Number(readable(value)));
  return min < max ? [min, max] : range;
}
