// Signing in: by a token that is pasted, or at the issuer where the service has one.

import {ApiProblem, problemOf, urlOf} from './api.js';
import {clearProblem, field, h, replace, showProblem} from './dom.js';
import {openPopup, signInBeside, signInThere} from './oidc.js';
import {session} from './session.js';

/**
 * Makes the form.
 *
 * @param {object} options
 *     `oidc`: of /console/config.json, or null;
 *     `reason`: a sentence on why the last session ended: then the page stays, and forms with it;
 *     `onSignOut()`: whoever does not want to sign in again;
 *     `problem`: what went wrong before
 */
export function signInForm({oidc, reason, onSignOut, problem}) {
  const token = h('input', {type: 'password', name: 'token', autocomplete: 'off', spellcheck: 'false'});
  const waiting = h('div', {role: 'status'});
  let attempt = new AbortController();
  const form = h('form', {class: 'sign-in', novalidate: true},
      h('h1', null, reason ? 'Sign in again' : 'Sign in'),
      reason && h('p', {class: 'notice'}, reason),
      oidc && h('div', {class: 'buttons'}, h('button', {type: 'button', class: 'primary', onclick: atIssuer}, `Sign in at ${new URL(oidc.issuer).host}`)),
      waiting,
      oidc && h('p', {class: 'or'}, 'or'),
      field('Token', token, {hint: 'From whoever runs this service. It stays in this tab.'}),
      h('div', {class: 'buttons'},
          h('button', {type: 'submit', class: oidc ? '' : 'primary'}, 'Sign in'),
          reason && h('button', {type: 'button', class: 'quiet', onclick: onSignOut}, 'Sign out')));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    await begin(() => signInWith(token.value.trim()));
    token.focus();
  });
  if (problem) {
    showProblem(form, problem);
  }

  /** Does one thing; what was begun before is given up. */
  async function begin(work) {
    attempt.abort();
    attempt = new AbortController();
    const {signal} = attempt;
    clearProblem(form);
    replace(waiting);
    try {
      await work(signal);
    } catch (thrown) {
      if (!signal.aborted) {
        showProblem(form, thrown);
      }
    } finally {
      if (!signal.aborted) {
        replace(waiting);
      }
    }
  }

  function atIssuer() {
    if (!reason) {
      return begin(() => signInThere(oidc));
    }
    const popup = openPopup(); // in the click itself, or browsers block it
    return begin(async (signal) => {
      replace(waiting, h('p', {class: 'row spread'}, 'Sign in in the other window.',
          h('button', {type: 'button', class: 'quiet', onclick: () => {
            attempt.abort();
            popup?.close();
            replace(waiting);
          }}, 'Give up')));
      const {token: given, refreshToken} = await signInBeside(oidc, popup, signal);
      await signInWith(given, refreshToken);
    });
  }

  return form;
}

/** Signs in by a token, if the API knows it. */
export async function signInWith(token, refreshToken = null) {
  await checkToken(token);
  session.signIn(token, refreshToken, await userOf(token));
}

/** Asks the API whether it knows a token. One without the scope to list exports is as good. */
async function checkToken(token) {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new ApiProblem(0, {title: 'not a token', detail: 'Paste the whole token: one word, without spaces.'});
  }
  const response = await ask('/v1/exports?limit=1', token);
  if (!response.ok && response.status !== 403) {
    throw await problemOf(response);
  }
  await response.body?.cancel();
}

/** Asks by a token that nobody is signed in with yet. */
async function ask(path, token) {
  try {
    return await fetch(urlOf(path), {headers: {Authorization: `Bearer ${token}`, Accept: 'application/json'}, credentials: 'omit'});
  } catch {
    throw new ApiProblem(0, {title: 'no answer', detail: 'Cannot reach the service. Check the network, then try again.'});
  }
}

/** Returns who a token belongs to, for people to see; empty where it does not tell. */
async function userOf(token) {
  try {
    const [, claims] = token.split('.');
    if (claims) {
      const bytes = Uint8Array.from(atob(claims.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
      const {preferred_username: name, email, sub} = JSON.parse(new TextDecoder().decode(bytes));
      return name ?? email ?? sub ?? '';
    }
    const {tokens} = await (await ask('/v1/tokens?limit=1', token)).json();
    return tokens?.[0]?.user ?? ''; // a token without the scope tokens:read does not tell
  } catch {
    return '';
  }
}
