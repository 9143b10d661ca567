// Where in a JSON text the member lies that a JSON pointer names. Pure.

/**
 * Finds a member of a valid JSON text.
 *
 * @param {string} text
 * @param {string} pointer as `/args/0/type`; its longest part that is there counts
 * @returns {[number, number]} from and to, in characters
 */
export function placeOfPointer(text, pointer) {
  const path = pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const reader = new Reader(text);
  let best = [0, text.length];
  const visit = (depth) => {
    const start = reader.skipSpace();
    const wanted = path[depth];
    reader.value((key, skip) => {
      if (depth < path.length && String(key) === wanted) {
        visit(depth + 1);
      } else {
        skip();
      }
    });
    if (depth > best.depth || best.depth === undefined) {
      best = Object.assign([start, reader.at], {depth});
    }
  };
  visit(0);
  return [best[0], best[1]];
}

/** Returns the line of a place, from 1. */
export function lineOf(text, place) {
  return text.slice(0, place).split('\n').length;
}

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  skipSpace() {
    while (this.at < this.text.length && ' \t\r\n'.includes(this.text[this.at])) {
      this.at++;
    }
    return this.at;
  }

  /** Reads a value; `member(key, skip)` reads each of its members. */
  value(member) {
    this.skipSpace();
    const first = this.text[this.at];
    if (first === '"') {
      this.string();
    } else if (first === '{' || first === '[') {
      this.members(first === '{', member);
    } else {
      while (this.at < this.text.length && !',]} \t\r\n'.includes(this.text[this.at])) {
        this.at++;
      }
    }
  }

  members(isObject, member) {
    this.at++;
    for (let i = 0; this.at < this.text.length; i++) {
      this.skipSpace();
      if ('}]'.includes(this.text[this.at])) {
        break;
      }
      let key = i;
      if (isObject) {
        key = this.string();
        this.skipSpace();
        this.at++; // the colon
      }
      member(key, () => this.value((_, skip) => skip()));
      this.skipSpace();
      if (this.text[this.at] === ',') {
        this.at++;
      }
    }
    this.at++;
  }

  string() {
    const start = this.at++;
    while (this.at < this.text.length && this.text[this.at] !== '"') {
      this.at += this.text[this.at] === '\\' ? 2 : 1;
    }
    this.at++;
    try {
      return JSON.parse(this.text.slice(start, this.at));
    } catch {
      return '';
    }
  }
}
