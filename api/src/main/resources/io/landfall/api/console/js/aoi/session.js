// The area of interest of this tab: a GeoJSON MultiPolygon in longitude and latitude.

import {tab} from '../storage.js';

const KEY = 'landfall.aoi';

/** Returns the area, or null. */
export const keptArea = () => tab.json(KEY);

/** Keeps an area, or none. Returns false where it is lost when the page is loaded again. */
export function keepArea(area) {
  if (area === null) {
    tab.remove(KEY);
    return true;
  }
  return tab.set(KEY, JSON.stringify(area));
}
