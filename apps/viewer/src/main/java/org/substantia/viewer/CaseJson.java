package org.substantia.viewer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.substantia.base.text.Format;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.report.chart.Palette;
import org.substantia.report.picture.IntensityWindow;

/**
 * What a page needs to know of a case.
 *
 * @param id of the case
 * @param part what is shown of the images
 * @param images those there are
 * @param masks those there are
 * @param labels by scheme
 * @param notes what could not be shown
 */
record CaseJson(
        String id,
        Part part,
        List<Image> images,
        List<Mask> masks,
        Map<LabelScheme, List<Label>> labels,
        List<String> notes) {
    private static final double SAME_MM = 0.05;
    private static final double LOW = 0.01;
    private static final double HIGH = 0.995;

    /**
     * An image.
     *
     * @param size voxels of the part, to the right, to the front, up
     * @param offset the part's first voxel in the whole image
     * @param whole voxels of the whole image
     * @param spacing in mm
     * @param black value shown black
     * @param white value shown white
     */
    record Image(
            Modality name,
            String title,
            List<Integer> size,
            List<Integer> offset,
            List<Integer> whole,
            List<Double> spacing,
            double black,
            double white) {}

    /**
     * A mask.
     *
     * @param image on whose grid it lies
     * @param shownOn all images of which the same voxels are sent as of its own
     */
    record Mask(
            String name,
            MaskKind kind,
            LabelScheme scheme,
            Modality image,
            List<Modality> shownOn,
            Map<Integer, Double> volumesMm3) {}

    /** A label. */
    record Label(int label, String symbol, String title, String side, String color) {}

    static CaseJson of(ShownCase shown, Part part) {
        List<Image> images = new ArrayList<>();
        for (Map.Entry<Modality, Volume> entry : shown.images().entrySet()) {
            images.add(image(entry.getKey(), entry.getValue(), part.box(shown, entry.getKey())));
        }
        List<Mask> masks = shown.masks().stream()
                .map(mask -> new Mask(
                        mask.name(),
                        mask.kind(),
                        mask.scheme(),
                        mask.image(),
                        fitting(shown, mask.image(), part),
                        volumes(mask)))
                .toList();
        Map<LabelScheme, List<Label>> labels = new EnumMap<>(LabelScheme.class);
        for (LabelScheme scheme : LabelScheme.values()) {
            labels.put(scheme, labels(scheme));
        }
        return new CaseJson(shown.id(), part, images, masks, labels, shown.notes());
    }

    /** Headers are rounded; that a mask lies on its own image was found out when it was read. */
    private static List<Modality> fitting(ShownCase shown, Modality own, Part part) {
        Geometry grid = shown.images().get(own).geometry();
        BoundingBox sent = part.box(shown, own);
        return shown.images().entrySet().stream()
                .filter(image -> image.getKey() == own
                        || (image.getValue().geometry().sameGrid(grid, SAME_MM)
                                // Its margins are rounded to voxels; a rounded spacing may make one more of it.
                                && part.box(shown, image.getKey()).equals(sent)))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Map<Integer, Double> volumes(ShownMask mask) {
        Map<Integer, Double> volumes = new TreeMap<>();
        mask.labels()
                .counts()
                .forEach((label, count) ->
                        volumes.put(label, count * mask.labels().geometry().voxelVolumeMm3()));
        return volumes;
    }

    static List<Label> labels(LabelScheme scheme) {
        return scheme.nuclei().stream().map(nucleus -> label(scheme, nucleus)).toList();
    }

    private static Label label(LabelScheme scheme, Nucleus nucleus) {
        return new Label(
                scheme.labelOf(nucleus).orElseThrow(),
                nucleus.symbol(),
                nucleus.structure().title(),
                Format.lowerCase(nucleus.side()),
                Palette.of(scheme, nucleus));
    }

    private static Image image(Modality modality, Volume volume, BoundingBox box) {
        Geometry grid = volume.geometry();
        double[] window = window(modality, volume.crop(box));
        return new Image(
                modality,
                modality.title(),
                List.of(box.sizeX(), box.sizeY(), box.sizeZ()),
                List.of(box.minX(), box.minY(), box.minZ()),
                List.of(grid.nx(), grid.ny(), grid.nz()),
                List.of(grid.spacing(0), grid.spacing(1), grid.spacing(2)),
                window[0],
                window[1]);
    }

    /** The usual range of ppb; elsewhere between percentiles of what is not air. */
    static double[] window(Modality modality, Volume part) {
        if (modality == Modality.QSM) {
            return new double[] {IntensityWindow.QSM.low(), IntensityWindow.QSM.high()};
        }
        float[] sorted = IntensityWindow.withoutAir(part.data(), IntensityWindow.isCentered(part.data()));
        int n = sorted.length;
        if (n == 0) {
            return new double[] {0, 1};
        }
        Arrays.sort(sorted);
        double low = sorted[(int) (LOW * (n - 1))];
        double high = sorted[(int) (HIGH * (n - 1))];
        return high > low ? new double[] {low, high} : new double[] {low - 1, low + 1};
    }
}
