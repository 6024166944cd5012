/// Built-in models: layers, the TorchScript that they become, and their initial weights.
@NullMarked
package dev.accrue.training.model;

import org.jspecify.annotations.NullMarked;
