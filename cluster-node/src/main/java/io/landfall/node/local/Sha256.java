package io.landfall.node.local;

import java.nio.ByteBuffer;

/**
 * SHA-256 (FIPS 180-4) of a few bytes, as {@link java.security.MessageDigest} has it. That one
 * looks for a provider first, which takes a process of some milliseconds longer than all else it
 * does.
 */
final class Sha256 {
  private static final int BLOCK_BYTES = 64;
  private static final int ROUNDS = 64;

  /** The first 32 bits behind the point of the cube roots of the first 64 primes. */
  private static final int[] ROUND_CONSTANTS = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
    0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
    0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
    0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
    0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
    0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
    0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2
  };

  /** The same of the square roots of the first eight. */
  private static final int[] BEGINNING = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  };

  private Sha256() {}

  /** Returns the digest of some bytes one behind the other. */
  static byte[] digest(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    int padded = (length + 1 + Long.BYTES + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    ByteBuffer message = ByteBuffer.allocate(padded);
    for (byte[] part : parts) {
      message.put(part);
    }
    message.put((byte) 0x80).putLong(padded - Long.BYTES, (long) length * Byte.SIZE).rewind();
    int[] state = BEGINNING.clone();
    while (message.hasRemaining()) {
      addBlock(message, state);
    }
    ByteBuffer digest = ByteBuffer.allocate(state.length * Integer.BYTES);
    for (int word : state) {
      digest.putInt(word);
    }
    return digest.array();
  }

  private static void addBlock(ByteBuffer message, int[] state) {
    int[] w = new int[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      w[i] =
          i < 16
              ? message.getInt()
              : w[i - 16] + small(w[i - 15], 7, 18, 3) + w[i - 7] + small(w[i - 2], 17, 19, 10);
    }
    int a = state[0];
    int b = state[1];
    int c = state[2];
    int d = state[3];
    int e = state[4];
    int f = state[5];
    int g = state[6];
    int h = state[7];
    for (int i = 0; i < ROUNDS; i++) {
      int first = h + big(e, 6, 11, 25) + (e & f ^ ~e & g) + ROUND_CONSTANTS[i] + w[i];
      int second = big(a, 2, 13, 22) + (a & b ^ a & c ^ b & c);
      h = g;
      g = f;
      f = e;
      e = d + first;
      d = c;
      c = b;
      b = a;
      a = first + second;
    }
    int[] worked = {a, b, c, d, e, f, g, h};
    for (int i = 0; i < state.length; i++) {
      state[i] += worked[i];
    }
  }

  private static int small(int word, int turn, int otherTurn, int shift) {
    return Integer.rotateRight(word, turn) ^ Integer.rotateRight(word, otherTurn) ^ word >>> shift;
  }

  private static int big(int word, int turn, int otherTurn, int thirdTurn) {
    return Integer.rotateRight(word, turn)
        ^ Integer.rotateRight(word, otherTurn)
        ^ Integer.rotateRight(word, thirdTurn);
  }
}
