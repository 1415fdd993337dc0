package org.substantia.pipeline.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.json.JsonFiles;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.scoring.challenge.CaseScore;
import org.substantia.scoring.challenge.ChallengeScore;
import org.substantia.scoring.challenge.ChallengeWeights;
import org.substantia.scoring.evaluation.CaseEvaluation;
import org.substantia.scoring.evaluation.EvaluationSummary;
import org.substantia.scoring.evaluation.SegmentationEvaluation;
import org.substantia.scoring.statistics.Bootstrap;

class ScoreFilesTest {
    private static final ChallengeWeights WEIGHTS = ChallengeWeights.standard();

    @TempDir
    Path folder;

    /** At 14 kB a case the file of 100,000 cases would be larger than Java's longest text. */
    @Test
    void entriesOfSingleCasesAreLeftOutOfLargeCohorts() throws IOException {
        JsonNode most = scores(ScoresJson.MAX_CASES);
        assertThat(most.path("cases")).hasSize(ScoresJson.MAX_CASES);
        assertThat(most.at("/cases/0/id").asText()).isEqualTo("case0");

        JsonNode more = scores(ScoresJson.MAX_CASES + 1);
        assertThat(more.has("cases")).isFalse();
        assertThat(more.at("/summary/cases").asInt()).isEqualTo(ScoresJson.MAX_CASES + 1);
    }

    /** Of cases whose masks are all missing. */
    private JsonNode scores(int count) throws IOException {
        List<CaseEvaluation> cases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CaseScore score = new CaseScore("case" + i, Map.of());
            cases.add(new CaseEvaluation(
                    score, score, ChallengeScore.of(score, WEIGHTS), List.of(), List.of(), List.of(), Map.of()));
        }
        SegmentationEvaluation segmentation =
                new SegmentationEvaluation(WEIGHTS, Set.of(LabelScheme.values()), cases, List.of(), false);
        EvaluationSummary summary =
                new EvaluationSummary(segmentation, List.of(), Map.of(), Optional.empty(), Map.of());
        new ScoreFiles("test", 1, 1, Bootstrap.seeded(1), false).write(folder, summary);
        return JsonFiles.read(folder.resolve("scores.json"));
    }
}
