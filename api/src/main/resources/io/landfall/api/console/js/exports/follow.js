// One export as it goes on: read once, then by its stream of events.

import {ApiProblem, get, pause, stream} from '../api.js';
import {CellBoard} from './cells.js';
import {isTransient} from './transient.js';
import {isEnded, steadyProgress} from './words.js';

/** Events that come at once, as all do at first, are shown at once. */
const SETTLE_MS = 120;
const LOOK_MS = 10_000;
const WORK_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;
const MOST_OLD_ANSWERS = 5;

/** Follows an export until `signal` ends it. */
export class ExportFollower {
  #due = new Set();
  #timer = null;
  #stored = [];
  #attempt = 0;
  #wake = () => {};
  #isWoken = false;
  #asked = 0;
  #answered = 0;

  /**
   * @param {string} id
   * @param {object} options
   *     `signal`;
   *     `onChange(parts)`: a Set of 'export', 'progress', 'cells', 'history', 'connection';
   *     `onProblem(problem)`: it cannot be followed any more
   */
  constructor(id, {signal, onChange, onProblem}) {
    this.id = id;
    this.signal = signal;
    this.onChange = onChange;
    this.onProblem = onProblem;
    /** As GET /v1/exports/{id} answers; `progress` and `status` are as events say since. */
    this.export = null;
    /** @type {CellBoard | null} */
    this.board = null;
    /** Tasks that workers have in hand, so far as is known. */
    this.working = 0;
    this.connection = 'waiting';
  }

  async run() {
    try {
      await this.#refreshSurely();
      this.#mark('history');
      this.#look();
      this.#watchWork();
      let last = '';
      for (;;) {
        this.#isWoken = false; // what is done from here on, the next stream tells, though this one may not
        await stream(`/v1/exports/${encodeURIComponent(this.id)}/stream`, {
          signal: this.signal,
          lastEventId: last,
          onState: (now) => this.#setConnection(now),
          onEvent: (event) => {
            last = event.id || last;
            this.#take(event);
          },
        });
        this.#setConnection('closed');
        // it has ended: what follows, somebody begins here, by retry or deliver
        await this.#refreshSurely();
        await this.#untilWoken();
      }
    } catch (problem) {
      if (problem.name !== 'AbortError') {
        this.#setConnection('closed');
        this.onProblem(problem);
      }
    }
  }

