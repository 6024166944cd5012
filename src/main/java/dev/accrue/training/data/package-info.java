/// Data sets as the trainer reads them: files mapped into memory, standardised, and gathered into
/// micro-batches ahead of training, in bounded memory.
@NullMarked
package dev.accrue.training.data;

import org.jspecify.annotations.NullMarked;
