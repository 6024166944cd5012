package dev.accrue.notify;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/// Addresses that begin with the same bits, as `10.0.0.0/8` says.
record Network(InetAddress base, int bits) {

  private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F.:]{2,45}");

  /// Spring reads settings by this.
  ///
  /// @throws IllegalArgumentException when it is none
  public static Network of(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    try {
      // Only digits: a name would be looked up.
      if (!DIGITS.matcher(address).matches()) {
        throw new UnknownHostException(address);
      }
      InetAddress base = InetAddress.getByName(address);
      int all = base.getAddress().length * Byte.SIZE;
      int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
      if (bits < 0 || bits > all) {
        throw new NumberFormatException(text);
      }
      return new Network(base, bits);
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s is no network; write one such as 10.0.0.0/8 or fd00::/8".formatted(text), e);
    }
  }

  boolean contains(InetAddress address) {
    byte[] ours = base.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
