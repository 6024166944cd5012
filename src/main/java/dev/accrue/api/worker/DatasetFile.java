package dev.accrue.api.worker;

import java.util.List;

/// A file of a data set; its bytes are at `GET /worker/v1/attempts/{attemptId}/blobs/{sha256}`.
///
/// @param split the split that it belongs to, such as `train`
/// @param role `FEATURES` or `TARGETS`, or `SAMPLES` where one file holds both
/// @param format such as `IDX` or `TEXT`
/// @param shape as in the file's header, samples first
/// @param sha256 lower-case hexadecimal
public record DatasetFile(
    String split, String role, String format, List<Long> shape, long sizeBytes, String sha256) {}
