// What only the person who gave a file can say of it.

import {askChoice, askText} from '../dialog.js';
import {libraries} from './libraries.js';
import {AoiProblem} from './problem.js';
import {transformOfEpsg} from './projection.js';

/** Asks which layer is meant. */
export const chooseLayer = (names) => askChoice({title: 'Which layer is the area?', label: 'Layer', options: names, action: 'Take it'});

/**
 * Asks in which coordinates something is.
 *
 * @param {string} what the beginning of a sentence: 'The layer "a"'
 * @returns {Promise<number | null>} an EPSG code that can be used
 */
export async function askCrs(what) {
  let code = null;
  const isGiven = await askText({
    title: 'In which coordinates is it?',
    text: `${what} does not say it. Whoever made the file knows, as EPSG:32633 for UTM zone 33 north; 4326 is longitude and latitude.`,
    label: 'EPSG code',
    action: 'Use it',
    maxLength: 20,
    save: async (text) => {
      const found = /^(?:EPSG:)?(\d{4,6})$/i.exec(text);
      if (!found) throw new AoiProblem('Give an EPSG code, a number of four to six digits.');
      transformOfEpsg(Number(found[1]), await libraries.proj4()); // throws what it cannot use
      code = Number(found[1]);
    },
  });
  return isGiven ? code : null;
}
