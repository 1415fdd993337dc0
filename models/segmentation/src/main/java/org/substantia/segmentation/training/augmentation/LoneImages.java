package org.substantia.segmentation.training.augmentation;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Modality;

/**
 * Examples that show one image and no other, beside those whose images are left out by chance. Of the latter, one in
 * fifteen has only the T1 of three images; a model that is to be given little else needs more of them. Immutable and
 * safe to share.
 *
 * @param shares of all examples, by image; where a sample lacks the image, its example is like all others
 */
public record LoneImages(Map<Modality, Double> shares) {
    /** None beside those that come about by chance. */
    public static final LoneImages NONE = new LoneImages(Map.of());

    /** @throws IllegalArgumentException if a share is not within 0 and 1, or they add up to more than 1 */
    public LoneImages {
        double sum = 0;
        for (double share : shares.values()) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("the share of examples with one image must be 0 to 1, not " + share);
            }
            sum += share;
        }
        // Shares as people write them do not add up to 1 to the last bit.
        if (sum > 1 + 1e-9) {
            throw new IllegalArgumentException("the shares of examples with one image add up to more than 1");
        }
        shares = Map.copyOf(shares);
    }

    /** In one line, empty where there are none. */
    public String describe() {
        return sorted().entrySet().stream()
                .map(share -> share.getKey() + " alone " + share.getValue())
                .collect(Collectors.joining(", "));
    }

    /** The only image of an example, if it is to have one. Without shares, no random number is drawn. */
    Optional<Modality> draw(RandomStream random) {
        if (shares.isEmpty()) {
            return Optional.empty();
        }
        double at = random.nextDouble();
        for (Map.Entry<Modality, Double> share : sorted().entrySet()) {
            at -= share.getValue();
            if (at < 0) {
                return Optional.of(share.getKey());
            }
        }
        return Optional.empty();
    }

    /** In one order, so that a seed gives the same examples in every run. */
    private Map<Modality, Double> sorted() {
        Map<Modality, Double> sorted = new EnumMap<>(Modality.class);
        sorted.putAll(shares);
        return sorted;
    }
}
