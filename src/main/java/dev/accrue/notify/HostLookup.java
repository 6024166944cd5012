package dev.accrue.notify;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Finds the addresses of a name.
interface HostLookup {

  List<InetAddress> find(String host) throws UnknownHostException;
}
