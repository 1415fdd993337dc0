package org.substantia.cli.adaptation;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.substantia.base.io.Sha256;
import org.substantia.base.parallel.Workers;
import org.substantia.base.text.Format;
import org.substantia.cli.console.FailedCases;
import org.substantia.cli.console.Progress;
import org.substantia.cli.console.Version;
import org.substantia.cli.console.Warnings;
import org.substantia.cli.option.ComputeOptions;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.TableColumn;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.foundation.adaptation.Adaptation;
import org.substantia.foundation.adaptation.ImageInput;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.roi.RoiCropper;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.pipeline.CaseFailure;
import org.substantia.pipeline.LabeledCohort;
import org.substantia.pipeline.adaptation.AdaptationMethod;
import org.substantia.pipeline.adaptation.AdaptationMetric;
import org.substantia.pipeline.adaptation.diagnosis.BiomarkerCohort;
import org.substantia.pipeline.adaptation.diagnosis.BiomarkerMethods;
import org.substantia.pipeline.adaptation.diagnosis.EncoderMethods;
import org.substantia.pipeline.adaptation.diagnosis.FusionMethod;
import org.substantia.pipeline.fusion.CohortCrops;
import org.substantia.pipeline.fusion.CropCache;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The methods of the diagnosis track.
 *
 * @param methods names of those wanted
 * @param init file of the model that {@code shipped} and {@code biomarkers-adapted} use, if not the bundled one
 * @param encoder to adapt, for every method that is a way of adapting one
 * @param input how it sees slices
 * @param nuclei whether it sees the nuclei
 * @param maxEpochs of its training, where not as many as usual
 */
record DiagnosisTrack(
        List<String> methods,
        Optional<Path> init,
        Optional<EncoderFile> encoder,
        ImageInput input,
        RoiCropper.Nuclei nuclei,
        OptionalInt maxEpochs,
        CommandSpec spec) {
    static final List<String> METHODS =
            List.of(BiomarkerMethods.SHIPPED, BiomarkerMethods.ALONE, BiomarkerMethods.ADAPTED);

    /**
     * The way of adapting an encoder that is a method's or a part of it.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Adaptation adaptation(String name) {
        return Adaptation.parse(isFusion(name) ? name.substring(FusionMethod.PREFIX.length()) : name);
    }

    private static boolean isFusion(String name) {
        return name.startsWith(FusionMethod.PREFIX);
    }

    /** Whether a method adapts an encoder. */
    static boolean isAdaptation(String name) {
        try {
            adaptation(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    TrackData open(Cohort cohort, Optional<Path> predictions, Path cache, ComputeOptions compute, Workers workers)
            throws IOException {
        DiagnosisModel model = init.isPresent() ? DiagnosisModel.read(init.get()) : DiagnosisModel.builtIn();
        // The bundled model has no file of its own to hash, so the one used is kept beside what was measured.
        Path copy = cache.resolve("diagnosis-model.json");
        model.write(copy);
        String modelDigest = Sha256.hex(copy);
        LabeledCohort labeled = LabeledCohort.of(cohort);
        Warnings.print(
                spec.commandLine().getErr(),
                labeled.labels()
                        .warnings(cohort.cases(), EnumSet.of(TableColumn.LABEL, TableColumn.AGE, TableColumn.SEX)));
        Optional<Cohort> masks =
                predictions.isPresent() ? Optional.of(Cohort.open(predictions.get())) : Optional.empty();
        BiomarkerCohort measured;
        try (Progress progress = new Progress(
                "measuring", labeled.cases().size(), spec.commandLine().getErr())) {
            measured = BiomarkerCohort.measure(
                    labeled, masks, cache.resolve("biomarkers"), Version.number(), workers, progress::step);
        }
        FailedCases.print(measured.failures(), spec.commandLine().getErr());
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("cohort", measured.digest());
        inputs.put("model", modelDigest);
        List<AdaptationMethod> made = new ArrayList<>();
        Map<String, Optional<Diagnosis>> diagnoses = measured.diagnoses();
        List<CaseFailure> failures = new ArrayList<>(measured.failures());
        Optional<EncoderMethods> encoders = Optional.empty();
        Optional<ComputeDevice> device = Optional.empty();
        if (encoder.isPresent() && methods.stream().anyMatch(DiagnosisTrack::isAdaptation)) {
            CohortCrops crops = crops(labeled, masks, cache, workers);
            failures.addAll(crops.failures());
            diagnoses.keySet().retainAll(crops.examples().keySet());
            String digest = encoder.get().checkpoint().digest();
            inputs.put("encoder", digest);
            device = Optional.of(compute.device());
            encoders = Optional.of(new EncoderMethods(
                    measured, crops.examples(), encoder.get(), digest, input, nuclei, maxEpochs, device.get()));
        }
        for (String name : methods) {
            made.add(
                    switch (name) {
                        case BiomarkerMethods.SHIPPED -> BiomarkerMethods.shipped(measured, model, modelDigest);
                        case BiomarkerMethods.ALONE -> BiomarkerMethods.alone(measured);
                        case BiomarkerMethods.ADAPTED -> BiomarkerMethods.adapted(measured, model, modelDigest);
                        default ->
                            isFusion(name)
                                    ? encoders.orElseThrow().fusion(adaptation(name), model, modelDigest)
                                    : encoders.orElseThrow().of(adaptation(name));
                    });
        }
        return new TrackData(
                diagnoses, measured.digest(), inputs, made, device, encoders, failures, AdaptationMetric.AUROC);
    }

    /** All methods are compared on the cases that have every region. */
    private CohortCrops crops(LabeledCohort labeled, Optional<Cohort> masks, Path cache, Workers workers) {
        // A folder for each, so that the control does not undo what was cut before.
        String folder = nuclei == RoiCropper.Nuclei.SHOWN ? "crops" : "crops-without-nuclei";
        CropCache cut = new CropCache(cache.resolve(folder), nuclei, masks, Version.number());
        PrintWriter err = spec.commandLine().getErr();
        CohortCrops crops;
        try (Progress progress = new Progress("cutting", labeled.cases().size(), err)) {
            crops = CohortCrops.read(labeled.cases(), cut, workers, progress::step);
        }
        FailedCases.print(crops.failures(), err);
        int without = labeled.cases().size()
                - crops.examples().size()
                - crops.failures().size();
        if (without > 0) {
            err.println("substantia: " + Format.count(without, "case") + (without == 1 ? " lacks" : " lack")
                    + " a region that the encoder is to see, and " + (without == 1 ? "does" : "do") + " not take part");
        }
        return crops;
    }
}
