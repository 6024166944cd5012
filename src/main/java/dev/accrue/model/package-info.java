/// The catalogue of models: TorchScript archives and weights that teams upload. A file's structure
/// is checked before it gets a name, in plain Java and without loading it; whether it trains is
/// found out by a trainer.
@NullMarked
@ApplicationModule(
    allowedDependencies = {"api", "problem", "representation", "team", "blob", "upload", "format"})
package dev.accrue.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
