package org.substantia.pipeline.fusion;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
import org.substantia.pipeline.CaseOutcomes;
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
        return read(cases, cache::of, workers, progress);
    }

    /** @param crops where those of a case come from */
    private static CohortCrops read(
            List<CaseFolder> cases, CaseOutcomes.Work<Map<Roi, SliceStack>> crops, Workers workers, Runnable progress) {
        CaseOutcomes<Map<Roi, SliceStack>> cut = CaseOutcomes.of(cases, workers, progress, crops);
        List<Roi> rois = rois(cut.found());
        Map<String, Example> examples = new TreeMap<>();
        for (int i = 0; i < cases.size(); i++) {
            Map<Roi, SliceStack> found = cut.results().get(i).orElse(Map.of());
            if (!rois.isEmpty() && found.keySet().containsAll(rois)) {
                String id = cases.get(i).id();
                examples.put(id, new Example(id, rois.stream().map(found::get).toList()));
            }
        }
        return new CohortCrops(examples, rois, cut.failures());
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
