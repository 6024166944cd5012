package dev.accrue.representation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks what answers with a list, or a page with `items`: with `?fields=id,state` its items have
/// these fields and no others.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Sparse {

  /// The query's parameter.
  String PARAMETER = "fields";
}
