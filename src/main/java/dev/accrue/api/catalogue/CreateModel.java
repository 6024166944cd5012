package dev.accrue.api.catalogue;

import dev.accrue.api.worker.ModelKind;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/models`: makes a complete upload a model of the team.
///
/// @param name by which specs name it; unique in the team
/// @param description null for none
public record CreateModel(
    @NotBlank String team,
    @NotNull
        @Pattern(
            regexp = "[a-z][a-z0-9._-]{0,62}",
            message =
                "is not 1 to 63 lower-case letters, digits, points, underscores and hyphens, a letter first")
        String name,
    @NotNull ModelKind kind,
    @Nullable @Size(max = 2000) String description,
    @NotNull UUID upload) {}
