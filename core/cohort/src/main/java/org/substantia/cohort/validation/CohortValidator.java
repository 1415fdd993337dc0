package org.substantia.cohort.validation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.PatientIds;
import org.substantia.cohort.TableColumn;
import org.substantia.cohort.TableFault;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.validation.duplicates.CaseTrace;
import org.substantia.cohort.validation.duplicates.Duplicate;
import org.substantia.cohort.validation.duplicates.DuplicateSearch;

/**
 * Reads every file of a cohort and says what is wrong with it. Several cases are looked at at a time, each with one
 * image in memory, and its QSM until its masks are read; the findings and their order do not depend on the number of
 * threads.
 *
 * <p>Checked of every case: that it has the files others have and they can be read; that masks lie on the grid of their
 * image ({@link org.substantia.cohort.GridAgreement}); images too thin to show the nuclei, constant, label maps, or
 * with NaN; a QSM in ppm, in other units or with its sign turned; headers that keep an image from being analyzed or, by
 * an {@link AnatomyCheck}, place the head wrongly; labels outside the scheme; right labels on the patient's left;
 * structures that are empty, in pieces, or outside 0.3 to 3 times their usual volume. Of the cohort: its tables, and
 * who is in it twice.
 *
 * <p>What cannot be found: an image stored mirrored together with its header and masks, which looks like another
 * healthy head.
 */
public final class CohortValidator {
    private static final int MAX_LISTED = 5;

    private final Workers workers;
    private final Runnable progress;
    private final AnatomyCheck anatomy;

    /**
     * A validator that does not compare headers with the anatomy.
     *
     * @param workers the threads to use
     * @param progress run after every case, from any thread
     */
    public CohortValidator(Workers workers, Runnable progress) {
        this(workers, progress, AnatomyCheck.none());
    }

    /**
     * @param workers the threads to use
     * @param progress run after every case, from any thread
     * @param anatomy compares headers with what the images show, from any thread
     */
    public CohortValidator(Workers workers, Runnable progress, AnatomyCheck anatomy) {
        this.workers = workers;
        this.progress = progress;
        this.anatomy = anatomy;
    }

    public ValidationReport validate(Cohort cohort) {
        List<CaseFolder> cases = cohort.cases();
        ExpectedFiles expected = ExpectedFiles.of(cohort);
        Set<Modality> compared = comparedModalities(cases);
        CaseInspector.Inspection[] inspections = new CaseInspector.Inspection[cases.size()];
        workers.forEach(inspections.length, i -> {
            inspections[i] = CaseInspector.inspect(cases.get(i), expected, compared, anatomy);
            progress.run();
        });
        List<Finding> findings = new ArrayList<>();
        List<CaseTrace> traces = new ArrayList<>();
        for (CaseInspector.Inspection inspection : inspections) {
            findings.addAll(inspection.findings());
            traces.add(inspection.trace());
        }
        cohort.overlooked()
                .forEach(file ->
                        findings.add(Finding.ofCohort(Severity.ERROR, Check.UNRECOGNIZED_FILE, file.message())));
        cohort.remarks()
                .forEach(remark -> findings.add(Finding.ofCohort(Severity.WARNING, Check.SUSPICIOUS_NAME, remark)));
        findings.addAll(expected.missingEverywhere());
        findings.addAll(tables(cohort));
        DuplicateSearch.Result duplicates = DuplicateSearch.among(traces, workers);
        duplicates.duplicates().forEach(duplicate -> findings.add(finding(duplicate)));
        return new ValidationReport(cases.size(), findings, duplicates.groups());
    }

    /** T1 images alone suffice when every case has one; else any image may be what two cases have in common. */
    private static Set<Modality> comparedModalities(List<CaseFolder> cases) {
        boolean allHaveT1 =
                cases.stream().allMatch(patient -> patient.image(Modality.T1).isPresent());
        return allHaveT1 ? EnumSet.of(Modality.T1) : EnumSet.allOf(Modality.class);
    }

