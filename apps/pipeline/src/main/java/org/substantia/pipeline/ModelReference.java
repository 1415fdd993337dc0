package org.substantia.pipeline;

/**
 * Which model a result comes from.
 *
 * @param name of its file, without folders; or that of the bundled model
 * @param sha256 of the file, hexadecimal
 */
public record ModelReference(String name, String sha256) {}
