// Takes a PMTiles file apart with the package pmtiles: writes each tile as Z-X-Y into a folder.
// Usage: node tileset_by_npm.mjs FILE FOLDER
import {mkdirSync, openSync, readSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {PMTiles} from 'pmtiles';

const [path, folder] = process.argv.slice(2);
const file = openSync(path);
const source = {
  getKey: () => path,
  getBytes: async (offset, length) => {
    const bytes = new Uint8Array(length);
    return {data: bytes.slice(0, readSync(file, bytes, 0, length, offset)).buffer};
  },
};
const tiles = new PMTiles(source);
const header = await tiles.getHeader();
await tiles.getMetadata();
mkdirSync(folder);
for (let z = header.minZoom; z <= header.maxZoom; z++) {
  const column = (lon) => Math.min(2 ** z - 1, Math.floor((lon + 180) / 360 * 2 ** z));
  const row = (lat) => Math.floor((1 - Math.asinh(Math.tan(lat * Math.PI / 180)) / Math.PI) / 2 * 2 ** z);
  for (let x = column(header.minLon); x <= column(header.maxLon); x++) {
    for (let y = row(header.maxLat); y <= row(header.minLat); y++) {
      const tile = await tiles.getZxy(z, x, y);
      if (tile) {
        writeFileSync(join(folder, `${z}-${x}-${y}`), new Uint8Array(tile.data));
      }
    }
  }
}
