/// What models are made of, without an engine: layers with their shapes, tensors and programs, and
/// the built-in architectures as layers. The server checks specs with it and the trainer writes
/// TorchScript from it, so both agree on what fits.
@NullMarked
@ApplicationModule(allowedDependencies = {"api"})
package dev.accrue.architecture;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
