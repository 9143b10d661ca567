/**
 * Reads tables of an SQLite 3 file by its published format (sqlite.org/fileformat2.html): enough for GeoPackages, and
 * nothing is executed. What a file claims is never believed: pages are visited once, and bytes are bounded.
 */
import {AoiProblem} from './problem.js';

const MAGIC = 'SQLite format 3\0';
const LEAF = 0x0d;
const INTERIOR = 0x05;
const CONSTRAINTS = new Set(['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN']);

/** Tells whether bytes begin as an SQLite file does. */
export function isSqlite(bytes) {
  return new TextDecoder('latin1').decode(bytes.subarray(0, MAGIC.length)) === MAGIC;
}

/** A file of tables. */
export class SqliteFile {
  #bytes;
  #view;
  #pageSize;
  #usable;
  #decoder;
  #budget;
  #tables = new Map();

  /** @param {Uint8Array} bytes the whole file */
  constructor(bytes) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#budget = 2 * bytes.length;
    if (!isSqlite(bytes) || bytes.length < 512) throw damaged('it is cut off');
    const size = this.#view.getUint16(16);
    this.#pageSize = size === 1 ? 65_536 : size;
    this.#usable = this.#pageSize - bytes[20];
    if (this.#pageSize < 512 || (this.#pageSize & (this.#pageSize - 1)) !== 0 || this.#usable < 480) throw damaged(`its pages are of ${size} bytes`);
    this.#decoder = new TextDecoder({2: 'utf-16le', 3: 'utf-16be'}[this.#view.getUint32(56)] ?? 'utf-8');
    /** Whether changes may lie in another file, beside this one. */
    this.isWal = bytes[18] === 2 || bytes[19] === 2;
    for (const {values: [type, name, , root, sql]} of this.#rows(1)) {
      if (type === 'table' || type === 'view') this.#tables.set(String(name).toLowerCase(), {type, root, sql: String(sql)});
    }
  }

  /** Tells whether there is a table or view of a name. */
  has(name) {
    return this.#tables.has(name.toLowerCase());
  }

  /**
   * Yields the rows of a table, as arrays of what the named columns hold: numbers, texts, Uint8Arrays or null.
   *
   * @param {string} name
   * @param {string[]} wanted columns
   */
  * table(name, wanted) {
    const found = this.#tables.get(name.toLowerCase());
    if (!found) throw damaged(`it has no table "${name}"`);
    if (found.type === 'view') throw new AoiProblem(`Cannot read "${name}": it is a view. Give its rows as a layer: ogr2ogr area.geojson FILE "${name}"`);
    const columns = columnsOf(found.sql, name);
    const places = wanted.map((column) => columns.findIndex((each) => each.name.toLowerCase() === column.toLowerCase()));
    const missing = places.indexOf(-1);
    if (missing >= 0) throw damaged(`its table "${name}" has no column "${wanted[missing]}"`);
    for (const {id, values} of this.#rows(found.root)) {
      yield places.map((place) => (columns[place].isRowId ? id : values[place] ?? null));
    }
  }

