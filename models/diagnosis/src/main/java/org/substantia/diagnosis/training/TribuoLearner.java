package org.substantia.diagnosis.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.substantia.diagnosis.classification.scores.LinearScore;
import org.substantia.diagnosis.classification.scores.ScoreModel;
import org.substantia.diagnosis.classification.scores.TreeScore;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.liblinear.LibLinearClassificationTrainer;
import org.tribuo.classification.liblinear.LinearClassificationType;
import org.tribuo.classification.liblinear.LinearClassificationType.LinearType;
import org.tribuo.classification.xgboost.XGBoostClassificationTrainer;
import org.tribuo.common.liblinear.LibLinearModel;
import org.tribuo.common.xgboost.XGBoostModel;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Trains candidates by Tribuo and takes what they learnt out of it. The same seed gives the same model. */
public final class TribuoLearner {
    private static final LabelFactory LABELS = new LabelFactory();
    private static final Label PARKINSON = new Label("1");
    private static final Label HEALTHY = new Label("0");
    private static final int MAX_ITERATIONS = 2000;
    private static final double TOLERANCE = 1e-4;
    private static final int BOOSTING_ROUNDS = 150;
    private static final int FOREST_TREES = 300;
    /** Scale of the known score among the features: large, so that its weight is small and its penalty nothing. */
    private static final double FREE = 100;

    private TribuoLearner() {}

    /**
     * @param rows standardized features of each patient
     * @param parkinson their labels, both of which must occur
     */
    public static ScoreModel train(Candidate candidate, double[][] rows, boolean[] parkinson, long seed) {
        Model<Label> model = model(candidate, dataset(rows, parkinson), seed);
        if (model instanceof LibLinearModel<Label> linear) {
            return linearScore(linear, rows[0].length);
        }
        int parallel = candidate.kind() == Candidate.Kind.RANDOM_FOREST ? FOREST_TREES : 1;
        return treeScore((XGBoostModel<Label>) model, parallel);
    }

