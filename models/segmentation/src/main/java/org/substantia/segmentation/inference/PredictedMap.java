package org.substantia.segmentation.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.cohort.scan.Scan;
import org.substantia.imaging.LabelMap;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.LabelSet;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.quality.SegmentationQualityCheck;
import org.substantia.segmentation.quality.StructureQuality;

/**
 * One label map of a case, on the grid of one of its images.
 *
 * @param name {@code QSM_pred} and the like, by which files call it
 * @param labelSet whose labels it holds
 * @param image whose grid and header it has
 * @param labels the map
 * @param structures what it holds, in the label set's order
 */
public record PredictedMap(
        String name, LabelSet labelSet, Scan image, LabelMap labels, List<StructureQuality> structures) {
    /** An output before it is made. */
    private record Place(String name, int labelSet, Scan image) {}

    /**
     * All maps of a case. A label set that is named after an image goes onto that image. The plan's first one, which
     * holds the most, goes onto the reference image where its own is missing: {@code T1_pred} for a case of a T1 alone,
     * {@code NM_nuclei_pred} where the NM image also takes its own.
     */
    static List<PredictedMap> of(
            NetworkOutput output, SegmentationPlan plan, SegmentationOptions options, Workers workers) {
        List<PredictedMap> maps = new ArrayList<>();
        for (Place place : places(output.scans(), plan)) {
            maps.add(map(output, plan.labelSets().get(place.labelSet()), place, options, workers));
        }
        return maps;
    }

    private static List<Place> places(CaseScans images, SegmentationPlan plan) {
        List<Place> places = new ArrayList<>();
        for (int h = 0; h < plan.labelSets().size(); h++) {
            String name = plan.labelSets().get(h).name();
            Optional<Scan> own = images.images().values().stream()
                    .filter(image -> image.modality().name().equals(name))
                    .findFirst();
            if (own.isPresent()) {
                places.add(new Place(name + "_pred", h, own.get()));
            } else if (h == 0) {
                Modality reference = images.reference().modality();
                boolean taken =
                        plan.labelSets().stream().anyMatch(other -> other.name().equals(reference.name()));
                String fallback = reference + (taken ? "_nuclei_pred" : "_pred");
                places.add(new Place(fallback, h, images.reference()));
            }
        }
        return places;
    }

    private static PredictedMap map(
            NetworkOutput output, LabelSet labelSet, Place place, SegmentationOptions options, Workers workers) {
        Probabilities probabilities = output.probabilities().get(place.labelSet());
        LabelMap all = LabelExport.labels(
                labelSet, probabilities, output.patch(), place.image().volume().geometry(), workers);
        Set<Integer> unpaired = labelSet.structures().stream()
                .filter(LabelSet.Structure::unpaired)
                .map(LabelSet.Structure::label)
                .collect(Collectors.toSet());
        LargestParts largest = LargestParts.of(all, unpaired, options.largestParts());
        double[] confidence = confidence(probabilities);
        List<SegmentationQualityCheck.Evidence> evidence = new ArrayList<>();
        for (int k = 0; k < labelSet.structures().size(); k++) {
            int label = labelSet.structures().get(k).label();
            double mean = confidence[k + 1];
            evidence.add(new SegmentationQualityCheck.Evidence(
                    Double.isNaN(mean) ? OptionalDouble.empty() : OptionalDouble.of(mean),
                    largest.parts().getOrDefault(label, 0),
                    largest.apart().getOrDefault(label, 0.0)));
        }
        List<StructureQuality> structures =
                SegmentationQualityCheck.of(labelSet, largest.labels(), evidence, output.location());
        return new PredictedMap(place.name(), labelSet, place.image(), largest.labels(), structures);
    }

    /** For each class the mean probability where it is the most likely; NaN where it never is. */
    private static double[] confidence(Probabilities probabilities) {
        byte[] classes = probabilities.mostLikely();
        double[] sum = new double[probabilities.classes()];
        int[] count = new int[probabilities.classes()];
        for (int v = 0; v < classes.length; v++) {
            sum[classes[v]] += probabilities.at(classes[v], v);
            count[classes[v]]++;
        }
        for (int c = 0; c < sum.length; c++) {
            sum[c] /= count[c];
        }
        return sum;
    }

    /** The labels on the grid that the image's own header gives, as they are written. */
    public LabelMap onOwnGrid() {
        return image.header().geometry().equals(labels.geometry())
                ? labels
                : LabelMap.of(image.header().geometry(), labels.width(), labels.toIntArray());
    }
}
