package org.substantia.segmentation.inference;

import java.util.List;
import java.util.Map;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.imaging.Geometry;
import org.substantia.segmentation.localization.NucleiLocation;
import org.substantia.segmentation.model.Probabilities;

/**
 * What the networks say of a case, before it is turned into label maps.
 *
 * @param scans that they saw
 * @param location where the nuclei lie
 * @param searched whether they had to be searched for with the fine network, as in a thin slab
 * @param patch that the fine network saw
 * @param probabilities one entry for each label set of the plan, on the patch
 * @param seconds that each stage took, in order
 */
public record NetworkOutput(
        CaseScans scans,
        NucleiLocation location,
        boolean searched,
        Geometry patch,
        List<Probabilities> probabilities,
        Map<String, Double> seconds) {}
