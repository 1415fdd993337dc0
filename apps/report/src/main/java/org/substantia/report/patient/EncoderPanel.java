package org.substantia.report.patient;

import java.util.List;
import java.util.Optional;

/**
 * What an adapted vision encoder made of a patient.
 *
 * @param name of the encoder and how it was adapted, in words
 * @param probability of Parkinson's disease by the encoder alone, 0 to 1
 * @param counts whether it is part of the assessment
 * @param logOdds what it adds to the natural logarithm of the odds of Parkinson's disease
 * @param regions what it saw
 * @param heatMap what it owes to each part of one slice
 */
public record EncoderPanel(
        String name,
        double probability,
        boolean counts,
        double logOdds,
        List<Region> regions,
        Optional<HeatMap> heatMap) {
    /** @throws IllegalArgumentException if the probability is none */
    public EncoderPanel {
        regions = List.copyOf(regions);
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("not a probability: " + probability);
        }
    }

    /**
     * What the probability by the encoder owes to each part of a slice.
     *
     * @param title of the region
     * @param slice its number, from 1
     * @param slices of the region
     * @param columns of pixels
     * @param pixels gray, row by row, as shown: front on top, the patient's right at the left
     * @param points by how many points of 100 the probability falls when a part is hidden, rows of parts as shown
     */
    @SuppressWarnings("ArrayRecordComponent") // a picture, never compared
    public record HeatMap(String title, int slice, int slices, int columns, byte[] pixels, List<List<Double>> points) {
        public HeatMap {
            points = points.stream().map(List::copyOf).toList();
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
