// What this tab and this browser keep for the page. Where a browser lets pages keep nothing, it is kept until the page goes.

/** In this tab. */
export const tab = kept(() => sessionStorage);

/** In this browser. */
export const browser = kept(() => localStorage);

function kept(find) {
  const memory = new Map();
  let storage = null;
  try {
    storage = find();
    storage.getItem('');
  } catch {
    storage = null; // the browser forbids it
  }
  const get = (key) => storage?.getItem(key) ?? memory.get(key) ?? null;
  return {
    get,
    /** Returns what was kept as JSON; null: nothing, or no JSON. */
    json(key) {
      try {
        return JSON.parse(get(key));
      } catch {
        return null;
      }
    },
    /** Keeps a text. Returns false where it goes with the page, as the browser has no room for it. */
    set(key, value) {
      memory.delete(key);
      try {
        storage.setItem(key, value);
        return true;
      } catch {
        storage?.removeItem(key);
        memory.set(key, value);
        return false;
      }
    },
    remove(key) {
      storage?.removeItem(key);
      memory.delete(key);
    },
    /** Forgets all that this page has kept. */
    clear() {
      memory.clear();
      if (storage) {
        Object.keys(storage).filter((key) => key.startsWith('landfall.')).forEach((key) => storage.removeItem(key));
      }
    },
  };
}
