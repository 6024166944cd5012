package dev.accrue.checkpoint;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How exports may use a server.
///
/// @param maxExports sent at the same time; each holds a thread for as long as its reader takes
@ConfigurationProperties("accrue.checkpoint")
record ExportProperties(@DefaultValue("16") int maxExports) {}
