package org.substantia.pipeline.adaptation;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.substantia.base.io.Sha256;
import org.substantia.base.json.JsonFiles;

/**
 * A finished cell of the curve, as its file holds it: one method, learned from one amount, tested on one fold of one
 * repetition.
 *
 * @param key digest of all that the result depends on; see {@link #key}
 * @param amount of training cases, 0 for a method that does not learn
 * @param training ids, sorted
 * @param test ids, sorted
 * @param metrics by name
 * @param cases what was found for each test case
 * @param trainedWeights how many numbers were learned
 * @param seconds of wall time, learning and testing
 * @param peakMemoryMiB the largest resident memory of the process meanwhile, where the system tells it and nothing else
 *     ran beside
 * @param remarks why something could not be learned or tested
 */
public record CellResult(
        int schemaVersion,
        String key,
        String method,
        int amount,
        int fold,
        long seed,
        List<String> training,
        List<String> test,
        Map<String, Double> metrics,
        Map<String, Map<String, Double>> cases,
        long trainedWeights,
        double seconds,
        OptionalLong peakMemoryMiB,
        List<String> remarks) {
    static final int SCHEMA_VERSION = 1;

    public CellResult {
        training = List.copyOf(training);
        test = List.copyOf(test);
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        cases = Collections.unmodifiableMap(new LinkedHashMap<>(cases));
        remarks = List.copyOf(remarks);
    }

    /** The name of the file of a cell. */
    static String fileName(String method, int amount, int fold, long seed) {
        return String.format(Locale.ROOT, "%s_n%04d_seed%d_fold%d.json", method, amount, seed, fold);
    }

    /** Digest of the data, the method with its settings, and the cases of a cell. */
    static String key(
            AdaptationCohort cohort, AdaptationMethod method, AdaptationDesign.Turn turn, List<String> training)
            throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("cohort", cohort.digest());
        content.put("method", method.name());
        content.put("settings", method.settings());
        content.put("seed", turn.seed());
        content.put("fold", turn.fold());
        content.put("training", training);
        content.put("test", turn.test());
        return new Sha256().update(JsonFiles.line(content)).hex();
    }
}
