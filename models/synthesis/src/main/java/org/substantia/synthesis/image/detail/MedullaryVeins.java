package org.substantia.synthesis.image.detail;

import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.synthesis.image.labels.RenderClass;

/** Veins that run from the walls of the lateral ventricles outwards through white matter. */
final class MedullaryVeins {
    private static final int VEINS = 70;
    private static final int MAX_TRIES = 60_000;
    private static final int MAX_STEPS_TO_WALL = 30;

    private final AnatomyProbe anatomy;
    private final RandomStream random;

    MedullaryVeins(AnatomyProbe anatomy, RandomStream random) {
        this.anatomy = anatomy;
        this.random = random;
    }

    void addTo(Droplets veins) {
        double midline = anatomy.middle(Structure.TH)[0];
        double lowest = anatomy.center(Structure.TH, Side.RIGHT)[2];
        int wanted = VEINS;
        for (int tries = 0; wanted > 0 && tries < MAX_TRIES; tries++) {
            double[] start = anatomy.randomPlace();
            if (!anatomy.is(start, RenderClass.VENTRICLE) || start[2] < lowest) {
                continue;
            }
            double side = start[0] < midline ? -1 : 1;
            double[] d = anatomy.turned(new double[] {0.9 * side, 0, 0.35}, 0.55);
            double[] wall = outOfVentricle(start, d);
            if (anatomy.is(wall, RenderClass.WHITE_MATTER)) {
                wanted--;
                addVein(veins, wall, d);
            }
        }
    }

    private double[] outOfVentricle(double[] start, double[] d) {
        double[] p = start;
        for (int i = 0; i < MAX_STEPS_TO_WALL && anatomy.is(p, RenderClass.VENTRICLE); i++) {
            p = AnatomyProbe.step(p, d, Droplets.STEP_MM);
        }
        return p;
    }

    private void addVein(Droplets veins, double[] wall, double[] outwards) {
        double radius = 0.16 + 0.12 * random.nextDouble();
        double length = 8 + 22 * random.nextDouble();
        double[] p = wall;
        double[] d = outwards;
        for (double way = 0; way < length && anatomy.is(p, RenderClass.WHITE_MATTER); way += Droplets.STEP_MM) {
            veins.addTube(p, radius * (1 - 0.5 * way / length), random);
            d = anatomy.turned(d, 0.10);
            p = AnatomyProbe.step(p, d, Droplets.STEP_MM);
        }
    }
}
