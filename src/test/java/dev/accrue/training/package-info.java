/// Tests of the trainer, over real libtorch and real MNIST.
@NullMarked
package dev.accrue.training;

import org.jspecify.annotations.NullMarked;
