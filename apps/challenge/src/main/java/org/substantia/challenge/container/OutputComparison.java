package org.substantia.challenge.container;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.nifti.NiftiException;
import org.substantia.imaging.nifti.OddVoxels;
import org.substantia.scoring.segmentation.OverlapMetrics;

/** What an image writes, beside what its team had submitted. */
final class OutputComparison {
    private static final double TOLERANCE_MM = 1e-3;
    private static final int MAX_LINES = 50;

    private final List<String> differing = new ArrayList<>();
    private int masks = 0;
    private int identical = 0;
    private double lowestDice = 1;
    private int labels = 0;
    private int equalLabels = 0;

    private OutputComparison() {}

    /**
     * @param outputs of the image, collected
     * @param submission the team's archive
     * @throws IOException if the submission cannot be read; it passed its check once
     */
    static ContainerReport.Agreement compare(Path outputs, Path submission) throws IOException {
        OutputComparison comparison = new OutputComparison();
        Cohort submitted = Cohort.open(submission);
        Optional<LabelTable> table = submitted.predictedLabels();
        for (CaseFolder now : cases(outputs)) {
            Optional<CaseFolder> then = submitted.find(now.id());
            for (LabelScheme scheme : LabelScheme.values()) {
                Optional<ByteSource> before = then.flatMap(c -> c.prediction(scheme));
                if (before.isPresent() && now.prediction(scheme).isPresent()) {
                    comparison.mask(
                            now.id() + "/" + scheme.predictionFileName(),
                            before.get(),
                            now.prediction(scheme).get());
                }
            }
            Optional<Diagnosis> before = table.flatMap(t -> t.diagnosisOf(now));
            if (before.isPresent()) {
                comparison.label(now, before.get());
            }
        }
        return new ContainerReport.Agreement(
                comparison.masks,
                comparison.identical,
                comparison.lowestDice,
                comparison.labels,
                comparison.equalLabels,
                comparison.differing);
    }

    private static List<CaseFolder> cases(Path outputs) {
        try {
            return Cohort.open(outputs).cases();
        } catch (CohortException e) {
            // The image wrote nothing at all; that is told elsewhere.
            return List.of();
        }
    }

    private void differs(String line) {
        if (differing.size() < MAX_LINES) {
            differing.add(line);
        }
    }

    private void mask(String name, ByteSource before, ByteSource now) throws IOException {
        masks++;
        LabelMap expected = Nifti.readLabels(before, OddVoxels.BACKGROUND).labels();
        LabelMap found;
        try {
            // Sizes first: what only claims to be huge is not read.
            if (!Nifti.readLabelHeader(now).geometry().sameGrid(expected.geometry(), TOLERANCE_MM)) {
                lowestDice = 0;
                differs(name + ": lies on another grid than the submitted one");
                return;
            }
            found = Nifti.readLabels(now, OddVoxels.BACKGROUND).labels();
        } catch (NiftiException e) {
            lowestDice = 0;
            differs(name + ": cannot be read");
            return;
        }
        double least = leastDice(expected, found);
        lowestDice = Math.min(lowestDice, least);
        if (least == 1) {
            identical++;
        } else {
            differs(name + String.format(java.util.Locale.ROOT, ": Dice at least %.4f", least));
        }
    }

    /** The least Dice of all labels that either has; 1 exactly when they are the same. */
    private static double leastDice(LabelMap expected, LabelMap found) {
        Map<Integer, Integer> before = expected.counts();
        Map<Integer, Integer> now = found.counts();
        // In one walk: a stranger's mask may have a label of its own in every voxel.
        Map<Integer, Integer> shared = new HashMap<>();
        expected.forEachLabeled((index, label) -> {
            if (found.get(index) == label) {
                shared.merge(label, 1, Integer::sum);
            }
        });
        Set<Integer> labels = new HashSet<>(before.keySet());
        labels.addAll(now.keySet());
        double least = 1;
        for (int label : labels) {
            OverlapMetrics overlap = new OverlapMetrics(
                    before.getOrDefault(label, 0), now.getOrDefault(label, 0), shared.getOrDefault(label, 0));
            least = Math.min(least, overlap.dice());
        }
        return least;
    }

    private void label(CaseFolder now, Diagnosis before) throws IOException {
        labels++;
        Optional<Diagnosis> found;
        try {
            found = now.predictedDiagnosis();
        } catch (CohortException e) {
            found = Optional.empty();
        }
        if (found.filter(before::equals).isPresent()) {
            equalLabels++;
        } else {
            differs(now.id() + "/" + OutputCollection.DIAGNOSIS + ": is not the label that was submitted");
        }
    }
}
