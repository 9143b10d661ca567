// Areas in files, which the service reads: it knows more formats and coordinate systems than a page can.

import {ApiProblem, post} from '../api.js';
import {AoiProblem} from './problem.js';
import {zipOf} from './zipOf.js';

const PARTS = /\.(shp|shx|dbf|prj|cpg|qpj|sbn|sbx|shp\.xml)$/i;
const MOST_CHARACTERS = 200;

/**
 * Has the service read what somebody chose or dropped: one file, or the files of one shapefile.
 *
 * @param {File[]} files
 * @param {object} questions asked of the person where the file leaves something open: `chooseLayer(names)`, a promise of
 *     one of them, and `askCrs(name, use)`, which calls `use(code)` until that works; null: no answer
 * @returns {Promise<{coordinates: number[][][][], notes: string[]}>} polygons in longitude and latitude
 * @throws {AoiProblem}
 */
export async function uploadedArea(files, {chooseLayer, askCrs}) {
  const {name, content} = await whole(files);
  const asked = {name: name.slice(0, MOST_CHARACTERS)};
  for (;;) {
    try {
      return await sent(content, asked);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (problem.parameter === 'layer' && !asked.layer) {
        asked.layer = await chooseLayer(problem.layers);
        if (!asked.layer) throw new AoiProblem(`${name} has ${problem.layers.length} layers, and none was chosen.`);
      } else if (problem.parameter === 'srid' && !asked.srid) {
        let area = null;
        await askCrs(name, async srid => {
          area = await sent(content, {...asked, srid});
        });
        if (!area) throw new AoiProblem(`${name} does not say in which coordinates it is, and nobody else has.`);
        return area;
      } else {
        throw new AoiProblem(`${name}: ${problem.detail}`);
      }
    }
  }
}

async function sent(content, query) {
  const answer = await post(`/v1/areas?${new URLSearchParams(query)}`, undefined,
      {content, headers: {'Content-Type': 'application/octet-stream'}, safe: true}); // the same area is there once
  return {coordinates: answer.geometry.coordinates, notes: answer.warnings};
}

/** Returns what is sent: the file, or one of all files of a shapefile. */
async function whole(files) {
  if (files.length === 0) throw new AoiProblem('There is no file in what was dropped.');
  if (files.length === 1 && /\.(dbf|prj|shx|cpg)$/i.test(files[0].name)) {
    throw new AoiProblem('That is a part of a shapefile. Give its .shp and .prj together, or all of it as a zip file.');
  }
  const shape = files.find(file => /\.shp$/i.test(file.name));
  if (files.length === 1 && !shape) return {name: files[0].name, content: files[0]};
  if (!shape || !files.every(file => PARTS.test(file.name))) {
    throw new AoiProblem(`Give one file, or those of one shapefile; these are ${files.length}.`);
  }
  const read = files.map(async file => ({name: file.name, bytes: new Uint8Array(await file.arrayBuffer())}));
  return {name: shape.name, content: zipOf(await Promise.all(read))};
}
