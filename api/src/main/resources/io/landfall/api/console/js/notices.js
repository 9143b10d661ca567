// What is said above every view: of something that was left behind, and of the page itself.

import {announce, h} from './dom.js';

const MOST = 3;

/**
 * Says it until somebody closes it.
 *
 * @param {string} text
 * @param {object} options `isBad`: something did not work; `link`: `{href, text}` of where to go on;
 *     `action`: `{text, run}`; `key`: what it is about, said once
 */
export function notify(text, {isBad = false, link = null, action = null, key = text} = {}) {
  const place = document.getElementById('notices');
  [...place.children].filter((each) => each.dataset.key === key).forEach((each) => each.remove());
  const notice = h('div', {class: `notice-bar ${isBad ? 'problem' : 'notice'}`, dataset: {key}},
      h('p', {class: 'grow'}, text, link && [' ', h('a', {href: link.href, onclick: () => notice.remove()}, link.text)]),
      action && h('button', {type: 'button', class: 'small', onclick: action.run}, action.text),
      h('button', {type: 'button', class: 'small quiet', 'aria-label': 'Close this notice', onclick: () => notice.remove()}, 'Close'));
  place.append(notice);
  while (place.children.length > MOST) {
    place.firstElementChild.remove();
  }
  announce(text);
}
