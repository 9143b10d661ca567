// Signing in: by a token that is pasted, or at the issuer where the service has one.

import {ApiProblem, problemOf, urlOf} from './api.js';
import {clearProblem, field, h, showProblem} from './dom.js';
import {session} from './session.js';

/**
 * Makes the form.
 *
 * @param {object} options `reason`: a sentence on why the last session ended
 */
export function signInForm({reason} = {}) {
  const token = h('input', {type: 'password', name: 'token', autocomplete: 'off', spellcheck: 'false', required: true});
  const submit = h('button', {type: 'submit', class: 'primary'}, 'Sign in');
  const form = h('form', {class: 'sign-in', novalidate: true},
      h('h1', null, 'Sign in'),
      reason && h('p', {class: 'notice'}, reason),
      field('Token', token, {hint: 'Made by "landfall token create", or in DATA_DIR/token of a service of your own. It stays in this tab.'}),
      h('div', {class: 'buttons'}, submit));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    clearProblem(form);
    submit.disabled = true;
    try {
      await checkToken(token.value.trim());
      session.signIn(token.value.trim());
    } catch (problem) {
      showProblem(form, problem);
      token.setAttribute('aria-invalid', 'true');
      token.focus();
    } finally {
      submit.disabled = false;
    }
  });
  return form;
}

/** Asks the API whether it knows a token. One without the scope to list exports is as good. */
export async function checkToken(token) {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new ApiProblem(0, {title: 'not a token', detail: 'Paste the whole token: a single word without spaces.'});
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
}
