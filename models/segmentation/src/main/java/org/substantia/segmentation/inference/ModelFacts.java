package org.substantia.segmentation.inference;

/**
 * Which model a prediction comes from.
 *
 * @param name of its file, without folders; or that of the model in the program
 * @param sha256 of the file, hexadecimal
 */
public record ModelFacts(String name, String sha256) {}
