/// What people and programs see of teams and their shares, under `/api/v1`.
@NullMarked
package dev.accrue.api.team;

import org.jspecify.annotations.NullMarked;
