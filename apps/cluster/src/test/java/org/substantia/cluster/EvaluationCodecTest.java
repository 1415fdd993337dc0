package org.substantia.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.scoring.challenge.CaseScore;
import org.substantia.scoring.challenge.ChallengeScore;
import org.substantia.scoring.challenge.ChallengeWeights;
import org.substantia.scoring.evaluation.CaseEvaluation;
import org.substantia.scoring.evaluation.ScoringFault;
import org.substantia.scoring.segmentation.LabelScore;
import org.substantia.scoring.segmentation.MaskScore;
import org.substantia.scoring.segmentation.NucleusScore;
import org.substantia.scoring.segmentation.OverlapMetrics;
import org.substantia.scoring.segmentation.SurfaceMetrics;
import org.substantia.scoring.segmentation.SurfaceScore;

class EvaluationCodecTest {
    private static final ChallengeWeights WEIGHTS = ChallengeWeights.standard();

    @Property
    void everyCaseComesBackAsItWas(@ForAll long seed) {
        CaseEvaluation one = random(new RandomStream(seed));

        assertThat(EvaluationCodec.decode(EvaluationCodec.encode(one), WEIGHTS)).isEqualTo(one);
    }

    private static CaseEvaluation random(RandomStream random) {
        CaseScore score = score(random);
        List<ScoringFault> faults = new ArrayList<>();
        for (int n = random.nextInt(3); n > 0; n--) {
            faults.add(new ScoringFault(
                    pick(LabelScheme.values(), random), pick(ScoringFault.Kind.values(), random), text(random)));
        }
        return new CaseEvaluation(
                score,
                random.nextBoolean() ? score : score(random),
                ChallengeScore.of(score, WEIGHTS),
                faults,
                texts(random),
                texts(random),
                new TreeMap<>(Map.of("reference/a/QSM", text(random), "prediction/a/QSM", text(random))));
    }

    private static CaseScore score(RandomStream random) {
        Map<LabelScheme, MaskScore> masks = new EnumMap<>(LabelScheme.class);
        for (LabelScheme scheme : LabelScheme.values()) {
            if (random.nextBoolean()) {
                masks.put(scheme, mask(scheme, random));
            }
        }
        return new CaseScore("病人 \0 1", masks);
    }

    private static MaskScore mask(LabelScheme scheme, RandomStream random) {
        List<NucleusScore> nuclei = new ArrayList<>();
        for (Nucleus nucleus : scheme.nuclei()) {
            // Without a voxel in common, one of the masks is empty and no distance exists.
            int shared = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(100);
            Optional<SurfaceScore> surface = random.nextBoolean()
                    ? Optional.of(new SurfaceScore(surface(random), surface(random)))
                    : Optional.empty();
            nuclei.add(new NucleusScore(
                    nucleus,
                    new LabelScore(
                            random.nextInt(20),
                            new OverlapMetrics(shared, shared + 1 + random.nextInt(9), shared),
                            shared == 0 ? Double.POSITIVE_INFINITY : random.nextDouble() * 50,
                            surface)));
        }
        return new MaskScore(
                scheme, random.nextBoolean(), nuclei, new TreeMap<>(Map.of(random.nextInt(9), 3)), new TreeMap<>());
    }

    private static SurfaceMetrics surface(RandomStream random) {
        return new SurfaceMetrics(
                distance(random), distance(random), distance(random), distance(random), random.nextDouble());
    }

    private static double distance(RandomStream random) {
        return random.nextInt(4) == 0 ? Double.POSITIVE_INFINITY : random.nextDouble() * 50;
    }

    private static List<String> texts(RandomStream random) {
        List<String> texts = new ArrayList<>();
        for (int n = random.nextInt(3); n > 0; n--) {
            texts.add(text(random));
        }
        return texts;
    }

    /** Longer than {@code writeUTF} takes, now and then. */
    private static String text(RandomStream random) {
        return "遗漏".repeat(random.nextInt(20) == 0 ? 40_000 : random.nextInt(5)) + random.nextInt(1000);
    }

    private static <T> T pick(T[] values, RandomStream random) {
        return values[random.nextInt(values.length)];
    }
}
