package dev.accrue;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.modulith.Modulithic;

/// The server. `Launcher` starts it.
@SpringBootApplication
@Modulithic(systemName = "Accrue")
public class Accrue {

  Accrue() {}
}
