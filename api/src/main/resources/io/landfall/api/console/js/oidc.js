// Signing in at the issuer of JWT: authorization code with PKCE (RFC 7636), as a client without a secret.

import {ApiProblem, base} from './api.js';
import {tab} from './storage.js';

const PENDING = 'landfall.oidc';
const CHANNEL = 'landfall.oidc';
const POPUP = 'popup.';

/**
 * Goes to the issuer and comes back to this address. What stands in forms is lost: see `signInBeside`.
 *
 * @param {object} config `oidc` of /console/config.json
 */
export async function signInThere(config) {
  const {url, pending} = await request(config, '');
  tab.set(PENDING, JSON.stringify({...pending, hash: location.hash}));
  location.assign(url);
}

/** Opens the window that `signInBeside` goes on in; null: the browser has not. Call it in a click. */
export function openPopup() {
  return window.open('', 'landfall-sign-in', 'popup,width=520,height=680');
}

/**
 * Signs in at the issuer in a window beside this page, which stays as it is.
 *
 * @param {Window | null} popup of `openPopup`
 * @param {AbortSignal} signal whoever has closed that window gives up by it: its end cannot always be seen from here
 * @returns {Promise<object>} tokens, as `finishSignIn`
 */
export async function signInBeside(config, popup, signal) {
  if (popup === null) {
    throw new ApiProblem(0, {title: 'window blocked', detail: 'The browser has blocked the window to sign in. Allow windows of this site, then try again.'});
  }
  const {url, pending} = await request(config, POPUP);
  signal.throwIfAborted();
  const channel = new BroadcastChannel(CHANNEL);
  popup.location = url;
  try {
    const answer = await new Promise((resolve, reject) => {
      channel.onmessage = ({data}) => data.state === pending.state && resolve(data);
      signal.addEventListener('abort', () => reject(new DOMException('Stopped', 'AbortError')), {once: true});
    });
    return await exchange(config, pending, answer);
  } finally {
    channel.close();
  }
}

/**
 * Takes what the issuer has sent the browser back with, if it has.
 *
 * @returns {Promise<object|null>} `{token, refreshToken}`; null: nobody was on the way
 * @throws {ApiProblem} the issuer has refused, or what came is not the answer to a question of this tab
 */
export async function finishSignIn(config) {
  const query = new URLSearchParams(location.search);
  if (!query.has('state') || !(query.has('code') || query.has('error'))) {
    return null;
  }
  const answer = Object.fromEntries(query);
  if (answer.state.startsWith(POPUP)) {
    const channel = new BroadcastChannel(CHANNEL);
    channel.postMessage(answer);
    channel.close();
    window.close();
    throw new ApiProblem(0, {title: 'signed in', detail: 'This window has done its work: close it.'});
  }
  const pending = JSON.parse(tab.get(PENDING) ?? 'null');
  tab.remove(PENDING);
  history.replaceState(null, '', base + '/' + (pending?.hash ?? '')); // a code is good once
  if (pending === null || pending.state !== answer.state) {
    throw new ApiProblem(0, {title: 'not signed in', detail: 'The answer of the sign-in page does not belong to this tab. Sign in again.'});
  }
  return exchange(config, pending, answer);
}

/** Gets a new token for a refresh token. */
export async function refresh(config, refreshToken) {
  const {tokenUrl} = await endpoints(config);
  return fetchTokens(tokenUrl, {grant_type: 'refresh_token', refresh_token: refreshToken, client_id: config.clientId});
}

async function request(config, prefix) {
  if (!crypto.subtle) {
    throw new ApiProblem(0, {title: 'https needed', detail: 'Signing in this way needs this page by https. Open it there, or use a token.'});
  }
  const {authorizationUrl, tokenUrl} = await endpoints(config);
  const verifier = random();
  const challenge = base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
  const pending = {state: prefix + random(), verifier, tokenUrl, redirect: location.origin + base + '/'};
  const url = new URL(authorizationUrl);
  const parameters = {
    response_type: 'code',
    client_id: config.clientId,
    redirect_uri: pending.redirect,
    scope: config.scope,
    state: pending.state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...(config.resource ? {resource: config.resource} : {}),
  };
  Object.entries(parameters).forEach(([name, value]) => url.searchParams.set(name, value));
  return {url: url.href, pending};
}

async function endpoints(config) {
  if (config.authorizationUrl) {
    return config;
  }
  const found = await fetchJson(`${config.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (found.issuer !== config.issuer) {
    throw new ApiProblem(0, {title: 'another issuer', detail: `The configuration of ${config.issuer} is that of ${found.issuer}.`});
  }
  return {authorizationUrl: found.authorization_endpoint, tokenUrl: found.token_endpoint};
}

async function exchange(config, pending, answer) {
  if (answer.error) {
    throw new ApiProblem(0, {title: 'not signed in', detail: answer.error_description || `The sign-in page says: ${answer.error}.`});
  }
  if (answer.iss && answer.iss !== config.issuer) { // RFC 9207
    throw new ApiProblem(0, {title: 'another issuer', detail: `${answer.iss} has answered in the place of ${config.issuer}.`});
  }
  return fetchTokens(pending.tokenUrl, {
    grant_type: 'authorization_code',
    code: answer.code,
    redirect_uri: pending.redirect,
    client_id: config.clientId,
    code_verifier: pending.verifier,
  });
}

async function fetchTokens(tokenUrl, form) {
  const tokens = await fetchJson(tokenUrl, {method: 'POST', body: new URLSearchParams(form)});
  return {token: tokens.access_token, refreshToken: tokens.refresh_token ?? null};
}

async function fetchJson(url, options = {}) {
  let response;
  try {
    response = await fetch(url, {headers: {Accept: 'application/json'}, credentials: 'omit', ...options});
  } catch {
    throw new ApiProblem(0, {title: 'no answer', detail: `Cannot reach ${new URL(url).host} from this page. Is it there, does it let this site read its answers, and does the policy of this page name it (landfall.console.oidc.token-url)?`});
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new ApiProblem(response.status, {title: 'not signed in', detail: body.error_description || `${new URL(url).host} answered ${response.status} ${body.error ?? ''}`.trim()});
  }
  return body;
}

function random() {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64Url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
