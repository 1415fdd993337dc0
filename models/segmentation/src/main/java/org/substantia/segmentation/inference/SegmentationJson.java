package org.substantia.segmentation.inference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.substantia.base.provenance.Provenance;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.cohort.scan.Scan;
import org.substantia.imaging.registration.RegistrationResult;
import org.substantia.segmentation.localization.NucleiLocation;
import org.substantia.segmentation.quality.QcStatus;
import org.substantia.segmentation.quality.StructureQuality;

/** The content of {@code segmentation.json}; docs/segmentation-json.md describes it. */
final class SegmentationJson {
    private SegmentationJson() {}

    static Map<String, Object> tree(
            CasePrediction prediction,
            List<PredictedMap> maps,
            QcStatus status,
            List<String> warnings,
            RunFacts run,
            Map<String, Double> seconds) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("case", prediction.images().id());
        tree.put("status", word(status));
        tree.put("warnings", warnings);
        tree.put("provenance", provenance(prediction.images(), run).toJson());
        tree.put("models", run.models());
        tree.put("device", run.device());
        Map<String, Object> images = new LinkedHashMap<>();
        prediction.images().images().forEach((modality, image) -> images.put(modality.name(), image(image)));
        tree.put("images", images);
        tree.put("reference", prediction.images().reference().modality().name());
        tree.put("localization", localization(prediction.location(), prediction.searched()));
        Map<String, Object> outputs = new LinkedHashMap<>();
        maps.forEach(map -> outputs.put(map.fileName(), output(map)));
        tree.put("outputs", outputs);
        Map<String, Object> times = new LinkedHashMap<>();
        seconds.forEach((stage, time) -> times.put(stage, rounded(time, 3)));
        tree.put("seconds", times);
        return tree;
    }

    private static Provenance provenance(CaseScans images, RunFacts run) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("mirrored", run.options().mirrored());
        options.put("registration", run.options().registration());
        options.put("largestParts", run.options().largestParts());
        Map<String, String> inputs = new LinkedHashMap<>();
        images.images().forEach((modality, image) -> inputs.put(images.id() + "/" + modality, image.sha256()));
        return new Provenance(run.version(), "predict", options, OptionalLong.empty(), inputs);
    }

    private static Map<String, Object> image(Scan image) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("grid", image.header().geometry().describe());
        tree.putAll(image.facts());
        image.registration().ifPresent(result -> tree.put("registration", registration(result)));
        return tree;
    }

    private static Map<String, Object> registration(RegistrationResult result) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("quality", word(result.quality()));
        tree.put("shiftMm", rounded(result.transform().shiftMm(), 2));
        tree.put("degrees", rounded(result.transform().angleDegrees(), 2));
        tree.put("mutualInformationBefore", rounded(result.mutualInformationBefore(), 4));
        tree.put("mutualInformationAfter", rounded(result.mutualInformationAfter(), 4));
        tree.put("distinctness", rounded(result.distinctness(), 2));
        tree.put("overlap", rounded(result.overlap(), 3));
        return tree;
    }

    private static Map<String, Object> localization(NucleiLocation location, boolean searched) {
        Map<String, Object> tree = new LinkedHashMap<>();
        double[] c = location.center();
        tree.put("centreMm", List.of(rounded(c[0], 1), rounded(c[1], 1), rounded(c[2], 1)));
        tree.put("turnDegrees", rounded(location.turnDegrees(), 1));
        tree.put("gridTurned", location.isTurned());
        tree.put("scale", rounded(location.scale(), 3));
        tree.put("residualMm", rounded(location.residualMm(), 2));
        tree.put("confidence", rounded(location.confidence(), 3));
        tree.put("searched", searched);
        tree.put("mirrored", location.mirrored());
        tree.put("seen", location.seen());
        tree.put("outliers", location.outliers());
        return tree;
    }

    private static Map<String, Object> output(PredictedMap map) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("head", map.head().name());
        tree.put("grid", map.image().modality().name());
        Map<String, Object> structures = new LinkedHashMap<>();
        map.structures().forEach(s -> structures.put(s.name(), structure(s)));
        tree.put("structures", structures);
        return tree;
    }

    private static Map<String, Object> structure(StructureQuality structure) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("label", structure.label());
        tree.put("volumeMm3", rounded(structure.volumeMm3(), 1));
        OptionalDouble confidence = structure.confidence();
        tree.put("confidence", confidence.isPresent() ? (Object) rounded(confidence.getAsDouble(), 3) : null);
        tree.put("parts", structure.parts());
        tree.put("flags", structure.flags().stream().map(SegmentationJson::word).toList());
        return tree;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static double rounded(double value, int decimals) {
        double factor = Math.pow(10, decimals);
        return Math.rint(value * factor) / factor;
    }
}
