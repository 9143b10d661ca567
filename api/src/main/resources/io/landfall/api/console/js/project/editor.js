// A project while it is changed: saved by itself soon after each change, one call after the other, against the
// version that was read. What could not be saved stays here, also when the view is left.

import {ApiProblem, getWithETag, putWithETag} from '../api.js';
import {isSame, merged, updateOf} from './values.js';

const QUIET_MS = 500;
const RETRY_MS = 5000;

/** Editors of this page by project: changes survive a look at another view. */
const editors = new Map();

addEventListener('beforeunload', (event) => {
  if ([...editors.values()].some((editor) => editor.isDirty)) {
    event.preventDefault(); // the browser asks
  }
});

addEventListener('online', () => editors.forEach((editor) => editor.state === 'failed' && editor.problem.status === 0 && editor.save()));

/**
 * Reads a project, or finds the one whose changes are not saved yet.
 *
 * @returns {Promise<ProjectEditor>}
 */
export async function openProject(id, signal) {
  const known = editors.get(id);
  if (known?.isDirty) {
    return known;
  }
  const {body, etag} = await getWithETag(pathOf(id), {signal});
  const editor = new ProjectEditor(body, etag);
  editors.set(id, editor);
  return editor;
}

/** Returns the editor of a project whose changes are not saved yet; null: all are. */
export function unsavedProject(id) {
  const known = editors.get(id);
  return known?.isDirty ? known : null;
}

/** Forgets a project that was deleted. */
export function forgetProject(id) {
  editors.get(id)?.discard();
  editors.delete(id);
}

function pathOf(id) {
  return `/v1/projects/${encodeURIComponent(id)}`;
}

/**
 * States of `state`: `saved`; `waiting` and `saving`: it will be; `failed`: `problem` says why; `conflict`: `theirs`
 * is what somebody else has made of it.
 */
export class ProjectEditor {
  #base;
  #etag;
  #timer = null;
  #listener = () => {};
  #onSaved = () => {};
  #running = null;

  constructor(project, etag) {
    this.#base = project;
    this.#etag = etag;
    this.project = project;
    this.state = 'saved';
    this.problem = null;
    this.theirs = null;
  }

  get isDirty() {
    return this.state !== 'saved';
  }

  /** The version that is saved. */
  get saved() {
    return this.#base;
  }

  /** `onState()`: state has changed; `onSaved()`: another version is at the service now. */
  listen({onState, onSaved}) {
    this.#listener = onState;
    this.#onSaved = onSaved;
  }

  /** Changes parts of the project, as {scenes}. */
  change(parts) {
    this.project = {...this.project, ...parts};
    if (this.state !== 'conflict') {
      this.#set('waiting');
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.save(), QUIET_MS);
    }
  }

  /** Saves now what is not. */
  async save() {
    clearTimeout(this.#timer);
    if (this.#running) {
      await this.#running;
    }
    if (this.state === 'saved' || this.state === 'conflict') {
      return;
    }
    this.#running = this.#send();
    await this.#running;
    this.#running = null;
    if (this.state === 'waiting') {
      await this.save();
    }
  }

  /** Changes the name now; throws where it cannot be saved, and keeps the one before. */
  async rename(name) {
    const before = this.project.name;
    this.change({name});
    await this.save();
    if (this.state === 'conflict') {
      throw new Error('Somebody else has changed this project, and your changes to it are not saved. Open it, and choose which stay.');
    }
    if (this.state === 'failed') {
      const {problem} = this;
      this.change({name: before});
      throw problem;
    }
  }

  /** Drops what is not saved. */
  discard() {
    clearTimeout(this.#timer);
    this.project = this.#base;
    this.theirs = null;
    this.#set('saved');
  }

  /** Ends a conflict: by the version of the other. */
  takeTheirs() {
    this.#accept(this.theirs.body, this.theirs.etag);
    this.project = this.theirs.body;
    this.theirs = null;
    this.#set('saved');
    this.#onSaved();
  }

  /** Ends a conflict: by one's own version, which replaces that of the other. */
  keepMine() {
    this.#etag = this.theirs.etag;
    this.#base = this.theirs.body;
    this.theirs = null;
    this.#set('waiting');
    return this.save();
  }

  async #send() {
    const sent = this.project;
    if (isSame(sent, this.#base)) {
      this.#set('saved');
      return;
    }
    this.#set('saving');
    try {
      // without the signal of a view: what was changed is saved also when the view goes
      const {body, etag} = await putWithETag(pathOf(this.#base.id), updateOf(sent), this.#etag);
      this.#accept(body, etag);
      this.#set(isSame(this.project, sent) ? 'saved' : 'waiting');
      this.#onSaved();
    } catch (problem) {
      await this.#fail(problem, sent);
    }
  }

  async #fail(problem, sent) {
    if (problem instanceof ApiProblem && problem.status === 412) {
      try {
        await this.#meet(await getWithETag(pathOf(this.#base.id)), sent);
        return;
      } catch (next) {
        problem = next;
      }
    }
    this.problem = problem;
    if (problem.status === 404) {
      editors.delete(this.#base.id); // nothing can be saved there any more
    }
    this.#set('failed');
    if (problem.status === 0 || problem.status >= 500) {
      this.#timer = setTimeout(() => this.save(), RETRY_MS);
    }
  }

  /** Another has changed it: joined where both changed different things, else the person decides. */
  #meet(theirs, sent) {
    if (isSame(theirs.body, sent)) { // our own, whose answer was lost
      this.#accept(theirs.body, theirs.etag);
      this.#set(isSame(this.project, sent) ? 'saved' : 'waiting');
      this.#onSaved();
      return;
    }
    const joined = merged(this.#base, this.project, theirs.body);
    if (joined) {
      this.#accept(theirs.body, theirs.etag);
      this.project = {...theirs.body, ...joined};
      this.#set('waiting');
      this.#onSaved();
    } else {
      this.theirs = theirs;
      this.#set('conflict');
    }
  }

  #accept(body, etag) {
    this.#base = body;
    this.#etag = etag;
  }

  #set(state) {
    this.state = state;
    if (state !== 'failed') {
      this.problem = null;
    }
    this.#listener();
  }
}
