/// What people and programs see of workers, under `/api/v1`.
@NullMarked
package dev.accrue.api.fleet;

import org.jspecify.annotations.NullMarked;
