package org.substantia.cohort.layout;

import java.util.Optional;

/**
 * A file that looks like one of a patient's and was not taken because of its name or place.
 *
 * @param caseId the patient whose file it seems to be
 * @param wholeCase whether nothing at all was recognized of the patient; the file is then the one that came closest
 * @param file the file
 * @param meant the challenge's name for what the file seems to hold, if it can be told
 * @param fault one line: what is wrong and what would be right
 */
public record Overlooked(String caseId, boolean wholeCase, String file, Optional<String> meant, String fault) {
    /** For people: one line that names the folder and the file. */
    public String message() {
        return caseId + ": " + fault;
    }

    /** Whether it bears on work that reads only files of one kind, {@code _mask} or {@code _pred}. */
    public boolean concerns(String kind) {
        return wholeCase
                ? meant.isEmpty() || meant.get().contains(kind)
                : meant.filter(name -> name.contains(kind)).isPresent();
    }
}
