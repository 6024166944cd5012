/// The cost of the REST API under load, for `bench/api/load`.
@NullMarked
package dev.accrue.openapi.bench;

import org.jspecify.annotations.NullMarked;
