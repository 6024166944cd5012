package dev.accrue.dataset;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A data set that a team may train on.
///
/// @param teamId whose it is; null for one that came with Accrue
/// @param splits by name
public record Dataset(
    @Nullable UUID teamId, String name, String description, String format, List<Split> splits) {

  public Dataset {
    splits = List.copyOf(splits);
  }

  /// A data set that came with Accrue.
  public Dataset(String name, String description, String format, List<Split> splits) {
    this(null, name, description, format, splits);
  }

  /// A part of a data set that is trained on or measured as a whole.
  ///
  /// @param sampleShape the shape of one sample, such as 28, 28
  public record Split(String name, long samples, List<Long> sampleShape) {

    public Split {
      sampleShape = List.copyOf(sampleShape);
    }
  }

  /// The split with this name.
  public Optional<Split> findSplit(String split) {
    return splits.stream().filter(candidate -> candidate.name().equals(split)).findFirst();
  }
}
