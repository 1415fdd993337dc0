package org.substantia.cohort.layout;

import java.io.IOException;
import org.substantia.base.io.FileFaults;

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
     * A file, folder or archive whose content cannot be had, with the file system's reason.
     *
     * @param source its name
     */
    public static CohortException unreadable(String source, IOException cause) {
        return new CohortException(source, "cannot be read: " + FileFaults.reason(cause), cause);
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
