package org.substantia.synthesis.image.protocol;

/**
 * The timing of a spoiled gradient echo sequence.
 *
 * @param repetitionMs repetition time, ms
 * @param flipDegrees flip angle
 * @param echoMs echo time, ms
 * @param magnetizationTransfer whether an off-resonance pulse precedes every excitation
 */
record PulseSequence(double repetitionMs, double flipDegrees, double echoMs, boolean magnetizationTransfer) {
    /** T1 of strategically acquired gradient echo imaging (STAGE; Chen et al., Magn Reson Imaging 46:130, 2018). */
    static final PulseSequence T1 = new PulseSequence(25, 24, 7.5, false);

    /** Gradient echo neuromelanin imaging with magnetization transfer at 3 T. */
    static final PulseSequence NM = new PulseSequence(62, 30, 7.5, true);

    /** The same with every time and angle multiplied by a factor. */
    PulseSequence scaled(double repetition, double flip, double echo) {
        return new PulseSequence(repetitionMs * repetition, flipDegrees * flip, echoMs * echo, magnetizationTransfer);
    }
}
