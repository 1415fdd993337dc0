package org.substantia.cohort.validation.duplicates;

import java.util.Map;
import org.substantia.cohort.anatomy.Modality;

/**
 * What is kept of a case's images to compare it with others.
 *
 * @param caseId of the case
 * @param subject of the case
 * @param digests of every image's voxels, equal for equal images
 * @param heads of the images that are to be compared
 */
public record CaseTrace(String caseId, String subject, Map<Modality, String> digests, Map<Modality, HeadImage> heads) {}
