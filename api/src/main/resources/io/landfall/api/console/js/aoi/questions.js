// What only the person who gave a file can say of it.

import {askChoice, askText} from '../dialog.js';
import {AoiProblem} from './problem.js';

/** Asks which layer is meant. */
export const chooseLayer = (names) => askChoice({title: 'Which layer is the area?', label: 'Layer', options: names, action: 'Take it'});

/**
 * Asks in which coordinates something is.
 *
 * @param {string} what the beginning of a sentence: the name of a file
 * @param {(code: number) => Promise<void>} use takes an EPSG code; what it throws is told, and asked again
 */
export async function askCrs(what, use) {
  await askText({
    title: 'In which coordinates is it?',
    text: `${what} does not say it. Whoever made the file knows, as EPSG:32633 for UTM zone 33 north; 4326 is longitude and latitude.`,
    label: 'EPSG code',
    action: 'Use it',
    maxLength: 20,
    save: async (text) => {
      const found = /^(?:EPSG:)?(\d{4,6})$/i.exec(text);
      if (!found) throw new AoiProblem('Give an EPSG code, a number of four to six digits.');
      await use(Number(found[1]));
    },
  });
}
