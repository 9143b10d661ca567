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
  return {
    get: (key) => (storage ? storage.getItem(key) : memory.get(key) ?? null),
    set(key, value) {
      try {
        storage?.setItem(key, value);
      } catch {
        storage = null; // full
      }
      memory.set(key, value);
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
