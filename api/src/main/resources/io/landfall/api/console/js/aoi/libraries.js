// Libraries that areas are read with. proj4 is loaded when a file needs it.

import {fileUrl} from '../api.js';

let loading = null;

export const libraries = {
  ol,

  /** @returns {Promise<Function>} */
  proj4() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = fileUrl('lib/proj4.js').href;
      script.addEventListener('load', () => resolve(globalThis.proj4));
      script.addEventListener('error', () => {
        loading = null;
        reject(new Error('the library for projections could not be loaded. Try again; if the service has been updated meanwhile, reload the page.'));
      });
      document.head.append(script);
    });
    return loading;
  },
};
