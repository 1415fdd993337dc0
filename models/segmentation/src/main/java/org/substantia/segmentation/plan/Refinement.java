package org.substantia.segmentation.plan;

import org.substantia.cohort.anatomy.Modality;

/**
 * A small network that traces one head's structures anew in a small patch around them, its images normalised within
 * that patch. What is hardly brighter than its surroundings, as the nigra in NM is, hardly shows in a patch that holds
 * half a head.
 *
 * @param head name of the head it answers for
 * @param modality the image without which it is not asked
 * @param stage its grid, of the segmenter's spacing, and its network, of that one head
 */
public record Refinement(String head, Modality modality, Stage stage) {}
