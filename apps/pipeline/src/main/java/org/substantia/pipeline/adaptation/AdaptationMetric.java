package org.substantia.pipeline.adaptation;

import java.util.Optional;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Structure;

/** Names of metrics in files, and what readers call them. */
public final class AdaptationMetric {
    public static final String AUROC = "auroc";
    public static final String ACCURACY = "accuracy";
    public static final String BRIER = "brier";
    public static final String MEAN_DICE = "dice";
    public static final String COMPOSITE = "composite";

    private static final String DICE_OF = MEAN_DICE + ".";

    private AdaptationMetric() {}

    /** {@code dice.SN}; {@code dice.SN.NM} for the nigra as traced in NM. */
    public static String dice(Structure structure, LabelScheme scheme) {
        return DICE_OF + structure.symbol() + (scheme == LabelScheme.NM ? "." + scheme : "");
    }

    /** The heading of a metric. */
    public static String title(String name) {
        return switch (name) {
            case AUROC -> "AUROC";
            case ACCURACY -> "Accuracy";
            case BRIER -> "Brier score (smaller is better)";
            case MEAN_DICE -> "Dice, mean of all structures";
            case COMPOSITE -> "Composite of the challenge";
            default -> structure(name).map(symbol -> "Dice of " + symbol).orElse(name);
        };
    }

    private static Optional<String> structure(String name) {
        return name.startsWith(DICE_OF)
                ? Optional.of(name.substring(DICE_OF.length()).replace(".NM", " in NM"))
                : Optional.empty();
    }
}
