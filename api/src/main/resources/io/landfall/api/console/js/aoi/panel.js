// The area of interest: drawn, typed, or read from a file.

import {askConfirm} from '../dialog.js';
import {drawOnce} from '../draw.js';
import {field, h, replace} from '../dom.js';
import {readFeatures} from '../map.js';
import {color, onTheme} from '../theme.js';
import {isAcross, onOneWorld} from './antimeridian.js';
import {boxFields} from './boxFields.js';
import {findCrossing} from './crossings.js';
import {libraries} from './libraries.js';
import {boxArea, multiPolygon, sizeInWords} from './polygons.js';
import {transformed} from './projection.js';
import {AoiProblem} from './problem.js';
import * as questions from './questions.js';
import {areaOfFiles, areaOfText} from './readAoi.js';
import {keepArea, keptArea} from './session.js';

/** How far the drawn edge may lie from what is kept of it, in degrees: a metre. */
const DRAWN_TOLERANCE_DEGREES = 1e-5;

/**
 * Makes the panel; the area lies on the map as long as the view does.
 *
 * @param {object} context of the view
 * @param {object} options `onChange(area | null)`: a GeoJSON MultiPolygon in longitude and latitude;
 *     `first`: the area that is there, by default that of this tab; `keep(area)`: keeps another, by default in this tab
 *     until it is cleared, where new exports begin with it, and returns whether that has worked; `isPart`: of a form,
 *     which has a heading for it and little room
 * @returns {{element: HTMLElement}}
 */
