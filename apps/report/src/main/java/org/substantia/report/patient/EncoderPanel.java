package org.substantia.report.patient;

import java.util.List;

/**
 * What an adapted vision encoder made of a patient.
 *
 * @param name of the encoder and how it was adapted, in words
 * @param probability of Parkinson's disease by the encoder alone, 0 to 1
 * @param counts whether it is part of the assessment
 * @param logOdds what it adds to the natural logarithm of the odds of Parkinson's disease
 * @param regions what it saw
 */
public record EncoderPanel(String name, double probability, boolean counts, double logOdds, List<Region> regions) {
    /** @throws IllegalArgumentException if the probability is none */
    public EncoderPanel {
        regions = List.copyOf(regions);
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("not a probability: " + probability);
        }
    }

    /**
     * One region.
     *
     * @param title its nuclei and the image, in words
     * @param logOdds what the region adds to the encoder's own log-odds
     * @param sliceWeights how much each slice counted, from the feet to the head; they sum up to 1
     */
    public record Region(String title, double logOdds, List<Double> sliceWeights) {
        public Region {
            sliceWeights = List.copyOf(sliceWeights);
        }
    }
}
