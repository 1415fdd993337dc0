package org.substantia.challenge.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.substantia.base.io.AtomicFiles;
import org.substantia.challenge.json.Json;
import org.substantia.scoring.challenge.ChallengeWeights;
import org.substantia.scoring.challenge.ScoreConvention;

/**
 * What an engine may be told.
 *
 * @param convention {@code leaderboard} or {@code published}
 * @param weights lines of a weights file as {@link ChallengeWeights#load} reads it; empty for the challenge's own
 */
public record EngineOptions(String convention, String weights) {
    public static final EngineOptions STANDARD = new EngineOptions("leaderboard", "");

    /** @throws IllegalArgumentException if an option is not known */
    public EngineOptions {
        convention = convention == null ? "leaderboard" : convention;
        weights = weights == null ? "" : weights;
        if (!convention.equals("leaderboard") && !convention.equals("published")) {
            throw new IllegalArgumentException("the convention is leaderboard or published, not " + convention);
        }
    }

    public static EngineOptions parse(String json) {
        return Json.read(json, EngineOptions.class);
    }

    public String text() {
        return Json.text(this);
    }

    ScoreConvention scoreConvention() {
        return convention.equals("published") ? ScoreConvention.PUBLISHED : ScoreConvention.LEADERBOARD;
    }

    /** @throws IOException if the weights are none */
    public ChallengeWeights challengeWeights() throws IOException {
        if (weights.isBlank()) {
            return ChallengeWeights.standard();
        }
        Path file = Files.createTempFile("weights", ".properties");
        try {
            AtomicFiles.writeText(file, weights);
            return ChallengeWeights.load(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