export function aoiPanel({map, announce, signal}, {onChange = () => {}, first = keptArea(), keep = keepArea, isPart = false} = {}) {
  let area = first;
  let stopDrawing = null;
  let modifying = null;
  let turn = 0; // what is still being read when another area is there, is not wanted any more
  let filled = ''; // what this panel has put into the text
  const size = h('p', {class: 'number'}); // announced where it changes
  const notes = h('div', {class: 'stack'});
  const text = h('textarea', {rows: 3, spellcheck: 'false', class: 'code', placeholder: '12.1, 45, 12.9, 45.6'});
  const file = h('input', {type: 'file', multiple: true, accept: '.geojson,.json,.kml,.kmz,.zip,.shp,.prj,.dbf,.shx,.cpg,.wkt,.txt,.gpkg'});
  const drop = h('div', {class: 'drop'}, field('File', file, {hint: 'GeoJSON, KML, KMZ, WKT, GeoPackage, or a shapefile, zipped or with its .prj. Drop it here, or on the map.'}));
  const clear = h('button', {type: 'button', class: 'quiet', onclick: () => {
    set(null, []);
    announce('No area: all of the scenes.');
  }}, 'Clear');
  const fit = h('button', {type: 'button', class: 'quiet', onclick: () => map.fitTo(area)}, 'Show');
  const edit = h('button', {type: 'button', class: 'quiet', 'aria-pressed': 'false', onclick: () => (modifying ? stopModifying() : startModifying())}, 'Move corners');
  const asText = h('button', {type: 'button', class: 'quiet', onclick: editAsText}, 'Edit as text');
  const layer = map.addShapes('aoi', {zIndex: 10});
  const paint = () => layer.setStyle(style());
  paint();
  onTheme(paint, signal);

  const box = boxFields((read) => attempt(read));
  const byHand = [box.element,
    h('div', {class: 'stack'}, field('Or as text: GeoJSON, WKT, or west, south, east, north', text),
        h('div', {class: 'buttons'}, h('button', {type: 'button', onclick: () => attempt(() => areaOfText(text.value, libraries))}, 'Use this text'))),
    drop];
  const element = h('section', {class: 'stack', 'aria-label': 'Area of interest'},
      !isPart && h('h2', null, 'Area of interest'),
      size,
      h('div', {class: 'buttons'},
          drawButton('Draw a polygon', 'polygon'), drawButton('Draw a box', 'box'),
          h('button', {type: 'button', onclick: () => attempt(() => ({area: boxArea(map.box()), notes: []}))}, 'What the map shows')),
      h('div', {class: 'buttons of-area'}, fit, edit, asText, clear), notes,
      isPart ? h('details', null, h('summary', null, 'By numbers, text or file'), h('div', {class: 'stack inset'}, byHand)) : byHand);

  file.addEventListener('change', async () => {
    await attempt(() => areaOfFiles([...file.files], questions));
    file.value = ''; // the same file, corrected, is read again
  });
  for (const target of [drop, map.map.getTargetElement()]) {
    target.addEventListener('dragover', onDragOver, {signal});
    target.addEventListener('dragleave', () => target.classList.remove('dropping'), {signal});
    target.addEventListener('drop', onDrop, {signal});
  }
  addEventListener('dragover', refuseElsewhere, {signal});
  addEventListener('drop', refuseElsewhere, {signal});
  show();
  if (area) {
    tell([]);
  }

  function onDragOver(event) {
    if ([...event.dataTransfer.types].includes('Files')) {
      event.preventDefault();
      event.currentTarget.classList.add('dropping');
    }
  }

  function onDrop(event) {
    if (event.dataTransfer.files.length > 0) {
      event.preventDefault(); // the browser would open it
      event.currentTarget.classList.remove('dropping');
      attempt(() => areaOfFiles([...event.dataTransfer.files], questions));
    }
  }

  /** A file that is dropped beside the places for it would be opened by the browser in the place of this page. */
  function refuseElsewhere(event) {
    if (!event.defaultPrevented && [...event.dataTransfer.types].includes('Files')) {
      event.preventDefault();
      event.dataTransfer.dropEffect = 'none';
    }
  }

  async function editAsText() {
    const isOwn = text.value.trim() !== '' && text.value !== filled;
    if (isOwn && !await askConfirm({title: 'Replace the text?', text: 'The text that you typed is replaced by the area that the map shows.', action: 'Replace'})) {
      return;
    }
    filled = JSON.stringify(area);
    text.value = filled;
    text.closest('details')?.setAttribute('open', '');
    text.focus();
  }

  function drawButton(label, kind) {
    const button = h('button', {type: 'button', 'aria-pressed': 'false', onclick: () => {
      if (modifying) {
        stopModifying();
      }
      if (stopDrawing) {
        stopDrawing();
        return;
      }
      const end = () => {
        stopDrawing = null;
        button.setAttribute('aria-pressed', 'false');
      };
      button.setAttribute('aria-pressed', 'true');
      announce(kind === 'box' ? 'Click two corners on the map. Escape gives up.' : 'Click the corners on the map, the last one twice. Escape gives up.');
      stopDrawing = drawOnce(map, kind, {
        cancel: end,
        end: (feature) => {
          end();
          attempt(() => ({area: multiPolygon(drawn(feature)), notes: []}), false);
        },
      });
    }}, label);
    return button;
  }

  /** Corners are dragged; a click on one with Alt takes it away. */
  function startModifying() {
    modifying = map.addInteraction(new ol.interaction.Modify({source: layer.getSource()}));
    map.map.set('drawing', true);
    edit.setAttribute('aria-pressed', 'true');
    announce('Drag corners or edges on the map. Alt and a click remove a corner.');
    modifying.on('modifyend', () => {
      const coordinates = layer.getSource().getFeatures().flatMap(drawn);
      attempt(() => ({area: multiPolygon(coordinates), notes: []}), false);
    });
  }

  function stopModifying() {
    map.removeInteraction(modifying);
    map.map.set('drawing', false);
    modifying = null;
    edit.setAttribute('aria-pressed', 'false');
  }

  signal.addEventListener('abort', () => map.map.set('drawing', false));

  async function attempt(read, isToBeShown = true) {
    const mine = ++turn;
    try {
      const {area: next, notes: said, other = null} = await read();
      if (mine !== turn || signal.aborted) {
        return;
      }
      set(next, said, other);
      announce(`Area of interest: ${sizeInWords(next)}.`);
      if (isToBeShown) {
        map.fitTo(next);
      }
    } catch (problem) {
      if (mine !== turn || signal.aborted) {
        return;
      }
      const known = problem instanceof AoiProblem;
      replace(notes, h('div', {class: 'problem', role: 'alert'}, known ? problem.message : `Cannot read the area: ${problem.message}`,
          area && h('p', null, 'The area that was there before stays.')));
    }
  }

  function set(next, said, other = null) {
    turn++;
    area = next;
    const isKept = keep(area);
    tell(isKept ? said : [...said, 'This area is too large to be kept when the page is loaded again.']);
    if (other) {
      notes.append(otherWay(other, said));
    }
    show();
    onChange(area);
  }

  /** Files do not say which way round the Earth an edge goes: the person does. */
  function otherWay(other, said) {
    const [way, otherWord] = isAcross(area) ? ['across the antimeridian', 'across Greenwich'] : ['across Greenwich', 'across the antimeridian'];
    const before = area;
    return h('p', {class: 'warning'}, `Edges go from one side of 180 degrees to the other. They are taken ${way}: ${sizeInWords(area)}. `,
        h('button', {type: 'button', class: 'small', onclick: async () => {
          await attempt(() => ({area: other, notes: said, other: before}));
          notes.querySelector('.warning button')?.focus();
        }}, `Take them ${otherWord}`));
  }

  function tell(said) {
    const crossing = area && findCrossing(area);
    replace(notes,
        crossing && h('div', {class: 'problem', role: 'alert'}, `Polygon ${crossing.polygon} crosses itself at ${crossing.lat.toFixed(5)}, ${crossing.lon.toFixed(5)}. `
            + 'An export of it is refused: draw it anew, or repair the file, for example with ogr2ogr -makevalid.',
        h('button', {type: 'button', class: 'quiet small', onclick: () => map.fitTo([crossing.lon - 0.01, crossing.lat - 0.01, crossing.lon + 0.01, crossing.lat + 0.01])}, 'Show where')),
        said.map((note) => h('p', {class: 'warning'}, note)));
  }

  function show() {
    size.textContent = area ? sizeInWords(area) : 'None: all of the scenes.';
    clear.parentElement.hidden = area === null;
    box.show(area);
    if (area === null && modifying) {
      stopModifying();
    }
    layer.getSource().clear();
    if (area) {
      layer.getSource().addFeatures(readFeatures(area));
    }
  }

  return {element};
}

/** Edges are straight on the map where they are drawn, and straight in degrees where they count. */
function drawn(feature) {
  const geometry = feature.getGeometry();
  const polygons = geometry.getType() === 'Polygon' ? [geometry.getCoordinates()] : geometry.getCoordinates();
  const toDegrees = (position) => ol.proj.transform(position, 'EPSG:3857', 'EPSG:4326'); // goes on beyond 180, as the map does
  const coordinates = transformed(polygons, toDegrees, DRAWN_TOLERANCE_DEGREES, (before, position) => position);
  return onOneWorld(coordinates).map((polygon) => polygon.map((ring) => ring.map((position) => position.map((degrees) => Number(degrees.toFixed(7))))));
}

function style() {
  const [red, green, blue] = ol.color.asArray(color('--aoi'));
  return new ol.style.Style({
    stroke: new ol.style.Stroke({color: [red, green, blue, 1], width: 2.5}),
    fill: new ol.style.Fill({color: [red, green, blue, 0.08]}),
  });
}
