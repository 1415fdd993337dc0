package org.substantia.imaging.registration;

import org.substantia.imaging.transform.RigidTransform;

/**
 * The outcome of a rigid registration.
 *
 * <p>Mutual information is normalized, {@code (H(A) + H(B)) / H(A, B)}: 1 for independent images, 2 for images that
 * determine each other (C. Studholme et al., "An overlap invariant entropy measure of 3D medical image alignment",
 * Pattern Recognition 32, 1999). Both values are taken at points that the search did not see; they are 1 when the
 * images could not be compared.
 *
 * @param transform the motion to use, from the fixed image's world to the moving image's; the identity unless
 *     {@code quality} is {@link RegistrationQuality#ALIGNED}
 * @param found the best motion of the search, whether it was accepted or not
 * @param quality why {@code transform} is what it is
 * @param mutualInformationBefore under the headers' alignment, 1 to 2
 * @param mutualInformationAfter under {@code found}, 1 to 2
 * @param distinctness how many times larger the information's excess over 1 is under {@code found} than far from it; 0
 *     when the images could not be compared
 * @param overlap the part, 0 to 1, of the compared region that both images show under {@code found}
 * @param evaluations how often the images were compared
 */
public record RegistrationResult(
        RigidTransform transform,
        RigidTransform found,
        RegistrationQuality quality,
        double mutualInformationBefore,
        double mutualInformationAfter,
        double distinctness,
        double overlap,
        int evaluations) {}
