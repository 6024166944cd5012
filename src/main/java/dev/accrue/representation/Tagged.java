package dev.accrue.representation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks what answers with a resource: the answer carries the resource's `ETag`, and reading it
/// again with that as `If-None-Match` is answered 304 while nothing has changed. On what changes a
/// resource it says that `If-Match` is looked at.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Tagged {}
