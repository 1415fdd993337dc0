package org.substantia.synthesis.anatomy.build;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.anatomy.Tissue;
import org.substantia.synthesis.anatomy.registration.LabelGroups;

/** Which labels of a mask and of a head belong together when the head is brought to the mask. */
final class RegistrationGroups {
    /** What of the NM mask's substantia nigra lies beside the nuclei has labels after theirs. */
    private static final int LABELS_OF_NUCLEI = Nucleus.values().length;

    private RegistrationGroups() {}

    /** The nuclei, and what of the NM mask's substantia nigra lies beside them. */
    static LabelGroups ofMask(SourceMask mask) {
        byte[] labels = new byte[mask.nuclei().geometry().voxelCount()];
        mask.nigra().forEachLabeled((index, label) -> labels[index] = (byte) (LABELS_OF_NUCLEI + label));
        mask.nuclei().forEachLabeled((index, label) -> labels[index] = (byte) label);
        List<List<Integer>> groups = new ArrayList<>();
        groups.add(List.of());
        for (Nucleus nucleus : LabelScheme.QSM.nuclei()) {
            groups.add(groupsOf(nucleus));
        }
        for (Nucleus nigra : LabelScheme.NM.nuclei()) {
            groups.add(numbers(
                    InclusionRegion.midbrain(nigra.side()),
                    InclusionRegion.VENTRICLES,
                    InclusionRegion.half(nigra.side().opposite())));
        }
        return new LabelGroups(LabelMap.ofBytes(mask.nuclei().geometry(), labels), groups);
    }

    private static List<Integer> groupsOf(Nucleus nucleus) {
        Side side = nucleus.side();
        List<Integer> groups = new ArrayList<>();
        switch (nucleus.structure()) {
            // Held by their overlap.
            case CN, PUT, GP, TH -> groups.add(HeadToMaskRegistration.SHARED.indexOf(nucleus));
            case STN -> groups.add(InclusionRegion.aroundStn(side).group());
            case SN, RN -> groups.add(InclusionRegion.midbrain(side).group());
            case DN -> groups.add(InclusionRegion.cerebellum(side).group());
        }
        boolean isCaudate = nucleus == Nucleus.CN_R || nucleus == Nucleus.CN_L;
        groups.add((isCaudate ? InclusionRegion.CAUDATE_VENTRICLES : InclusionRegion.VENTRICLES).group());
        groups.add(InclusionRegion.half(side.opposite()).group());
        return groups;
    }

    /** @param codes {@link HeadLabel} codes */
    static LabelGroups ofHead(LabelMap codes) {
        return new LabelGroups(codes, HeadLabel.groups(RegistrationGroups::groupsOf));
    }

    private static List<Integer> groupsOf(HeadLabel label) {
        List<Integer> groups = new ArrayList<>();
        label.nucleus().ifPresent(nucleus -> groups.add(HeadToMaskRegistration.SHARED.indexOf(nucleus)));
        switch (label) {
            case VENTRAL_DIENCEPHALON_R ->
                groups.addAll(numbers(InclusionRegion.MIDBRAIN_RIGHT, InclusionRegion.AROUND_STN_RIGHT));
            case VENTRAL_DIENCEPHALON_L ->
                groups.addAll(numbers(InclusionRegion.MIDBRAIN_LEFT, InclusionRegion.AROUND_STN_LEFT));
            case BRAINSTEM ->
                groups.addAll(numbers(
                        InclusionRegion.MIDBRAIN_RIGHT,
                        InclusionRegion.MIDBRAIN_LEFT,
                        InclusionRegion.AROUND_STN_RIGHT,
                        InclusionRegion.AROUND_STN_LEFT));
            case CEREBELLAR_WHITE_MATTER_R -> groups.addAll(numbers(InclusionRegion.CEREBELLUM_RIGHT));
            case CEREBELLAR_WHITE_MATTER_L -> groups.addAll(numbers(InclusionRegion.CEREBELLUM_LEFT));
            default -> {
                if (isVentricular(label)) {
                    groups.addAll(numbers(InclusionRegion.CAUDATE_VENTRICLES, InclusionRegion.VENTRICLES));
                }
            }
        }
        label.side().ifPresent(side -> groups.addAll(numbers(InclusionRegion.half(side))));
        return groups;
    }

    private static boolean isVentricular(HeadLabel label) {
        return label.tissue()
                .filter(tissue -> tissue == Tissue.VENTRICLE || tissue == Tissue.CHOROID_PLEXUS)
                .isPresent();
    }

    private static List<Integer> numbers(InclusionRegion... regions) {
        return Arrays.stream(regions).map(InclusionRegion::group).toList();
    }
}
