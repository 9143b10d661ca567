/**
 * Reads zip files (shapefiles and KMZ come in them) with the inflater of the browser. What a file
 * claims is never believed: entries are bounded while they are inflated.
 */
import {AoiProblem} from './problem.js';

/** The most bytes that one entry may have. */
export const MAX_ENTRY_BYTES = 64 * 1024 * 1024;

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;

/** Tells whether bytes begin as a zip file does. */
export function isZip(bytes) {
  return bytes.length > 4 && bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/**
 * Lists the entries of a zip file.
 *
 * @param {Uint8Array} bytes
 * @returns {{name: string, read: () => Promise<Uint8Array>}[]}
 */
export function zipEntries(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const entries = [];
  for (let i = 0; i < count; i++) {
    need(view, at, 46);
    if (view.getUint32(at, true) !== DIRECTORY_ENTRY) throw damaged(at);
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const compressed = view.getUint32(at + 20, true);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const commentLength = view.getUint16(at + 32, true);
    const local = view.getUint32(at + 42, true);
    need(view, at + 46, nameLength);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    entries.push({name, read: () => entry(bytes, view, {name, flags, method, compressed, local})});
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

function endOfDirectory(view) {
  const lowest = Math.max(0, view.byteLength - 22 - 65_535); // a comment of 64 KiB may follow
  for (let at = view.byteLength - 22; at >= lowest; at--) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  }
  throw new AoiProblem('Cannot read this zip file: it was cut short. Copy or download it again.');
}

async function entry(bytes, view, {name, flags, method, compressed, local}) {
  if (flags & 1) throw new AoiProblem(`Cannot read ${name}: the zip file has a password. Save it without one.`);
  need(view, local, 30);
  if (view.getUint32(local, true) !== LOCAL_ENTRY) throw damaged(local);
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  need(view, start, compressed);
  const data = bytes.subarray(start, start + compressed);
  if (method === 0) return data;
  if (method !== 8) {
    throw new AoiProblem(`Cannot read ${name}: it is compressed in another way than deflate. Zip it again with usual settings.`);
  }
  return inflate(data, name);
}

async function inflate(data, name) {
  const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const chunks = [];
  let length = 0;
  try {
    for (let {done, value} = await reader.read(); !done; {done, value} = await reader.read()) {
      length += value.length;
      if (length > MAX_ENTRY_BYTES) {
        throw new AoiProblem(`Cannot read ${name}: it has more than ${MAX_ENTRY_BYTES / 1024 / 1024} MiB.`);
      }
      chunks.push(value);
    }
  } catch (e) {
    reader.cancel().catch(() => {}); // it has failed already
    throw e instanceof AoiProblem ? e : new AoiProblem(`Cannot read ${name}: the zip file is damaged. Copy or download it again.`);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function need(view, at, length) {
  if (at + length > view.byteLength) throw damaged(at);
}

function damaged(at) {
  return new AoiProblem(`Cannot read this zip file: it is damaged at byte ${at}. Copy or download it again.`);
}
