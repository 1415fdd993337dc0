package org.substantia.synthesis.anatomy.build;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.substantia.synthesis.anatomy.AnatomyBank;

/**
 * Choices in building an {@link AnatomyBank}. There is no seed: nothing in a build is random.
 *
 * @param testHeads names of the heads that are test anatomy; those that the folder does not hold are passed over
 * @param testMasks names of the masks that are test anatomy; likewise
 * @param pairs which heads and masks to join; when empty, all test heads with all test masks and all others with all
 *     others
 * @param credits origin and license of the sources, stored in the bank
 * @param version of the program, stored in the bank
 */
public record AnatomyBankOptions(
        Set<String> testHeads,
        Set<String> testMasks,
        Optional<List<Pair>> pairs,
        List<String> credits,
        String version) {
    /**
     * A head and a mask to join.
     *
     * @param headId file name of the head without {@code .nii.gz}
     * @param maskId name of the mask's folder
     */
    public record Pair(String headId, String maskId) {}

    private static final List<String> PUBLIC_CREDITS = List.of(
            "Heads training_seg_01 to training_seg_17: label maps of BBillot/SynthSeg, Apache License 2.0;"
                    + " Billot et al., Medical Image Analysis 86, 102789 (2023).",
            "Masks RJPD_002, RJPD_005, RJPD_006, RJPD_010: Ruijin-IMIT/PDCADxFoundation, MIT License,"
                    + " Copyright (c) 2025 Institute for Medical Imaging Technology, Ruijin Hospital.",
            "Shapes: subcortical label maps of the Harvard-Oxford Atlas 2.0 (HOA-2), Brigham and Women's Hospital,"
                    + " 3D Slicer license, part B; changed into deformations from their mean.");

    public AnatomyBankOptions {
        testHeads = Set.copyOf(testHeads);
        testMasks = Set.copyOf(testMasks);
        pairs = pairs.map(List::copyOf);
        credits = List.copyOf(credits);
        Objects.requireNonNull(version, "version");
    }

    /**
     * Those of the bundled bank: heads 15 to 17 and mask RJPD_010 are test anatomy, and the credits are those of the
     * public heads, masks and shapes. Whoever builds from others states theirs.
     */
    public static AnatomyBankOptions defaults(String version) {
        return new AnatomyBankOptions(
                Set.of("training_seg_15", "training_seg_16", "training_seg_17"),
                Set.of("RJPD_010"),
                Optional.empty(),
                PUBLIC_CREDITS,
                version);
    }

    public AnatomyBankOptions withTest(Set<String> heads, Set<String> masks) {
        return new AnatomyBankOptions(heads, masks, pairs, credits, version);
    }

    public AnatomyBankOptions withPairs(List<Pair> chosen) {
        return new AnatomyBankOptions(testHeads, testMasks, Optional.of(chosen), credits, version);
    }

    public AnatomyBankOptions withCredits(List<String> stated) {
        return new AnatomyBankOptions(testHeads, testMasks, pairs, stated, version);
    }
}
