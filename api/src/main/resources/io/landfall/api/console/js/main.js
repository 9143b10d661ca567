// The console: one page whose views are modules of js/views, chosen by the part of the address after #.
//
// A view module exports
//
//   layout    'map': a panel beside the map; 'page': the whole width, without the map
//   render(container, params, context) -> dispose
//
//     container  an empty element. render puts an <h1> into it before it returns: it names the view and gets the focus.
//     params     what the address names, as {id}, and `query` (URLSearchParams)
//     context    map       the view's scope of the map (js/map.js); all it adds is taken away with the view
//                signal    AbortSignal: stops calls when the view goes; give it to every call
//                navigate  (hash) => void, as navigate('#/exports/ID')
//                announce  (text) => void, for screen readers (js/dom.js)
//     dispose    () => void, or nothing: called once when the view goes
//
// Calls go through js/api.js and reject with ApiProblem; show it where it belongs by showProblem(form, problem) of
// js/dom.js. A call whose token is refused waits until somebody has signed in again: views need not care.

import {get, whenWritten} from './api.js';
import {announce, h} from './dom.js';
import {createMap} from './map.js';
import {finishSignIn, refresh} from './oidc.js';
import {session} from './session.js';
import {signInForm, signInWith} from './signIn.js';
import {startTheme} from './theme.js';
import * as destinations from './views/destinations.js';
import * as exportView from './views/export.js';
import * as exports from './views/exports.js';
import * as newExport from './views/newExport.js';
import * as project from './views/project.js';
import * as projects from './views/projects.js';
import * as search from './views/search.js';
import * as usage from './views/usage.js';

const ROUTES = [
  [/^\/projects$/, projects],
  [/^\/projects\/(?<id>[^/]+)$/, project],
  [/^\/search$/, search],
  [/^\/exports$/, exports],
  [/^\/exports\/new$/, newExport],
  [/^\/exports\/(?<id>[^/]+)$/, exportView],
  [/^\/destinations$/, destinations],
  [/^\/usage$/, usage],
];
const START = '#/projects';

const main = document.getElementById('main');
const frame = document.getElementById('frame');
let map;
let current = null;
let dialog = null;
let oidc = null;

async function start() {
  window.landfallStart(); // of boot.js: all files are there
  startTheme(document.getElementById('theme'));
  map = createMap(document.getElementById('map'));
  document.getElementById('skip').addEventListener('click', (event) => {
    event.preventDefault(); // the address is the view's
    main.focus();
  });
  document.getElementById('sign-out').addEventListener('click', signOut);
  addEventListener('hashchange', showView);
  let problem = null;
  try {
    await startSignIn();
  } catch (thrown) {
    problem = thrown;
  }
  session.onChange(() => showSession());
  showSession(problem);
}

/** Learns how people sign in, and signs in who comes back from the issuer. */
async function startSignIn() {
  ({oidc} = await get('/console/config.json'));
  if (oidc) {
    session.refresher = (refreshToken) => refresh(oidc, refreshToken);
    const tokens = await finishSignIn(oidc);
    if (tokens) {
      await signInWith(tokens.token, tokens.refreshToken);
    }
  }
}

/** Shows the sign-in page, the view, or a sign-in above the view, whose forms stay as they are. */
function showSession(problem = null) {
  const isIn = session.token !== null;
  document.getElementById('user').textContent = session.user;
  document.getElementById('nav').hidden = !isIn;
  document.getElementById('sign-out').hidden = !isIn;
  if (session.reason !== null) {
    openDialog();
    return;
  }
  closeDialog();
  if (!isIn) {
    leave();
    frame.dataset.layout = 'map';
    const form = signInForm({oidc, problem});
    main.replaceChildren(form);
    settle(form);
  } else if (current === null) {
    showView();
  }
}

function openDialog() {
  if (dialog === null) {
    dialog = h('dialog', {class: 'sign-in-dialog', 'aria-label': 'Sign in again'}, signInForm({oidc, reason: session.reason, onSignOut: signOut}));
    dialog.addEventListener('cancel', (event) => event.preventDefault()); // what waits needs an answer
    document.body.append(dialog);
    dialog.showModal();
  }
}

function closeDialog() {
  dialog?.close();
  dialog?.remove();
  dialog = null;
}

function showView() {
  if (session.token === null) {
    return;
  }
  const [path, search] = (location.hash || START).slice(1).split('?');
  const match = ROUTES.map(([pattern, view]) => [pattern.exec(path), view]).find(([found]) => found);
  if (!match) {
    location.replace(START);
    return;
  }
  const [found, view] = match;
  leave();
  const stopper = new AbortController();
  const scope = map.scope();
  const container = h('div', {class: 'view'});
  frame.dataset.layout = view.layout;
  main.replaceChildren(container);
  main.scrollTop = 0;
  current = {stopper, scope, dispose: null};
  const params = {query: new URLSearchParams(search)};
  Object.entries(found.groups ?? {}).forEach(([name, value]) => (params[name] = decoded(value)));
  const context = {map: scope, signal: stopper.signal, announce, navigate: (hash) => (location.hash = hash)};
  current.dispose = view.render(container, params, context);
  map.map.updateSize();
  markNav(path);
  settle(container);
}

/** What is no percent-encoding is taken as it is: then there is nothing of that name. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Ends the view, which saves what is not saved yet, then the session; the next one finds nothing of it. */
async function signOut() {
  leave();
  await whenWritten();
  session.signOut();
  location.reload();
}

/** Ends the view that is shown. */
function leave() {
  if (current !== null) {
    const {stopper, scope, dispose} = current;
    current = null;
    stopper.abort();
    dispose?.();
    scope.dispose();
  }
}

function markNav(path) {
  const section = `#/${path.split('/')[1]}`;
  document.querySelectorAll('#nav a').forEach((link) => {
    if (link.getAttribute('href') === section) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  });
}

/** Takes the focus and the title of the page to a new view. */
function settle(container) {
  const heading = container.querySelector('h1');
  document.title = heading ? `${heading.textContent} · Landfall` : 'Landfall';
  if (heading) {
    heading.tabIndex = -1;
    heading.focus({preventScroll: true});
  }
}

start();
