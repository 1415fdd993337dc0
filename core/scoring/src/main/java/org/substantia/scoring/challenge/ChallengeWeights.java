package org.substantia.scoring.challenge;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.substantia.base.io.FileFaults;
import org.substantia.base.text.Format;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Structure;

/**
 * The numbers of the challenge's composite: for every hemisphere of a region {@code dice * Dice + hausdorff * (1 - HD /
 * hausdorffNormalizer)}, times the weight of the region, times that of the modality.
 *
 * @param regions weight of every scored structure in each kind of mask; a structure that is not named is not scored
 * @param modalities weight of each kind of mask
 * @param dice weight of the Dice coefficient
 * @param hausdorff weight of the Hausdorff part
 * @param hausdorffNormalizer the distance in voxels at which the Hausdorff part is 0
 */
public record ChallengeWeights(
        Map<LabelScheme, Map<Structure, Double>> regions,
        Map<LabelScheme, Double> modalities,
        double dice,
        double hausdorff,
        double hausdorffNormalizer) {
    private static final String DICE = "dice";
    private static final String HAUSDORFF = "hausdorff";
    private static final String NORMALIZER = "hausdorff.normalizer";
    private static final String MODALITY = "modality.";
    private static final String REGION = "region.";

    /** @throws IllegalArgumentException if a weight is negative or not finite, or the normalizer is not above 0 */
    public ChallengeWeights {
        Map<LabelScheme, Map<Structure, Double>> regionCopy = new EnumMap<>(LabelScheme.class);
        Map<LabelScheme, Double> modalityCopy = new EnumMap<>(LabelScheme.class);
        for (LabelScheme scheme : LabelScheme.values()) {
            Map<Structure, Double> structures = new EnumMap<>(Structure.class);
            regions.getOrDefault(scheme, Map.of()).forEach((structure, weight) -> {
                if (requireWeight(weight) > 0) {
                    if (scheme.nuclei().stream().noneMatch(nucleus -> nucleus.structure() == structure)) {
                        throw new IllegalArgumentException("a " + scheme + " mask has no " + structure.symbol());
                    }
                    structures.put(structure, weight);
                }
            });
            regionCopy.put(scheme, Collections.unmodifiableMap(structures));
            modalityCopy.put(scheme, requireWeight(modalities.getOrDefault(scheme, 0.0)));
        }
        regions = Collections.unmodifiableMap(regionCopy);
        modalities = Collections.unmodifiableMap(modalityCopy);
        requireWeight(dice);
        requireWeight(hausdorff);
        if (requireWeight(hausdorffNormalizer) == 0) {
            throw new IllegalArgumentException("the Hausdorff normalizer must be above 0");
        }
    }

    private static double requireWeight(double weight) {
        if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a weight is a finite number of at least 0, not " + weight);
        }
        return weight;
    }

    /** The weights of the challenge's page. */
    public static ChallengeWeights standard() {
        Map<Structure, Double> qsm = new EnumMap<>(Structure.class);
        for (Structure structure : Structure.values()) {
            qsm.put(structure, structure.qsmWeight());
        }
        return new ChallengeWeights(
                Map.of(LabelScheme.QSM, qsm, LabelScheme.NM, Map.of(Structure.SN, 2.0)),
                Map.of(LabelScheme.QSM, 0.6, LabelScheme.NM, 0.4),
                0.7,
                0.3,
                10);
    }

    /**
     * Reads a Java properties file (ISO 8859-1) with any of the keys {@code dice}, {@code hausdorff},
     * {@code hausdorff.normalizer}, {@code modality.qsm}, {@code modality.nm}, {@code region.qsm.STN} (any structure
     * symbol) and {@code region.nm.SN}. What is not named keeps its standard value; a region weight of 0 leaves the
     * region out.
     *
     * @throws WeightsFormatException if a key is unknown or a value is not a weight
     * @throws IOException naming the file, if it cannot be read
     */
    public static ChallengeWeights load(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            throw new WeightsFormatException(file, "not a properties file: " + e.getMessage());
        } catch (IOException e) {
            throw FileFaults.named(file, e);
        }
        Draft draft = new Draft(standard());
        for (String key : properties.stringPropertyNames()) {
            draft.set(file, key, number(file, key, properties.getProperty(key)));
        }
        try {
            return draft.weights();
        } catch (IllegalArgumentException e) {
            throw new WeightsFormatException(file, e.getMessage());
        }
    }

    /** Weights that a file is about to change. */
    private static final class Draft {
        private final Map<LabelScheme, Map<Structure, Double>> regions = new EnumMap<>(LabelScheme.class);
        private final Map<LabelScheme, Double> modalities;
        private double dice;
        private double hausdorff;
        private double hausdorffNormalizer;

        Draft(ChallengeWeights start) {
            start.regions.forEach((scheme, weights) -> {
                Map<Structure, Double> copy = new EnumMap<>(Structure.class);
                copy.putAll(weights);
                regions.put(scheme, copy);
            });
            modalities = new EnumMap<>(start.modalities);
            dice = start.dice;
            hausdorff = start.hausdorff;
            hausdorffNormalizer = start.hausdorffNormalizer;
        }

        void set(Path file, String key, double value) throws WeightsFormatException {
            if (key.equals(DICE)) {
                dice = value;
            } else if (key.equals(HAUSDORFF)) {
                hausdorff = value;
            } else if (key.equals(NORMALIZER)) {
                hausdorffNormalizer = value;
            } else if (key.startsWith(MODALITY)) {
                modalities.put(scheme(file, key, key.substring(MODALITY.length())), value);
            } else if (key.startsWith(REGION) && key.indexOf('.', REGION.length()) > 0) {
                int dot = key.indexOf('.', REGION.length());
                LabelScheme scheme = scheme(file, key, key.substring(REGION.length(), dot));
                regions.get(scheme).put(structure(file, key, key.substring(dot + 1)), value);
            } else {
                throw unknown(file, key);
            }
        }

        ChallengeWeights weights() {
            return new ChallengeWeights(regions, modalities, dice, hausdorff, hausdorffNormalizer);
        }
    }

    private static double number(Path file, String key, String text) throws WeightsFormatException {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new WeightsFormatException(file, key + " is a number, not '" + text + "'");
        }
    }

    private static LabelScheme scheme(Path file, String key, String name) throws WeightsFormatException {
        Optional<LabelScheme> found = Arrays.stream(LabelScheme.values())
                .filter(scheme -> Format.lowerCase(scheme).equals(name))
                .findFirst();
        return found.orElseThrow(() -> unknown(file, key));
    }

    private static Structure structure(Path file, String key, String symbol) throws WeightsFormatException {
        Optional<Structure> found = Arrays.stream(Structure.values())
                .filter(structure -> structure.symbol().equals(symbol))
                .findFirst();
        return found.orElseThrow(() -> unknown(file, key));
    }

    private static WeightsFormatException unknown(Path file, String key) {
        return new WeightsFormatException(
                file,
                "unknown key '" + key
                        + "'; known are dice, hausdorff, hausdorff.normalizer, modality.qsm, modality.nm, "
                        + "region.qsm.CN and the like, region.nm.SN");
    }

    /** The composite of a perfect prediction: 5.48 and 10.96 with the standard weights. */
    public double maximum(ScoreConvention convention) {
        double sum = 0;
        for (LabelScheme scheme : LabelScheme.values()) {
            double inScheme = 0;
            for (double weight : regions.get(scheme).values()) {
                inScheme += weight * convention.of(dice + hausdorff, dice + hausdorff);
            }
            sum += modalities.get(scheme) * inScheme;
        }
        return sum;
    }
}
