package org.substantia.cli.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.substantia.base.parallel.Workers;
import org.substantia.base.text.Format;
import org.substantia.cli.console.AssumedOfEncoder;
import org.substantia.cli.console.FailedCases;
import org.substantia.cli.console.Progress;
import org.substantia.cli.option.ComputeOptions;
import org.substantia.cli.option.EncoderOptions;
import org.substantia.cli.output.ClassificationTable;
import org.substantia.cli.output.TextTable;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.training.DiagnosisTrainingOptions;
import org.substantia.diagnosis.training.PatientRecord;
import org.substantia.foundation.adaptation.Adaptation;
import org.substantia.foundation.adaptation.EncoderAdaptation;
import org.substantia.foundation.adaptation.FrozenEncoder;
import org.substantia.foundation.adaptation.ImageInput;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.roi.Roi;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.pipeline.CaseFailure;
import org.substantia.pipeline.fusion.CohortCrops;
import org.substantia.pipeline.fusion.EncoderAssessor;
import org.substantia.pipeline.fusion.EncoderDescription;
import org.substantia.pipeline.fusion.FusedModel;
import org.substantia.pipeline.fusion.FusionTrainer;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The encoder's part of {@code train diagnosis}.
 *
 * @param line that called
 * @param path of the encoder
 * @param encoder that is adapted
 * @param description of it and of how it is adapted
 */
record EncoderFusion(
        CommandLine line,
        Path path,
        EncoderFile encoder,
        EncoderDescription description,
        EncoderOptions options,
        ComputeOptions compute) {
    /** @return empty where no encoder is to be adapted */
    static Optional<EncoderFusion> of(CommandLine line, EncoderOptions options, ComputeOptions compute)
            throws IOException {
        Optional<Path> path = options.encoder();
        if (path.isEmpty()) {
            return Optional.empty();
        }
        Adaptation adaptation = options.adaptation();
        options.maxEpochs();
        EncoderFile file = EncoderFile.open(path.get());
        AssumedOfEncoder.print(file, line.getErr());
        ImageInput input = options.input(file.architecture());
        try {
            adaptation.requireDepth(file.architecture().depth());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, "--adapt " + e.getMessage(), e);
        }
        EncoderDescription description = EncoderDescription.of(file, adaptation, input, options.nuclei());
        return Optional.of(new EncoderFusion(line, path.get(), file, description, options, compute));
    }

    /** For the model's provenance. */
    Map<String, Object> provenance() {
        Map<String, Object> entries = new TreeMap<>();
        entries.put("encoder", description.file());
        entries.put("encoderSha256", description.sha256());
        entries.put("adapt", description.adaptation());
        entries.put("imageSize", description.size());
        options.maxEpochs().ifPresent(most -> entries.put("maxEpochs", most));
        entries.put("nuclei", description.nuclei());
        return entries;
    }

    /**
     * Adapts the encoder, joins it with the biomarkers' model, and prints how good both are.
     *
     * @param cases that the records are of
     * @param failures receives the cases that cannot be read
     */
    FusedModel train(
            DiagnosisModel biomarkers,
            List<PatientRecord> records,
            List<CaseFolder> cases,
            Optional<Cohort> predicted,
            CaseGroups groups,
            DiagnosisTrainingOptions training,
            Workers workers,
            List<CaseFailure> failures)
            throws IOException {
        PrintWriter err = line.getErr();
        CohortCrops crops;
        try (Progress progress = new Progress("cutting", cases.size(), err)) {
            crops = CohortCrops.read(cases, predicted, options.nuclei(), workers, progress::step);
        }
        failures.addAll(crops.failures());
        FailedCases.print(crops.failures(), err);
        if (crops.rois().isEmpty()) {
            throw new IOException(
                    path + ": there is nothing to adapt it to: no region could be cut out of three of five patients");
        }
        int without = records.size() - crops.examples().size();
        if (without > 0) {
            err.println("substantia: " + Format.count(without, "patient") + (without == 1 ? " lacks" : " lack")
                    + " one of the regions; their biomarkers decide alone");
        }
        ComputeDevice device = compute.device();
        try (FrozenEncoder frozen = FrozenEncoder.forTraining(encoder, options.input(encoder.architecture()), device)) {
            EncoderAdaptation method =
                    new EncoderAdaptation(options.adaptation(), frozen).withEpochs(options.maxEpochs());
            try (Progress progress = new Progress("adapting", FusionTrainer.steps(training), err)) {
                FusionTrainer.Fusion fusion = new FusionTrainer(
                                training, method.withProgress(progress::within), workers, progress::step)
                        .train(biomarkers, records, crops.examples(), groups, description);
                print(fusion, biomarkers, crops);
                return fusion.model();
            }
        }
    }

    private void print(FusionTrainer.Fusion fusion, DiagnosisModel biomarkers, CohortCrops crops) {
        PrintWriter out = line.getOut();
        out.printf(
                Locale.ROOT,
                "encoder: %s; %s (%s); %,d numbers trained%n%n",
                fusion.model().encoder().describe(),
                Format.count(crops.rois().size(), "region"),
                String.join("; ", crops.rois().stream().map(Roi::title).toList()),
                fusion.trained());
        TextTable table = ClassificationTable.titled("classifier");
        ClassificationTable.add(
                table, "biomarkers alone", biomarkers.crossValidation().metrics());
        ClassificationTable.add(table, "encoder alone", fusion.encoderAlone());
        ClassificationTable.add(table, "both", fusion.model().crossValidation().metrics());
        out.println(table);
        double weight = fusion.model().stacking().weight();
        out.println(
                weight > 0
                        ? String.format(Locale.ROOT, "The encoder's log-odds are added with a weight of %.2f.", weight)
                        : "The encoder adds nothing clear to the biomarkers of these patients, so it counts nothing:"
                                + " predict gives the biomarkers' answer.");
        fusion.model()
                .encoder()
                .license()
                .ifPresent(license ->
                        out.println("License of the encoder's weights, which adapted ones carry: " + license));
        out.println();
    }

    /** Opens what was written, to be tested. */
    EncoderAssessor open(FusedModel model, Path file) throws IOException {
        return EncoderAssessor.open(model, file.toString(), Optional.of(path), compute.device());
    }
}
