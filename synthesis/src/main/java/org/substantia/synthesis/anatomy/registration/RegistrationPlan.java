package org.substantia.synthesis.anatomy.registration;

import java.util.List;

/**
 * What two label maps are brought together by.
 *
 * @param sharedWeights one weight a shared structure; 1 is usual
 * @param containments numbered after the shared structures
 * @param ridge how strongly the affine map is held to the one it starts from; 0 is not at all
 * @param levels the deformable steps, coarse to fine
 */
public record RegistrationPlan(
        List<Double> sharedWeights, List<Containment> containments, double ridge, List<Level> levels) {
    /**
     * One deformable step.
     *
     * @param channelSigma smoothing of the maps, in voxels
     * @param iterations how many updates
     * @param fluidSigma smoothing of each update, in voxels
     * @param diffusionSigma smoothing of the velocity after each update, in voxels
     */
    public record Level(double channelSigma, int iterations, double fluidSigma, double diffusionSigma) {}

    public RegistrationPlan {
        sharedWeights = List.copyOf(sharedWeights);
        containments = List.copyOf(containments);
        levels = List.copyOf(levels);
    }

    int groups() {
        return sharedWeights.size() + containments.size();
    }
}
