package dev.accrue.representation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks what answers with a list that `?sort=-createdAt,name` sorts: by fields of the items, each
/// with a `-` before it for the greatest first. A list that is no page is sorted when it is
/// answered, and what is alike stays as it was; of pages, their `SortKeys` are the same.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Sorted {

  /// The query's parameter.
  String PARAMETER = "sort";

  /// How many keys a caller may name, where the list does not say otherwise.
  int MOST = 3;

  /// The fields that may be named.
  String[] value();

  /// How many may be named.
  int most() default MOST;
}
