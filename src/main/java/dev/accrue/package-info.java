/// Accrue: teams share GPUs to train neural networks with exact gradient accumulation.
@NullMarked
package dev.accrue;

import org.jspecify.annotations.NullMarked;
