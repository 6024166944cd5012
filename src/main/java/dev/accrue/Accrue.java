package dev.accrue;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.modulith.Modulithic;

/// The server. `Launcher` starts it.
@SpringBootApplication
@ConfigurationPropertiesScan
@Modulithic(systemName = "Accrue")
public class Accrue {

  Accrue() {}
}
