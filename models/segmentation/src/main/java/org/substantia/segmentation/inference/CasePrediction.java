package org.substantia.segmentation.inference;

import java.util.List;
import java.util.Map;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.imaging.Geometry;
import org.substantia.segmentation.localization.NucleiLocation;
import org.substantia.segmentation.model.Probabilities;

/**
 * What the networks say of a case.
 *
 * @param images that they saw, brought together
 * @param location where the nuclei lie
 * @param searched whether they had to be searched for with the fine network, as in a thin slab
 * @param patch that the fine network saw
 * @param heads one entry a head of the plan, on the patch
 * @param seconds that each stage took, in order
 */
public record CasePrediction(
        CaseScans images,
        NucleiLocation location,
        boolean searched,
        Geometry patch,
        List<Probabilities> heads,
        Map<String, Double> seconds) {}
