/// Uploads and models over HTTP.
@NullMarked
package dev.accrue.api.catalogue;

import org.jspecify.annotations.NullMarked;
