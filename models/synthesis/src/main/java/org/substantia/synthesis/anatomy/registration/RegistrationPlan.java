package org.substantia.synthesis.anatomy.registration;

import java.util.List;

/**
 * What two label maps are brought together by.
 *
 * @param sharedWeights one weight a shared structure; 1 is usual
 * @param containments numbered after the shared structures
 */
public record RegistrationPlan(List<Double> sharedWeights, List<InclusionConstraint> containments) {
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
    }

    int groups() {
        return sharedWeights.size() + containments.size();
    }
}
