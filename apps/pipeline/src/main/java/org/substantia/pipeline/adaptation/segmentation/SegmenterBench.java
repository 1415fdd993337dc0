package org.substantia.pipeline.adaptation.segmentation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.cohort.scan.ScanAligner;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.imaging.LabelMap;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.pipeline.adaptation.AdaptationOutcome.SegmentedCase;
import org.substantia.segmentation.inference.Networks;
import org.substantia.segmentation.inference.PredictedMap;
import org.substantia.segmentation.inference.SegmentationOptions;
import org.substantia.segmentation.inference.Segmenter;
import org.substantia.segmentation.model.SegmentationModel;

/**
 * What all methods around our own segmenter share. Immutable.
 *
 * @param cohort to learn from and to test on
 * @param init file of the model that is shipped and adapted, or {@link BuiltIn#PATH}
 * @param initDigest SHA-256 of it
 * @param cache folder for what is made of a case once
 * @param device where networks are computed
 */
public record SegmenterBench(
        SegmentationCohort cohort, Path init, String initDigest, Path cache, ComputeDevice device) {
    static Segmenter segmenter(SegmentationModel model, Workers workers) {
        return new Segmenter(Networks.of(model), SegmentationOptions.defaults(), workers);
    }

    /**
     * Segments and scores cases. One in which nothing is found scores 0.
     *
     * @param remarks gets a line for each of those
     */
    List<SegmentedCase> test(SegmentationModel model, List<String> ids, List<String> remarks, Workers workers)
            throws IOException {
        List<SegmentedCase> cases = new ArrayList<>();
        Segmenter segmenter = segmenter(model, workers);
        ScanAligner aligner = new ScanAligner(workers);
        for (String id : ids) {
            CaseFolder folder = cohort.cases().get(id);
            Map<LabelScheme, LabelMap> found = Map.of();
            try {
                found = byScheme(segmenter
                        .segment(aligner.align(ScanReader.read(folder)))
                        .maps());
            } catch (CohortException e) {
                remarks.add(e.getMessage());
            }
            cases.add(CaseScoring.score(folder, found, cohort.structures(), true, workers));
        }
        return cases;
    }

    /** As masks lie: where the images' headers put them, and not where registration moved the images. */
    static Map<LabelScheme, LabelMap> byScheme(List<PredictedMap> maps) {
        Map<LabelScheme, LabelMap> found = new EnumMap<>(LabelScheme.class);
        for (PredictedMap map : maps) {
            for (LabelScheme scheme : LabelScheme.values()) {
                if (map.labelSet().name().equals(scheme.name())) {
                    found.put(scheme, map.onOwnGrid());
                }
            }
        }
        return found;
    }
}
