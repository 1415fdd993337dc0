package org.substantia.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.segmentation.inference.Segmentation;

/**
 * All that is known of one case after its analysis. Immutable as long as nobody changes the voxels.
 *
 * @param scans brought together
 * @param segmentation the nuclei
 * @param assessment biomarkers and diagnosis; empty where only label maps were asked for
 * @param provenance what the analysis was made with
 * @param seconds that each stage took, in order; the one part that differs from run to run
 */
public record PatientAnalysis(
        CaseScans scans,
        Segmentation segmentation,
        Optional<Assessment> assessment,
        AnalysisProvenance provenance,
        Map<String, Double> seconds) {
    public PatientAnalysis {
        seconds = Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
    }

    /** Of the case. */
    public String id() {
        return scans.id();
    }

    /** The same analysis with the time of a stage that came before it. */
    public PatientAnalysis precededBy(String stage, double duration) {
        Map<String, Double> all = new LinkedHashMap<>();
        all.put(stage, duration);
        all.putAll(seconds);
        return new PatientAnalysis(scans, segmentation, assessment, provenance, all);
    }
}
