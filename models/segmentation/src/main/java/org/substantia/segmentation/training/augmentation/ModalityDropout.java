package org.substantia.segmentation.training.augmentation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.segmentation.training.sample.TrainingSample;

/**
 * Images that are left out, as users lack them. At least one stays.
 *
 * @param lone examples with one image beside those of the rest
 * @param keepsAll share of the rest in which every image that the sample has stays
 */
record ModalityDropout(LoneImages lone, double keepsAll) {
    /**
     * @param modalities of the images
     * @return whether each image is there, in the plan's order
     */
    boolean[] draw(List<Modality> modalities, List<TrainingSample.PackedImage> images, RandomStream random) {
        boolean[] present = new boolean[images.size()];
        Optional<Modality> only = lone.draw(random);
        int index = only.map(modalities::indexOf).orElse(-1);
        if (index >= 0 && !images.get(index).missing()) {
            present[index] = true;
            return present;
        }
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
        kept.forEach(m -> present[m] = true);
        return present;
    }
}
