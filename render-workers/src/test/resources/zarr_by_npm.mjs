// Reads all levels of a Zarr file with the package zarrita and prints the SHA-256 of each.
// Usage: node zarr_by_npm.mjs FILE
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import ZipFileStore from '@zarrita/storage/zip';
import * as zarr from 'zarrita';

const file = new Blob([readFileSync(process.argv[2])]);
const root = await zarr.open.v3(zarr.root(ZipFileStore.fromBlob(file)), {kind: 'group'});
const sums = [];
for (const {asset} of root.attrs.multiscales.layout) {
  const {data, stride, shape} = await zarr.get(await zarr.open.v3(root.resolve(`/${asset}/data`), {kind: 'array'}));
  const inOrder = new data.constructor(data.length);
  let at = 0;
  for (let band = 0; band < shape[0]; band++) {
    for (let y = 0; y < shape[1]; y++) {
      for (let x = 0; x < shape[2]; x++) {
        inOrder[at++] = data[band * stride[0] + y * stride[1] + x * stride[2]];
      }
    }
  }
  sums.push(createHash('sha256').update(new Uint8Array(inOrder.buffer)).digest('hex'));
}
console.log(sums.join(' '));
