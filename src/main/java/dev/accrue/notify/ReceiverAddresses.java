package dev.accrue.notify;

import dev.accrue.address.PublicAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// Where the server may connect to. A name is looked up once, and whoever asks connects to the
/// addresses that came of it: asked again, the name might lead elsewhere.
@Component
class ReceiverAddresses {

  private final NotificationProperties properties;
  private final HostLookup lookup;

  @Autowired
  ReceiverAddresses(NotificationProperties properties) {
    this(properties, host -> List.of(InetAddress.getAllByName(host)));
  }

  ReceiverAddresses(NotificationProperties properties, HostLookup lookup) {
    this.properties = properties;
    this.lookup = lookup;
  }

  /// The addresses of a URL's host, all of which the server may connect to.
  ///
  /// @throws IOException with the reason, when there are none or one is not allowed
  List<InetAddress> resolve(String host) throws IOException {
    List<InetAddress> addresses;
    try {
      addresses = lookup.find(host);
    } catch (UnknownHostException e) {
      throw new IOException("nobody knows the host " + host, e);
    }
    for (InetAddress address : addresses) {
      if (!allows(address)) {
        throw new IOException(refusal(host));
      }
    }
    return addresses;
  }

  /// Whether the server may connect to an address.
  boolean allows(InetAddress address) {
    return PublicAddresses.isPublic(address) || properties.allows(address);
  }

  /// Does not show the address: people would learn what names mean inside the operator's network.
  static String refusal(String host) {
    return "%s has an address that is not public, and accrue.notifications.allowed-networks does not list its network"
        .formatted(host);
  }
}
