// The cells of an export's output: which are rendered, which are worked on, and where they lie. Pure.

/** How a cell stands. */
export const PENDING = 0;
export const PARTLY = 1;
export const DONE = 2;
export const WORKING = 3;

/** Cells of the tasks of one attempt, of GET /v1/exports/{id}/tasks. */
export class CellBoard {
  #positions;
  #steps;

  /** @param {object} answer as the route gives it */
  constructor({attempt, width, height, cellSize, positions, tasks}) {
    this.attempt = attempt;
    this.width = width;
    this.height = height;
    this.cellSize = cellSize;
    this.#positions = positions;
    this.#steps = positions.length - 1;
    this.cells = [];
    this.done = new Set();
    this.working = new Set();
    this.cellsOfTask = new Map();
    const byPlace = new Map();
    for (const {task, cells} of tasks) {
      this.cellsOfTask.set(task, cells.map((cell) => this.#add(byPlace, cell)));
    }
  }

  /** A cell of large exports may be of several tasks. */
  #add(byPlace, [column, row]) {
    const place = `${column},${row}`;
    let cell = byPlace.get(place);
    if (!cell) {
      cell = {column, row, tasks: 0, stored: 0, working: 0, ring: this.#ring(column, row)};
      byPlace.set(place, cell);
      this.cells.push(cell);
    }
    cell.tasks += 1;
    return cell;
  }

  /** Notes that a task is stored. Returns whether that was new. */
  store(task) {
    if (this.done.has(task) || !this.cellsOfTask.has(task)) {
      return false;
    }
    this.done.add(task);
    this.cellsOfTask.get(task).forEach((cell) => (cell.stored += 1));
    this.#count(task, -1);
    return true;
  }

  /** Notes which tasks workers have in hand. Returns whether that has changed. */
  setWorking(tasks) {
    const now = new Set(tasks.filter((task) => !this.done.has(task) && this.cellsOfTask.has(task)));
    const isSame = now.size === this.working.size && [...now].every((task) => this.working.has(task));
    if (!isSame) {
      [...this.working].forEach((task) => this.#count(task, -1));
      now.forEach((task) => this.#count(task, 1));
    }
    return !isSame;
  }

  #count(task, sign) {
    if (sign > 0 ? !this.working.has(task) : this.working.has(task)) {
      sign > 0 ? this.working.add(task) : this.working.delete(task);
      this.cellsOfTask.get(task).forEach((cell) => (cell.working += sign));
    }
  }

  /** Returns how a cell stands: DONE, WORKING, PARTLY or PENDING. */
  static stateOf({tasks, stored, working}) {
    return stored === tasks ? DONE : working > 0 ? WORKING : stored > 0 ? PARTLY : PENDING;
  }

  /** Returns [west, south, east, north] of the output; east may lie beyond 180. Null: it lies nowhere. */
  box() {
    const all = this.#positions.flat().filter((position) => position !== null);
    if (all.length === 0) {
      return null;
    }
    const [x, y] = [all.map(([longitude]) => longitude), all.map(([, latitude]) => latitude)];
    return [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)];
  }

  /** Outline in longitude and latitude; edges bend where the output's CRS does. Null: a corner lies nowhere. */
  #ring(column, row) {
    const x0 = Math.min(1, (column * this.cellSize) / this.width);
    const y0 = Math.min(1, (row * this.cellSize) / this.height);
    const x1 = Math.min(1, ((column + 1) * this.cellSize) / this.width);
    const y1 = Math.min(1, ((row + 1) * this.cellSize) / this.height);
    const corners = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
    const ring = [];
    for (let i = 0; i < 4; i++) {
      const [from, to] = [corners[i], corners[(i + 1) % 4]];
      const pieces = Math.max(1, Math.ceil(Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])) * this.#steps));
      for (let k = 0; k < pieces; k++) {
        const position = this.#at(from[0] + ((to[0] - from[0]) * k) / pieces, from[1] + ((to[1] - from[1]) * k) / pieces);
        if (position === null) {
          return null;
        }
        ring.push(position);
      }
    }
    return ring;
  }

  /** Interpolates between the four positions around a point, given in shares of width and height. */
  #at(x, y) {
    const column = Math.min(this.#steps - 1, Math.floor(x * this.#steps));
    const row = Math.min(this.#steps - 1, Math.floor(y * this.#steps));
    const [u, v] = [x * this.#steps - column, y * this.#steps - row];
    const weights = [(1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v];
    const around = [
      this.#positions[row][column], this.#positions[row][column + 1],
      this.#positions[row + 1][column], this.#positions[row + 1][column + 1],
    ];
    const sum = [0, 0];
    for (let i = 0; i < 4; i++) {
      if (weights[i] > 1e-12) {
        if (around[i] === null) {
          return null;
        }
        sum[0] += weights[i] * around[i][0];
        sum[1] += weights[i] * around[i][1];
      }
    }
    return sum;
  }
}
