package org.substantia.pipeline.fusion;

import java.util.List;
import org.substantia.foundation.adaptation.PatchEffects;
import org.substantia.foundation.adaptation.SliceWeights;

/**
 * What an adapted encoder says of a patient and how much it counts.
 *
 * @param encoder in words
 * @param probability of Parkinson's disease by the encoder alone
 * @param weight of the encoder in the stacking, 0 to 1
 * @param contribution to the log-odds of disease; 0 where the encoder does not count
 * @param slices how much each slice of each region counted for the encoder
 * @param patches what the encoder owes to each part of the slice that counted most
 */
public record EncoderFinding(
        String encoder,
        double probability,
        double weight,
        double contribution,
        List<SliceWeights> slices,
        PatchEffects patches) {
    public EncoderFinding {
        slices = List.copyOf(slices);
    }
}
