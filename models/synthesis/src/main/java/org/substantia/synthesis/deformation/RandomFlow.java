package org.substantia.synthesis.deformation;

import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Bounds;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.deformation.field.DisplacementField;
import org.substantia.synthesis.deformation.field.NodeGrid;
import org.substantia.synthesis.deformation.field.RandomVelocity;
import org.substantia.synthesis.deformation.field.VelocityField;

/**
 * The random flow of a whole head, which comes to rest in the margin around its field of view.
 *
 * @param forward from the composite to the subject
 * @param inverse from the subject to the composite
 * @param amplitude factor on the drawn velocity, below 1 where it would have folded or moved too far
 * @param smallestJacobian of {@code forward}
 */
record RandomFlow(DisplacementField forward, DisplacementField inverse, double amplitude, double smallestJacobian) {
    private static final double SPACING_MM = 4;
    /** The margin of a composite's tissue around its field of view, in which the flow comes to rest. */
    private static final double FADE_MM = 24;

    /**
     * @param head the grid of the tissue
     * @param shapes of real people; empty where none are known
     */
    static RandomFlow of(
            Geometry head, DeformationParameters parameters, Optional<PersonShapes> shapes, Workers workers) {
        VelocityField velocity = velocity(head, parameters, shapes, workers);
        double amplitude = 1;
        while (true) {
            DisplacementField forward = velocity.flow(amplitude, workers);
            double longest = forward.longest();
            double smallest = forward.smallestJacobian(workers);
            boolean folds = smallest < DeformableAnatomy.MIN_JACOBIAN;
            if (longest <= parameters.longestMm() && !folds) {
                return new RandomFlow(forward, velocity.flow(-amplitude, workers), amplitude, smallest);
            }
            // A displacement is nearly proportional to its velocity; a Jacobian is not, so that one goes down in steps.
            amplitude *= Math.min(0.97, folds ? 0.85 : 0.99 * parameters.longestMm() / longest);
        }
    }

    private static VelocityField velocity(
            Geometry head, DeformationParameters parameters, Optional<PersonShapes> shapes, Workers workers) {
        Bounds box = BoundingBox.whole(head).centers().transformed(head.affine());
        VelocityField velocity = new VelocityField(NodeGrid.around(box, SPACING_MM, SPACING_MM));
        RandomStream random = new RandomStream(parameters.velocitySeed());
        for (DeformationSpread.Scale scale : parameters.scales()) {
            RandomVelocity.add(velocity, scale.spacingMm(), scale.rmsMm(), random, workers);
        }
        shapes.ifPresent(known -> parameters.shape().ifPresent(shape -> known.add(velocity, shape)));
        velocity.fadeOut((int) Math.ceil(FADE_MM / SPACING_MM));
        return velocity;
    }
}
