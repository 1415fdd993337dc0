package org.substantia.segmentation.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.substantia.cohort.anatomy.Modality;

/**
 * A small network that traces the structures of one label set again, in a small patch around them within which its
 * images are normalized. What is hardly brighter than its surroundings, as the nigra in NM, hardly shows in a patch
 * that holds half a head.
 *
 * @param labelSet name of the label set; {@code head} in files
 * @param modality the image without which the refinement is left out
 * @param stage its grid, of the segmenter's spacing, and its network, whose one head is that of the label set
 */
public record Refinement(@JsonProperty("head") String labelSet, Modality modality, Stage stage) {}
