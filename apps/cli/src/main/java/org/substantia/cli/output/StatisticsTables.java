package org.substantia.cli.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.base.csv.CsvTable;
import org.substantia.base.json.EnumNames;
import org.substantia.base.text.Format;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.diagnosis.statistics.CaseMeasures;
import org.substantia.diagnosis.statistics.CohortStatistics;
import org.substantia.diagnosis.statistics.Quantity;
import org.substantia.diagnosis.statistics.Summary;
import org.substantia.report.cohort.DiagnosisGroup;
import org.substantia.report.cohort.PublishedMeans;

/** A cohort's statistics as printed text and CSV. */
public record StatisticsTables(CohortStatistics statistics) {
    public void print(PrintWriter out) {
        List<DiagnosisGroup> groups = DiagnosisGroup.of(statistics);
        for (Quantity quantity : Quantity.values()) {
            List<String> header = new ArrayList<>(List.of(quantity.title() + ", " + quantity.unit()));
            for (DiagnosisGroup group : groups) {
                header.add(group.name() + ", mean (SD)");
                header.add("n");
                if (PublishedMeans.byDiagnosis(quantity)) {
                    header.add("published");
                }
            }
            if (!PublishedMeans.byDiagnosis(quantity)) {
                header.add("published");
            }
            TextTable table = new TextTable(header.toArray(new String[0]));
            boolean any = false;
            for (Nucleus nucleus : Nucleus.values()) {
                if (statistics.summary(quantity, nucleus).n() > 0) {
                    table.row(row(quantity, nucleus, groups));
                    any = true;
                }
            }
            if (any) {
                out.println();
                out.println(table);
            }
        }
        out.println();
    }

    private String[] row(Quantity quantity, Nucleus nucleus, List<DiagnosisGroup> groups) {
        int decimals = quantity == Quantity.QSM ? 1 : 3;
        List<String> row = new ArrayList<>(List.of(nucleus.symbol()));
        for (DiagnosisGroup group : groups) {
            Summary summary = statistics.summary(quantity, nucleus, group.diagnosis());
            row.add(Format.fixed(summary.mean(), decimals) + " (" + Format.fixed(summary.standardDeviation(), decimals)
                    + ")");
            row.add(Integer.toString(summary.n()));
            if (PublishedMeans.byDiagnosis(quantity)) {
                row.add(Format.fixed(PublishedMeans.of(quantity, nucleus, group.diagnosis()), decimals));
            }
        }
        if (!PublishedMeans.byDiagnosis(quantity)) {
            row.add(Format.fixed(PublishedMeans.of(quantity, nucleus, Optional.empty()), decimals));
        }
        return row.toArray(new String[0]);
    }

    /** One row for each case and nucleus; a quantity that could not be measured is empty. */
    public CsvTable csv() {
        List<String> header = new ArrayList<>(List.of("patient_id", "label", "nucleus"));
        for (Quantity quantity : Quantity.values()) {
            header.add(EnumNames.of(quantity));
        }
        CsvTable table = new CsvTable(header);
        for (CaseMeasures measures : statistics.cases()) {
            for (Nucleus nucleus : Nucleus.values()) {
                table.row(csvRow(measures, nucleus));
            }
        }
        return table;
    }

    private static List<String> csvRow(CaseMeasures measures, Nucleus nucleus) {
        List<String> row = new ArrayList<>();
        row.add(measures.id());
        row.add(measures.diagnosis().map(d -> Integer.toString(d.label())).orElse(""));
        row.add(nucleus.symbol());
        for (Quantity quantity : Quantity.values()) {
            OptionalDouble value = measures.get(quantity, nucleus);
            row.add(value.isPresent() ? Format.fixed(value, 5) : "");
        }
        return row;
    }
}
