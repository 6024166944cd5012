package dev.accrue.api.spec;

/// Which data set, and which of its splits.
///
/// @param dataset a data set's name in the catalogue
/// @param trainSplit the split that is trained on
/// @param validationSplit the split that is measured after each epoch
public record DataSpec(String dataset, String trainSplit, String validationSplit) {}
