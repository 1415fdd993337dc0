package org.substantia.cli.console;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.Set;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.TableColumn;
import org.substantia.cohort.layout.CohortException;

/**
 * What a cohort's table says of its cases, for commands that can do without: whatever of it cannot be used is left out,
 * and a line says so.
 *
 * @param table empty where there is none or it cannot be read
 * @param failed whether there is one that cannot be read
 */
public record SubjectTable(Optional<LabelTable> table, boolean failed) {
    /** Without a table. */
    public static SubjectTable none() {
        return new SubjectTable(Optional.empty(), false);
    }

    /**
     * @param needed the columns that the command uses; faults of others do not matter to it
     * @param err gets the warnings
     */
    public static SubjectTable read(Cohort cohort, Set<TableColumn> needed, PrintWriter err) {
        Warnings.print(err, cohort.unreadLabels());
        Optional<LabelTable> table;
        try {
            table = cohort.subjects();
        } catch (CohortException e) {
            err.println("substantia: " + e.getMessage() + "; nothing of the table was used");
            return new SubjectTable(Optional.empty(), true);
        }
        table.ifPresent(t -> Warnings.print(err, t.warnings(cohort.cases(), needed)));
        return new SubjectTable(table, false);
    }
}
