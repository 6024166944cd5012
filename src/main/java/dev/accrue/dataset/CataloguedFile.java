package dev.accrue.dataset;

import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import java.util.List;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/// A file of a data set.
///
/// @param shape as in the file's header, samples first
/// @param sizeBytes the blob's
@Embeddable
record CataloguedFile(
    String split,
    String role,
    @Convert(converter = Sha256Column.class) String sha256,
    long samples,
    @JdbcTypeCode(SqlTypes.ARRAY) List<Long> shape,
    @Formula("(SELECT b.size_bytes FROM blob b WHERE b.sha256 = sha256)") long sizeBytes) {

  List<Long> sampleShape() {
    return shape.subList(1, shape.size());
  }
}
