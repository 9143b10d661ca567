// What lies under a click: values of the look, of the scenes below it, and which scenes these are.

import {get} from '../api.js';
import {isDrawing} from '../draw.js';
import {h, problemBox, replace} from '../dom.js';
import {readable} from './stretch.js';

/**
 * Makes the panel and listens to clicks.
 *
 * @param {object} context of the view
 * @param {object} options `layer`: the LookLayer; `nameOf(sceneId)`
 * @returns {{element: HTMLElement, refresh: () => void}} refresh: another look is shown
 */
export function valuesPanel({map, signal, announce}, {layer, nameOf}) {
  const marker = map.addShapes('value-marker', {
    zIndex: 20,
    style: new ol.style.Style({image: new ol.style.RegularShape({points: 4, radius: 10, radius2: 0, stroke: new ol.style.Stroke({color: '#b4470b', width: 2})})}),
  });
  const result = h('div', {class: 'stack'}, h('p', {class: 'muted'}, 'Click the map to read values. With the keyboard: move the map, then read its centre.'));
  let asking = null;
  let last = null; // where was asked

  async function ask(coordinate, isSaid = true) {
    if (!layer.shown) {
      return;
    }
    last = coordinate;
    asking?.abort();
    asking = new AbortController();
    const [lon, lat] = ol.proj.toLonLat(coordinate).map((degrees) => Number(degrees.toFixed(6)));
    marker.getSource().clear();
    marker.getSource().addFeature(new ol.Feature(new ol.geom.Point(coordinate)));
    try {
      const path = await layer.pathOf(layer.shown.look, 'point', {lon, lat}, asking.signal);
      const values = await get(path, {signal: asking.signal});
      replace(result, table(values, nameOf));
      if (isSaid) {
        announce(inWords(values, nameOf));
      }
    } catch (problem) {
      if (problem.name !== 'AbortError') {
        replace(result, problemBox(problem));
      }
    }
  }

  signal.addEventListener('abort', () => asking?.abort());
  map.on('singleclick', (event) => !isDrawing(map.map) && ask(event.coordinate));
  const element = h('section', {class: 'stack', 'aria-label': 'Values'},
      h('h2', null, 'Values'), result,
      h('div', {class: 'buttons'}, h('button', {type: 'button', onclick: () => ask(map.map.getView().getCenter())}, "Read the map's centre")));
  return {element, refresh: () => last && ask(last, false)};
}

function table({lon, lat, inputs, values, shown}, nameOf) {
  const scenes = [...new Set(inputs.map(({sceneId}) => sceneId).filter(Boolean))];
  const rows = (kind, list) => list.map(({band, value, sceneId}) => h('tr', null,
      h('th', {scope: 'row'}, band), h('td', {class: 'number'}, readable(value)), h('td', null, kind, sceneId && scenes.length > 1 ? `, ${nameOf(sceneId)}` : '')));
  const isTool = inputs.length !== values.length || inputs.some(({value}, i) => value !== values[i].value);
  return [
    h('p', {class: 'number'}, `${lat.toFixed(5)}, ${lon.toFixed(5)}`),
    scenes.length === 0 ? h('p', {class: 'muted'}, 'No scene has data there.')
        : h('p', null, scenes.length === 1 ? 'Of the scene ' : 'Of the scenes ', scenes.map(nameOf).join(', ')),
    scenes.length > 0 && h('div', {class: 'scroll'}, h('table', {class: 'values'}, h('caption', {class: 'visually-hidden'}, 'Values'),
        h('tbody', null, isTool && rows('of the scene', inputs), rows(isTool ? 'calculated' : 'of the scene', values), rows('as shown, 0 to 255', shown)))),
  ];
}

function inWords({inputs, values}, nameOf) {
  const scene = inputs.find(({sceneId}) => sceneId)?.sceneId;
  return scene ? `${values.map(({band, value}) => `${band} ${readable(value)}`).join(', ')}, of ${nameOf(scene)}` : 'No scene has data there.';
}
