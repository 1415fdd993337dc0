package org.substantia.pipeline.output;

import java.util.ArrayList;
import java.util.List;

/**
 * What a case was analyzed with. Results of cases can be compared only where it is the same. Immutable.
 *
 * @param version of the program
 * @param options that change the result, as {@code segmentation.json} holds them
 * @param segmentationModels with their SHA-256, as {@code segmentation.json} holds them
 * @param diagnosisModel its SHA-256; empty for a case that was not diagnosed
 */
public record CaseOrigin(String version, String options, String segmentationModels, String diagnosisModel) {
    /** In what it is not the same, in words. */
    public List<String> differences(CaseOrigin other) {
        List<String> differences = new ArrayList<>();
        if (!version.equals(other.version)) {
            differences.add("version (" + version + ", not " + other.version + ")");
        }
        if (!options.equals(other.options)) {
            differences.add("options");
        }
        if (!segmentationModels.equals(other.segmentationModels)) {
            differences.add("segmentation model");
        }
        if (!diagnosisModel.equals(other.diagnosisModel)) {
            differences.add("diagnosis model");
        }
        return differences;
    }
}
