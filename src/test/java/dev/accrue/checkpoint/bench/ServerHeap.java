package dev.accrue.checkpoint.bench;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/// What of a server's heap is in use: each sample collects garbage first, so that what is left is
/// held by somebody.
final class ServerHeap implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofMillis(50);

  private final JMXConnector connector;
  private final MemoryMXBean memory;

  @SuppressWarnings("BanJNDI") // a child of this process answers, over a connector of its own
  ServerHeap(Process server) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(server.pid()));
    try {
      connector =
          JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
    } finally {
      machine.detach();
    }
    memory =
        ManagementFactory.newPlatformMXBeanProxy(
            connector.getMBeanServerConnection(),
            ManagementFactory.MEMORY_MXBEAN_NAME,
            MemoryMXBean.class);
  }

  long usedBytes() {
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  /// Samples until the work has ended.
  ///
  /// @return the most that was in use
  long mostDuring(Thread work) throws InterruptedException {
    long most = usedBytes();
    work.start();
    while (!work.join(INTERVAL)) {
      most = Math.max(most, usedBytes());
    }
    return most;
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
