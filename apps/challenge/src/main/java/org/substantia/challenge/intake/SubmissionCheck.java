package org.substantia.challenge.intake;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.substantia.base.io.ByteSource;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.PatientIds;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.validation.Check;
import org.substantia.cohort.validation.CohortValidator;
import org.substantia.cohort.validation.Finding;
import org.substantia.cohort.validation.Severity;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.nifti.NiftiException;

/**
 * Checks a submission before it costs an attempt: everything that {@code substantia validate} finds, in its words, and
 * whether every case of the phase is there on its grid. The truth is not looked at, so no answer can depend on it.
 */
public final class SubmissionCheck {
    /** Found in files that can be scored: worth a look, no reason to send them back. */
    private static final Set<Check> OF_CONTENT =
            EnumSet.of(Check.SWAPPED_SIDES, Check.EMPTY_STRUCTURE, Check.VOLUME, Check.FRAGMENTS);

    private final Path archive;
    private final String shownName;
    private final CaseList expected;
    private final List<CheckReport.Line> lines = new ArrayList<>();

    private SubmissionCheck(Path archive, String shownName, CaseList expected) {
        this.archive = archive;
        this.shownName = shownName;
        this.expected = expected;
    }

    /**
     * @param archive the file, which may lie under another name
     * @param shownName what messages call it
     * @param expected the cases of the phase
     */
    public static CheckReport check(Path archive, String shownName, CaseList expected, Workers workers) {
        return new SubmissionCheck(archive, shownName, expected).run(workers);
    }

    private CheckReport run(Workers workers) {
        Cohort cohort;
        try {
            cohort = Cohort.open(archive);
        } catch (CohortException e) {
            error("", Check.UNREADABLE_FILE.title(), e.getMessage());
            return new CheckReport(0, false, false, lines);
        }
        // Sizes first: an image that only claims to be huge must not be read.
        boolean sizesFit = grids(cohort);
        if (sizesFit) {
            for (Finding finding :
                    new CohortValidator(workers, () -> {}).validate(cohort).findings()) {
                boolean error = finding.severity() == Severity.ERROR && !OF_CONTENT.contains(finding.check());
                lines.add(new CheckReport.Line(
                        error, finding.caseId().orElse(""), finding.check().title(), shown(finding.message())));
            }
        }
        boolean segmentation =
                cohort.cases().stream().anyMatch(c -> !c.predictions().isEmpty());
        boolean classification = classification(cohort);
        if (segmentation) {
            masks(cohort);
        }
        if (!segmentation && !classification) {
            error(
                    "",
                    Check.MISSING_FILE.title(),
                    "predicts nothing: neither masks (ID/QSM_pred.nii.gz, ID/NM_pred.nii.gz) nor labels ("
                            + Cohort.PREDICTIONS_FILE + ") were found");
        }
        unknown(cohort);
        return new CheckReport(cohort.cases().size(), segmentation, classification, lines);
    }

    private void error(String caseId, String check, String message) {
        lines.add(new CheckReport.Line(true, caseId, check, shown(message)));
    }

    private void warning(String caseId, String check, String message) {
        lines.add(new CheckReport.Line(false, caseId, check, shown(message)));
    }

    /** Messages name files; where the server keeps them is nobody's business. */
    private String shown(String message) {
        return message.replace(archive.toString(), shownName)
                .replace(archive.toAbsolutePath().toString(), shownName);
    }

    private boolean grids(Cohort cohort) {
        long largest = expected.grids().values().stream()
                .flatMap(Optional::stream)
                .mapToLong(SubmissionCheck::voxels)
                .max()
                .orElse(Long.MAX_VALUE);
        boolean fit = true;
        for (CaseFolder folder : cohort.cases()) {
            Optional<List<Integer>> grid = expected.grids().getOrDefault(folder.id(), Optional.empty());
            for (ByteSource file : folder.predictions().values()) {
                Optional<String> fault = sizes(file).flatMap(sizes -> fault(sizes, grid, largest));
                fault.ifPresent(text -> error(folder.id(), Check.UNEQUAL_GRIDS.title(), file.name() + ": has " + text));
                fit &= fault.isEmpty();
            }
        }
        return fit;
    }

