// Ranges of values that are shown from dark to bright, and histograms to choose them by. Pure.

/**
 * Reads a range that somebody typed.
 *
 * @returns {number[]} [min, max]
 * @throws {RangeError} that says what is wrong
 */
export function rangeOf(min, max) {
  const low = Number(min);
  const high = Number(max);
  if (String(min).trim() === '' || String(max).trim() === '' || !Number.isFinite(low) || !Number.isFinite(high)) {
    throw new RangeError('Give two numbers.');
  }
  if (low >= high) {
    throw new RangeError(`The darkest value, ${low}, must be below the brightest, ${high}.`);
  }
  return [low, high];
}

/** Returns the range between the 2nd and the 98th percentile of statistics; null where there is no data. */
export function percentileRange({percentile2, percentile98, min, max}) {
  if (min === null || min === undefined) {
    return null;
  }
  if (percentile2 < percentile98) {
    return [percentile2, percentile98];
  }
  return min < max ? [min, max] : [min - 0.5, min + 0.5]; // one value alone: anything around it
}

/** Rounds a number to what people read: four digits that count. */
export function readable(value) {
  if (value === null || value === undefined) {
    return 'no data';
  }
  if (!Number.isFinite(value) || Number.isInteger(value)) {
    return String(value);
  }
  return String(Number(value.toPrecision(4)));
}

/**
 * Returns the outline of a histogram as an SVG path, 0 to 1 from left to right and from top to bottom. Heights are
 * square roots of counts: one frequent value would hide all others.
 *
 * @param {number[]} counts
 */
export function histogramPath(counts) {
  const most = Math.max(...counts, 1);
  const parts = counts.map((count, i) => {
    const y = (1 - Math.sqrt(count / most)).toFixed(4);
    return `L${(i / counts.length).toFixed(5)} ${y}L${((i + 1) / counts.length).toFixed(5)} ${y}`;
  });
  return `M0 1${parts.join('')}L1 1Z`;
}

/** Returns where a value lies in a histogram, from 0 to 1. */
export function placeOf(value, {min, max}) {
  return max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0.5;
}