    private static List<Finding> tables(Cohort cohort) {
        List<Finding> findings = new ArrayList<>();
        Stream.concat(cohort.unreadLabels().stream(), cohort.unreadPredictions().stream())
                .forEach(line -> findings.add(Finding.ofCohort(Severity.WARNING, Check.TABLE, line)));
        for (TableReader reader : List.<TableReader>of(cohort::labels, cohort::predictedLabels)) {
            try {
                reader.read().ifPresent(table -> table(table, cohort.cases(), findings));
            } catch (CohortException e) {
                findings.add(Finding.ofCohort(Severity.ERROR, Check.TABLE, e.getMessage()));
            }
        }
        return findings;
    }

    /** Reads one of the cohort's tables. */
    @FunctionalInterface
    private interface TableReader {
        Optional<LabelTable> read() throws CohortException;
    }

    private static void table(LabelTable table, List<CaseFolder> cases, List<Finding> findings) {
        table.faults()
                .forEach(fault -> findings.add(Finding.ofCohort(
                        fault.leftOut() ? Severity.ERROR : Severity.WARNING, Check.TABLE, fault.message())));
        List<LabelTable.Row> unknown = cases.isEmpty() ? List.of() : table.unknownTo(cases);
        if (!unknown.isEmpty()) {
            findings.add(Finding.ofCohort(
                    Severity.WARNING,
                    Check.TABLE,
                    table.source() + ": has rows for patients who have no case: "
                            + listed(unknown.stream()
                                    .map(row -> row.patientId() + " (line " + row.line() + ")")
                                    .toList())
                            + hints(table, cases, unknown)));
        }
        Set<String> told = table.faults().stream()
                .filter(fault -> fault.column() == TableColumn.LABEL || fault.column() == TableColumn.ID)
                .map(TableFault::patientId)
                .collect(Collectors.toSet());
        List<String> unlabeled = cases.stream()
                .filter(patient -> table.diagnosisOf(patient).isEmpty())
                .filter(patient -> !told.contains(PatientIds.visible(patient.id()))
                        && !told.contains(PatientIds.visible(patient.subject())))
                .map(CaseFolder::id)
                .toList();
        if (!unlabeled.isEmpty()) {
            findings.add(Finding.ofCohort(
                    Severity.WARNING, Check.TABLE, table.source() + ": gives no label for " + listed(unlabeled)));
        }
    }

    private static String hints(LabelTable table, List<CaseFolder> cases, List<LabelTable.Row> unknown) {
        List<String> hints = PatientIds.hints(
                cases.stream()
                        .filter(patient -> table.find(patient).isEmpty())
                        .map(CaseFolder::id)
                        .toList(),
                unknown.stream().map(LabelTable.Row::patientId).toList());
        return hints.isEmpty() ? "" : "; " + String.join(", ", hints);
    }

    static Finding finding(Duplicate duplicate) {
        boolean near = duplicate.correlation().isPresent();
        String what = near
                ? String.format(
                        Locale.ROOT,
                        "look like the same subject (correlation %.3f of their %s images)",
                        duplicate.correlation().getAsDouble(),
                        duplicate.modality())
                : "have the same " + duplicate.modality() + " image, voxel by voxel";
        return Finding.ofCohort(
                near ? Severity.WARNING : Severity.ERROR,
                near ? Check.NEAR_DUPLICATE : Check.DUPLICATE,
                duplicate.first() + " and " + duplicate.second() + " " + what
                        + "; keep both on one side of every split, or drop one");
    }

    private static String listed(List<String> texts) {
        String shown = String.join(", ", texts.subList(0, Math.min(MAX_LISTED, texts.size())));
        return texts.size() > MAX_LISTED ? shown + " and " + (texts.size() - MAX_LISTED) + " more" : shown;
    }
}