    /** What a header says of the sizes; nothing where it cannot be read, which the validation tells in its words. */
    private static Optional<List<Integer>> sizes(ByteSource file) {
        try {
            Geometry geometry = Nifti.readLabelHeader(file).geometry();
            return Optional.of(List.of(geometry.nx(), geometry.ny(), geometry.nz()));
        } catch (NiftiException e) {
            return Optional.empty();
        }
    }

    /**
     * @param grid of the case's image, where it is known; that of a case which the phase does not have is not
     * @param largest voxels of any image of the phase
     */
    private static Optional<String> fault(List<Integer> sizes, Optional<List<Integer>> grid, long largest) {
        if (grid.isPresent()) {
            return sizes.equals(grid.get())
                    ? Optional.empty()
                    : Optional.of(text(sizes) + " voxels, its image has " + text(grid.get()));
        }
        return voxels(sizes) <= largest
                ? Optional.empty()
                : Optional.of(text(sizes) + " voxels, more than any image of the phase");
    }

    private static long voxels(List<Integer> sizes) {
        return (long) sizes.get(0) * sizes.get(1) * sizes.get(2);
    }

    private static String text(List<Integer> sizes) {
        return sizes.get(0) + " x " + sizes.get(1) + " x " + sizes.get(2);
    }

    private void masks(Cohort cohort) {
        List<String> absent = new ArrayList<>();
        for (String id : expected.grids().keySet()) {
            Optional<CaseFolder> folder = cohort.find(id);
            if (folder.isEmpty()) {
                absent.add(id);
                continue;
            }
            for (LabelScheme scheme : LabelScheme.values()) {
                if (folder.get().prediction(scheme).isEmpty()) {
                    error(id, Check.MISSING_FILE.title(), "there is no " + scheme.predictionFileName());
                }
            }
        }
        if (!absent.isEmpty()) {
            error("", Check.MISSING_FILE.title(), "no masks of " + PatientIds.listed(absent) + also(cohort, absent));
        }
    }

    private String also(Cohort cohort, List<String> absent) {
        List<String> left = cohort.cases().stream()
                .map(CaseFolder::id)
                .filter(id -> !expected.grids().containsKey(id))
                .toList();
        List<String> hints = PatientIds.hints(absent, left);
        return hints.isEmpty() ? "" : "; " + String.join(", ", hints);
    }

    private boolean classification(Cohort cohort) {
        Optional<LabelTable> table = Optional.empty();
        try {
            table = cohort.predictedLabels();
        } catch (CohortException e) {
            // Told by the validation.
            return true;
        }
        boolean files = cohort.cases().stream().anyMatch(c -> c.diagnosisFile().isPresent());
        if (table.isEmpty() && !files) {
            return false;
        }
        List<String> absent = new ArrayList<>();
        for (String id : expected.grids().keySet()) {
            boolean inTable = table.flatMap(t -> t.find(id))
                    .filter(row -> row.diagnosis().isPresent())
                    .isPresent();
            boolean inFile =
                    cohort.find(id).filter(c -> c.diagnosisFile().isPresent()).isPresent();
            if (!inTable && !inFile) {
                absent.add(id);
            }
        }
        if (!absent.isEmpty()) {
            error(
                    "",
                    Check.TABLE.title(),
                    Cohort.PREDICTIONS_FILE + ": no label 0 or 1 for " + PatientIds.listed(absent));
        }
        return true;
    }

    /** Cases that the phase does not have, and ids that differ in case alone. */
    private void unknown(Cohort cohort) {
        Set<String> strange = new TreeSet<>();
        Map<String, String> folded = new HashMap<>();
        for (CaseFolder folder : cohort.cases()) {
            if (!expected.grids().containsKey(folder.id())) {
                strange.add(folder.id());
            }
            String other = folded.put(folder.id().toLowerCase(Locale.ROOT), folder.id());
            if (other != null) {
                error(
                        folder.id(),
                        Check.UNRECOGNIZED_FILE.title(),
                        "differs from " + other + " in upper and lower case only; one of them is scored for nobody");
            }
        }
        if (!strange.isEmpty()) {
            warning(
                    "",
                    Check.UNRECOGNIZED_FILE.title(),
                    "has cases that the phase does not have, which are not scored: " + PatientIds.listed(strange));
        }
    }
}
