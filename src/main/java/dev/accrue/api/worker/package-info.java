/// What workers and trainers say to the server and hear from it, under `/worker/v1`.
@NullMarked
package dev.accrue.api.worker;

import org.jspecify.annotations.NullMarked;
