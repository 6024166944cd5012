package dev.accrue.api.spec;

import org.jspecify.annotations.Nullable;

/// How images are made equal and, in training, varied. Random choices are a function of the job's
/// seed, the epoch and the sample.
///
/// @param height in pixels, to which images are resized; null for the size of the first
/// @param width in pixels, likewise
/// @param cropPadding in training, pixels of zeros around the image before a random crop of its own
///   size; 0 for no crop
/// @param flip in training, whether half of the images are mirrored left to right
/// @param normalize whether each channel's mean is subtracted and its deviation divided out
public record ImageSpec(
    @Nullable Integer height,
    @Nullable Integer width,
    int cropPadding,
    boolean flip,
    boolean normalize) {}
