package org.substantia.scoring.classification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The receiver operating characteristic: one point for each distinct probability, from strict to lenient, none left
 * out.
 *
 * @param points from (0, 0) to (1, 1)
 */
public record RocCurve(List<Point> points) {
    /**
     * The rates when patients with a probability of at least {@code threshold} are called positive.
     *
     * @param threshold positive infinity at the first point, where no patient is
     */
    public record Point(double threshold, double falsePositiveRate, double truePositiveRate) {}

    public RocCurve {
        points = List.copyOf(points);
    }

    /** @return nothing when there are no probabilities or all patients belong to one class */
    public static Optional<RocCurve> of(PatientPredictions predictions) {
        return OperatingPoints.of(predictions).map(operating -> {
            double positives = operating.positives();
            double negatives = operating.negatives();
            List<Point> points = new ArrayList<>();
            points.add(new Point(Double.POSITIVE_INFINITY, 0, 0));
            for (int i = 0; i < operating.count(); i++) {
                points.add(new Point(
                        operating.threshold(i),
                        operating.falsePositives(i) / negatives,
                        operating.truePositives(i) / positives));
            }
            return new RocCurve(points);
        });
    }
}
