package org.substantia.synthesis.deformation;

import org.substantia.base.random.RandomStream;
import org.substantia.synthesis.anatomy.shape.NucleiFrame;
import org.substantia.synthesis.anatomy.shape.ShapeVariation;
import org.substantia.synthesis.deformation.field.VelocityField;

/**
 * Shapes of made-up people, each a mixture of two real ones, on the nuclei of an anatomy.
 *
 * @param variation the real ones
 * @param centers of the anatomy's nuclei
 */
record PersonShapes(ShapeVariation variation, NucleiFrame.Centers centers) {
    /**
     * Adds one: two people, each as they are or mirrored, weighted by the cosine and the sine of an angle, so that the
     * mixture differs from the mean as much as people do.
     */
    void add(VelocityField velocity, DeformationParameters.Shape shape) {
        RandomStream random = new RandomStream(shape.seed());
        double angle = random.nextDouble(0, Math.PI / 2);
        addOne(velocity, random, shape.factor() * StrictMath.cos(angle));
        addOne(velocity, random, shape.factor() * StrictMath.sin(angle));
    }

    private void addOne(VelocityField velocity, RandomStream random, double factor) {
        int person = random.nextInt(variation.persons());
        boolean mirrored = random.nextBoolean();
        velocity.add(variation.velocity(person, mirrored, centers)::at, factor);
    }
}