  /** What an export waits for is in no event: it is asked for now and then. */
  async #look() {
    try {
      for (;;) {
        await pause(LOOK_MS, this.signal);
        if (!this.isEnded && !document.hidden) {
          await this.refresh();
        }
      }
    } catch (problem) {
      if (problem.name !== 'AbortError') {
        this.#look(); // the stream says what is wrong
      }
    }
  }

  /** Which tasks workers have in hand is in no event either, and for the map alone: without it the rest is as good. */
  async #watchWork() {
    while (!this.signal.aborted) {
      try {
        await pause(WORK_MS, this.signal);
        const isRendering = this.export.status === 'RENDERING' && this.export.statusReason !== 'PAUSED';
        if (this.board && (!isRendering || !document.hidden)) {
          this.#setWorking(isRendering ? await get(`/v1/exports/${encodeURIComponent(this.id)}/tasks/working`, {signal: this.signal}) : null);
        }
      } catch {
        this.#setWorking(null);
      }
    }
  }

  #setWorking(now) {
    const isCurrent = now !== null && now.attempt === this.board?.attempt;
    this.working = isCurrent ? now.total : 0;
    if (this.board?.setWorking(isCurrent ? now.tasks : [])) {
      this.#mark('cells', 'progress');
    }
  }

  /** Says that an action has made something happen. */
  take(answer) {
    this.#adopt(answer);
    this.#isWoken = true;
    this.#wake();
  }

  #untilWoken() {
    return new Promise((resolve, reject) => {
      this.#wake = resolve;
      if (this.#isWoken) {
        resolve();
      }
      const stop = () => reject(new DOMException('Stopped', 'AbortError'));
      if (this.signal.aborted) {
        stop();
      }
      this.signal.addEventListener('abort', stop, {once: true});
    });
  }

  /**
   * Reads the export anew: deliveries, files, plan and waiting are in no event. Returns false where the answer is older
   * than what is known, as answers may overtake each other: it is dropped then.
   */
  async refresh() {
    const mine = ++this.#asked;
    const answer = await get(`/v1/exports/${encodeURIComponent(this.id)}`, {signal: this.signal});
    if (mine < this.#answered) {
      return true; // a later question has its answer
    }
    this.#answered = mine;
    return this.#adopt(answer);
  }

  /** Reads the export anew, through failures that pass and answers that are old. */
  async #refreshSurely() {
    const before = this.connection;
    for (let tries = 1; ; tries++) {
      try {
        if (await this.refresh() || tries > MOST_OLD_ANSWERS) {
          this.#setConnection(before);
          return;
        }
      } catch (problem) {
        if (!isTransient(problem)) {
          throw problem;
        }
        this.connection = 'waiting';
        this.#mark('connection');
      }
      await pause(Math.min(LONGEST_WAIT_MS, 500 * 2 ** tries), this.signal);
    }
  }

  #adopt(answer) {
    if (this.export && this.#isOld(answer)) {
      return false;
    }
    const before = this.export && {...this.export.progress, attempt: this.export.attempt};
    const progress = steadyProgress(before, {...answer.progress, attempt: answer.attempt});
    this.export = {...answer, progress};
    this.#mark('export', 'progress');
    this.#findTasks();
    return true;
  }

  /** Reads which cells the tasks of this attempt have, once it is planned. */
  async #findTasks() {
    const {plan, attempt} = this.export;
    if (plan === null || attempt === this.#attempt) {
      return;
    }
    this.#attempt = attempt;
    try {
      const board = new CellBoard(await get(`/v1/exports/${encodeURIComponent(this.id)}/tasks`, {signal: this.signal}));
      this.#attempt = board.attempt;
      this.#stored.filter((event) => event.attempt === board.attempt).forEach(({task}) => board.store(task));
      this.board = board;
      this.#mark('cells');
    } catch (problem) {
      this.#attempt = 0; // at the next change, again
      if (!(problem instanceof ApiProblem)) {
        return;
      }
    }
  }

  #take({event, data}) {
    if (event === 'tile') {
      this.#stored.push({task: data.task, attempt: data.attempt});
      if (this.board?.attempt === data.attempt && this.board.store(data.task)) {
        this.#mark('cells');
      }
    } else if (event === 'progress') {
      this.#progress(data);
    } else if (event === 'status') {
      this.#status(data);
    } else if (event === 'delivery') {
      this.#needsRefresh();
    }
  }

  #progress(data) {
    if (this.export && data.attempt >= this.export.attempt && !this.#isOld(data)) {
      this.export.progress = steadyProgress({...this.export.progress, attempt: this.export.attempt}, data);
      this.#mark('progress');
    }
  }

  /** The stream begins with what has long been, and answers may be of before what it has told since. */
  #isOld({updatedAt}) {
    return updatedAt !== undefined && Date.parse(updatedAt) < Date.parse(this.export.updatedAt);
  }

  #status(data) {
    if (!this.export || this.#isOld(data)) {
      return;
    }
    const {status, statusReason, priority, attempt, error, updatedAt} = data;
    const progress = steadyProgress({...this.export.progress, attempt: this.export.attempt}, {...data.progress, attempt});
    Object.assign(this.export, {status, statusReason, priority, attempt, error, updatedAt, progress});
    this.#mark('export', 'progress', 'history');
    this.#needsRefresh();
  }

  /** Reads the export anew, once for events that come together. */
  async #needsRefresh() {
    if (this.refreshing) {
      this.stale = true;
      return;
    }
    this.refreshing = true;
    try {
      do {
        this.stale = false;
        await pause(SETTLE_MS, this.signal);
        await this.refresh();
        this.#mark('history');
      } while (this.stale);
    } catch {
      // the stream goes on, and the next change asks again
    } finally {
      this.refreshing = false;
    }
  }

  #setConnection(now) {
    if (this.connection !== now) {
      this.connection = now;
      this.#mark('connection');
    }
  }

  #mark(...parts) {
    parts.forEach((part) => this.#due.add(part));
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const due = this.#due;
      this.#due = new Set();
      if (!this.signal.aborted) {
        this.onChange(due);
      }
    }, SETTLE_MS);
  }

  /** Tells whether nothing more happens by itself. */
  get isEnded() {
    return this.export !== null && isEnded(this.export);
  }
}
