package org.substantia.synthesis.image.detail;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.substantia.base.random.RandomStream;
import org.substantia.synthesis.image.labels.RenderClass;

/** Veins of the cortex, which run in the fluid of sulci. */
final class SurfaceVeins {
    private static final int VEINS = 420;
    private static final int MAX_TRIES = 80_000;
    private static final int MAX_TURNS = 12;
    /** A vein that finds no way on through fluid crosses cortex after so many turns. */
    private static final int TURNS_IN_FLUID = 6;

    private static final double CORTEX_WITHIN_MM = 2.5;
    private static final Set<RenderClass> CORTEX = EnumSet.of(RenderClass.CORTEX, RenderClass.CEREBELLAR_CORTEX);

    private final AnatomyProbe anatomy;
    private final RandomStream random;

    SurfaceVeins(AnatomyProbe anatomy, RandomStream random) {
        this.anatomy = anatomy;
        this.random = random;
    }

    void addTo(Droplets veins) {
        int wanted = VEINS;
        for (int tries = 0; wanted > 0 && tries < MAX_TRIES; tries++) {
            double[] start = anatomy.randomPlace();
            if (anatomy.is(start, RenderClass.CSF)
                    && isCortex(AnatomyProbe.step(start, anatomy.randomDirection(), CORTEX_WITHIN_MM))) {
                wanted--;
                addVein(veins, start);
            }
        }
    }

    private boolean isCortex(double[] p) {
        return anatomy.classAt(p).filter(CORTEX::contains).isPresent();
    }

    private void addVein(Droplets veins, double[] start) {
        double radius = 0.28 + 0.30 * random.nextDouble() * random.nextDouble() + 0.1 * random.nextDouble();
        double length = 8 + 28 * random.nextDouble();
        double[] p = start;
        double[] d = anatomy.randomDirection();
        for (double way = 0; way < length; way += Droplets.STEP_MM) {
            veins.addTube(p, radius * (1 - 0.6 * way / length), random);
            Optional<double[]> onward = wayOn(p, d);
            if (onward.isEmpty()) {
                return;
            }
            d = onward.get();
            p = AnatomyProbe.step(p, d, Droplets.STEP_MM);
        }
    }

    /** A direction near the last one, with larger turns the longer it is searched for. */
    private Optional<double[]> wayOn(double[] p, double[] d) {
        for (int turn = 0; turn < MAX_TURNS; turn++) {
            double[] turned = anatomy.turned(d, 0.15 + 0.12 * turn);
            double[] ahead = AnatomyProbe.step(p, turned, 2 * Droplets.STEP_MM);
            if (anatomy.is(ahead, RenderClass.CSF) || (turn >= TURNS_IN_FLUID && isCortex(ahead))) {
                return Optional.of(turned);
            }
        }
        return Optional.empty();
    }
}
