package org.substantia.cli.adaptation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.base.parallel.Workers;
import org.substantia.cli.console.AssumedOfEncoder;
import org.substantia.cli.console.FailedCases;
import org.substantia.cli.console.Progress;
import org.substantia.cli.console.SubjectTable;
import org.substantia.cli.console.Version;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.TableColumn;
import org.substantia.foundation.checkpoint.Checkpoint;
import org.substantia.foundation.checkpoint.CheckpointReader;
import org.substantia.foundation.model.EncoderFile;
import org.substantia.foundation.volume.MeshNetFile;
import org.substantia.foundation.volume.MeshNetTuner;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.pipeline.adaptation.AdaptationMethod;
import org.substantia.pipeline.adaptation.AdaptationMetric;
import org.substantia.pipeline.adaptation.segmentation.MeshNetMethod;
import org.substantia.pipeline.adaptation.segmentation.SegmentationCohort;
import org.substantia.pipeline.adaptation.segmentation.SegmenterBench;
import org.substantia.pipeline.adaptation.segmentation.ShippedSegmenter;
import org.substantia.pipeline.adaptation.segmentation.TrainedSegmenter;
import org.substantia.segmentation.model.ModelFiles;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The methods of the segmentation track.
 *
 * @param methods names of those wanted
 * @param init file of the model that is shipped and adapted, if not the bundled one
 * @param encoder file of a MeshNet, or of a vision encoder
 * @param steps of training, whatever the amount
 * @param learningRate the peak, if not each method's own
 */
record SegmentationTrack(
        List<String> methods,
        Optional<Path> init,
        Optional<Path> encoder,
        int steps,
        OptionalDouble learningRate,
        CommandSpec spec) {
    /** Those that need no encoder. */
    static final List<String> OWN =
            List.of(ShippedSegmenter.NAME, TrainedSegmenter.FINE_TUNED, TrainedSegmenter.SCRATCH);

    private static final List<String> WITH_MESHNET = List.of(MeshNetMethod.SHIPPED, MeshNetMethod.TUNED);

    /** Whether a method of this name needs an encoder. */
    static boolean needsEncoder(String name) {
        return WITH_MESHNET.contains(name) || name.equals(TrainedSegmenter.WITH_ENCODER);
    }

    /** The methods that an encoder makes possible, by what is in its file. */
    static List<String> with(Path encoder) throws IOException {
        return MeshNetFile.looksLike(CheckpointReader.read(encoder))
                ? WITH_MESHNET
                : List.of(TrainedSegmenter.WITH_ENCODER);
    }

    TrackData open(Cohort cohort, Path cache, ComputeDevice device, Workers workers) throws IOException {
        SubjectTable table = SubjectTable.read(
                cohort, EnumSet.of(TableColumn.LABEL), spec.commandLine().getErr());
        SegmentationCohort cases;
        try (Progress progress = new Progress(
                "reading masks", cohort.cases().size(), spec.commandLine().getErr())) {
            cases = SegmentationCohort.read(cohort, table.table(), Version.number(), workers, progress::step);
        }
        FailedCases.print(cases.failures(), spec.commandLine().getErr());
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("cohort", cases.digest());
        Path model = init.orElse(BuiltIn.PATH);
        SegmenterBench bench = new SegmenterBench(cases, model, ModelFiles.sha256(model), cache, device);
        inputs.put("model", bench.initDigest());
        Optional<MeshNetFile> network = Optional.empty();
        if (encoder.isPresent()) {
            Checkpoint checkpoint = CheckpointReader.read(encoder.get());
            if (MeshNetFile.looksLike(checkpoint)) {
                network = Optional.of(MeshNetFile.open(encoder.get()));
            } else {
                AssumedOfEncoder.print(
                        EncoderFile.open(encoder.get()), spec.commandLine().getErr());
            }
            inputs.put("encoder", checkpoint.digest());
        }
        List<AdaptationMethod> made = new ArrayList<>();
        try {
            for (String name : methods) {
                made.add(method(name, bench, network));
            }
        } catch (IOException e) {
            made.forEach(AdaptationMethod::close);
            throw e;
        }
        return new TrackData(
                cases.diagnoses(),
                cases.digest(),
                inputs,
                made,
                Optional.of(device),
                Optional.empty(),
                cases.failures(),
                AdaptationMetric.MEAN_DICE);
    }

    private AdaptationMethod method(String name, SegmenterBench bench, Optional<MeshNetFile> network)
            throws IOException {
        return switch (name) {
            case ShippedSegmenter.NAME -> new ShippedSegmenter(bench);
            case TrainedSegmenter.FINE_TUNED ->
                TrainedSegmenter.fineTuned(bench, steps, learningRate.orElse(TrainedSegmenter.FINE_TUNING_RATE));
            case TrainedSegmenter.WITH_ENCODER ->
                TrainedSegmenter.withEncoder(
                        bench, encoder.orElseThrow(), steps, learningRate.orElse(TrainedSegmenter.FINE_TUNING_RATE));
            case TrainedSegmenter.SCRATCH ->
                TrainedSegmenter.scratch(bench, steps, learningRate.orElse(TrainedSegmenter.SCRATCH_RATE));
            case MeshNetMethod.SHIPPED ->
                new MeshNetMethod(bench.cohort(), network.orElseThrow(), bench.device(), Optional.empty());
            default ->
                new MeshNetMethod(
                        bench.cohort(),
                        network.orElseThrow(),
                        bench.device(),
                        Optional.of(
                                MeshNetTuner.Options.usual(steps, learningRate.orElse(MeshNetMethod.LEARNING_RATE))));
        };
    }
}
