// The API as this page uses it: JSON, problems, retries, streams of events.

import {notify} from './notices.js';
import {session} from './session.js';

/** What stands before paths, as `/landfall` behind a proxy; else empty. */
export const base = document.documentElement.dataset.base;

/** Returns the URL of a file of this page's own version, as `lib/proj4.js`. */
export function fileUrl(name) {
  return urlOf(`/console/${document.documentElement.dataset.build}/${name}`);
}

const MOST_RETRY_SECONDS = 20;
const MOST_WRITE_MS = 5_000;

/** What the API says is wrong (RFC 9457), or that it has not answered: `status` 0. */
export class ApiProblem extends Error {
  /**
   * @param {number} status
   * @param {object} problem the body: `type`, `title`, `detail`, `errors`, `traceId`
   * @param {Headers} [headers]
   */
  constructor(status, problem, headers) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.name = 'ApiProblem';
    this.status = status;
    this.type = problem.type ?? '';
    this.title = problem.title ?? `HTTP ${status}`;
    this.detail = problem.detail ?? '';
    /** @type {{pointer: string, detail: string}[]} */
    this.errors = problem.errors ?? [];
    /** @type {string[]} those that a file has several of */
    this.layers = problem.layers ?? [];
    /** @type {string} the query parameter that tells what a file leaves open */
    this.parameter = problem.parameter ?? '';
    this.traceId = problem.traceId ?? headers?.get('X-Trace-Id') ?? null;
    this.retryAfter = Number(headers?.get('Retry-After')) || 0;
  }
}

/** Returns a new Idempotency-Key: keep it as long as the same thing is to be made. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is not there over plain http
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Returns the URL of a path of the API, or of a link of one of its answers. Links may name the service by another
 * address than this page does; the token goes to this one alone.
 */
export function urlOf(path) {
  if (path.startsWith('/')) {
    return new URL(base + path, location.href);
  }
  const link = new URL(path, location.href);
  const api = link.pathname.search(/\/(v1|stac)(\/|$)/);
  return link.origin === location.origin || api < 0
    ? link
    : new URL(base + link.pathname.slice(api) + link.search, location.href);
}

/**
 * Sends a request with the token, and returns the answer if it is good.
 *
 * Waits and tries once more after 429 and 503 with Retry-After, where that does nothing twice. Waits for a new
 * sign-in after 401.
 *
 * What changes something is never broken off, for nobody would know whether it was done: where the view has gone
 * meanwhile, the answer is waited for, a refusal is said above the next view, and AbortError thrown.
 *
 * @param {string} method
 * @param {string} path below the API, or a link of one of its answers
 * @param {object} options `body`: becomes JSON; `content`: a Blob, which is sent as it is; `headers`; `signal`; `key`: an Idempotency-Key; of a POST `isRead`: it
 *     changes nothing, `safe`: it may be sent twice
 * @returns {Promise<Response>}
 * @throws {ApiProblem}
 */
export async function send(method, path, options = {}) {
  if (method === 'GET' || options.isRead === true || !options.signal) {
    return sendOn(method, path, options);
  }
  const {signal, ...rest} = options;
  signal.throwIfAborted();
  try {
    const response = await sendOn(method, path, rest);
    signal.throwIfAborted();
    return response;
  } catch (problem) {
    if (signal.aborted && problem.name !== 'AbortError') {
      notify(`What you began before you went on was not done: ${problem.detail || problem.message}`, {isBad: true});
    }
    signal.throwIfAborted();
    throw problem;
  }
}

async function sendOn(method, path, options) {
  const {key, signal} = options;
  const repeatable = method !== 'POST' || key !== undefined || options.safe === true || options.isRead === true;
  for (let attempt = 0; ; attempt++) {
    const token = session.token;
    const response = await fetchOnce(method, path, options, token);
    if (response.ok || response.status === 304) {
      session.prove(token);
      return response;
    }
    const problem = await problemOf(response);
    if (response.status === 401 && token) {
      await session.renew(token, problem.detail);
      signal?.throwIfAborted();
    } else if (attempt === 0 && repeatable && isBusy(problem)) {
      await pause(problem.retryAfter * 1000, signal);
    } else {
      throw problem;
    }
  }
}

/** Tells whether a problem passes soon: the service is busy, and says for how long. */
export function isBusy({status, retryAfter}) {
  return (status === 429 || status === 503) && retryAfter > 0 && retryAfter <= MOST_RETRY_SECONDS;
}

async function fetchOnce(method, path, {body, content, headers = {}, key, signal}, token) {
  const url = urlOf(path);
  const all = new Headers({Accept: 'application/json', ...headers});
  if (token && url.origin === location.origin) {
    all.set('Authorization', `Bearer ${token}`);
  }
  if (key !== undefined) {
    all.set('Idempotency-Key', key);
  }
  if (body !== undefined) {
    all.set('Content-Type', 'application/json');
  }
  const sent = fetch(url, {method, headers: all, body: body === undefined ? content : JSON.stringify(body), signal, credentials: 'omit'});
  if (method !== 'GET') {
    writes.add(sent);
  }
  try {
    return await sent;
  } catch (error) {
    if (error.name === 'AbortError') {
      throw error;
    }
    throw new ApiProblem(0, {title: 'no answer', detail: 'Cannot reach the service. Check the network, then try again.'});
  } finally {
    writes.delete(sent);
  }
}

