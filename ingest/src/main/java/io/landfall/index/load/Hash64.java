package io.landfall.index.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A hash of 64 bits: two different rows have the same one in less than one of 10^12 indexes. */
final class Hash64 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long K0 = 0xa0761d6478bd642fL;
  private static final long K1 = 0xe7037ed1a0b428dbL;

  private Hash64() {}

  static long of(byte[] bytes, int from, int to) {
    long hash = K0 ^ (to - from);
    int i = from;
    for (; i + 8 <= to; i += 8) {
      hash = mix(hash ^ (long) LONG.get(bytes, i), K1);
    }
    long rest = 0;
    for (; i < to; i++) {
      rest = rest << 8 | bytes[i] & 0xff;
    }
    return mix(mix(hash ^ rest, K0), K1);
  }

  private static long mix(long a, long b) {
    return a * b ^ Math.multiplyHigh(a, b) ^ Long.rotateLeft(a, 32);
  }
}
