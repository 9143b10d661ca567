package io.landfall.landsat;

/**
 * What a line of a list says, in 128 bits: of its bytes, of the list's header and of the rules by
 * which it is read. Two lines of one digest say the same.
 */
public record LineDigest(long first, long second) {}
