package org.substantia.synthesis.image;

/** What an NM signal of 1 is: the mean of the NM image over the brain, the voxels where the susceptibility map is defined. */
final class NmReference {
    private NmReference() {}

    /** @param brainMask 1 in the brain */
    static double of(float[] nm, byte[] brainMask) {
        double sum = 0;
        long count = 0;
        for (int i = 0; i < nm.length; i++) {
            if (brainMask[i] != 0) {
                sum += nm[i];
                count++;
            }
        }
        return count == 0 ? 1 : sum / count;
    }
}
