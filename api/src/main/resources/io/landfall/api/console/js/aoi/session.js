// The area of interest of this tab: a GeoJSON MultiPolygon in longitude and latitude.

const KEY = 'landfall.aoi';
let current; // also where sessionStorage has no room

/** Returns the area, or null. */
export function keptArea() {
  if (current === undefined) {
    try {
      current = JSON.parse(sessionStorage.getItem(KEY));
    } catch {
      current = null;
    }
  }
  return current;
}

/** Keeps an area, or none. Returns false where it is lost when the page is loaded again. */
export function keepArea(area) {
  current = area;
  try {
    if (area === null) {
      sessionStorage.removeItem(KEY);
    } else {
      sessionStorage.setItem(KEY, JSON.stringify(area));
    }
    return true;
  } catch {
    sessionStorage.removeItem(KEY); // better none than the one before
    return false;
  }
}
