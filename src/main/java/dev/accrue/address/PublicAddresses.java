package dev.accrue.address;

import java.net.InetAddress;

/// Addresses of the internet, as against those of smaller nets (RFC 6890).
public final class PublicAddresses {

  private PublicAddresses() {}

  /// Whether an address is one of the internet, and of no smaller net. An IPv6 address that stands
  /// for an IPv4 one is an `Inet4Address` to Java already, or not public.
  public static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    int first = Byte.toUnsignedInt(bytes[0]);
    int second = Byte.toUnsignedInt(bytes[1]);
    return bytes.length == 4 ? isPublic4(first, second, bytes[2]) : isPublic6(first, second, bytes);
  }

  private static boolean isPublic4(int first, int second, byte third) {
    boolean shared = first == 100 && second >= 64 && second < 128;
    boolean protocols = first == 192 && second == 0 && third == 0;
    boolean benchmarks = first == 198 && (second == 18 || second == 19);
    return first != 0 && first < 240 && !shared && !protocols && !benchmarks;
  }

  /// Global unicast, without the ranges that hold an address of another net: 6to4 and Teredo.
  private static boolean isPublic6(int first, int second, byte[] bytes) {
    boolean global = (first & 0xe0) == 0x20;
    boolean sixToFour = first == 0x20 && second == 0x02;
    boolean teredo = first == 0x20 && second == 0x01 && bytes[2] == 0 && bytes[3] == 0;
    return global && !sixToFour && !teredo;
  }
}
