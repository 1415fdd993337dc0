package org.substantia.pipeline.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.substantia.base.json.EnumNames;
import org.substantia.base.json.JsonNumbers;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.diagnosis.classification.Verdict;

/**
 * What the tables of a batch tell of a diagnosis; {@code diagnosis.json} holds all of it.
 *
 * @param verdict of the classifier
 * @param label by the threshold, whatever the verdict
 * @param probability of Parkinson's disease, to the decimals that files give
 * @param estimated whether a classifier fitted what could be measured; if not, the probability is that of anyone
 * @param inDistribution whether the patient is like the subjects that the model was trained on
 */
public record DiagnosisSummary(
        Verdict verdict, Diagnosis label, double probability, boolean estimated, boolean inDistribution) {
    /** Of the probability of Parkinson's disease in files. */
    public static final int PROBABILITY_DECIMALS = 6;

    /** Of a diagnosis that was just made. */
    public static DiagnosisSummary of(DiagnosisResult result) {
        return new DiagnosisSummary(
                result.verdict(),
                result.label(),
                JsonNumbers.decimals(result.probability(), PROBABILITY_DECIMALS),
                result.isEstimated(),
                result.inDistribution());
    }

    /** @throws IOException naming the file, if {@code diagnosis.json} is not what this version writes */
    static DiagnosisSummary read(String name, JsonNode file) throws IOException {
        try {
            return new DiagnosisSummary(
                    EnumNames.parse(Verdict.class, file.path("verdict").asText()),
                    Diagnosis.parse(file.path("label").asText())
                            .orElseThrow(() -> new IllegalArgumentException("its label is neither 0 nor 1")),
                    file.required("probability").doubleValue(),
                    file.at("/interval/patients").asInt() > 0,
                    file.at("/outOfDistribution/inDistribution").asBoolean());
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": is no diagnosis of this version: " + e.getMessage(), e);
        }
    }
}