    /**
     * Logistic regression whose weights are held not to 0 but to a multiple of known ones: {@code w = a w0 + d}, with a
     * penalty on {@code d} and all but none on {@code a} (transfer by biased regularization, as in Kuzborskij and
     * Orabona, ICML 2013).
     *
     * @param known weights of the same standardized features
     * @param cost inverse of the penalty
     * @param rows standardized features of each patient
     * @param parkinson their labels, both of which must occur
     */
    public static LinearScore adapt(LinearScore known, double cost, double[][] rows, boolean[] parkinson, long seed) {
        int features = rows[0].length;
        double[][] wider = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            wider[i] = Arrays.copyOf(rows[i], features + 1);
            wider[i][features] = FREE * known.score(rows[i]);
        }
        Candidate candidate = new Candidate(Candidate.Kind.L2_LOGISTIC, cost, features + 1);
        Model<Label> model = model(candidate, dataset(wider, parkinson), seed);
        LinearScore learnt = linearScore((LibLinearModel<Label>) model, features + 1);
        return learnt.withLastAs(known, FREE);
    }

    /**
     * The log-odds that Tribuo's own model gives the patients it learnt from; what {@link #train} takes out must agree.
     */
    static double[] logOddsByTribuo(Candidate candidate, double[][] rows, boolean[] parkinson, long seed) {
        Model<Label> model = model(candidate, dataset(rows, parkinson), seed);
        return model.predict(dataset(rows, parkinson)).stream()
                .map(Prediction::getOutputScores)
                .mapToDouble(scores -> Math.log(scores.get(PARKINSON.getLabel()).getScore()
                        / scores.get(HEALTHY.getLabel()).getScore()))
                .toArray();
    }

    private static Model<Label> model(Candidate candidate, MutableDataset<Label> patients, long seed) {
        int depth = (int) candidate.regularization();
        return switch (candidate.kind()) {
            case L1_LOGISTIC ->
                logistic(LinearType.L1R_LR, candidate.regularization(), seed).train(patients);
            case L2_LOGISTIC ->
                logistic(LinearType.L2R_LR, candidate.regularization(), seed).train(patients);
            case GRADIENT_BOOSTING ->
                new XGBoostClassificationTrainer(BOOSTING_ROUNDS, boosting(depth, seed)).train(patients);
            case RANDOM_FOREST -> new XGBoostClassificationTrainer(1, forest(depth, seed)).train(patients);
            case RIDGE_LOG_ODDS, ADAPTED_LOGISTIC, UNCHANGED ->
                throw new IllegalArgumentException(candidate.kind() + " is not learned by Tribuo");
        };
    }

    private static LibLinearClassificationTrainer logistic(LinearType type, double cost, long seed) {
        return new LibLinearClassificationTrainer(
                new LinearClassificationType(type), cost, MAX_ITERATIONS, TOLERANCE, seed);
    }

    private static LinearScore linearScore(LibLinearModel<Label> model, int features) {
        de.bwaldvogel.liblinear.Model inner = model.getInnerModels().get(0);
        double[] all = inner.getFeatureWeights();
        // One row of weights for both classes; it speaks for the class that comes first.
        double sign = inner.getLabels()[0] == model.getOutputIDInfo().getID(PARKINSON) ? 1 : -1;
        double[] weights = new double[features];
        for (int i = 0; i < features; i++) {
            weights[i] = sign * all[model.getFeatureIDMap().getID(name(i))];
        }
        return new LinearScore(sign * all[features], weights);
    }

    private static Map<String, Object> boosting(int depth, long seed) {
        Map<String, Object> parameters = common(depth, seed);
        parameters.put("eta", 0.05);
        parameters.put("lambda", 2.0);
        parameters.put("min_child_weight", 3.0);
        parameters.put("subsample", 0.7);
        parameters.put("colsample_bytree", 0.7);
        return parameters;
    }

    /**
     * A forest in Breiman's sense: one round of many trees, each grown on a part of the patients and, at each split, of
     * the features.
     */
    private static Map<String, Object> forest(int depth, long seed) {
        Map<String, Object> parameters = common(depth, seed);
        parameters.put("eta", 1.0);
        parameters.put("lambda", 0.5);
        parameters.put("min_child_weight", 2.0);
        parameters.put("subsample", 0.632);
        parameters.put("colsample_bynode", 0.25);
        parameters.put("num_parallel_tree", FOREST_TREES);
        return parameters;
    }

    private static Map<String, Object> common(int depth, long seed) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("objective", "multi:softprob");
        parameters.put("booster", "gbtree");
        parameters.put("tree_method", "exact");
        parameters.put("max_depth", depth);
        parameters.put("seed", (int) (seed & Integer.MAX_VALUE));
        // One thread: results must not depend on how many there are.
        parameters.put("nthread", 1);
        parameters.put("verbosity", 0);
        return parameters;
    }

    private static TreeScore treeScore(XGBoostModel<Label> model, int parallel) {
        int ofParkinson = model.getOutputIDInfo().getID(PARKINSON);
        // Tribuo numbers features by name; the names were chosen to be in order, zero-padded.
        List<TreeScore.Tree> trees = new ArrayList<>();
        Booster booster = model.getInnerModels().get(0);
        try {
            String[] dumps = booster.getModelDump("", true, "json");
            for (int t = 0; t < dumps.length; t++) {
                // Each round grows trees for the one class, then for the other; their difference is the log-odds.
                boolean positive = (t / parallel) % 2 == ofParkinson;
                trees.add(TreeDump.read(dumps[t], positive ? 1 : -1));
            }
        } catch (XGBoostError e) {
            throw new IllegalStateException("XGBoost does not give its trees", e);
        } finally {
            // Native memory, which the garbage collector would free far too late.
            booster.dispose();
        }
        return new TreeScore(trees);
    }

    private static MutableDataset<Label> dataset(double[][] rows, boolean[] parkinson) {
        MutableDataset<Label> dataset =
                new MutableDataset<>(new SimpleDataSourceProvenance("biomarkers", LABELS), LABELS);
        String[] names = new String[rows[0].length];
        Arrays.setAll(names, TribuoLearner::name);
        for (int i = 0; i < rows.length; i++) {
            dataset.add(new ArrayExample<>(parkinson[i] ? PARKINSON : HEALTHY, names, rows[i]));
        }
        return dataset;
    }

    private static String name(int feature) {
        return String.format(Locale.ROOT, "f%06d", feature);
    }
}