const writes = new Set();

/** Waits for what is being changed at the service, for some seconds at most. */
export async function whenWritten() {
  await Promise.race([Promise.allSettled([...writes]), pause(MOST_WRITE_MS)]);
}

/** Reads what an answer that is not good says. */
export async function problemOf(response) {
  let problem;
  try {
    problem = await response.json();
  } catch {
    problem = null;
  }
  if (problem === null || typeof problem !== 'object') {
    problem = {title: `HTTP ${response.status}`, detail: `The service answered ${response.status} without saying why.`};
  }
  return new ApiProblem(response.status, problem, response.headers);
}

async function json(method, path, options) {
  const response = await send(method, path, options);
  return response.status === 204 || response.status === 304 ? null : bodyOf(response);
}

/** Reads the body of a good answer. */
async function bodyOf(response) {
  let body = null;
  try {
    body = await response.json();
  } catch (error) {
    if (error.name === 'AbortError') {
      throw error;
    }
  }
  if (body === null || typeof body !== 'object') { // all that the API answers is an object
    throw new ApiProblem(0, {title: 'answer broken off', detail: 'The answer of the service broke off on its way. Check the network, then try again.'}, response.headers);
  }
  return body;
}

/** Calls that answer with the body, as JSON. `options` as for `send`. */
export const get = (path, options) => json('GET', path, options);
export const post = (path, body, options) => json('POST', path, {...options, body});
export const put = (path, body, options) => json('PUT', path, {...options, body});
export const remove = (path, options) => json('DELETE', path, options);

/** Makes something: a POST with an Idempotency-Key. Give `options.key` where it may be sent again. */
export const create = (path, body, options) => post(path, body, {key: newKey(), ...options});

/** Reads something that has versions: `{body, etag}`, for `If-Match` of a later change. */
export const getWithETag = (path, options) => withETag('GET', path, options);

/** Puts something in the place of the version that `etag` names, and returns the new one as `getWithETag` does. */
export const putWithETag = (path, body, etag, options) => withETag('PUT', path, {...options, body, headers: {'If-Match': etag}});

async function withETag(method, path, options) {
  const response = await send(method, path, options);
  return {body: await bodyOf(response), etag: response.headers.get('ETag')};
}

/** Reads all pages of a list by their `next` links, at most `most` entries of `name`. */
export async function all(path, name, {most = 1000, ...options} = {}) {
  const found = [];
  for (let next = path; next && found.length < most; ) {
    const page = await get(next, options);
    found.push(...page[name]);
    next = page.links?.find?.(({rel}) => rel === 'next')?.href ?? page.links?.next ?? null;
  }
  return found.slice(0, most);
}

/** Waits. Rejects with AbortError when `signal` says so. */
export function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = setTimeout(done, milliseconds);
    function done() {
      signal?.removeEventListener('abort', stop);
      resolve();
    }
    function stop() {
      clearTimeout(timer);
      reject(new DOMException('Stopped', 'AbortError'));
    }
    signal?.addEventListener('abort', stop, {once: true});
  });
}

/**
 * Follows a stream of Server-Sent Events, through lost connections and new sign-ins, until it says that nothing
 * follows (204), `signal` ends it, or the API refuses.
 *
 * @param {string} path
 * @param {object} options
 *     `onEvent({event, id, data})`: `data` is parsed JSON;
 *     `onState('open'|'waiting')`: the connection is there, or is tried again;
 *     `lastEventId`, `signal`
 * @returns {Promise<void>} when nothing follows
 * @throws {ApiProblem}
 */
export async function stream(path, {onEvent, onState = () => {}, lastEventId = '', signal}) {
  let last = String(lastEventId);
  for (let failures = 0; ; ) {
    try {
      const headers = {Accept: 'text/event-stream', ...(last ? {'Last-Event-ID': last} : {})};
      const response = await send('GET', path, {headers, signal});
      if (response.status === 204) {
        return;
      }
      onState('open');
      await readEvents(response.body, (event) => {
        failures = 0;
        if (event.id) {
          last = event.id;
        }
        onEvent({...event, data: event.data ? JSON.parse(event.data) : null});
      });
    } catch (error) {
      const final = error instanceof ApiProblem && error.status !== 0 && error.status < 500 && error.status !== 429;
      if (final || signal?.aborted) {
        throw error;
      }
    }
    onState('waiting');
    failures += 1;
    await pause(Math.min(30_000, 500 * 2 ** failures), signal);
  }
}

async function readEvents(body, take) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let event = {event: 'message', data: '', id: ''};
  for (;;) {
    const {value, done} = await reader.read();
    if (done) {
      return;
    }
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines.map((text) => text.replace(/\r$/, ''))) {
      if (line === '') {
        if (event.data) {
          take(event);
        }
        event = {event: 'message', data: '', id: ''};
      } else if (!line.startsWith(':')) {
        addLine(event, line);
      }
    }
  }
}

function addLine(event, line) {
  const colon = line.indexOf(':');
  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
  if (name === 'data') {
    event.data += (event.data ? '\n' : '') + value;
  } else if (name === 'event' || name === 'id') {
    event[name] = value;
  }
}
