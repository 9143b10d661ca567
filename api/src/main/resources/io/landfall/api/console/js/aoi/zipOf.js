/**
 * Writes a zip file of files as they are: those of a shapefile go to the service together. Pure.
 */

const TABLE = Uint32Array.from({length: 256}, (_, value) => {
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? value >>> 1 ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crc >>> 8 ^ TABLE[(crc ^ byte) & 255];
  return ~crc >>> 0;
}

/**
 * @param {{name: string, bytes: Uint8Array}[]} files of less than 4 GiB together
 * @returns {Blob}
 */
export function zipOf(files) {
  const parts = [];
  const directory = [];
  let at = 0;
  for (const {name, bytes} of files) {
    const encoded = new TextEncoder().encode(name);
    const crc = crc32(bytes);
    // version, UTF-8 names, stored, the first time that zip knows; then checksum, size twice, length of the name
    const told = [...u16(20), ...u16(0x800), ...u16(0), ...u16(0), ...u16(0x21), ...u32(crc), ...u32(bytes.length), ...u32(bytes.length), ...u16(encoded.length)];
    const head = Uint8Array.from([...u32(0x04034b50), ...told, ...u16(0), ...encoded]);
    directory.push(Uint8Array.from([...u32(0x02014b50), ...u16(20), ...told, ...u16(0), ...u16(0), ...u16(0), ...u16(0), ...u32(0), ...u32(at), ...encoded]));
    parts.push(head, bytes);
    at += head.length + bytes.length;
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  const end = Uint8Array.from([...u32(0x06054b50), ...u16(0), ...u16(0), ...u16(files.length), ...u16(files.length), ...u32(size), ...u32(at), ...u16(0)]);
  return new Blob([...parts, ...directory, end], {type: 'application/zip'});
}

function u16(value) {
  return [value & 255, value >>> 8 & 255];
}

function u32(value) {
  return [...u16(value & 0xffff), ...u16(value >>> 16)];
}
