package org.substantia.challenge.rules;

import java.util.ArrayList;
import java.util.List;
import org.substantia.challenge.model.Track;

/** The metrics of a track by name, and which of them may be shown while labels are hidden. */
public final class Metrics {
    public static final String TOTAL = "total";
    public static final String ACCURACY = "accuracy";
    public static final String CORRECT = "correct";
    public static final String PATIENTS = "patients";

    /** The regions of the segmentation board, in the challenge's order: kind of mask and structure. */
    public static final List<String> REGIONS =
            List.of("qsm.CN", "qsm.Put", "qsm.GP", "qsm.STN", "qsm.SN", "qsm.RN", "qsm.DN", "nm.SN");

    private Metrics() {}

    public static String dice(String region) {
        return region + ".dice";
    }

    public static String hausdorff(String region) {
        return region + ".hausdorff";
    }

    /**
     * The columns of a track's board beside the ranking metric.
     *
     * @param detail whether figures may be shown that tell more of hidden labels than the score itself
     */
    public static List<String> columns(String track, boolean detail) {
        List<String> columns = new ArrayList<>();
        if (track.equals(Track.SEGMENTATION)) {
            REGIONS.forEach(region -> columns.add(dice(region)));
            REGIONS.forEach(region -> columns.add(hausdorff(region)));
        } else {
            columns.add(CORRECT);
            columns.add(PATIENTS);
            if (detail) {
                columns.addAll(List.of("sensitivity", "specificity", "auroc"));
            }
        }
        return columns;
    }
}
