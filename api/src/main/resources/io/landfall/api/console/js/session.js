// Who is signed in. The token stays in this tab and goes with its end.

import {tab} from './storage.js';

const TOKEN = 'landfall.token';
const REFRESH = 'landfall.refresh';
const USER = 'landfall.user';
const listeners = new Set();
let renewal = null;
let refresher = null;
let unproven = null;

export const session = {
  /** The token, or null. */
  get token() {
    return tab.get(TOKEN);
  },

  /** Who that is, for people to see; empty: not known. */
  get user() {
    return tab.get(USER) ?? '';
  },

  /** Why calls wait for a new sign-in, as a sentence; null: they do not. */
  get reason() {
    return renewal?.reason ?? null;
  },

  /**
   * Keeps a token that a call has shown to be good, and lets go on what waits for it. Somebody else than before finds
   * nothing of the other: the page begins anew.
   */
  signIn(token, refreshToken, user) {
    const isOther = this.user !== '' && user !== '' && this.user !== user;
    if (isOther) {
      tab.clear();
    }
    store(token, refreshToken, user);
    if (isOther) {
      renewal = null; // what waits is never made in the name of another
      location.reload();
      return;
    }
    const waiting = renewal;
    renewal = null;
    waiting?.resolve();
    tell();
  },

  /** Forgets the token and all that was kept for it. What waits for another fails. */
  signOut() {
    tab.clear();
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
      askAgain(renewal, token, reason);
    }
    await renewal.promise;
  },

  /** A call has shown that a token is good. */
  prove(token) {
    if (unproven === token) {
      unproven = null;
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

/** By the refresh token, unless what it gave last was refused at once; else by a person. */
async function askAgain(waiting, token, reason) {
  const refreshToken = tab.get(REFRESH);
  if (refreshToken && refresher && token !== unproven) {
    try {
      const tokens = await refresher(refreshToken);
      if (renewal === waiting) {
        unproven = tokens.token;
        session.signIn(tokens.token, tokens.refreshToken ?? refreshToken, session.user);
      }
      return;
    } catch (problem) {
      if (problem.status !== 0 && renewal === waiting) {
        tab.remove(REFRESH); // the issuer takes it no more
      }
    }
  }
  if (renewal === waiting) {
    waiting.reason = reason;
    tell();
  }
}

function store(token, refreshToken, user) {
  tab.set(TOKEN, token);
  tab.set(USER, user);
  if (refreshToken) {
    tab.set(REFRESH, refreshToken);
  } else {
    tab.remove(REFRESH);
  }
}

function tell() {
  listeners.forEach((listener) => listener());
}
