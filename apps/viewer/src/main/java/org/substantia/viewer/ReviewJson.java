package org.substantia.viewer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.substantia.annotation.Decision;
import org.substantia.annotation.RaterDifference;
import org.substantia.annotation.Review;
import org.substantia.imaging.Volume;

/**
 * What is to be decided between two raters.
 *
 * @param first name of the first rater
 * @param second name of the second rater
 * @param signers who has signed the consensus
 * @param differences the weightiest first
 */
record ReviewJson(String first, String second, List<String> signers, List<Item> differences) {
    /**
     * One difference.
     *
     * @param runs pixels of the plane, as first pixel and length in turn
     * @param meanValue of the image within it
     */
    record Item(
            String id,
            int label,
            int plane,
            boolean onlyFirst,
            double volumeMm3,
            double distanceMm,
            double meanValue,
            List<Integer> runs,
            Optional<Decision> decision) {}

    /** @param image in axial planes */
    static ReviewJson of(Review review, Volume image) {
        int plane = image.geometry().nx() * image.geometry().ny();
        List<Item> items = new ArrayList<>();
        for (RaterDifference difference : review.differences()) {
            double sum = 0;
            for (int pixel : difference.pixels()) {
                sum += image.data()[difference.plane() * plane + pixel];
            }
            items.add(new Item(
                    difference.id(),
                    difference.label(),
                    difference.plane(),
                    difference.onlyFirst(),
                    difference.volumeMm3(),
                    difference.distanceMm(),
                    sum / difference.pixels().size(),
                    Runs.of(difference.pixels()),
                    difference.decision()));
        }
        return new ReviewJson(
                review.first().name(),
                review.second().name(),
                review.consensus().signers().stream().sorted().toList(),
                items);
    }
}
