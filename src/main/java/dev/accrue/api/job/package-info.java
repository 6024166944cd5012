/// What people and programs see of jobs, under `/api/v1`.
@NullMarked
package dev.accrue.api.job;

import org.jspecify.annotations.NullMarked;
