package org.substantia.synthesis.subject;

/**
 * What the scanner adds to a case, whatever the patient has.
 *
 * @param site name of the site
 * @param nmGain factor on the whole NM image
 * @param t1Gain factor on the whole T1 image
 * @param noise factor on the noise of all images
 * @param coilShading relative change of the NM signal from the middle of the head to its border, at least 0
 * @param shadingX unit vector (RAS) along which the shading brightens
 * @param shadingY as {@code shadingX}
 * @param shadingZ as {@code shadingX}
 */
public record ScannerEffects(
        String site,
        double nmGain,
        double t1Gain,
        double noise,
        double coilShading,
        double shadingX,
        double shadingY,
        double shadingZ) {}
