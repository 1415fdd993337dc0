package org.substantia.cli.output;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.substantia.base.json.EnumNames;
import org.substantia.base.provenance.Provenance;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.diagnosis.statistics.CaseMeasures;
import org.substantia.diagnosis.statistics.CohortStatistics;
import org.substantia.diagnosis.statistics.Quantity;
import org.substantia.diagnosis.statistics.Summary;
import org.substantia.report.cohort.DiagnosisGroup;
import org.substantia.report.cohort.PublishedMeans;

/** A cohort's figures as printed text, CSV and JSON. */
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
            row.add(Numbers.fixed(summary.mean(), decimals) + " ("
                    + Numbers.fixed(summary.standardDeviation(), decimals) + ")");
            row.add(Integer.toString(summary.n()));
            if (PublishedMeans.byDiagnosis(quantity)) {
                row.add(Numbers.fixed(PublishedMeans.of(quantity, nucleus, group.diagnosis()), decimals));
            }
        }
        if (!PublishedMeans.byDiagnosis(quantity)) {
            row.add(Numbers.fixed(PublishedMeans.of(quantity, nucleus, Optional.empty()), decimals));
        }
        return row.toArray(new String[0]);
    }

    /** One row for each case and nucleus; a figure that could not be taken is empty. */
    public String csv() throws IOException {
        List<String> header = new ArrayList<>(List.of("patient_id", "label", "nucleus"));
        for (Quantity quantity : Quantity.values()) {
            header.add(EnumNames.of(quantity));
        }
        StringBuilder text = new StringBuilder();
        try (CSVPrinter csv = new CSVPrinter(
                text, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get())) {
            csv.printRecord(header);
            for (CaseMeasures measures : statistics.cases()) {
                for (Nucleus nucleus : Nucleus.values()) {
                    csv.printRecord(csvRow(measures, nucleus));
                }
            }
        }
        return text.toString();
    }

    private static List<String> csvRow(CaseMeasures measures, Nucleus nucleus) {
        List<String> row = new ArrayList<>();
        row.add(measures.id());
        row.add(measures.diagnosis().map(d -> Integer.toString(d.label())).orElse(""));
        row.add(nucleus.symbol());
        for (Quantity quantity : Quantity.values()) {
            OptionalDouble value = measures.get(quantity, nucleus);
            row.add(value.isPresent() ? Numbers.fixed(value, 5) : "");
        }
        return row;
    }

    public Map<String, Object> json(Provenance provenance) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schemaVersion", 1);
        tree.put("provenance", provenance.toJson());
        tree.put("cases", statistics.cases().size());
        for (Quantity quantity : Quantity.values()) {
            Map<String, Object> byNucleus = new LinkedHashMap<>();
            for (Nucleus nucleus : Nucleus.values()) {
                Map<String, Object> byGroup = new LinkedHashMap<>();
                for (DiagnosisGroup group : DiagnosisGroup.of(statistics)) {
                    Summary summary = statistics.summary(quantity, nucleus, group.diagnosis());
                    if (summary.n() > 0) {
                        byGroup.put(group.name(), json(quantity, nucleus, group, summary));
                    }
                }
                if (!byGroup.isEmpty()) {
                    byNucleus.put(nucleus.symbol(), byGroup);
                }
            }
            if (!byNucleus.isEmpty()) {
                tree.put(EnumNames.of(quantity), byNucleus);
            }
        }
        return tree;
    }

    private static Map<String, Object> json(Quantity quantity, Nucleus nucleus, DiagnosisGroup group, Summary summary) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("n", summary.n());
        tree.put("mean", summary.mean());
        tree.put("standardDeviation", Numbers.finiteOrNull(summary.standardDeviation()));
        PublishedMeans.of(quantity, nucleus, group.diagnosis()).ifPresent(mean -> tree.put("published", mean));
        return tree;
    }
}
