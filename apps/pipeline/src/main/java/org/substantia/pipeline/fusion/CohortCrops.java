package org.substantia.pipeline.fusion;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.foundation.adaptation.Example;
import org.substantia.foundation.roi.Roi;
import org.substantia.foundation.roi.RoiCropper;
import org.substantia.foundation.roi.SliceStack;
import org.substantia.pipeline.CaseFailure;
import org.substantia.pipeline.input.LabeledScans;

/**
 * The crops of a cohort's patients. The regions are those that at least {@value #MIN_PRESENT} of the patients have; a
 * patient who lacks one of them is no example.
 *
 * @param examples by the patients' ids
 * @param rois regions of each example
 * @param failures cases that could not be read
 */
public record CohortCrops(Map<String, Example> examples, List<Roi> rois, List<CaseFailure> failures) {
    private static final double MIN_PRESENT = 0.6;

    public CohortCrops {
        examples = Map.copyOf(examples);
        rois = List.copyOf(rois);
        failures = List.copyOf(failures);
    }

    /**
     * Reads cases, several at once, and cuts them.
     *
     * @param predicted what {@code predict} made of the cases, for its masks; otherwise the cases' own
     * @param progress run after each case, from several threads
     */
    public static CohortCrops read(
            List<CaseFolder> cases,
            Optional<Cohort> predicted,
            RoiCropper.Nuclei nuclei,
            Workers workers,
            Runnable progress) {
        RoiCrops crops = new RoiCrops(nuclei);
        return read(cases, folder -> crops.of(LabeledScans.read(folder, predicted)), workers, progress);
    }

    /**
     * Likewise, but cuts only what was not cut before.
     *
     * @param progress run after each case, from several threads
     */
    public static CohortCrops read(List<CaseFolder> cases, CropCache cache, Workers workers, Runnable progress) {
        return read(cases, folder -> cache.of(folder).stacks(), workers, progress);
    }

    /** Where the crops of a case come from. */
    private interface Source {
        Map<Roi, SliceStack> of(CaseFolder folder) throws IOException;
    }

    private static CohortCrops read(List<CaseFolder> cases, Source source, Workers workers, Runnable progress) {
        List<Optional<Map<Roi, SliceStack>>> cut = new ArrayList<>();
        CaseFailure[] failed = new CaseFailure[cases.size()];
        cases.forEach(folder -> cut.add(Optional.empty()));
        workers.forEach(cases.size(), i -> {
            try {
                Map<Roi, SliceStack> found = source.of(cases.get(i));
                synchronized (cut) {
                    cut.set(i, Optional.of(found));
                }
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                failed[i] = CaseFailure.of(cases.get(i).id(), e);
            }
            progress.run();
        });
        List<Roi> rois = rois(cut.stream().flatMap(Optional::stream).toList());
        Map<String, Example> examples = new TreeMap<>();
        for (int i = 0; i < cut.size(); i++) {
            Map<Roi, SliceStack> found = cut.get(i).orElse(Map.of());
            if (!rois.isEmpty() && found.keySet().containsAll(rois)) {
                String id = cases.get(i).id();
                examples.put(id, new Example(id, rois.stream().map(found::get).toList()));
            }
        }
        return new CohortCrops(
                examples, rois, Arrays.stream(failed).filter(Objects::nonNull).toList());
    }

    private static List<Roi> rois(List<Map<Roi, SliceStack>> patients) {
        Map<Roi, Integer> counts = new EnumMap<>(Roi.class);
        patients.forEach(found -> found.keySet().forEach(roi -> counts.merge(roi, 1, Integer::sum)));
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= MIN_PRESENT * patients.size())
                .map(Map.Entry::getKey)
                .toList();
    }
}
