// Outlines of scenes on the map. Ten thousand of them stay quick: they are drawn into one image that is moved with
// the map, and what is highlighted lies above it.

import {isDrawing} from '../draw.js';
import {readFeatures} from '../map.js';
import {color} from '../theme.js';

/** Shows scenes, tells which are under the pointer or were clicked. */
export class Footprints {
  #scope;
  #onPick;
  #onHover;
  #all;
  #marked;
  #byId = new Map();
  #selected = new Set();
  #hovered = null;

  /**
   * @param {import('../map.js').MapScope} scope
   * @param {object} options `onPick(ids)`: these lie where was clicked, the smallest first;
   *     `onHover(id | null)`; `zIndex`; `isFilled`: not where images lie below
   */
  constructor(scope, {onPick = () => {}, onHover = () => {}, zIndex = 5, isFilled = true} = {}) {
    this.#scope = scope;
    this.#onPick = onPick;
    this.#onHover = onHover;
    this.#all = scope.add('footprints', new ol.layer.VectorImage({
      source: new ol.source.Vector({wrapX: false}),
      imageRatio: 2, // so much of what is beyond the edge is drawn already when the map is moved
      zIndex,
    }));
    this.#marked = scope.addShapes('footprints-marked', {zIndex: zIndex + 1});
    const paint = () => {
      this.#all.setStyle(outline('--footprint', 1.2, isFilled ? 0.05 : 0));
      this.#marked.setStyle((feature) => outline('--selected', feature.getId() === this.#hovered ? 3.5 : 2, isFilled ? 0.12 : 0));
    };
    paint();
    scope.onTheme(paint);
    scope.on('singleclick', (event) => this.#pick(event));
    scope.on('pointermove', (event) => !event.dragging && this.#move(event));
  }

  /** Shows these and no others. `rows`: {id, geometry} */
  show(rows) {
    this.#byId.clear();
    this.#selected.clear();
    this.#hovered = null;
    this.#all.getSource().clear(true);
    this.#marked.getSource().clear(true);
    this.add(rows);
  }

  /** Shows these too. */
  add(rows) {
    const features = readFeatures({
      type: 'FeatureCollection',
      features: rows.map(({id, geometry}) => ({type: 'Feature', id, geometry, properties: null})),
    });
    features.forEach((feature) => this.#byId.set(feature.getId(), feature));
    this.#all.getSource().addFeatures(features);
  }

  /** Highlights the chosen ones. */
  select(ids) {
    this.#selected = new Set(ids);
    this.#paintMarked();
  }

  /** Highlights one more strongly, as the pointer is on it in a list; null: none. */
  hover(id) {
    if (id !== this.#hovered) {
      this.#hovered = id;
      this.#paintMarked();
    }
  }

  /** Shows outlines or hides them. */
  setVisible(isVisible) {
    this.#all.setVisible(isVisible);
    this.#marked.setVisible(isVisible);
  }

  #paintMarked() {
    const wanted = new Set(this.#selected);
    if (this.#hovered !== null) {
      wanted.add(this.#hovered);
    }
    const source = this.#marked.getSource();
    source.clear(true);
    source.addFeatures([...wanted].map((id) => this.#byId.get(id)).filter(Boolean));
  }

  #at(coordinate) {
    return this.#all.getSource().getFeaturesAtCoordinate(wrapped(coordinate))
        .sort((a, b) => ol.extent.getArea(a.getGeometry().getExtent()) - ol.extent.getArea(b.getGeometry().getExtent()))
        .map((feature) => feature.getId());
  }

  #pick(event) {
    if (this.#all.getVisible() && !isDrawing(this.#scope.map)) {
      this.#onPick(this.#at(event.coordinate), event);
    }
  }

  #move(event) {
    const id = this.#all.getVisible() ? this.#at(event.coordinate)[0] ?? null : null;
    this.#scope.map.getTargetElement().classList.toggle('over-scene', id !== null);
    if (id !== this.#hovered) {
      this.hover(id);
      this.#onHover(id);
    }
  }
}

/** The map goes round the Earth more than once; outlines do not. */
function wrapped([x, y]) {
  const world = 2 * 20_037_508.342789244;
  return [x - Math.floor((x + world / 2) / world) * world, y];
}

function outline(name, width, opacity) {
  const [red, green, blue] = ol.color.asArray(color(name));
  return new ol.style.Style({
    stroke: new ol.style.Stroke({color: [red, green, blue, 0.9], width}),
    fill: new ol.style.Fill({color: [red, green, blue, opacity]}),
  });
}
