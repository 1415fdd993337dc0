package org.substantia.synthesis.image.detail;

import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.synthesis.image.labels.RenderClass;

/** The pineal gland, and specks in the choroid plexus. */
final class Calcifications {
    private static final int MAX_TRIES = 40_000;
    private static final double PINEAL_DENSITY = 0.7;
    private static final double SPECK_DENSITY = 0.6;

    private Calcifications() {}

    static void addTo(Droplets calcifications, AnatomyProbe anatomy, RandomStream random) {
        double[] thalami = anatomy.middle(Structure.TH);
        double[] pineal = {thalami[0] + 0.5 * (random.nextDouble() - 0.5), thalami[1] - 18, thalami[2] - 3};
        calcifications.addBall(pineal, 1.5 + 1.3 * random.nextDouble(), PINEAL_DENSITY, random);
        int wanted = 3 + random.nextScaledInt(8);
        for (int tries = 0; wanted > 0 && tries < MAX_TRIES; tries++) {
            double[] p = anatomy.randomPlace();
            if (anatomy.is(p, RenderClass.CHOROID_PLEXUS)) {
                calcifications.addBall(p, 0.6 + 1.2 * random.nextDouble(), SPECK_DENSITY, random);
                wanted--;
            }
        }
    }
}
