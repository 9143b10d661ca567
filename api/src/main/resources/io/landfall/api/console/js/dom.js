// Elements, announcements, and problems at the place they belong. Text only: nothing here reads markup.

/**
 * Makes an element.
 *
 * @param {string} tag
 * @param {object|null} props `class`; `dataset: {}`; `style: {}`; `onclick` and other listeners; properties such
 *     as `value`, `checked`, `disabled`, `hidden`; anything else is an attribute. null, undefined and false: left out
 * @param children texts, numbers, nodes or arrays of these; null, undefined and false are left out
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    setProp(element, name, value);
  }
  append(element, children);
  return element;
}

const PROPERTIES = new Set(['value', 'checked', 'selected', 'disabled', 'hidden', 'open', 'multiple', 'readOnly', 'indeterminate']);

function setProp(element, name, value) {
  if (value === null || value === undefined || (value === false && !PROPERTIES.has(name))) {
    return;
  }
  if (name.startsWith('on') && typeof value === 'function') {
    element.addEventListener(name.slice(2), value);
  } else if (name === 'dataset') {
    Object.assign(element.dataset, value);
  } else if (name === 'style') {
    for (const [property, text] of Object.entries(value)) {
      element.style.setProperty(property, text);
    }
  } else if (PROPERTIES.has(name)) {
    element[name] = value;
  } else {
    element.setAttribute(name, value === true ? '' : value);
  }
}

/** Adds children as `h` does. */
export function append(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
}

/** Puts other children in the place of those there are. */
export function replace(element, ...children) {
  element.replaceChildren();
  append(element, ...children);
}

/**
 * Does what a form is sent for. While that goes on, a second click or Enter does nothing.
 *
 * @param {HTMLFormElement} form
 * @param {() => Promise<void>} work
 */
export async function sendOnce(form, work) {
  if (form.dataset.sending === undefined) {
    form.dataset.sending = '';
    clearProblem(form);
    try {
      await work();
    } catch (problem) {
      showProblem(form, problem);
    } finally {
      delete form.dataset.sending;
    }
  }
}

/** Makes these elements the children, and moves none that is in its place: it keeps what it has of the focus and of its layout. */
export function arrange(element, children) {
  const wanted = new Set(children);
  [...element.children].forEach((child) => wanted.has(child) || child.remove());
  let next = element.firstElementChild;
  for (const child of children) {
    if (child === next) {
      next = next.nextElementSibling;
    } else {
      element.insertBefore(child, next);
    }
  }
}

let ids = 0;

/** Returns an id that no other element has. */
export function newId(prefix = 'e') {
  ids += 1;
  return `${prefix}-${ids}`;
}

/**
 * Makes a labelled field.
 *
 * @param {string} label
 * @param {HTMLElement} control input, select or textarea
 * @param {object} options `hint`: a sentence below; `pointer`: JSON pointer of what it fills in the request, where
 *     problems with that are shown
 */
export function field(label, control, {hint, pointer} = {}) {
  control.id ||= newId('field');
  if (pointer !== undefined) {
    control.dataset.pointer = pointer;
  }
  const hintElement = hint ? h('p', {class: 'hint', id: `${control.id}-hint`}, hint) : null;
  if (hintElement) {
    control.setAttribute('aria-describedby', hintElement.id);
  }
  const isCheck = control.type === 'checkbox' || control.type === 'radio';
  const labelElement = h('label', {for: control.id}, label);
  return h('div', {class: isCheck ? 'field check' : 'field'}, isCheck ? [control, labelElement] : [labelElement, control], hintElement);
}

/** Has a screen reader say a sentence when it is done with what it says. */
export function announce(text) {
  const live = document.getElementById('live');
  if (live.textContent === text) {
    live.textContent = ''; // the same once more is said once more
    requestAnimationFrame(() => (live.textContent = text));
  } else {
    live.textContent = text;
  }
}

/** Takes away what `showProblem` has shown in an element. */
export function clearProblem(element) {
  element.querySelectorAll('[data-problem]').forEach((shown) => shown.remove());
  element.querySelectorAll('[aria-invalid]').forEach((control) => {
    control.removeAttribute('aria-invalid');
    const left = (control.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id && !id.startsWith('problem-'));
    if (left.length) {
      control.setAttribute('aria-describedby', left.join(' '));
    } else {
      control.removeAttribute('aria-describedby');
    }
  });
}

/**
 * Says in an element what went wrong: at the top as a whole, and each of `errors` at the field whose
 * `data-pointer` is its JSON pointer or the nearest above it.
 *
 * @param {HTMLElement} element form or part of a page
 * @param {Error} problem an ApiProblem, or any other error
 * @param {object} options `focus`: whether the first such field gets the focus, which it does by default;
 *     `at`: what says it as a whole, in the place of what is in it; the top of the element by default
 */
export function showProblem(element, problem, {focus = true, at = null} = {}) {
  clearProblem(element);
  if (problem?.name === 'AbortError') {
    return;
  }
  const elsewhere = [];
  const controls = [];
  for (const error of problem.errors ?? []) {
    const control = findControl(element, error.pointer ?? '');
    if (control) {
      markControl(control, error.detail);
      controls.push(control);
    } else {
      elsewhere.push(error);
    }
  }
  if (at) {
    replace(at, problemBox(problem, elsewhere));
  } else {
    element.prepend(problemBox(problem, elsewhere));
  }
  if (focus) {
    controls[0]?.focus();
  }
}

/** Makes a box that says what went wrong, for where `showProblem` does not fit. */
export function problemBox(problem, errors = problem.errors ?? []) {
  return h('div', {class: 'problem', role: 'alert', dataset: {problem: ''}},
      h('strong', null, sentence(problem.title || 'Something went wrong')),
      h('p', null, problem.detail || problem.message || String(problem)),
      errors.length > 0 && h('ul', null, errors.map((error) => h('li', null, error.pointer && h('code', null, error.pointer), ' ', error.detail))),
      problem.traceId && h('p', {class: 'trace'}, 'Trace id ', h('code', null, problem.traceId)));
}

function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Opens what hides an element: folded parts, and tabs that are not chosen. */
function reveal(element) {
  for (let above = element.parentElement; above; above = above.parentElement) {
    if (above instanceof HTMLDetailsElement) {
      above.open = true;
    } else if (above.hidden && above.getAttribute('role') === 'tabpanel') {
      document.querySelector(`[role=tab][aria-controls="${above.id}"]`)?.click();
    }
  }
}

function findControl(element, pointer) {
  const controls = [...element.querySelectorAll('[data-pointer]')].filter((control) => !control.closest('[hidden]'));
  const above = controls.filter(({dataset}) => pointer === dataset.pointer || pointer.startsWith(`${dataset.pointer}/`));
  return above.sort((a, b) => b.dataset.pointer.length - a.dataset.pointer.length)[0];
}

function markControl(control, detail) {
  reveal(control);
  const message = h('p', {class: 'field-problem', id: newId('problem'), dataset: {problem: ''}}, detail);
  (control.closest('.field') ?? control.parentElement).append(message);
  control.closest('details')?.setAttribute('open', '');
  control.setAttribute('aria-invalid', 'true');
  control.setAttribute('aria-describedby', `${control.getAttribute('aria-describedby') ?? ''} ${message.id}`.trim());
}
