// Whether a project is saved, in words; and what to do where it cannot be.

import {h, problemBox, replace} from '../dom.js';
import {changesInWords} from './values.js';

const WORDS = {saved: 'Saved', waiting: 'Not saved yet…', saving: 'Saving…', failed: 'Not saved', conflict: 'Not saved: changed by somebody else'};

/**
 * Makes the place that says it.
 *
 * @param {import('./editor.js').ProjectEditor} editor
 * @param {object} options `onResolved()`: another version is to be shown
 */
export function saveState(editor, {onResolved}) {
  const badge = h('span', {class: 'badge', role: 'status'});
  const body = h('div');
  const element = h('div', {class: 'stack', dataset: {state: ''}}, h('div', null, badge), body);
  let shown = null;

  function show() {
    element.dataset.state = editor.state;
    badge.textContent = WORDS[editor.state];
    badge.className = `badge ${{saved: 'good', failed: 'bad', conflict: 'bad'}[editor.state] ?? 'busy'}`;
    const key = [editor.state, editor.problem?.detail, editor.theirs?.etag].join(' ');
    if (key !== shown) { // what somebody reads or has the focus on stays
      shown = key;
      replace(body, editor.state === 'failed' && failed(), editor.state === 'conflict' && conflict());
    }
  }

  function failed() {
    if (editor.problem.status === 404) {
      return [problemBox(editor.problem), h('p', null, 'The project was deleted, or is not shared with you any more. Your changes to it cannot be saved. ',
          h('a', {href: '#/projects'}, 'All projects'))];
    }
    return [problemBox(editor.problem), h('p', null, 'Your changes are kept here, not at the service.'),
      h('div', {class: 'buttons'},
          h('button', {type: 'button', onclick: () => {
            editor.change({});
            editor.save();
          }}, 'Try again'),
          h('button', {type: 'button', onclick: () => {
            editor.discard();
            onResolved();
          }}, 'Drop my changes'))];
  }

  function conflict() {
    const {body: theirs} = editor.theirs;
    const changes = changesInWords(editor.saved, theirs);
    return h('div', {class: 'problem', role: 'alert'},
        h('strong', null, 'Somebody else has changed this project meanwhile'),
        h('p', null, `Version ${theirs.version} is of ${new Date(theirs.updatedAt).toLocaleString()}. `, changes.join(' ')),
        h('div', {class: 'buttons'},
            h('button', {type: 'button', onclick: async () => {
              await editor.keepMine();
              onResolved();
            }}, 'Keep my version'),
            h('button', {type: 'button', onclick: () => {
              editor.takeTheirs();
              onResolved();
            }}, 'Take theirs, drop mine')));
  }

  return {element, show};
}
