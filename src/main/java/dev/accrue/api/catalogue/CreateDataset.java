package dev.accrue.api.catalogue;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/datasets`: makes complete uploads a data set of the team.
///
/// @param name by which specs name it; unique in the team
/// @param format of all files, such as `IDX`
/// @param description null for none
public record CreateDataset(
    @NotBlank String team,
    @NotNull
        @Pattern(
            regexp = "[a-z][a-z0-9._-]{0,62}",
            message =
                "is not 1 to 63 lower-case letters, digits, points, underscores and hyphens, a letter first")
        String name,
    @NotBlank String format,
    @Nullable @Size(max = 2000) String description,
    @NotNull @Size(min = 1, max = 64) List<@Valid @NotNull Part> files) {

  public CreateDataset {
    files = files == null ? null : List.copyOf(files);
  }

  /// A file of a split.
  ///
  /// @param split such as `train`
  /// @param role `FEATURES` or `TARGETS` where these are files of their own, `SAMPLES` otherwise
  /// @param upload a complete upload of the team
  public record Part(
      @NotNull
          @Pattern(
              regexp = "[a-z][a-z0-9-]{0,31}",
              message = "is not 1 to 32 lower-case letters, digits and hyphens, a letter first")
          String split,
      @NotNull
          @Pattern(
              regexp = "FEATURES|TARGETS|SAMPLES",
              message = "is not FEATURES, TARGETS or SAMPLES")
          String role,
      @NotNull UUID upload) {}
}
