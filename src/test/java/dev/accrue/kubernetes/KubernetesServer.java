package dev.accrue.kubernetes;

import dev.accrue.testing.StillServer;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistrar;
import org.springframework.test.context.TestPropertySource;

/// A still server that places jobs on a `PlayedCluster`: pool `small` with two nodes of two slots.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@StillServer
@TestPropertySource(
    properties = {
      "accrue.placement=kubernetes",
      "logging.level.io.fabric8.mockwebserver=WARN",
      "accrue.kubernetes.server-url=http://accrue-server:8080",
      "accrue.kubernetes.pools[0].name=small",
      "accrue.kubernetes.pools[0].image=registry.example.org/accrue-worker:1",
      "accrue.kubernetes.pools[0].nodes=2",
      "accrue.kubernetes.pools[0].devices-per-node=2",
      "accrue.kubernetes.pools[0].labels.pool=small",
    })
@Import(KubernetesServer.Beans.class)
@interface KubernetesServer {

  /// The cluster, instead of the connection to a real one.
  @TestConfiguration(proxyBeanMethods = false)
  class Beans {

    @Bean(destroyMethod = "close")
    PlayedCluster playedCluster() {
      return new PlayedCluster();
    }

    @Bean
    DynamicPropertyRegistrar apiServer(PlayedCluster cluster) {
      return registry -> registry.add("accrue.kubernetes.api-server", cluster::address);
    }
  }
}
