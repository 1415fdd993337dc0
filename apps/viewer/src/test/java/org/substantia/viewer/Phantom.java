package org.substantia.viewer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.Cohort;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.filter.GaussianFilter;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.orientation.Orientation;
import org.substantia.imaging.orientation.Reorient;

/** A head of two bright red nuclei, as files in any storage order. */
public final class Phantom {
    static final String ID = "P1";
    public static final Geometry GRID =
            new Geometry(90, 72, 14, Affine.of(0.7, 0, 0, -22, 0, 0.7, 0, -30, 0, 0, 2, 10));
    public static final int RED_R = 13;
    public static final int RED_L = 14;
    /** Middles in voxels. */
    static final double[] RIGHT = {56, 36, 7};

    static final double[] LEFT = {30, 36, 7};
    private static final double RADIUS_MM = 4.2;

    private Phantom() {}

    /** The middle of the right nucleus in voxels. */
    public static double[] rightMiddle() {
        return RIGHT.clone();
    }

    public static LabelMap truth() {
        byte[] labels = new byte[GRID.voxelCount()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (inside(i, RIGHT) ? RED_R : inside(i, LEFT) ? RED_L : 0);
        }
        return LabelMap.ofBytes(GRID, labels);
    }

    private static boolean inside(int index, double[] middle) {
        double dx = (GRID.x(index) - middle[0]) * 0.7;
        double dy = (GRID.y(index) - middle[1]) * 0.7;
        double dz = (GRID.z(index) - middle[2]) * 2;
        return Math.sqrt(dx * dx + dy * dy + dz * dz) < RADIUS_MM;
    }

    private static Volume image(double least, double gain) {
        Volume image = Volume.zeros(GRID);
        LabelMap truth = truth();
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = truth.get(i) == 0 ? 0 : (float) gain;
        }
        GaussianFilter.smoothInPlace(image, 0.8, 0.8, 0, Workers.caller());
        RandomStream random = new RandomStream(3);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] += (float) (least + 0.05 * gain * random.nextGaussian());
        }
        return image;
    }

    /** Images, and masks as a prediction (its right nucleus one voxel off) and a truth. */
    static void write(Path folder, String orientation) throws IOException {
        write(folder, ID, orientation);
    }

    /** The same as another case. */
    static void write(Path folder, String id, String orientation) throws IOException {
        Orientation order = Orientation.parse(orientation);
        Path one = folder.resolve(id);
        Nifti.write(one.resolve("QSM.nii.gz"), Reorient.to(order, image(5, 120)));
        Nifti.write(one.resolve("T1.nii.gz"), Reorient.to(order, image(400, 200)));
        Nifti.write(one.resolve("QSM_mask.nii.gz"), Reorient.to(order, truth()));
        byte[] shifted = new byte[GRID.voxelCount()];
        truth().forEachLabeled((index, label) -> shifted[label == RED_R ? index + 1 : index] = (byte) label);
        Nifti.write(one.resolve("QSM_pred.nii.gz"), Reorient.to(order, LabelMap.ofBytes(GRID, shifted)));
    }

    static CaseLibrary library(Path folder) throws IOException {
        return CaseLibrary.of(Cohort.open(folder), Optional.empty(), Optional.empty());
    }

    static double dice(Mask a, Mask b) {
        int both = 0;
        for (int i = 0; i < a.voxels().length; i++) {
            both += a.contains(i) && b.contains(i) ? 1 : 0;
        }
        return 2.0 * both / (a.count() + b.count());
    }
}
