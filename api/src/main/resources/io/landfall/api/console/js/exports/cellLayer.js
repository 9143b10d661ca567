// Draws the cells of an export on a canvas of the map: thousands cost no more than a picture.

import {CellBoard, DONE, PARTLY, WORKING} from './cells.js';
import {color} from '../theme.js';

const WORLD = 40075016.685578488;
const CELLS_OF_A_PATH = 8;
const LEAST_OUTLINED = 4; // pixels that a cell is wide: outlines of smaller ones would hide what they are of
const REDRAW_MS = 250; // tasks of a large export are stored by the hundred a second

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
  let last = -REDRAW_MS;
  const redraw = () => {
    if (!isDue) {
      isDue = true;
      setTimeout(() => requestAnimationFrame((now) => {
        isDue = false;
        last = now;
        source.changed();
      }), Math.max(0, last + REDRAW_MS - performance.now()));
    }
  };
  return {layer: new ol.layer.Image({source, zIndex: 2}), redraw};
}

function draw(context, {board, isFailed, isFaint}, rings, extent, resolution) {
  if (!rings.has(board)) {
    rings.set(board, board.cells.map(({ring}) => ring && outlineOf(ring)));
  }
  const paths = pathsOf(board, rings.get(board), extent, resolution);
  const [good, work, part, open, line] = ['--good', '--selected', '--accent', isFailed ? '--bad' : '--muted', '--line-strong'].map(color);
  const fills = {[DONE]: [good, 0.45], [WORKING]: [work, 0.55], [PARTLY]: [part, 0.4]};
  for (const {state, path, width} of paths) {
    if (!isFaint) {
      const [fill, alpha] = fills[state] ?? [open, isFailed ? 0.25 : 0.12];
      context.globalAlpha = alpha;
      context.fillStyle = fill;
      context.fill(path);
    }
    if (width / resolution >= LEAST_OUTLINED) {
      context.globalAlpha = isFaint ? 0.35 : 0.9;
      context.lineWidth = state === WORKING ? 2 : 1;
      context.strokeStyle = state === DONE ? good : state === WORKING ? work : isFailed ? open : line;
      context.stroke(path);
    }
  }
}

/** Returns the cells that are in the extent, some of a state in one path: a path for each of 20,000 takes 0.3 s, one for all takes 4 s. */
function pathsOf(board, outlines, extent, resolution) {
  const paths = [];
  const open = new Map(); // by state
  for (let world = Math.floor((extent[0] - WORLD) / WORLD); world <= Math.ceil((extent[2] + WORLD) / WORLD); world++) {
    const shift = world * WORLD;
    board.cells.forEach((cell, i) => {
      const outline = outlines[i];
      if (!outline || outline.west + shift > extent[2] || outline.east + shift < extent[0] || outline.south > extent[3] || outline.north < extent[1]) {
        return;
      }
      const state = CellBoard.stateOf(cell);
      if (!open.has(state) || open.get(state).cells === CELLS_OF_A_PATH) {
        open.set(state, {state, path: new Path2D(), width: outline.east - outline.west, cells: 0});
        paths.push(open.get(state));
      }
      const {path} = open.get(state);
      open.get(state).cells += 1;
      outline.ring.forEach(([x, y], k) => path[k === 0 ? 'moveTo' : 'lineTo']((x + shift - extent[0]) / resolution, (extent[3] - y) / resolution));
      path.closePath();
    });
  }
  return paths;
}

/** Puts the ring of a cell on the map, with its box. */
function outlineOf(ring) {
  const projected = ring.map((position) => ol.proj.fromLonLat(position));
  const [x, y] = [projected.map(([each]) => each), projected.map(([, each]) => each)];
  return {ring: projected, west: Math.min(...x), south: Math.min(...y), east: Math.max(...x), north: Math.max(...y)};
}
