// Who is signed in. The token stays in this tab (sessionStorage) and goes with its end.

const TOKEN = 'landfall.token';
const REFRESH = 'landfall.refresh';
const listeners = new Set();
let renewal = null;
let refresher = null;

export const session = {
  /** The token, or null. */
  get token() {
    return sessionStorage.getItem(TOKEN);
  },

  /** Why calls wait for a new sign-in, as a sentence; null: they do not. */
  get reason() {
    return renewal?.reason ?? null;
  },

  /** Keeps a token that a call has shown to be good, and lets go on what waits for it. */
  signIn(token, refreshToken = null) {
    store(token, refreshToken);
    const waiting = renewal;
    renewal = null;
    waiting?.resolve();
    tell();
  },

  /** Forgets the token. What waits for another fails. */
  signOut() {
    sessionStorage.removeItem(TOKEN);
    sessionStorage.removeItem(REFRESH);
    const waiting = renewal;
    renewal = null;
    waiting?.reject(new DOMException('Signed out', 'AbortError'));
    tell();
  },

  /**
   * A call was refused for its token. Resolves once there is another, so that the call can be made anew and no form
   * is lost: by the refresh token if there is one, else once somebody has signed in again.
   *
   * @param {string} token the refused one
   * @param {string} reason a sentence
   */
  async renew(token, reason) {
    if (this.token && this.token !== token) {
      return; // another call has been through this
    }
    if (!renewal) {
      renewal = {reason: null};
      renewal.promise = new Promise((resolve, reject) => Object.assign(renewal, {resolve, reject}));
      this.askAgain(renewal, reason);
    }
    await renewal.promise;
  },

  async askAgain(waiting, reason) {
    const refreshToken = sessionStorage.getItem(REFRESH);
    if (refreshToken && refresher) {
      sessionStorage.removeItem(REFRESH); // good once
      const tokens = await refresher(refreshToken).catch(() => null);
      if (tokens && renewal === waiting) {
        this.signIn(tokens.token, tokens.refreshToken);
        return;
      }
    }
    if (renewal === waiting) {
      waiting.reason = reason;
      tell();
    }
  },

  /** Sets what gets new tokens, `{token, refreshToken}`, for a refresh token. */
  set refresher(get) {
    refresher = get;
  },

  /** Calls `listener` when any of this changes. */
  onChange(listener) {
    listeners.add(listener);
  },
};

function store(token, refreshToken) {
  sessionStorage.setItem(TOKEN, token);
  if (refreshToken) {
    sessionStorage.setItem(REFRESH, refreshToken);
  } else {
    sessionStorage.removeItem(REFRESH);
  }
}

function tell() {
  listeners.forEach((listener) => listener());
}
