package org.substantia.pipeline.adaptation.diagnosis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.substantia.base.text.Format;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.training.PatientRecord;
import org.substantia.foundation.adaptation.Adaptation;
import org.substantia.foundation.adaptation.AdaptedClassifier;
import org.substantia.foundation.adaptation.EncoderAdaptation;
import org.substantia.foundation.adaptation.Example;
import org.substantia.foundation.adaptation.FrozenEncoder;
import org.substantia.foundation.adaptation.ImageInput;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.roi.RoiCropper;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.pipeline.adaptation.AdaptationMethod;
import org.substantia.pipeline.adaptation.AdaptationOutcome;
import org.substantia.pipeline.adaptation.AdaptationOutcome.DiagnosedCase;
import org.substantia.pipeline.adaptation.AdaptationTask;

/**
 * The ways to a diagnosis from an encoder of slices around the nuclei, without biomarkers or joined with them. All
 * methods share one encoder, which keeps what it made of each patient, so that a patient is computed once for all
 * amounts, folds and seeds. Closing this ends the methods.
 */
public final class EncoderMethods implements AutoCloseable {
    /** Those that any machine computes in a while. */
    public static final List<String> QUICK =
            List.of("probe", "nuclei-probe", "pooling", "fusion-probe", "fusion-nuclei-probe");

    private final BiomarkerCohort cohort;
    private final Map<String, Example> examples;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final OptionalInt maxEpochs;
    private final FrozenEncoder encoder;

    /**
     * @param cohort gives the diagnoses
     * @param examples by id, of every case that a task may name
     * @param digest of the encoder, for the record
     * @param nuclei whether the examples show the nuclei, for the record
     * @param maxEpochs of ways that train more than a probe, where not as many as usual
     * @throws IOException if a weight of the encoder is not finite
     */
    public EncoderMethods(
            BiomarkerCohort cohort,
            Map<String, Example> examples,
            EncoderFile file,
            String digest,
            ImageInput input,
            RoiCropper.Nuclei nuclei,
            OptionalInt maxEpochs,
            ComputeDevice device)
            throws IOException {
        this.cohort = cohort;
        this.examples = Map.copyOf(examples);
        Architecture architecture = file.architecture();
        settings.put("encoder", digest);
        settings.put("heads", architecture.heads());
        settings.put("activation", architecture.activation());
        settings.put("normEpsilon", architecture.normEpsilon());
        settings.put("device", device.kindAndPrecision());
        settings.put("imageSize", input.size());
        settings.put("positionRule", Format.lowerCase(architecture.embedding().positions()));
        if (nuclei == RoiCropper.Nuclei.MASKED_OUT) {
            // Not "maskedOut", as cells said whose crops still showed the nuclei of other regions.
            settings.put("nuclei", "allMaskedOut");
        }
        maxEpochs.ifPresent(most -> settings.put("maxEpochs", most));
        this.maxEpochs = maxEpochs;
        encoder = FrozenEncoder.forTraining(file, input, device);
    }

    /** @throws IllegalArgumentException if the encoder has fewer blocks than are to be trained */
    public AdaptationMethod of(Adaptation adaptation) {
        return new Adapted(adaptation, fitting(adaptation));
    }

    private EncoderAdaptation fitting(Adaptation adaptation) {
        return new EncoderAdaptation(adaptation, encoder).withEpochs(maxEpochs);
    }

    /**
     * The same way joined with the biomarkers.
     *
     * @param model of biomarkers to begin from
     * @param modelDigest of the model, for the record
     * @throws IllegalArgumentException if the encoder has fewer blocks than are to be trained
     */
    public AdaptationMethod fusion(Adaptation adaptation, DiagnosisModel model, String modelDigest) {
        Map<String, Object> all = new LinkedHashMap<>(settings);
        all.put("model", modelDigest);
        return new FusionMethod(cohort, examples, adaptation, fitting(adaptation), model, all);
    }

    @Override
    public void close() {
        encoder.close();
    }

    /** By one way of adapting. */
    private final class Adapted implements AdaptationMethod {
        private final Adaptation adaptation;
        private final EncoderAdaptation method;

        Adapted(Adaptation adaptation, EncoderAdaptation method) {
            this.adaptation = adaptation;
            this.method = method;
        }

        @Override
        public String name() {
            return adaptation.toString();
        }

        @Override
        public String description() {
            return "An encoder of slices around the nuclei, adapted to these patients by " + adaptation
                    + "; no biomarkers.";
        }

        @Override
        public boolean learns() {
            return true;
        }

        /** libtorch uses all threads for one fit. */
        @Override
        public boolean concurrent() {
            return false;
        }

        @Override
        public Map<String, Object> settings() {
            return settings;
        }

        @Override
        public AdaptationOutcome run(AdaptationTask task) {
            List<Example> training = task.training().stream().map(examples::get).toList();
            boolean[] parkinson = cohort.parkinson(task.training());
            if (!EncoderAdaptation.isEnough(parkinson)) {
                return AdaptationOutcome.failed("too few training patients of one diagnosis");
            }
            try (AdaptedClassifier classifier =
                    method.withProgress(task.steps()::taken).fit(training, parkinson, task.together(), task.seed())) {
                List<DiagnosedCase> found = new ArrayList<>();
                for (String id : task.test()) {
                    PatientRecord record = cohort.records().get(id);
                    double probability = classifier.probability(examples.get(id));
                    Diagnosis label = probability >= 0.5 ? Diagnosis.PARKINSON : Diagnosis.HEALTHY;
                    found.add(new DiagnosedCase(id, record.label(), label, probability));
                }
                return AdaptationOutcome.ofDiagnoses(classifier.trainedCount(), found);
            }
        }
    }
}
