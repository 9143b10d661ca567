// A colour correction as fields. Blocks that have no field here stay as they are.

import {field, h, newId} from '../dom.js';
import {open} from '../dialog.js';

/**
 * Asks for a colour correction.
 *
 * @param {object} options `title`; `value`: a ColorCorrection or null; `onChange(value | null)`: at each change
 */
export function openColors({title, value, onChange}) {
  open(title, (close) => {
    const form = colorForm(value, onChange);
    return [form, h('div', {class: 'buttons'}, h('button', {type: 'button', class: 'primary', onclick: () => close(true)}, 'Done'),
        h('button', {type: 'button', onclick: () => {
          onChange(null);
          close(true);
        }}, 'No correction'))];
  });
}

/** Makes the fields. */
export function colorForm(value, onChange) {
  let correction = value ?? {};
  const changed = (block, members) => {
    correction = {...correction, [block]: members};
    if (members === null) {
      delete correction[block];
    }
    onChange(Object.keys(correction).length ? correction : null);
  };
  const slider = (label, block, member, {min, max, step, neutral}) => {
    const id = newId('slider');
    const output = h('output', {for: id, class: 'number'});
    const input = h('input', {id, type: 'range', min, max, step, value: correction[block]?.[member] ?? neutral});
    const show = () => (output.textContent = Number(input.value).toFixed(2));
    input.addEventListener('input', () => {
      show();
      changed(block, {...correction[block], [member]: Number(input.value)});
    });
    show();
    return h('div', {class: 'field'}, h('label', {for: id}, label, ' ', output), input);
  };
  const check = (label, block) => field(label, h('input', {
    type: 'checkbox', checked: Boolean(correction[block]) && correction[block].enabled !== false,
    onchange: (event) => changed(block, event.target.checked ? {} : null),
  }));
  const gamma = {min: 0.2, max: 4, step: 0.05, neutral: 1};
  return h('div', {class: 'stack'},
      h('fieldset', null, h('legend', null, 'Gamma: above 1 is brighter'),
          slider('Red', 'gamma', 'redGamma', gamma), slider('Green', 'gamma', 'greenGamma', gamma), slider('Blue', 'gamma', 'blueGamma', gamma)),
      slider('Saturation: 0 is grey', 'saturation', 'saturation', {min: 0, max: 3, step: 0.05, neutral: 1}),
      h('fieldset', null, h('legend', null, 'Contrast'),
          slider('Middle', 'sigmoidalContrast', 'alpha', {min: 0, max: 1, step: 0.02, neutral: 0.5}),
          slider('Strength', 'sigmoidalContrast', 'beta', {min: 0, max: 20, step: 0.5, neutral: 0})),
      check('Make the mean grey (auto balance)', 'autoBalance'),
      check('Make values equally frequent (equalize)', 'equalize'));
}
