package org.substantia.synthesis.image.protocol;

/**
 * The timing of a spoiled gradient echo sequence.
 *
 * @param repetitionMs repetition time, ms
 * @param flipDegrees flip angle
 * @param echoMs echo time, ms
 * @param magnetizationTransfer whether an off-resonance pulse precedes every excitation
 */
record Sequence(double repetitionMs, double flipDegrees, double echoMs, boolean magnetizationTransfer) {
    /** T1 of strategically acquired gradient echo imaging (STAGE; Chen et al., Magn Reson Imaging 46:130, 2018). */
    static final Sequence T1 = new Sequence(25, 24, 7.5, false);

    /** Gradient echo neuromelanin imaging with magnetization transfer at 3 T. */
    static final Sequence NM = new Sequence(62, 30, 7.5, true);

    /** The same with every time and angle multiplied by a factor. */
    Sequence scaled(double repetition, double flip, double echo) {
        return new Sequence(repetitionMs * repetition, flipDegrees * flip, echoMs * echo, magnetizationTransfer);
    }
}
