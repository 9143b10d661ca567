package io.landfall.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Tells addresses of the open internet from those of this machine, its network and its cloud. */
final class PublicAddresses {
  /** Source: IANA's special-purpose registries; the last is the agent of Azure's machines. */
  private static final List<AddressBlock> CLOSED =
      List.of(
          AddressBlock.of("0.0.0.0", 8),
          AddressBlock.of("10.0.0.0", 8),
          AddressBlock.of("100.64.0.0", 10),
          AddressBlock.of("127.0.0.0", 8),
          AddressBlock.of("169.254.0.0", 16),
          AddressBlock.of("172.16.0.0", 12),
          AddressBlock.of("192.0.0.0", 24),
          AddressBlock.of("192.0.2.0", 24),
          AddressBlock.of("192.88.99.0", 24),
          AddressBlock.of("192.168.0.0", 16),
          AddressBlock.of("198.18.0.0", 15),
          AddressBlock.of("198.51.100.0", 24),
          AddressBlock.of("203.0.113.0", 24),
          AddressBlock.of("224.0.0.0", 3), // multicast, reserved, broadcast
          AddressBlock.of("168.63.129.16", 32));

  /** Everything outside is multicast, local, mapped or not given out. */
  private static final AddressBlock GLOBAL_V6 = AddressBlock.of("2000::", 3);

  private static final AddressBlock NAT64 = AddressBlock.of("64:ff9b::", 96);

  /** Teredo and 6to4, which lead to an address of version 4, and documentation. */
  private static final List<AddressBlock> CLOSED_V6 =
      List.of(
          AddressBlock.of("2001::", 23),
          AddressBlock.of("2002::", 16),
          AddressBlock.of("2001:db8::", 32));

  private PublicAddresses() {}

  static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return isPublicV4(bytes);
    }
    if (NAT64.holds(bytes)) {
      return isPublicV4(Arrays.copyOfRange(bytes, 12, 16));
    }
    return GLOBAL_V6.holds(bytes) && CLOSED_V6.stream().noneMatch(block -> block.holds(bytes));
  }

  private static boolean isPublicV4(byte[] bytes) {
    return CLOSED.stream().noneMatch(block -> block.holds(bytes));
  }

  private record AddressBlock(byte[] prefix, int bits) {
    static AddressBlock of(String literal, int bits) {
      try {
        return new AddressBlock(InetAddress.getByName(literal).getAddress(), bits);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(literal, e);
      }
    }

    boolean holds(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit += 8) {
        int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
        if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
