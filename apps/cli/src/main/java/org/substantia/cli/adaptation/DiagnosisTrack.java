package org.substantia.cli.adaptation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.Sha256;
import org.substantia.base.parallel.Workers;
import org.substantia.cli.console.FailedCases;
import org.substantia.cli.console.Progress;
import org.substantia.cli.console.Version;
import org.substantia.cli.console.Warnings;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.TableColumn;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.pipeline.LabeledCohort;
import org.substantia.pipeline.adaptation.AdaptationMethod;
import org.substantia.pipeline.adaptation.AdaptationMetric;
import org.substantia.pipeline.adaptation.diagnosis.BiomarkerCohort;
import org.substantia.pipeline.adaptation.diagnosis.BiomarkerMethods;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The methods of the diagnosis track.
 *
 * @param methods names of those wanted
 * @param init file of the model that {@code shipped} and {@code biomarkers-adapted} use, if not the bundled one
 */
record DiagnosisTrack(List<String> methods, Optional<Path> init, CommandSpec spec) {
    static final List<String> METHODS =
            List.of(BiomarkerMethods.SHIPPED, BiomarkerMethods.ALONE, BiomarkerMethods.ADAPTED);

    TrackData open(Cohort cohort, Optional<Path> predictions, Path cache, Workers workers) throws IOException {
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
                    cohort, masks, cache.resolve("biomarkers"), Version.number(), workers, progress::step);
        }
        FailedCases.print(measured.failures(), spec.commandLine().getErr());
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("cohort", measured.digest());
        inputs.put("model", modelDigest);
        List<AdaptationMethod> made = new ArrayList<>();
        for (String name : methods) {
            made.add(
                    switch (name) {
                        case BiomarkerMethods.SHIPPED -> BiomarkerMethods.shipped(measured, model, modelDigest);
                        case BiomarkerMethods.ALONE -> BiomarkerMethods.alone(measured);
                        default -> BiomarkerMethods.adapted(measured, model, modelDigest);
                    });
        }
        return new TrackData(
                measured.diagnoses(), measured.digest(), inputs, made, measured.failures(), AdaptationMetric.AUROC);
    }
}
