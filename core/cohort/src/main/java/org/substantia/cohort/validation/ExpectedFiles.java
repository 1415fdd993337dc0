package org.substantia.cohort.validation;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;

/**
 * What every case of a cohort should have, inferred from what any case has: a training folder has masks, a submission
 * predictions.
 */
final class ExpectedFiles {
    private final Set<Modality> images = EnumSet.noneOf(Modality.class);
    private final Set<LabelScheme> masks = EnumSet.noneOf(LabelScheme.class);
    private final Set<LabelScheme> predictions = EnumSet.noneOf(LabelScheme.class);
    /** Whether the nuclei were predicted on a QSM, and not only on what stands in for one. */
    private boolean nucleiOnQsm;

    private boolean diagnosis;

    private ExpectedFiles() {}

    static ExpectedFiles of(Cohort cohort) {
        ExpectedFiles expected = new ExpectedFiles();
        for (CaseFolder patient : cohort.cases()) {
            expected.images.addAll(patient.images().keySet());
            expected.masks.addAll(patient.masks().keySet());
            expected.predictions.addAll(patient.placedPredictions().keySet());
            expected.nucleiOnQsm |= patient.prediction(LabelScheme.QSM).isPresent();
            expected.diagnosis |= patient.diagnosisFile().isPresent();
        }
        return expected;
    }

    /** What no case has although its like is there; one finding for the cohort instead of one for every case. */
    List<Finding> missingEverywhere() {
        List<String> missing = new ArrayList<>();
        if (!images.isEmpty()) {
            EnumSet.allOf(Modality.class).stream()
                    .filter(modality -> !images.contains(modality))
                    .forEach(modality -> missing.add(modality + " image"));
        }
        addMissing(masks, "mask", missing);
        addMissing(predictions, "prediction", missing);
        return missing.stream()
                .map(what -> Finding.ofCohort(Severity.WARNING, Check.MISSING_FILE, "no case has a " + what))
                .toList();
    }

    private static void addMissing(Set<LabelScheme> found, String what, List<String> missing) {
        if (!found.isEmpty()) {
            EnumSet.allOf(LabelScheme.class).stream()
                    .filter(scheme -> !found.contains(scheme))
                    .forEach(scheme -> missing.add(scheme + " " + what));
        }
    }

    /**
     * What a case lacks. A missing image is a warning as long as the case has another, since every command takes cases
     * with whatever images they have; anything else leaves results out.
     */
    List<Finding> missingFrom(CaseFolder patient) {
        List<Finding> findings = new ArrayList<>();
        Severity images = patient.images().isEmpty() ? Severity.ERROR : Severity.WARNING;
        this.images.stream()
                .filter(modality -> patient.image(modality).isEmpty())
                .forEach(modality -> findings.add(missing(images, patient, modality + " image")));
        masks.stream()
                .filter(scheme -> patient.mask(scheme).isEmpty())
                .forEach(scheme -> findings.add(missing(Severity.ERROR, patient, scheme + " mask")));
        predictions.stream()
                .filter(scheme -> !hasPrediction(patient, scheme))
                .forEach(scheme -> findings.add(missing(
                        Severity.ERROR,
                        patient,
                        scheme == LabelScheme.QSM && !nucleiOnQsm
                                ? "prediction of the nuclei"
                                : scheme + " prediction")));
        if (diagnosis && patient.diagnosisFile().isEmpty()) {
            findings.add(missing(Severity.ERROR, patient, "predicted diagnosis"));
        }
        return findings;
    }

    /** Nuclei on a T1 or NM image do for a case without a QSM. */
    private boolean hasPrediction(CaseFolder patient, LabelScheme scheme) {
        boolean needsOwn = scheme == LabelScheme.QSM
                && nucleiOnQsm
                && patient.image(Modality.QSM).isPresent();
        return needsOwn
                ? patient.prediction(scheme).isPresent()
                : patient.placedPredictions().containsKey(scheme);
    }

    private static Finding missing(Severity severity, CaseFolder patient, String what) {
        return new Finding(
                severity,
                Optional.of(patient.id()),
                Check.MISSING_FILE,
                "there is no " + what + ", which other cases have");
    }
}
