// Draws the cells of an export on a canvas of the map: thousands cost no more than a picture.

import {CellBoard, DONE, PARTLY} from './cells.js';
import {color} from '../theme.js';

const WORLD = 40075016.685578488;

/**
 * Makes the layer.
 *
 * @param {() => {board: CellBoard | null, isFailed: boolean, isFaint: boolean}} read what to draw now
 * @returns {{layer: ol.layer.Image, redraw: () => void}}
 */
export function makeCellLayer(read) {
  const rings = new WeakMap();
  const source = new ol.source.ImageCanvas({
    ratio: 1,
    canvasFunction: (extent, resolution, pixelRatio, [width, height]) => {
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      const now = read();
      if (now.board) {
        draw(canvas.getContext('2d'), now, rings, extent, resolution / pixelRatio);
      }
      return canvas;
    },
  });
  let isDue = false;
  const redraw = () => {
    if (!isDue) {
      isDue = true;
      requestAnimationFrame(() => {
        isDue = false;
        source.changed();
      });
    }
  };
  return {layer: new ol.layer.Image({source, zIndex: 2}), redraw};
}

function draw(context, {board, isFailed, isFaint}, rings, extent, resolution) {
  if (!rings.has(board)) {
    rings.set(board, board.cells.map(({ring}) => ring && ring.map((position) => ol.proj.fromLonLat(position))));
  }
  const outlines = rings.get(board);
  const [good, part, open, line] = ['--good', '--accent', isFailed ? '--bad' : '--muted', '--line-strong'].map(color);
  for (let world = Math.floor((extent[0] - WORLD) / WORLD); world <= Math.ceil((extent[2] + WORLD) / WORLD); world++) {
    board.cells.forEach((cell, i) => {
      const outline = outlines[i];
      if (!outline || !trace(context, outline, world * WORLD, extent, resolution)) {
        return;
      }
      const state = CellBoard.stateOf(cell);
      context.globalAlpha = isFaint ? 0 : state === DONE ? 0.45 : state === PARTLY ? 0.4 : isFailed ? 0.25 : 0.12;
      context.fillStyle = state === DONE ? good : state === PARTLY ? part : open;
      context.fill();
      context.globalAlpha = isFaint ? 0.35 : 0.9;
      context.lineWidth = 1;
      context.strokeStyle = state === DONE ? good : isFailed ? open : line;
      context.stroke();
    });
  }
}

/** Makes an outline the context's path; returns false where none of it is in the extent. */
function trace(context, outline, shift, extent, resolution) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of outline) {
    west = Math.min(west, x + shift);
    east = Math.max(east, x + shift);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  if (west > extent[2] || east < extent[0] || south > extent[3] || north < extent[1]) {
    return false;
  }
  context.beginPath();
  for (const [x, y] of outline) {
    context.lineTo((x + shift - extent[0]) / resolution, (extent[3] - y) / resolution);
  }
  context.closePath();
  return true;
}
