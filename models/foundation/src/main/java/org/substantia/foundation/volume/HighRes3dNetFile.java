package org.substantia.foundation.volume;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.substantia.foundation.checkpoint.Checkpoint;
import org.substantia.foundation.checkpoint.CheckpointReader;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.WeightsException;

/**
 * HighRes3DNet (Li et al. 2017) in the file that was ported from NiftyNet: its weights are read and checked; it is not
 * run.
 *
 * @param checkpoint whose tensors are all parts of it
 * @param convolutions in their order, by their shapes (outputs, inputs, taps along each axis)
 */
public record HighRes3dNetFile(Checkpoint checkpoint, List<List<Long>> convolutions) {
    private static final Pattern PART = Pattern.compile(
            "block\\.(\\d+)\\.(?:dilation_block\\.(\\d+)\\.residual_block\\.(\\d+)\\.)?convolutional_block\\.(\\d+)\\."
                    + "(weight|bias|running_mean|running_var|num_batches_tracked)");

    /** Whether a file's tensors are named as this network's. */
    public static boolean looksLike(Checkpoint checkpoint) {
        return !checkpoint.tensors().isEmpty()
                && checkpoint.tensors().keySet().stream()
                        .allMatch(name -> PART.matcher(name).matches());
    }

    /** @throws WeightsException if it holds another network, or a part of one */
    public static HighRes3dNetFile open(Path file) throws WeightsException {
        Checkpoint checkpoint = CheckpointReader.read(file);
        if (!looksLike(checkpoint)) {
            throw new WeightsException(file.toString(), "is no HighRes3DNet: its tensors have other names");
        }
        Map<String, List<Long>> convolutions = new TreeMap<>();
        Map<String, Integer> norms = new TreeMap<>();
        for (Map.Entry<String, NamedTensor> entry : checkpoint.tensors().entrySet()) {
            Matcher name = PART.matcher(entry.getKey());
            if (!name.matches()) {
                continue;
            }
            long[] shape = entry.getValue().shape();
            String place = "%3s %3s %3s %3s".formatted(name.group(1), name.group(2), name.group(3), name.group(4));
            if (name.group(5).equals("weight") && shape.length == 5) {
                convolutions.put(place, Arrays.stream(shape).boxed().toList());
            } else {
                norms.merge(place, 1, Integer::sum);
            }
        }
        for (Map.Entry<String, Integer> norm : norms.entrySet()) {
            if (norm.getValue() != 5) {
                throw new WeightsException(
                        file.toString(),
                        "lacks a part of the normalization " + norm.getKey().replaceAll(" +", ".")
                                + ": five are needed");
            }
        }
        checkChain(file, new ArrayList<>(convolutions.values()));
        return new HighRes3dNetFile(checkpoint, List.copyOf(convolutions.values()));
    }

    private static void checkChain(Path file, List<List<Long>> convolutions) throws WeightsException {
        for (int i = 1; i < convolutions.size(); i++) {
            long before = convolutions.get(i - 1).get(0);
            long inputs = convolutions.get(i).get(1);
            if (before != inputs) {
                throw new WeightsException(
                        file.toString(),
                        "has a convolution of %d inputs behind one of %d outputs".formatted(inputs, before));
            }
        }
        if (convolutions.size() < 2) {
            throw new WeightsException(file.toString(), "is no HighRes3DNet: it holds no row of convolutions");
        }
    }

    /** How many classes it tells apart. */
    public int classes() {
        return Math.toIntExact(convolutions.get(convolutions.size() - 1).get(0));
    }
}
