// Drawing a box or a polygon on the map.

/** Clicks that end a drawing reach other listeners up to so much later: they are not meant for them. */
const AFTERMATH_MS = 400;

/**
 * Lets somebody draw one shape. Escape gives up.
 *
 * @param {import('./map.js').MapScope} scope
 * @param {'box' | 'polygon'} kind
 * @param {object} on `end(feature)`; `cancel()`
 * @returns {() => void} gives up
 */
export function drawOnce(scope, kind, {end, cancel = () => {}}) {
  const {map} = scope;
  const isBox = kind === 'box';
  const interaction = scope.addInteraction(new ol.interaction.Draw(
      isBox ? {type: 'Circle', geometryFunction: ol.interaction.Draw.createBox()} : {type: 'Polygon'}));
  const zoom = map.getInteractions().getArray().find((each) => each instanceof ol.interaction.DoubleClickZoom);
  zoom.setActive(false); // two quick clicks are two corners, or the end of a polygon
  map.set('drawing', interaction);
  map.getTargetElement().classList.add('drawing');
  let hasStopped = false;
  const stop = () => {
    if (hasStopped) {
      return;
    }
    hasStopped = true;
    removeEventListener('keydown', onKey);
    map.getTargetElement().classList.remove('drawing');
    setTimeout(() => {
      scope.removeInteraction(interaction); // not within its own event
      if (map.get('drawing') === interaction) { // else another has begun
        map.set('drawing', false);
        zoom.setActive(true);
      }
    }, AFTERMATH_MS);
    interaction.setActive(false);
  };
  const onKey = (event) => {
    if (event.key === 'Escape') {
      stop();
      cancel();
    }
  };
  addEventListener('keydown', onKey);
  scope.onEnd(stop);
  interaction.once('drawend', ({feature}) => {
    stop();
    end(feature);
  });
  return () => {
    stop();
    cancel();
  };
}

/** Tells whether clicks on the map are those of a drawing. */
export function isDrawing(map) {
  return Boolean(map.get('drawing'));
}
