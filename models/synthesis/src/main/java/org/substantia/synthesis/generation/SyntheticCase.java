package org.substantia.synthesis.generation;

import org.substantia.synthesis.deformation.Deformation;
import org.substantia.synthesis.deformation.DeformationParameters;
import org.substantia.synthesis.deformation.NucleusPlacement;
import org.substantia.synthesis.image.protocol.ImagingParameters;
import org.substantia.synthesis.image.render.SyntheticImages;
import org.substantia.synthesis.subject.SubjectParameters;

/**
 * One synthetic patient with all that is known of it.
 *
 * @param id {@code SYN_0001}, ...
 * @param anatomyId the bank's composite it was made of
 * @param test whether that is test anatomy
 * @param subject every sampled parameter of the person
 * @param deformation every sampled parameter of pose and shape
 * @param facts what came of solving the deformation
 * @param placement where its nuclei lie
 * @param imaging every sampled parameter of the scans
 * @param images the scans and their true masks
 */
public record SyntheticCase(
        String id,
        String anatomyId,
        boolean test,
        SubjectParameters subject,
        DeformationParameters deformation,
        Deformation.Facts facts,
        NucleusPlacement placement,
        ImagingParameters imaging,
        SyntheticImages images) {}
