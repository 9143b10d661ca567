// Where, when, and under how many clouds scenes are looked for. What was asked last is asked again in this tab.

import {field, h} from '../dom.js';
import {drawOnce} from '../draw.js';
import {readFeatures} from '../map.js';
import {tab} from '../storage.js';
import {readBox, wrappedBox} from './query.js';

const KEY = 'landfall.search';

/**
 * Makes the form.
 *
 * @param {object} context of the view
 * @param {() => void} onSearch
 */
export function searchForm({map, announce}, onSearch) {
  const last = tab.json(KEY);
  const collection = h('select', null, h('option', {value: 'index'}, 'Landsat index'), h('option', {value: 'own'}, 'My own scenes'));
  const area = h('select', null, h('option', {value: 'view'}, 'What the map shows'), h('option', {value: 'box'}, 'A box'), h('option', {value: 'world'}, 'Anywhere'));
  const box = h('input', {type: 'text', autocomplete: 'off', placeholder: 'west, south, east, north'});
  const draw = h('button', {type: 'button'}, 'Draw it on the map');
  const boxField = h('div', {class: 'stack'}, field('Box, in degrees', box, {pointer: '/bbox'}), h('div', {class: 'buttons'}, draw));
  const from = h('input', {type: 'date', value: last?.from ?? ''});
  const to = h('input', {type: 'date', value: last?.to ?? ''});
  const cloud = h('input', {type: 'range', min: 0, max: 100, step: 5, value: last?.cloud ?? 100});
  const cloudField = field('', cloud);
  collection.value = last?.collection ?? 'index';
  area.value = last?.area ?? 'view';
  box.value = last?.box ?? '';

  const form = h('form', {class: 'stack', role: 'search', onsubmit: (event) => {
    event.preventDefault();
    onSearch();
  }},
  h('div', {class: 'fields'}, field('Collection', collection), field('Where', area)), boxField,
  h('div', {class: 'fields'}, field('From', from, {pointer: '/datetime'}), field('To', to)),
  cloudField, h('div', {class: 'buttons'}, h('button', {type: 'submit', class: 'primary'}, 'Search')));

  const showBox = () => (boxField.hidden = area.value !== 'box');
  const showCollection = () => {
    if (collection.value === 'own' && area.value === 'view') {
      area.value = 'world'; // one's own are few
      showBox();
    }
  };
  const showCloud = () => {
    const text = Number(cloud.value) === 100 ? 'Clouds: any' : `Clouds: at most ${cloud.value} %`;
    cloudField.querySelector('label').textContent = text;
    cloud.setAttribute('aria-valuetext', text);
  };
  const showShape = () => {
    try {
      const [west, south, east, north] = readBox(box.value);
      const end = east < west ? east + 360 : east;
      const ring = [[west, south], [end, south], [end, north], [west, north], [west, south]];
      boxLayer.getSource().clear();
      boxLayer.getSource().addFeatures(readFeatures({type: 'Polygon', coordinates: [ring]}));
    } catch {
      boxLayer.getSource().clear();
    }
  };
  const boxLayer = map.addShapes('search-box', {zIndex: 8, style: new ol.style.Style({stroke: new ol.style.Stroke({color: '#b4470b', width: 2, lineDash: [6, 4]})})});
  area.addEventListener('change', () => {
    showBox();
    boxLayer.setVisible(area.value === 'box');
  });
  collection.addEventListener('change', showCollection);
  box.addEventListener('input', showShape);
  cloud.addEventListener('input', showCloud);
  draw.addEventListener('click', () => {
    announce('Click two corners of the box on the map. Or type its degrees. Escape gives up.');
    draw.disabled = true;
    drawOnce(map, 'box', {
      cancel: () => (draw.disabled = false),
      end: (feature) => {
        const extent = ol.proj.transformExtent(feature.getGeometry().getExtent(), 'EPSG:3857', 'EPSG:4326');
        box.value = wrappedBox(extent).map((degrees) => Number(degrees.toFixed(4))).join(', ');
        draw.disabled = false;
        showShape();
        onSearch();
      },
    });
  });
  showBox();
  showCloud();
  showShape();
  boxLayer.setVisible(area.value === 'box');

  return {
    element: form,
    isRemembered: last !== null,
    setCollection: (value) => {
      collection.value = value;
      showCollection();
    },

    /**
     * Returns what is asked for.
     *
     * @throws an error with `errors`, as problems of the API have
     */
    read() {
      if (from.value && to.value && from.value > to.value) {
        throw invalid('/datetime', `The first day, ${from.value}, is after the last, ${to.value}.`);
      }
      let bounds;
      try {
        bounds = area.value === 'world' ? [-180, -90, 180, 90] : area.value === 'box' ? readBox(box.value) : map.box();
      } catch (error) {
        throw invalid('/bbox', error.message);
      }
      const asked = {collection: collection.value, area: area.value, box: box.value, from: from.value, to: to.value, cloud: Number(cloud.value)};
      tab.set(KEY, JSON.stringify(asked));
      return {...asked, box: bounds};
    },
  };
}

function invalid(pointer, detail) {
  return Object.assign(new Error(detail), {title: 'Cannot search yet', errors: [{pointer, detail}]});
}
