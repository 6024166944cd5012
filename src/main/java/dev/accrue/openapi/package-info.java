/// The description of the HTTP API for people and programs, served at `/v3/api-docs` and kept in
/// `docs/openapi.json`, from which the web app's client is made. It is derived from the controllers
/// and the records; a test fails when the file and the server drift apart.
@NullMarked
@ApplicationModule(allowedDependencies = {"api", "problem", "representation", "team"})
package dev.accrue.openapi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
