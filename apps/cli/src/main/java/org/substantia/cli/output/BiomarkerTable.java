package org.substantia.cli.output;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.base.csv.CsvTable;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.subject.Sex;
import org.substantia.diagnosis.biomarkers.BiomarkerCatalog;
import org.substantia.diagnosis.biomarkers.BiomarkerDefinition;
import org.substantia.diagnosis.biomarkers.Biomarkers;

/** The biomarkers of a cohort as CSV: one row per case, one column per biomarker. */
public final class BiomarkerTable {
    private final CsvTable table;

    /** Without rows. */
    public BiomarkerTable() {
        List<String> header = new ArrayList<>(List.of("patient_id", "label", "age", "sex"));
        BiomarkerCatalog.all().forEach(definition -> header.add(definition.id().name()));
        table = new CsvTable(header);
    }

    /**
     * Adds a case; what is not known of it, or could not be measured, is empty.
     *
     * @param known its row in the cohort's table, if it has one
     */
    public void add(String id, Optional<LabelTable.Row> known, Biomarkers biomarkers) {
        List<String> row = new ArrayList<>();
        row.add(id);
        row.add(known.flatMap(LabelTable.Row::diagnosis)
                .map(diagnosis -> Integer.toString(diagnosis.label()))
                .orElse(""));
        OptionalDouble age = known.map(LabelTable.Row::age).orElse(OptionalDouble.empty());
        row.add(age.isPresent() ? Double.toString(age.getAsDouble()) : "");
        row.add(known.flatMap(LabelTable.Row::sex)
                .map(Sex::name)
                .map(name -> name.substring(0, 1))
                .orElse(""));
        for (BiomarkerDefinition definition : BiomarkerCatalog.all()) {
            OptionalDouble value = biomarkers.value(definition.id());
            row.add(value.isPresent() ? String.format(Locale.ROOT, "%.6g", value.getAsDouble()) : "");
        }
        table.row(row);
    }

    /** Writes the table. */
    public void write(Path file) throws IOException {
        table.write(file);
    }
}
