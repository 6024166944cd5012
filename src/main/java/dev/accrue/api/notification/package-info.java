/// How teams hear of their jobs: `/api/v1/teams/{team}/notification-channels`.
@NullMarked
package dev.accrue.api.notification;

import org.jspecify.annotations.NullMarked;
