package org.substantia.synthesis.generation;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.LabelMap;
import org.substantia.synthesis.deformation.Deformation;
import org.substantia.synthesis.deformation.DeformationParameters;
import org.substantia.synthesis.image.protocol.ImagingParameters;
import org.substantia.synthesis.subject.SubjectParameters;

/**
 * All that is known of a synthetic case: the schema of {@code truth.json}.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION}
 * @param id of the case
 * @param anatomy the bank's composite it was made of, followed by {@code mirrored} where it was
 * @param testAnatomy whether that is test anatomy
 * @param subject every sampled parameter of the person
 * @param deformation every sampled parameter of pose and shape
 * @param deformationFacts what came of solving the deformation
 * @param checks of the anatomy
 * @param imaging every sampled parameter of the scans
 * @param voxels of every label, by mask
 */
record CaseTruth(
        int schemaVersion,
        String id,
        String anatomy,
        boolean testAnatomy,
        SubjectParameters subject,
        DeformationParameters deformation,
        Deformation.Facts deformationFacts,
        CaseChecks checks,
        ImagingParameters imaging,
        SortedMap<String, SortedMap<Integer, Integer>> voxels) {
    static final int SCHEMA_VERSION = 3;

    static CaseTruth of(SyntheticCase made) {
        SortedMap<String, SortedMap<Integer, Integer>> voxels = new TreeMap<>();
        Map<LabelScheme, LabelMap> masks = Map.of(
                LabelScheme.QSM, made.images().qsmMask(),
                LabelScheme.NM, made.images().nmMask());
        masks.forEach((scheme, mask) -> voxels.put(scheme.name() + "_mask", mask.counts()));
        return new CaseTruth(
                SCHEMA_VERSION,
                made.id(),
                made.anatomyId(),
                made.test(),
                made.subject(),
                made.deformation(),
                made.facts(),
                CaseChecks.of(made.facts(), made.placement()),
                made.imaging(),
                voxels);
    }
}
