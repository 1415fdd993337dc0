package org.substantia.cohort.layout;

import java.io.IOException;

/**
 * A folder, archive or table that cannot be used as it is. The message names the file, what is wrong and what would be
 * right.
 */
public final class CohortException extends IOException {
    /**
     * @param source the file, folder or archive entry at fault
     * @param fault what is wrong with it and what would be right
     */
    public CohortException(String source, String fault) {
        super(source + ": " + fault);
    }

    /**
     * @param source the file, folder or archive entry at fault
     * @param fault what is wrong with it and what would be right
     * @param cause what was thrown below
     */
    public CohortException(String source, String fault, Throwable cause) {
        super(source + ": " + fault, cause);
    }
}
