// Signing in: by a token that is pasted, or at the issuer where the service has one.

import {ApiProblem, get, problemOf, urlOf} from './api.js';
import {clearProblem, field, h, showProblem} from './dom.js';
import {signInBeside, signInThere} from './oidc.js';
import {session} from './session.js';

/**
 * Makes the form.
 *
 * @param {object} options
 *     `oidc`: of /console/config.json, or null;
 *     `reason`: a sentence on why the last session ended: then the page stays, and forms with it;
 *     `problem`: what went wrong before
 */
export function signInForm({oidc, reason, problem}) {
  const token = h('input', {type: 'password', name: 'token', autocomplete: 'off', spellcheck: 'false'});
  const form = h('form', {class: 'sign-in', novalidate: true},
      h('h1', null, reason ? 'Sign in again' : 'Sign in'),
      reason && h('p', {class: 'notice'}, reason),
      oidc && issuerButton(oidc, reason),
      oidc && h('p', {class: 'or'}, 'or'),
      field('Token', token, {hint: 'From whoever runs this service. It stays in this tab.'}),
      h('div', {class: 'buttons'},
          h('button', {type: 'submit', class: oidc ? '' : 'primary'}, 'Sign in'),
          reason && h('button', {type: 'button', class: 'quiet', onclick: () => session.signOut()}, 'Sign out')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(form, async () => {
      const value = token.value.trim();
      await checkToken(value);
      session.signIn(value);
    }).then(() => token.focus());
  });
  if (problem) {
    showProblem(form, problem);
  }
  return form;
}

function issuerButton(oidc, reason) {
  const host = new URL(oidc.issuer).host;
  return h('div', {class: 'buttons'}, h('button', {
    type: 'button',
    class: 'primary',
    onclick: ({target}) => attempt(target.form, async () => {
      if (!reason) {
        await signInThere(oidc);
        return;
      }
      const tokens = await signInBeside(oidc);
      await checkToken(tokens.token);
      session.signIn(tokens.token, tokens.refreshToken);
    }),
  }, `Sign in at ${host}`));
}

async function attempt(form, work) {
  clearProblem(form);
  const buttons = [...form.querySelectorAll('button')];
  buttons.forEach((button) => (button.disabled = true));
  try {
    await work();
  } catch (problem) {
    showProblem(form, problem);
  } finally {
    buttons.forEach((button) => (button.disabled = false));
  }
}

/** Asks the API whether it knows a token. One without the scope to list exports is as good. */
export async function checkToken(token) {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new ApiProblem(0, {title: 'not a token', detail: 'Paste the whole token: one word, without spaces.'});
  }
  let response;
  try {
    response = await fetch(urlOf('/v1/exports?limit=1'), {headers: {Authorization: `Bearer ${token}`, Accept: 'application/json'}, credentials: 'omit'});
  } catch {
    throw new ApiProblem(0, {title: 'no answer', detail: 'Cannot reach the service. Check the network, then try again.'});
  }
  if (!response.ok && response.status !== 403) {
    throw await problemOf(response);
  }
  await response.body?.cancel();
}

/** Returns who a token belongs to, for people to see; empty where it does not tell. */
export async function userOf(token) {
  const [, claims] = token.split('.');
  if (claims) {
    try {
      const bytes = Uint8Array.from(atob(claims.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
      const {preferred_username: name, email, sub} = JSON.parse(new TextDecoder().decode(bytes));
      return name ?? email ?? sub ?? '';
    } catch {
      return '';
    }
  }
  try {
    const {tokens} = await get('/v1/tokens?limit=1');
    return tokens[0]?.user ?? '';
  } catch {
    return ''; // a token without the scope tokens:read
  }
}
