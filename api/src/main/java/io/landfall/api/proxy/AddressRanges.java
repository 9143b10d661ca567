package io.landfall.api.proxy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/** Addresses by themselves ({@code 10.0.0.7}, {@code ::1}) and networks ({@code 10.0.0.0/8}). */
public final class AddressRanges {
  /** No address. */
  public static final AddressRanges NONE = new AddressRanges(List.of());

  /** What is never looked up as a name. */
  private static final Pattern LITERAL =
      Pattern.compile("(\\d{1,3}(\\.\\d{1,3}){3})|([0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)");

  private record AddressRange(byte[] first, int prefixBits) {
    boolean contains(byte[] address) {
      return address.length == first.length && prefix(address).equals(prefix(first));
    }

    private BigInteger prefix(byte[] address) {
      return new BigInteger(1, address).shiftRight(Byte.SIZE * address.length - prefixBits);
    }
  }

  private final List<AddressRange> ranges;

  private AddressRanges(List<AddressRange> ranges) {
    this.ranges = ranges;
  }

  /**
   * Reads addresses and networks.
   *
   * @throws IllegalArgumentException naming one that is neither
   */
  public static AddressRanges parse(List<String> texts) {
    return new AddressRanges(texts.stream().map(AddressRanges::range).toList());
  }

  /** Tells whether an address is one of these. */
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return ranges.stream().anyMatch(range -> range.contains(bytes));
  }

  /**
   * Reads an address without looking up names.
   *
   * @return {@code null} when it is none
   */
  public static InetAddress address(String text) {
    try {
      return LITERAL.matcher(text).matches() ? InetAddress.getByName(text) : null;
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static AddressRange range(String text) {
    String[] parts = text.strip().split("/", -1);
    InetAddress address = address(parts[0]);
    int bits = address == null ? 0 : Byte.SIZE * address.getAddress().length;
    boolean network = parts.length == 2 && parts[1].matches("\\d{1,3}");
    if (address == null || parts.length > 2 || (parts.length == 2 && !network)) {
      throw notARange(text);
    }
    int prefixBits = network ? Integer.parseInt(parts[1]) : bits;
    if (prefixBits > bits) {
      throw notARange(text);
    }
    return new AddressRange(address.getAddress(), prefixBits);
  }

  private static IllegalArgumentException notARange(String text) {
    return new IllegalArgumentException(
        "%s is not an address or a network; write it as 10.0.0.7, 10.0.0.0/8 or fd00::/8"
            .formatted(text));
  }
}
