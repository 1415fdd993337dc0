package org.substantia.pipeline.output;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.substantia.base.json.JsonNumbers;
import org.substantia.base.provenance.Provenance;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.cohort.scan.Scan;
import org.substantia.cohort.scan.SusceptibilityUnit;
import org.substantia.imaging.registration.RegistrationQuality;
import org.substantia.imaging.registration.RegistrationResult;
import org.substantia.pipeline.AnalysisProvenance;
import org.substantia.pipeline.ModelReference;
import org.substantia.pipeline.PatientAnalysis;
import org.substantia.segmentation.inference.PredictedMap;
import org.substantia.segmentation.inference.Segmentation;
import org.substantia.segmentation.localization.NucleiLocation;
import org.substantia.segmentation.quality.QcFlag;
import org.substantia.segmentation.quality.QcStatus;
import org.substantia.segmentation.quality.StructureQuality;

/**
 * {@code segmentation.json}; docs/reference/segmentation-json.md describes it.
 *
 * @param id of the case
 */
record SegmentationJson(
        int schemaVersion,
        @JsonProperty("case") String id,
        QcStatus status,
        List<String> warnings,
        Provenance provenance,
        List<ModelReference> models,
        String device,
        Map<String, Image> images,
        String reference,
        Localization localization,
        Map<String, Output> outputs,
        Map<String, Double> seconds) {
    static final int SCHEMA_VERSION = 2;

    /** One image. */
    record Image(
            String grid,
            OptionalInt voxelsNotFinite,
            Optional<SusceptibilityUnit> convertedFrom,
            Optional<Registration> registration) {
        static Image of(Scan scan) {
            return new Image(
                    scan.header().geometry().describe(),
                    scan.voxelsNotFinite() > 0 ? OptionalInt.of(scan.voxelsNotFinite()) : OptionalInt.empty(),
                    scan.convertedFrom(),
                    scan.registration().map(Registration::of));
        }
    }

    /** How an image was brought to the reference image. */
    record Registration(
            RegistrationQuality quality,
            double shiftMm,
            double degrees,
            double mutualInformationBefore,
            double mutualInformationAfter,
            double distinctness,
            double overlap) {
        static Registration of(RegistrationResult result) {
            return new Registration(
                    result.quality(),
                    JsonNumbers.decimals(result.transform().shiftMm(), 2),
                    JsonNumbers.decimals(result.transform().angleDegrees(), 2),
                    JsonNumbers.decimals(result.mutualInformationBefore(), 4),
                    JsonNumbers.decimals(result.mutualInformationAfter(), 4),
                    JsonNumbers.decimals(result.distinctness(), 2),
                    JsonNumbers.decimals(result.overlap(), 3));
        }
    }

    /** Where the nuclei were found. */
    record Localization(
            List<Double> centerMm,
            double turnDegrees,
            boolean gridTurned,
            double scale,
            List<Double> axisScales,
            @JsonInclude(JsonInclude.Include.ALWAYS) OptionalDouble residualMm,
            double agreement,
            double confidence,
            boolean searched,
            boolean mirrored,
            List<String> seen,
            List<String> outliers) {
        static Localization of(NucleiLocation location, boolean searched) {
            double[] c = location.center();
            return new Localization(
                    List.of(
                            JsonNumbers.decimals(c[0], 1),
                            JsonNumbers.decimals(c[1], 1),
                            JsonNumbers.decimals(c[2], 1)),
                    JsonNumbers.decimals(location.turnDegrees(), 1),
                    location.isTurned(),
                    JsonNumbers.decimals(location.scale(), 3),
                    List.of(
                            JsonNumbers.decimals(location.scales().left(), 3),
                            JsonNumbers.decimals(location.scales().front(), 3),
                            JsonNumbers.decimals(location.scales().up(), 3)),
                    decimals(location.residualMm(), 2),
                    JsonNumbers.decimals(location.agreement(), 3),
                    JsonNumbers.decimals(location.confidence(), 3),
                    searched,
                    location.mirrored(),
                    location.seen(),
                    location.outliers());
        }
    }

    /** One label map. */
    record Output(String labelSet, String grid, Map<String, Structure> structures) {
        static Output of(PredictedMap map) {
            Map<String, Structure> structures = new LinkedHashMap<>();
            map.structures().forEach(s -> structures.put(s.name(), Structure.of(s)));
            return new Output(map.labelSet().name(), map.image().modality().name(), structures);
        }
    }

    /** One structure of a label map. */
    record Structure(
            int label,
            double volumeMm3,
            @JsonInclude(JsonInclude.Include.ALWAYS) OptionalDouble confidence,
            int parts,
            Set<QcFlag> flags) {
        static Structure of(StructureQuality structure) {
            return new Structure(
                    structure.label(),
                    JsonNumbers.decimals(structure.volumeMm3(), 1),
                    decimals(structure.confidence(), 3),
                    structure.parts(),
                    structure.flags());
        }
    }

    private static OptionalDouble decimals(OptionalDouble value, int decimals) {
        return value.isPresent() ? OptionalDouble.of(JsonNumbers.decimals(value.getAsDouble(), decimals)) : value;
    }

    /** @param seconds that each stage took, in order */
    static SegmentationJson of(PatientAnalysis analysis, Map<String, Double> seconds) {
        CaseScans scans = analysis.scans();
        Segmentation segmentation = analysis.segmentation();
        Map<String, Image> images = new LinkedHashMap<>();
        scans.images().forEach((modality, scan) -> images.put(modality.name(), Image.of(scan)));
        Map<String, Output> outputs = new LinkedHashMap<>();
        segmentation.maps().forEach(map -> outputs.put(map.name() + AnalysisWriter.NIFTI, Output.of(map)));
        Map<String, Double> times = new LinkedHashMap<>();
        seconds.forEach((stage, time) -> times.put(stage, JsonNumbers.decimals(time, 3)));
        return new SegmentationJson(
                SCHEMA_VERSION,
                analysis.id(),
                segmentation.status(),
                segmentation.warnings(),
                provenance(scans, analysis.provenance()),
                analysis.provenance().models(),
                analysis.provenance().device(),
                images,
                scans.reference().modality().name(),
                Localization.of(segmentation.location(), segmentation.searched()),
                outputs,
                times);
    }

    private static Provenance provenance(CaseScans scans, AnalysisProvenance made) {
        Map<Modality, String> images = new LinkedHashMap<>();
        scans.images().forEach((modality, scan) -> images.put(modality, scan.sha256()));
        return provenance(scans.id(), images, made);
    }

    /**
     * @param id of the case
     * @param images SHA-256 of each
     */
    static Provenance provenance(String id, Map<Modality, String> images, AnalysisProvenance made) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("testTimeAugmentation", made.segmentation().augmented());
        options.put("registration", made.registration());
        options.put("largestParts", made.segmentation().largestParts());
        Map<String, String> inputs = new LinkedHashMap<>();
        images.forEach((modality, sum) -> inputs.put(id + "/" + modality, sum));
        return new Provenance(made.version(), "predict", options, OptionalLong.empty(), inputs);
    }
}
