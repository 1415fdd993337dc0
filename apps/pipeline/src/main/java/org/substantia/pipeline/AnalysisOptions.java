package org.substantia.pipeline;

import java.io.Serializable;
import java.util.List;

/**
 * What an analysis uses and does. Plain values, so that a cluster can hand them to its executors, each of which opens
 * an analyzer of its own with them.
 *
 * @param segmentationModels files of the models whose probabilities are averaged; none: the bundled model
 * @param encoder file or folder of the encoder that models of segmentation were trained with; empty if they were
 *     trained without one or with the bundled one
 * @param diagnosis which diagnosis model is used
 * @param augmented whether the fine network looks twice, for twice the time
 * @param registration whether images on grids of their own are registered to the reference image; otherwise their
 *     headers are trusted
 */
public record AnalysisOptions(
        List<String> segmentationModels,
        String encoder,
        DiagnosisChoice diagnosis,
        boolean augmented,
        boolean registration)
        implements Serializable {
    private static final AnalysisOptions DEFAULTS =
            new AnalysisOptions(List.of(), "", DiagnosisChoice.bundled(), false, true);

    public AnalysisOptions {
        segmentationModels = List.copyOf(segmentationModels);
    }

    /** The bundled models, each patch seen once, images registered. */
    public static AnalysisOptions defaults() {
        return DEFAULTS;
    }

    public AnalysisOptions withSegmentationModels(List<String> files) {
        return new AnalysisOptions(files, encoder, diagnosis, augmented, registration);
    }

    public AnalysisOptions withEncoder(String file) {
        return new AnalysisOptions(segmentationModels, file, diagnosis, augmented, registration);
    }

    public AnalysisOptions withDiagnosis(DiagnosisChoice choice) {
        return new AnalysisOptions(segmentationModels, encoder, choice, augmented, registration);
    }

    public AnalysisOptions withAugmented(boolean value) {
        return new AnalysisOptions(segmentationModels, encoder, diagnosis, value, registration);
    }

    public AnalysisOptions withRegistration(boolean value) {
        return new AnalysisOptions(segmentationModels, encoder, diagnosis, augmented, value);
    }
}
