package org.substantia.pipeline.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.provenance.Provenance;
import org.substantia.scoring.challenge.OfficialCsv;
import org.substantia.scoring.evaluation.EvaluationSummary;
import org.substantia.scoring.evaluation.SegmentationEvaluation;
import org.substantia.scoring.statistics.Bootstrap;

/**
 * Writes {@code scores.json} and the challenge's two tables. Immutable.
 *
 * @param version of the program
 * @param toleranceMm of the normalized surface Dice
 * @param toleranceVoxels the same in voxels
 * @param bootstrap of the intervals
 * @param hidden whether only what may be shown while the reference stays secret is written
 */
public record ScoreFiles(String version, double toleranceMm, int toleranceVoxels, Bootstrap bootstrap, boolean hidden) {
    /** @param out folder of the files; those of an earlier run are taken away, lest they be taken for this one's */
    public void write(Path out, EvaluationSummary summary) throws IOException {
        SegmentationEvaluation segmentation = summary.segmentation();
        OfficialCsv.remove(out);
        if (!segmentation.schemes().isEmpty() && !hidden) {
            OfficialCsv.write(out, segmentation.officialScores());
        }
        Provenance provenance = provenance(segmentation);
        JsonFiles.write(
                out.resolve("scores.json"),
                hidden ? ScoresJson.ofHidden(provenance, summary) : ScoresJson.of(provenance, summary));
    }

    private Provenance provenance(SegmentationEvaluation segmentation) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("toleranceMm", toleranceMm);
        options.put("toleranceVoxels", toleranceVoxels);
        options.put("bootstrap", bootstrap.replicates());
        Map<String, String> inputs = new TreeMap<>();
        segmentation.cases().forEach(c -> inputs.putAll(c.inputs()));
        if (hidden) {
            options.put("hiddenReference", true);
            inputs.keySet().removeIf(input -> input.startsWith("reference/"));
        }
        return new Provenance(version, "evaluate", options, OptionalLong.of(bootstrap.seed()), inputs);
    }
}
