package org.substantia.synthesis.image.detail;

import java.util.OptionalDouble;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.synthesis.image.labels.RenderClass;

/** Beside the floor of the fourth ventricle, from below the inferior colliculus down the pons. */
final class LocusCoeruleus {
    /** How far below the middle of the red nuclei it begins and ends, mm. */
    private static final double FIRST_MM = 13;

    private static final double LAST_MM = 27;
    private static final double RADIUS_MM = 1.0;
    private static final double DENSITY = 0.37;
    private static final double BEFORE_FLOOR_MM = 1.6;

    private LocusCoeruleus() {}

    static void addTo(Droplets cells, AnatomyProbe anatomy, RandomStream random) {
        double[] redNuclei = anatomy.middle(Structure.RN);
        for (double down = FIRST_MM; down <= LAST_MM; down += Droplets.STEP_MM) {
            double z = redNuclei[2] - down;
            OptionalDouble floor = floorOfVentricle(anatomy, redNuclei, z);
            if (floor.isEmpty()) {
                continue;
            }
            for (int side = -1; side <= 1; side += 2) {
                double lateral = side * (3.2 + 0.12 * (down - FIRST_MM));
                double[] p = {redNuclei[0] + lateral, floor.getAsDouble() + BEFORE_FLOOR_MM, z};
                if (anatomy.is(p, RenderClass.BRAINSTEM)) {
                    cells.addBall(p, RADIUS_MM, DENSITY, random);
                }
            }
        }
    }

    /** From within the brainstem backwards to the first fluid of the ventricle, in the midline: its y. */
    private static OptionalDouble floorOfVentricle(AnatomyProbe anatomy, double[] redNuclei, double z) {
        double front = redNuclei[1];
        boolean inside = false;
        for (double y = front + 2; y > front - 32; y -= 0.5) {
            double[] p = {redNuclei[0], y, z};
            inside |= anatomy.is(p, RenderClass.BRAINSTEM);
            if (inside && anatomy.is(p, RenderClass.VENTRICLE)) {
                return OptionalDouble.of(y);
            }
        }
        return OptionalDouble.empty();
    }
}
