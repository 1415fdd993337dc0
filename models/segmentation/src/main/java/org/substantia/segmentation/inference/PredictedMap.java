package org.substantia.segmentation.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
 * @param fileName {@code QSM_pred.nii.gz} and the like
 * @param head whose labels it holds
 * @param image whose grid and header it has
 * @param labels the map
 * @param structures what it holds, in the head's order
 */
public record PredictedMap(
        String fileName, LabelSet head, Scan image, LabelMap labels, List<StructureQuality> structures) {
    /** An output before it is made. */
    private record Place(String fileName, int head, Scan image) {}

    /**
     * All maps of a case. A head that is named after an image goes onto that image. The plan's first head, which holds
     * the most, goes onto the reference image where its own is missing: {@code T1_pred} for a case of a T1 alone,
     * {@code NM_nuclei_pred} where the NM image also takes its own head.
     */
    public static List<PredictedMap> of(
            CasePrediction prediction, SegmentationPlan plan, PredictionOptions options, Workers workers) {
        List<PredictedMap> maps = new ArrayList<>();
        for (Place place : places(prediction.images(), plan)) {
            maps.add(map(prediction, plan.labelSets().get(place.head()), place, options, workers));
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
                places.add(new Place(name + "_pred.nii.gz", h, own.get()));
            } else if (h == 0) {
                Modality reference = images.reference().modality();
                boolean taken =
                        plan.labelSets().stream().anyMatch(head -> head.name().equals(reference.name()));
                String file = reference + (taken ? "_nuclei_pred.nii.gz" : "_pred.nii.gz");
                places.add(new Place(file, h, images.reference()));
            }
        }
        return places;
    }

    private static PredictedMap map(
            CasePrediction prediction, LabelSet head, Place place, PredictionOptions options, Workers workers) {
        Probabilities probabilities = prediction.heads().get(place.head());
        LabelMap all = LabelExport.labels(
                head, probabilities, prediction.patch(), place.image().volume().geometry(), workers);
        LargestParts largest = LargestParts.of(all, options.largestParts());
        double[] confidence = confidence(probabilities);
        List<SegmentationQualityCheck.Evidence> evidence = new ArrayList<>();
        for (int k = 0; k < head.structures().size(); k++) {
            int label = head.structures().get(k).label();
            double mean = confidence[k + 1];
            evidence.add(new SegmentationQualityCheck.Evidence(
                    Double.isNaN(mean) ? OptionalDouble.empty() : OptionalDouble.of(mean),
                    largest.parts().getOrDefault(label, 0),
                    largest.apart().getOrDefault(label, 0.0)));
        }
        List<StructureQuality> structures =
                SegmentationQualityCheck.of(head, largest.labels(), evidence, prediction.location());
        return new PredictedMap(place.fileName(), head, place.image(), largest.labels(), structures);
    }

    /** For each class the mean probability where it is the most likely; NaN where it never is. */
    private static double[] confidence(Probabilities probabilities) {
        byte[] classes = LabelExport.classes(probabilities);
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
    LabelMap onOwnGrid() {
        return image.header().geometry().equals(labels.geometry())
                ? labels
                : LabelMap.of(image.header().geometry(), labels.width(), labels.toIntArray());
    }
}
