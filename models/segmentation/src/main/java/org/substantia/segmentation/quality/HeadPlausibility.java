package org.substantia.segmentation.quality;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.substantia.cohort.anatomy.Nucleus;

/**
 * Tells the nuclei of a head from what the networks make of anything else: of a CT, a phantom of water, a mouse. There
 * each structure looks good by itself, but hardly one has its place among the others or its size. How many do in heads
 * and in other things is in docs/results/images-that-are-no-heads.md. Stateless.
 */
public final class HeadPlausibility {
    /** What cannot be in most of a head's nuclei. */
    private static final Set<QcFlag> IMPLAUSIBLE =
            EnumSet.of(QcFlag.MISSING, QcFlag.MISPLACED, QcFlag.IMPLAUSIBLE_VOLUME);

    private static final Set<String> KNOWN =
            Arrays.stream(Nucleus.values()).map(Nucleus::symbol).collect(Collectors.toSet());

    private HeadPlausibility() {}

    /**
     * How many structures are as they cannot be, of those whose place is in view. Only the challenge's nuclei count: of
     * others nobody knows the usual place and size, and a lesion may well be missing.
     *
     * @param implausible missing, misplaced or of an implausible volume
     * @param inView those that should be seen
     */
    public record Count(int implausible, int inView) {
        /** Whether at least half are as they cannot be. */
        public boolean isMost() {
            return implausible > 0 && 2 * implausible >= inView;
        }
    }

    /** @param structures of one label map */
    public static Count count(List<StructureQuality> structures) {
        List<StructureQuality> inView = structures.stream()
                .filter(s -> KNOWN.contains(s.name()) && !s.flags().contains(QcFlag.OUT_OF_VIEW))
                .toList();
        long implausible = inView.stream()
                .filter(s -> s.flags().stream().anyMatch(IMPLAUSIBLE::contains))
                .count();
        return new Count((int) implausible, inView.size());
    }

    /**
     * Why the structures cannot be those of a head; empty if they can.
     *
     * @param structures of the label map that holds the most
     * @return without the name of the case
     */
    public static Optional<String> fault(List<StructureQuality> structures) {
        Count count = count(structures);
        return count.isMost()
                ? Optional.of(count.implausible() + " of the " + count.inView()
                        + " structures in view are missing, misplaced or of an implausible volume, so the images hardly"
                        + " show a head as their headers place it")
                : Optional.empty();
    }
}
