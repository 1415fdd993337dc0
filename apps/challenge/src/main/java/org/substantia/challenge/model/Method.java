package org.substantia.challenge.model;

/**
 * How a submission was made.
 *
 * @param name shown on the board
 * @param outsideData data beyond the challenge's that were used
 * @param models public models that were used
 * @param paper SHA-256 of the description as a PDF; empty for none
 */
public record Method(String name, String description, String codeUrl, String outsideData, String models, String paper) {
    public Method {
        // Records of earlier versions of the program have none.
        paper = paper == null ? "" : paper;
    }

    public Method(String name, String description, String codeUrl, String outsideData, String models) {
        this(name, description, codeUrl, outsideData, models, "");
    }

    public static Method named(String name) {
        return new Method(name, "", "", "", "");
    }

    public Method withPaper(String sha256) {
        return new Method(name, description, codeUrl, outsideData, models, sha256);
    }

    /** Whether everything that a phase with a required description wants is there. */
    public boolean complete() {
        return !name.isBlank() && !description.isBlank() && !outsideData.isBlank() && !models.isBlank();
    }
}
