package dev.accrue;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.modulith.Modulithic;

/// The server. `Launcher` starts it.
// Accounts are rows in PostgreSQL: Spring Boot makes none up and prints no password of its own.
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
@ConfigurationPropertiesScan
@Modulithic(systemName = "Accrue")
public class Accrue {

  Accrue() {}
}
