package org.substantia.challenge.model;

/**
 * How a submission was made.
 *
 * @param name shown on the board
 * @param outsideData data beyond the challenge's that were used
 * @param models public models that were used
 */
public record Method(String name, String description, String codeUrl, String outsideData, String models) {
    public static Method named(String name) {
        return new Method(name, "", "", "", "");
    }

    /** Whether everything that a phase with a required description wants is there. */
    public boolean complete() {
        return !name.isBlank() && !description.isBlank() && !outsideData.isBlank() && !models.isBlank();
    }
}
