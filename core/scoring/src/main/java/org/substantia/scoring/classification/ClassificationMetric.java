package org.substantia.scoring.classification;

import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.base.parallel.Workers;
import org.substantia.scoring.statistics.Bootstrap;
import org.substantia.scoring.statistics.Interval;

/** The metrics of a classification, each a function of a sample of patients and so fit for {@link Bootstrap}. */
public enum ClassificationMetric {
    /** Share of right hard labels; the challenge's score. */
    ACCURACY {
        @Override
        public OptionalDouble of(PatientPredictions predictions) {
            return OptionalDouble.of(ConfusionCounts.of(predictions).accuracy());
        }
    },
    BALANCED_ACCURACY {
        @Override
        public OptionalDouble of(PatientPredictions predictions) {
            return ConfusionCounts.of(predictions).balancedAccuracy();
        }
    },
    SENSITIVITY {
        @Override
        public OptionalDouble of(PatientPredictions predictions) {
            return ConfusionCounts.of(predictions).sensitivity();
        }
    },
    SPECIFICITY {
        @Override
        public OptionalDouble of(PatientPredictions predictions) {
            return ConfusionCounts.of(predictions).specificity();
        }
    },
    /** Area under the ROC curve, ties counted half. */
    AUROC {
        @Override
        public OptionalDouble of(PatientPredictions predictions) {
            Optional<OperatingPoints> points = OperatingPoints.of(predictions);
            return points.isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(points.get().area());
        }
    },
    /**
     * Step-wise area under the precision-recall curve, as scikit-learn defines it; here undefined without negatives
     * too.
     */
    AVERAGE_PRECISION {
        @Override
        public OptionalDouble of(PatientPredictions predictions) {
            Optional<OperatingPoints> points = OperatingPoints.of(predictions);
            return points.isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(points.get().averagePrecision());
        }
    },
    /** Mean squared distance of probability and label (Brier 1950), 0..1, smaller is better. */
    BRIER {
        @Override
        public OptionalDouble of(PatientPredictions predictions) {
            if (!predictions.hasProbabilities()) {
                return OptionalDouble.empty();
            }
            double sum = 0;
            for (int i = 0; i < predictions.patients(); i++) {
                double error = predictions.probabilityOf(i) - predictions.truthOf(i);
                sum += error * error;
            }
            return OptionalDouble.of(sum / predictions.patients());
        }
    },
    /** Expected calibration error in {@value Reliability#DEFAULT_BINS} bins of equal width, 0..1, smaller is better. */
    CALIBRATION_ERROR {
        @Override
        public OptionalDouble of(PatientPredictions predictions) {
            Optional<Reliability> reliability = Reliability.equalWidth(predictions, Reliability.DEFAULT_BINS);
            return reliability.isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(reliability.get().expectedCalibrationError());
        }
    };

    /**
     * @return nothing when the predictions leave the metric undefined: a class without patients, or no probabilities
     */
    public abstract OptionalDouble of(PatientPredictions predictions);

    /** The metric with its bootstrap interval. */
    public Optional<Interval> interval(PatientPredictions predictions, Bootstrap bootstrap, Workers workers) {
        return bootstrap.interval(predictions.patients(), drawn -> of(predictions.select(drawn)), workers);
    }

    /**
     * The metric with its bootstrap interval, where some cases are of one patient.
     *
     * @param units the places of each patient's cases
     */
    public Optional<Interval> interval(
            PatientPredictions predictions, int[][] units, Bootstrap bootstrap, Workers workers) {
        return bootstrap.interval(units, drawn -> of(predictions.select(drawn)), workers);
    }
}
