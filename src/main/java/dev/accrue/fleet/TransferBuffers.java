package dev.accrue.fleet;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Tomcat moves bodies in pieces of these sizes, each by a call of the system: with its own 8 KiB
/// the calls cost more than the bytes. Each open connection holds one of each.
@Configuration(proxyBeanMethods = false)
class TransferBuffers {

  private static final int READ_BYTES = 32 << 10;
  private static final int WRITE_BYTES = 32 << 10;

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> buffersForBlobs() {
    return factory ->
        factory.addConnectorCustomizers(connector -> {
          connector.setProperty("socket.appReadBufSize", Integer.toString(READ_BYTES));
          connector.setProperty("socket.appWriteBufSize", Integer.toString(WRITE_BYTES));
        });
  }
}
