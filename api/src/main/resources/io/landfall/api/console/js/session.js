// Who is signed in. The token stays in this tab (sessionStorage) and goes with its end.

const KEY = 'landfall.token';
const listeners = new Set();
let renewal = null;

export const session = {
  /** The token, or null. */
  get token() {
    return sessionStorage.getItem(KEY);
  },

  /** Why the last session ended, as a sentence; null: it has not. */
  reason: null,

  /** Keeps a token that a call has shown to be good, and lets go on what waits for it. */
  signIn(token) {
    sessionStorage.setItem(KEY, token);
    this.reason = null;
    const waiting = renewal;
    renewal = null;
    waiting?.resolve();
    tell();
  },

  /** Forgets the token. What waits for another fails. */
  signOut() {
    sessionStorage.removeItem(KEY);
    this.reason = null;
    const waiting = renewal;
    renewal = null;
    waiting?.reject(new DOMException('Signed out', 'AbortError'));
    tell();
  },

  /**
   * A call was refused for its token. Resolves once somebody has signed in again, so that the call can be made anew
   * and no form is lost.
   *
   * @param {string} token the refused one
   * @param {string} reason a sentence
   */
  renew(token, reason) {
    if (this.token && this.token !== token) {
      return Promise.resolve(); // another call has been through this
    }
    if (!renewal) {
      renewal = {};
      renewal.promise = new Promise((resolve, reject) => Object.assign(renewal, {resolve, reject}));
      this.reason = reason;
      tell();
    }
    return renewal.promise;
  },

  /** Whether calls wait for somebody to sign in again. */
  get isExpired() {
    return renewal !== null;
  },

  /** Calls `listener` when any of this changes. */
  onChange(listener) {
    listeners.add(listener);
  },
};

function tell() {
  listeners.forEach((listener) => listener());
}
