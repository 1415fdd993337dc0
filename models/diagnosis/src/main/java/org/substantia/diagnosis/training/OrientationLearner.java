package org.substantia.diagnosis.training;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.Comparison;
import org.substantia.diagnosis.classification.features.FeatureScale;
import org.substantia.diagnosis.classification.features.FeatureSpace;
import org.substantia.diagnosis.classification.features.SideOrientation;
import org.substantia.diagnosis.classification.features.Subject;
import org.substantia.diagnosis.classification.scores.LinearScore;

/**
 * Learns to tell subjects from their mirror images: logistic regression on the differences of the sides, each subject
 * once as it is and once mirrored. It needs no labels. From a few subjects it learns little, and then both readings of
 * a subject count about alike.
 */
final class OrientationLearner {
    /** A penalty as strong as that of the diagnosis' own regressions. */
    private static final double COST = 0.01;

    private OrientationLearner() {}

    /** @param space whose differences of sides are used */
    static SideOrientation learn(FeatureSpace space, List<Subject> subjects, long seed) {
        List<BiomarkerId> compared = space.scales().stream()
                .map(FeatureScale::id)
                .filter(id -> id.comparison() == Comparison.DIFFERENCE)
                .map(BiomarkerId::mean)
                .toList();
        if (compared.isEmpty()) {
            return new SideOrientation(Map.of());
        }
        double[] spread =
                compared.stream().mapToDouble(id -> spread(id, subjects)).toArray();
        double[][] rows = new double[2 * subjects.size()][compared.size()];
        boolean[] asNamed = new boolean[rows.length];
        for (int i = 0; i < subjects.size(); i++) {
            Map<BiomarkerId, Double> differences = subjects.get(i).features().differences();
            asNamed[2 * i] = true;
            for (int k = 0; k < spread.length; k++) {
                double z = differences.getOrDefault(compared.get(k), 0.0) / spread[k];
                rows[2 * i][k] = z;
                rows[2 * i + 1][k] = -z;
            }
        }
        Candidate candidate = new Candidate(Candidate.Kind.L2_LOGISTIC, COST, spread.length);
        double[] learned = ((LinearScore) TribuoLearner.train(candidate, rows, asNamed, seed)).weights();
        Map<BiomarkerId, Double> weights = new LinkedHashMap<>();
        for (int k = 0; k < spread.length; k++) {
            weights.put(compared.get(k), learned[k] / spread[k]);
        }
        return new SideOrientation(weights);
    }

    /** Root mean square of the difference of the sides; above 0, or it would be no feature. */
    private static double spread(BiomarkerId id, List<Subject> subjects) {
        double[] differences = subjects.stream()
                .map(subject -> subject.features().differences().get(id))
                .filter(difference -> difference != null)
                .mapToDouble(Double::doubleValue)
                .toArray();
        return Math.sqrt(Arrays.stream(differences).map(d -> d * d).sum() / differences.length);
    }
}
