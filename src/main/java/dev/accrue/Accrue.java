package dev.accrue;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.modulith.Modulithic;

/// The server's entry point.
@SpringBootApplication
@ConfigurationPropertiesScan
@Modulithic(systemName = "Accrue")
public class Accrue {

  Accrue() {}

  /// Starts the server.
  public static void main(String[] args) {
    SpringApplication.run(Accrue.class, args);
  }
}
