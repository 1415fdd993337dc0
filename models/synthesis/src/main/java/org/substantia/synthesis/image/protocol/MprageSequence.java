package org.substantia.synthesis.image.protocol;

/**
 * The timing of a magnetization-prepared rapid gradient echo sequence: an inversion, a train of small excitations, of
 * which the middle one decides the contrast, and a time of recovery.
 *
 * @param delayMs from the inversion to the first excitation
 * @param excitations of a train
 * @param spacingMs from one excitation to the next
 * @param flipDegrees of each
 * @param echoMs echo time, ms
 * @param recoveryMs from the end of the train to the next inversion
 */
record MprageSequence(
        double delayMs, int excitations, double spacingMs, double flipDegrees, double echoMs, double recoveryMs) {
    /**
     * Signal of a tissue in the steady state, of the unit that {@link Relaxation#signal} has (Deichmann et al.,
     * Neuroimage 12:112, 2000, with a complete inversion).
     */
    double signal(Relaxation tissue) {
        double flip = Math.toRadians(flipDegrees);
        double delay = Math.exp(-delayMs / tissue.t1());
        double recovery = Math.exp(-recoveryMs / tissue.t1());
        double between = Math.exp(-spacingMs / tissue.t1());
        // What part of the way to what an endless train would leave one excitation does not go, and that end.
        double step = between * Math.cos(flip);
        double driven = (1 - between) / (1 - step);
        double train = Math.pow(step, excitations);
        double atInversion = (1 - recovery + recovery * (driven * (1 - train) + train * (1 - delay)))
                / (1 + recovery * train * delay);
        double first = 1 - delay - delay * atInversion;
        double middle = driven + (first - driven) * Math.pow(step, excitations / 2.0);
        return tissue.protonDensity() * Math.abs(middle) * Math.sin(flip) * Math.exp(-echoMs / tissue.t2Star());
    }
}
