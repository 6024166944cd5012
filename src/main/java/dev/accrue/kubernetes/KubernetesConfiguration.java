package dev.accrue.kubernetes;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The connection to the cluster: the account of the pod that the server runs in, or else what
/// `KUBECONFIG` says.
@Configuration(proxyBeanMethods = false)
@OnKubernetes
class KubernetesConfiguration {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration RECONNECT_INTERVAL = Duration.ofSeconds(1);

  /// The loop makes a watch anew that has ended, and looks by itself in between.
  private static final int RECONNECTS = 3;

  @Bean
  ClusterApi clusterApi(KubernetesProperties properties) {
    ConfigBuilder config =
        new ConfigBuilder()
            .withConnectionTimeout((int) CONNECT_TIMEOUT.toMillis())
            .withRequestTimeout((int) REQUEST_TIMEOUT.toMillis())
            // The reconciler tries again by itself, and knows for how long.
            .withRequestRetryBackoffLimit(0)
            .withWatchReconnectInterval((int) RECONNECT_INTERVAL.toMillis())
            .withWatchReconnectLimit(RECONNECTS);
    if (properties.apiServer() != null) {
      config.withMasterUrl(properties.apiServer().toString());
    }
    return new ClusterApi(
        new KubernetesClientBuilder().withConfig(config.build()).build(), properties);
  }
}
