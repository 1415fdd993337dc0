package org.substantia.cohort;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.substantia.base.io.ByteSource;
import org.substantia.base.text.Format;
import org.substantia.cohort.LabelTableReader.LabelsNeeded;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.cohort.subject.Sex;

/**
 * What a table says of patients: the diagnosis known or predicted, and where given its probability, age and sex. UTF-8
 * text with a header line; columns are found by name, in any order, and others are ignored. The separator is a comma, a
 * semicolon or a tab, as the header line shows. A byte order mark, either line end, quotes, and spaces and invisible
 * characters around values are accepted. Empty cells and {@code n/a}, {@code NA} and {@code NaN} are missing values.
 *
 * <p>A cell that cannot be used is the fault of its patient alone: the value is left out and a {@link TableFault} says
 * so. Immutable and safe to share between threads.
 *
 * @param source the file, for messages
 * @param rows by {@link PatientIds#visible patient id}
 * @param faults what was not used as it stands, in the order of the lines
 */
public record LabelTable(String source, SortedMap<String, Row> rows, List<TableFault> faults) {
    private static final int MAX_LINES = 5;

    /**
     * One patient.
     *
     * @param line where the row ends in its file, the header being line 1
     * @param patientId as in the table
     * @param diagnosis known or predicted
     * @param probability of Parkinson's disease, 0 to 1
     * @param age in years
     * @param sex as recorded
     */
    public record Row(
            long line,
            String patientId,
            Optional<Diagnosis> diagnosis,
            OptionalDouble probability,
            OptionalDouble age,
            Optional<Sex> sex) {}

    public LabelTable {
        rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
        faults = List.copyOf(faults);
    }

    /**
     * Reads known labels: columns {@code patient_id} (or {@code participant_id}), {@code label}, and perhaps
     * {@code age} and {@code sex}. The label column may be missing when the ids are called {@code participant_id}, as
     * BIDS prescribes no name for it.
     *
     * @throws CohortException if the file is no such table, or lacks a column
     */
    public static LabelTable readLabels(ByteSource file) throws CohortException {
        return read(file, List.of("label"), LabelsNeeded.UNLESS_BIDS);
    }

    /** As {@link #readLabels(ByteSource)}. */
    public static LabelTable readLabels(Path file) throws CohortException {
        return readLabels(ByteSource.of(file));
    }

    /**
     * Reads what is known of patients, with or without a column {@code label}: otherwise as
     * {@link #readLabels(ByteSource)}.
     *
     * @throws CohortException if the file is no table of patients
     */
    public static LabelTable readSubjects(ByteSource file) throws CohortException {
        return read(file, List.of("label"), LabelsNeeded.NEVER);
    }

    /**
     * Reads predicted labels: columns {@code patient_id} (or {@code participant_id}), {@code prediction} (or
     * {@code label}), and perhaps {@code probability}.
     *
     * @throws CohortException if the file is no such table, or lacks a column
     */
    public static LabelTable readPredictions(ByteSource file) throws CohortException {
        return read(file, List.of("prediction", "label"), LabelsNeeded.ALWAYS);
    }

    /** As {@link #readPredictions(ByteSource)}. */
    public static LabelTable readPredictions(Path file) throws CohortException {
        return readPredictions(ByteSource.of(file));
    }

    /** The row of an id, which may be written otherwise as long as a person sees no difference. */
    public Optional<Row> find(String patientId) {
        return Optional.ofNullable(rows.get(PatientIds.visible(patientId)));
    }

    /** The row of a case: that of its id or else that of its subject. */
    public Optional<Row> find(CaseFolder patient) {
        return find(patient.id()).or(() -> find(patient.subject()));
    }

    /** The diagnosis of a case: that of its id or else that of its subject. */
    public Optional<Diagnosis> diagnosisOf(CaseFolder patient) {
        return find(patient).flatMap(Row::diagnosis);
    }

    /** The rows that belong to none of these cases, in the order of their ids. */
    public List<Row> unknownTo(Collection<CaseFolder> cases) {
        SortedMap<String, Row> unknown = new TreeMap<>(rows);
        for (CaseFolder patient : cases) {
            unknown.remove(PatientIds.visible(patient.id()));
            unknown.remove(PatientIds.visible(patient.subject()));
        }
        return List.copyOf(unknown.values());
    }

    /**
     * What was wrong with the rows of some cases, as far as it matters.
     *
     * @param cases whose rows are needed; without any, all rows are
     * @param needed columns; a fault of the id always counts
     * @return one line each, but the patients of many alike in one line
     */
    public List<String> faultsOf(Collection<CaseFolder> cases, Set<TableColumn> needed) {
        Set<String> ids = new HashSet<>();
        for (CaseFolder patient : cases) {
            ids.add(PatientIds.visible(patient.id()));
            ids.add(PatientIds.visible(patient.subject()));
        }
        List<String> lines = new ArrayList<>();
        Map<TableColumn, List<String>> further = new EnumMap<>(TableColumn.class);
        Map<TableColumn, Integer> counts = new EnumMap<>(TableColumn.class);
        for (TableFault fault : faults) {
            boolean concerned = cases.isEmpty() || fault.patientId().isEmpty() || ids.contains(fault.patientId());
            if (!concerned || !(fault.column() == TableColumn.ID || needed.contains(fault.column()))) {
                continue;
            }
            if (counts.merge(fault.column(), 1, Integer::sum) <= MAX_LINES) {
                lines.add(fault.message());
            } else {
                further.computeIfAbsent(fault.column(), column -> new ArrayList<>())
                        .add(fault.patientId().isEmpty() ? "line " + fault.line() : fault.patientId());
            }
        }
        further.forEach((column, patients) ->
                lines.add(source + ": likewise the " + Format.words(column) + " of " + String.join(", ", patients)));
        return lines;
    }

    /**
     * What somebody who relies on this table for some cases should know: {@link #faultsOf}, and cases that have no row.
     *
     * @return one line each
     */
    public List<String> warnings(Collection<CaseFolder> cases, Set<TableColumn> needed) {
        List<String> lines = new ArrayList<>(faultsOf(cases, needed));
        List<String> without = cases.stream()
                .filter(patient -> find(patient).isEmpty())
                .map(CaseFolder::id)
                .toList();
        if (!without.isEmpty()) {
            List<String> hints = PatientIds.hints(
                    without, unknownTo(cases).stream().map(Row::patientId).toList());
            lines.add(source + ": has no row for " + PatientIds.listed(without)
                    + (hints.isEmpty() ? "" : "; " + String.join(", ", hints)));
        }
        return lines;
    }

    private static LabelTable read(ByteSource file, List<String> labelColumns, LabelsNeeded needed)
            throws CohortException {
        return new LabelTableReader(file.name(), labelColumns, needed).read(file);
    }
}
