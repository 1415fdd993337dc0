package org.substantia.cli.adaptation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.pipeline.CaseFailure;
import org.substantia.pipeline.adaptation.AdaptationMethod;
import org.substantia.pipeline.adaptation.diagnosis.EncoderMethods;

/**
 * What a track brings: cases, and methods that learn from them.
 *
 * @param diagnoses of the cases that can be used, by id
 * @param digest of everything that is learned from and tested on
 * @param inputs digests of models and data, for the provenance
 * @param methods in the order asked for
 * @param device where networks were computed, if any were
 * @param shared what several methods hold together, closed after them
 * @param failures cases that cannot be used
 * @param metric that the command prints
 */
record TrackData(
        Map<String, Optional<Diagnosis>> diagnoses,
        String digest,
        Map<String, String> inputs,
        List<AdaptationMethod> methods,
        Optional<ComputeDevice> device,
        Optional<EncoderMethods> shared,
        List<CaseFailure> failures,
        String metric)
        implements AutoCloseable {
    @Override
    public void close() {
        methods.forEach(AdaptationMethod::close);
        shared.ifPresent(EncoderMethods::close);
    }
}