  /** Yields what the leaves of a tree of pages hold. */
  * #rows(root) {
    const visited = new Set();
    const waiting = [root];
    while (waiting.length > 0) {
      const page = waiting.pop();
      const at = this.#page(page, visited);
      const start = page === 1 ? at + 100 : at;
      const type = this.#bytes[start];
      if (type !== LEAF && type !== INTERIOR) throw damaged(`page ${page} is of no table`);
      const count = this.#view.getUint16(start + 3);
      const pointers = start + (type === LEAF ? 8 : 12);
      if (pointers + 2 * count > at + this.#pageSize) throw damaged(`page ${page} has ${count} cells`);
      const cells = Array.from({length: count}, (_, i) => at + this.#view.getUint16(pointers + 2 * i));
      if (type === LEAF) {
        for (const cell of cells) yield this.#cell(cell, at + this.#usable);
      } else {
        waiting.push(this.#view.getUint32(start + 8), ...cells.map((cell) => this.#uint32(cell)).reverse());
      }
    }
  }

  #page(number, visited) {
    const at = (number - 1) * this.#pageSize;
    if (number < 1 || at + this.#pageSize > this.#bytes.length) throw damaged(`it has no page ${number}`);
    if (visited.has(number)) throw damaged(`page ${number} is in it twice`);
    visited.add(number);
    return at;
  }

  #uint32(at) {
    if (at + 4 > this.#bytes.length) throw damaged('it is cut off');
    return this.#view.getUint32(at);
  }

  #cell(at, end) {
    const [length, afterLength] = this.#varint(this.#bytes, at);
    const [id, start] = this.#varint(this.#bytes, afterLength);
    this.#budget -= length;
    if (length < 0 || this.#budget < 0) throw damaged('its rows are larger than the file');
    const whole = this.#usable - 35;
    const least = Math.trunc(((this.#usable - 12) * 32) / 255) - 23;
    const rest = least + ((length - least) % (this.#usable - 4));
    const local = length <= whole ? length : rest <= whole ? rest : least;
    if (start + local > end) throw damaged('a row goes beyond its page');
    if (local === length) return {id, values: this.#record(this.#bytes.subarray(start, start + length))};
    return {id, values: this.#record(this.#overflowing(length, start, local))};
  }

  #overflowing(length, start, local) {
    const payload = new Uint8Array(length);
    payload.set(this.#bytes.subarray(start, start + local));
    const visited = new Set();
    let page = this.#uint32(start + local);
    for (let filled = local; filled < length;) {
      const at = this.#page(page, visited);
      const part = this.#bytes.subarray(at + 4, at + 4 + Math.min(this.#usable - 4, length - filled));
      payload.set(part, filled);
      filled += part.length;
      page = this.#view.getUint32(at);
    }
    return payload;
  }

  #record(payload) {
    const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
    const [headerLength, first] = this.#varint(payload, 0);
    if (headerLength > payload.length) throw damaged('a row is longer than it says');
    const values = [];
    let body = headerLength;
    for (let at = first; at < headerLength;) {
      const [type, next] = this.#varint(payload, at);
      const size = type >= 12 ? (type - (type % 2) - 12) / 2 : [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type] ?? -1;
      if (size < 0 || body + size > payload.length) throw damaged('a row is longer than it says');
      values.push(this.#value(type, view, payload.subarray(body, body + size), body));
      body += size;
      at = next;
    }
    return values;
  }

  #value(type, view, bytes, at) {
    if (type >= 12) return type % 2 === 0 ? bytes : this.#decoder.decode(bytes);
    switch (type) {
      case 1: return view.getInt8(at);
      case 2: return view.getInt16(at);
      case 3: return view.getInt8(at) * 65_536 + view.getUint16(at + 1);
      case 4: return view.getInt32(at);
      case 5: return view.getInt16(at) * 2 ** 32 + view.getUint32(at + 2);
      case 6: return Number(view.getBigInt64(at));
      case 7: return view.getFloat64(at);
      case 8: return 0;
      case 9: return 1;
      default: return null;
    }
  }

  /** Returns a number of one to nine bytes, with its sign, and where the next begins. */
  #varint(bytes, at) {
    let value = 0n;
    for (let i = 0; i < 9; i++) {
      if (at + i >= bytes.length) throw damaged('it is cut off');
      const byte = bytes[at + i];
      if (i === 8) return [Number(BigInt.asIntN(64, (value << 8n) | BigInt(byte))), at + 9];
      value = (value << 7n) | BigInt(byte & 0x7f);
      if (byte < 0x80) return [Number(value), at + i + 1];
    }
    throw damaged('it is cut off');
  }
}

/** Returns the columns that rows of a table have, in their order, by the statement that made it. */
function columnsOf(sql, name) {
  const head = partsOf(sql, 0, '(');
  const {parts, end} = partsOf(sql, head.end + 1, ')');
  if (end >= sql.length || /\bWITHOUT\b/i.test(sql.slice(end))) throw damaged(`its table "${name}" is of a kind that is not read here`);
  return parts.map((part) => part.trim()).filter((part) => !CONSTRAINTS.has(/^\w*/.exec(part)[0].toUpperCase()))
      .map((part) => ({name: firstWord(part), keywords: withoutQuoted(part)}))
      .filter(({keywords}) => !(/\bAS ?\(/i.test(keywords) && !/\bSTORED\b/i.test(keywords))) // calculated when it is asked for
      .map((column) => ({name: column.name, isRowId: /^INTEGER\b/i.test(column.keywords) && /\bPRIMARY KEY\b/i.test(column.keywords)}));
}

const CLOSING = {'"': '"', "'": "'", '`': '`', '[': ']'};

/** Splits at commas that are in no quotes and no parentheses, up to a character that is in neither. */
function partsOf(sql, from, closing) {
  const parts = [''];
  let depth = 0;
  let at = from;
  while (at < sql.length && !(depth === 0 && sql[at] === closing)) {
    const char = sql[at];
    const end = endOfQuoted(sql, at);
    if (end === at && depth === 0 && char === ',') {
      parts.push('');
    } else {
      parts[parts.length - 1] += isComment(sql, at) ? ' ' : sql.slice(at, Math.max(end, at + 1));
      if (end === at) depth += char === '(' ? 1 : char === ')' ? -1 : 0;
    }
    at = Math.max(end, at + 1);
  }
  return {parts, end: at};
}

function isComment(sql, at) {
  return sql.startsWith('--', at) || sql.startsWith('/*', at);
}

/** Returns where a name, text or comment ends that begins here; the same place where none does. */
function endOfQuoted(sql, at) {
  const closing = isComment(sql, at) ? (sql[at] === '-' ? '\n' : '*/') : CLOSING[sql[at]];
  if (!closing) return at;
  const end = sql.indexOf(closing, at + (closing === '*/' ? 2 : 1));
  return end < 0 ? sql.length : end + closing.length;
}

/** Returns the name that a column begins with; a quote within quotes is written twice. */
function firstWord(part) {
  const closing = CLOSING[part[0]];
  if (!closing) return part.slice(0, part.search(/\s|$/));
  let word = '';
  for (let at = 0; part[at] === part[0] && (at === 0 || closing === part[0]); at = endOfQuoted(part, at)) {
    word += (at > 0 ? closing : '') + part.slice(at + 1, endOfQuoted(part, at) - 1);
  }
  return word;
}

/** Returns what of a column is keywords, with one blank between them: its name and what is in quotes may hold anything. */
function withoutQuoted(part) {
  let rest = '';
  for (let at = CLOSING[part[0]] ? 0 : part.search(/\s|$/); at < part.length;) {
    const end = endOfQuoted(part, at);
    rest += end === at ? part[at] : ' ';
    at = Math.max(end, at + 1);
  }
  return rest.replace(/\s+/g, ' ').trim();
}

function damaged(why) {
  return new AoiProblem(`Cannot read this database file: ${why}.`);
}
