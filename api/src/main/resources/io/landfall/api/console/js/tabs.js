// Parts of a panel of which one is shown: arrow keys go from tab to tab, Home and End to the first and last.

import {h, newId} from './dom.js';

/**
 * Makes tabs.
 *
 * @param {string} label what they are parts of
 * @param {{label: string, content: HTMLElement}[]} tabs the first is shown
 * @returns {{element: HTMLElement, select: (place: number) => void}}
 */
export function tabs(label, parts) {
  const made = parts.map(({label: text, content}) => {
    const panel = h('div', {role: 'tabpanel', class: 'stack', id: newId('panel'), tabindex: -1}, content);
    const tab = h('button', {type: 'button', role: 'tab', id: newId('tab'), 'aria-controls': panel.id}, text);
    panel.setAttribute('aria-labelledby', tab.id);
    return {tab, panel};
  });
  const select = (place) => made.forEach(({tab, panel}, i) => {
    tab.setAttribute('aria-selected', String(i === place));
    tab.tabIndex = i === place ? 0 : -1;
    panel.hidden = i !== place;
  });
  const list = h('div', {role: 'tablist', class: 'tabs', 'aria-label': label, onkeydown: (event) => {
    const at = made.findIndex(({tab}) => tab === document.activeElement);
    const to = {ArrowRight: (at + 1) % made.length, ArrowLeft: (at + made.length - 1) % made.length, Home: 0, End: made.length - 1}[event.key];
    if (at >= 0 && to !== undefined) {
      event.preventDefault();
      select(to);
      made[to].tab.focus();
    }
  }}, made.map(({tab}) => tab));
  made.forEach(({tab}, i) => tab.addEventListener('click', () => select(i)));
  select(0);
  return {element: h('div', {class: 'stack'}, list, made.map(({panel}) => panel)), select};
}
