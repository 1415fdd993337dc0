package org.substantia.cli.console;

import java.io.PrintWriter;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.layout.Overlooked;

/**
 * Names the patients and files of a cohort that were not taken because of their names, so that none just vanishes; and
 * warns of empty folders and of ids that are nearly the same.
 */
public final class PassedOver {
    private PassedOver() {}

    /** @return whether there was any, which is a fault of the data */
    public static boolean print(Cohort cohort, PrintWriter err) {
        return print(cohort, "", err);
    }

    /**
     * @param kind what the command reads of a patient, {@code _mask} or {@code _pred}; empty for everything
     * @return whether there was any, which is a fault of the data
     */
    public static boolean print(Cohort cohort, String kind, PrintWriter err) {
        var files = cohort.overlooked().stream()
                .filter(file -> kind.isEmpty() || file.concerns(kind))
                .map(Overlooked::message)
                .toList();
        cohort.remarks().forEach(remark -> err.println("substantia: warning: " + remark));
        files.forEach(message -> err.println("substantia: " + message));
        return !files.isEmpty();
    }
}
