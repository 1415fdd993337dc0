package org.substantia.segmentation.training.augmentation;

import java.util.ArrayList;
import java.util.List;
import org.substantia.base.random.RandomStream;
import org.substantia.segmentation.training.sample.TrainingSample;

/**
 * Images that are left out, as users lack them. At least one stays.
 *
 * @param keepsAll share of examples in which every image that the sample has stays
 */
record ModalityDropout(double keepsAll) {
    /** @return whether each image is there, in the plan's order */
    boolean[] draw(List<TrainingSample.PackedImage> images, RandomStream random) {
        List<Integer> kept = new ArrayList<>();
        for (int m = 0; m < images.size(); m++) {
            if (!images.get(m).missing()) {
                kept.add(m);
            }
        }
        if (!random.nextBoolean(keepsAll)) {
            int count = 1 + random.nextInt(Math.max(1, kept.size() - 1));
            while (kept.size() > count) {
                kept.remove(random.nextInt(kept.size()));
            }
        }
        boolean[] present = new boolean[images.size()];
        kept.forEach(m -> present[m] = true);
        return present;
    }
}
