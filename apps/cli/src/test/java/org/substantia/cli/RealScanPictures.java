package org.substantia.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.substantia.base.io.AtomicFiles;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.orientation.Orientation;
import org.substantia.imaging.orientation.Reorient;

/**
 * Axial slices of the real scans with contours: each structure in its color as predicted, white as drawn by the rater
 * or the atlas. The patient's right is on the left.
 */
record RealScanPictures(RealScans scans) {
    private static final Orientation LAS = Orientation.parse("LAS");
    private static final double PIXEL_MM = 0.3;
    private static final int GAP = 4;
    private static final int[] COLORS = {0xff4d4d, 0x4dd2ff, 0xffe14d, 0x66e066, 0xff66ff, 0xff9933, 0x9fa8ff, 0x40e0d0
    };
    private static final int WHITE = 0xffffff;

    /**
     * One scan on axes to the left, to the front and up.
     *
     * @param reference drawn in white
     */
    private record Scene(Volume image, LabelMap labels, Optional<LabelMap> reference, double lowest, double highest) {
        static Scene of(Volume image, LabelMap labels, Optional<LabelMap> reference) {
            Volume las = Reorient.to(LAS, image);
            LabelMap found = Reorient.to(LAS, labels);
            float[] near = new float[found.geometry().voxelCount()];
            int count = 0;
            var box = found.boundingBox().orElseThrow();
            for (int z = box.minZ(); z <= box.maxZ(); z++) {
                for (int y = box.minY(); y <= box.maxY(); y++) {
                    for (int x = box.minX(); x <= box.maxX(); x++) {
                        near[count++] = las.get(x, y, z);
                    }
                }
            }
            Arrays.sort(near, 0, count);
            return new Scene(
                    las,
                    found,
                    reference.map(map -> Reorient.to(LAS, map)),
                    near[count / 200],
                    near[count - 1 - count / 200]);
        }

        /** Middle of some labels, voxels. */
        double[] middle(int... wanted) {
            double[] sum = new double[4];
            Geometry g = labels.geometry();
            labels.forEachLabeled((index, label) -> {
                if (Arrays.stream(wanted).anyMatch(w -> w == label)) {
                    sum[0] += index % g.nx();
                    sum[1] += index / g.nx() % g.ny();
                    int slice = index / (g.nx() * g.ny());
                    sum[2] += slice;
                    sum[3]++;
                }
            });
            return new double[] {sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]};
        }
    }

    /** {@code t1-manual-labels.png}, {@code t1-head.png}, {@code nm-scan.png} and {@code qsm-scan.png}. */
    void write(Path out) throws IOException {
        List<List<BufferedImage>> manual = new ArrayList<>();
        for (String scan : RealScans.MANUAL) {
            Scene scene =
                    Scene.of(scans.volume(scan, "T1"), scans.predicted(scan, "T1"), Optional.of(scans.manual(scan)));
            manual.add(row(scene, 72, 84, Structure.CN, Structure.TH, Structure.PUT, Structure.GP));
        }
        save(out.resolve("t1-manual-labels.png"), manual);
        Scene head =
                Scene.of(scans.volume(RealScans.HEAD, "T1"), scans.predicted(RealScans.HEAD, "T1"), Optional.empty());
        save(
                out.resolve("t1-head.png"),
                List.of(
                        row(head, 84, 100, Structure.CN, Structure.TH, Structure.GP),
                        row(head, 84, 100, Structure.STN, Structure.SN, Structure.DN)));
        Scene qsm =
                Scene.of(scans.volume(RealScans.QSM, "QSM"), scans.predicted(RealScans.QSM, "QSM"), Optional.empty());
        save(
                out.resolve("qsm-scan.png"),
                List.of(
                        row(qsm, 84, 100, Structure.CN, Structure.TH, Structure.GP),
                        row(qsm, 84, 100, Structure.STN, Structure.SN, Structure.DN)));
        save(out.resolve("nm-scan.png"), nigra());
    }

    /** Every slice that the atlas or the prediction gives a nigra, first as it is and below it with contours. */
    private List<List<BufferedImage>> nigra() throws IOException {
        LabelMap found = scans.predicted(RealScans.NM, "NM");
        byte[] structures = new byte[found.geometry().voxelCount()];
        found.forEachLabeled((index, label) -> structures[index] = (byte) (10 + label));
        LabelMap labels = LabelMap.ofBytes(found.geometry(), structures);
        LabelMap atlas = scans.atlasNigra();
        byte[] renumbered = new byte[structures.length];
        atlas.forEachLabeled((index, label) -> renumbered[index] = (byte) (10 + label));
        Scene scene = Scene.of(
                scans.volume(RealScans.NM, "NM"), labels, Optional.of(LabelMap.ofBytes(atlas.geometry(), renumbered)));
        double[] center = scene.middle(11, 12);
        int middle = (int) Math.round(center[2]);
        List<BufferedImage> plain = new ArrayList<>();
        List<BufferedImage> drawn = new ArrayList<>();
        for (int z = middle - 2; z <= middle + 2; z++) {
            double[] at = {
                center[0],
                center[1],
                Math.max(0, Math.min(scene.image().geometry().nz() - 1, z))
            };
            plain.add(slice(scene, at, 54, 48, false));
            drawn.add(slice(scene, at, 54, 48, true));
        }
        return List.of(plain, drawn);
    }

    private static List<BufferedImage> row(Scene scene, double widthMm, double heightMm, Structure... structures) {
        double[] center = scene.middle(1, 2, 3, 4, 5, 6, 7, 8);
        List<BufferedImage> row = new ArrayList<>();
        for (Structure structure : structures) {
            double[] at = scene.middle(
                    Nucleus.of(structure, Side.RIGHT).qsmLabel(),
                    Nucleus.of(structure, Side.LEFT).qsmLabel());
            if (!Double.isNaN(at[2])) {
                // The dentate nuclei lie behind everything else.
                double y = structure == Structure.DN ? at[1] : center[1];
                row.add(slice(scene, new double[] {center[0], y, Math.rint(at[2])}, widthMm, heightMm, true));
            }
        }
        return row;
    }

    private static BufferedImage slice(Scene scene, double[] at, double widthMm, double heightMm, boolean contours) {
        Geometry g = scene.image().geometry();
        int width = (int) Math.round(widthMm / PIXEL_MM);
        int height = (int) Math.round(heightMm / PIXEL_MM);
        int z = (int) at[2];
        int[][] labels = new int[height][width];
        int[][] reference = new int[height][width];
        BufferedImage out = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int j = 0; j < height; j++) {
            double y = at[1] - (j - height / 2.0) * PIXEL_MM / g.spacing(1);
            for (int i = 0; i < width; i++) {
                double x = at[0] + (i - width / 2.0) * PIXEL_MM / g.spacing(0);
                double gray = (value(scene.image(), x, y, z) - scene.lowest()) / (scene.highest() - scene.lowest());
                int level = (int) Math.round(255 * Math.max(0, Math.min(1, gray)));
                out.setRGB(i, j, level << 16 | level << 8 | level);
                labels[j][i] = label(scene.labels(), x, y, z);
                reference[j][i] =
                        scene.reference().map(map -> label(map, x, y, z)).orElse(0);
            }
        }
        if (contours) {
            draw(out, reference, true);
            draw(out, labels, false);
        }
        return out;
    }

    private static void draw(BufferedImage out, int[][] labels, boolean white) {
        for (int j = 1; j < labels.length - 1; j++) {
            for (int i = 1; i < labels[j].length - 1; i++) {
                int label = labels[j][i];
                boolean border = label != labels[j - 1][i]
                        || label != labels[j + 1][i]
                        || label != labels[j][i - 1]
                        || label != labels[j][i + 1];
                if (label > 0 && border) {
                    out.setRGB(i, j, white ? WHITE : COLORS[(label - 1) / 2]);
                }
            }
        }
    }

    private static double value(Volume image, double x, double y, int z) {
        double sum = 0;
        for (int corner = 0; corner < 4; corner++) {
            int cx = (int) Math.floor(x) + (corner & 1);
            int cy = (int) Math.floor(y) + (corner >> 1);
            if (image.geometry().contains(cx, cy, z)) {
                sum += (1 - Math.abs(x - cx)) * (1 - Math.abs(y - cy)) * image.get(cx, cy, z);
            }
        }
        return sum;
    }

    /** The label with the largest share of the four voxels around. */
    private static int label(LabelMap labels, double x, double y, int z) {
        int[] found = new int[4];
        double[] share = new double[4];
        for (int corner = 0; corner < 4; corner++) {
            int cx = (int) Math.floor(x) + (corner & 1);
            int cy = (int) Math.floor(y) + (corner >> 1);
            found[corner] = labels.geometry().contains(cx, cy, z) ? labels.get(cx, cy, z) : 0;
            int first = corner;
            for (int k = corner - 1; k >= 0; k--) {
                first = found[k] == found[corner] ? k : first;
            }
            share[first] += (1 - Math.abs(x - cx)) * (1 - Math.abs(y - cy));
        }
        int best = 0;
        for (int k = 1; k < 4; k++) {
            best = share[k] > share[best] ? k : best;
        }
        return found[best];
    }

    private static void save(Path file, List<List<BufferedImage>> rows) throws IOException {
        int width = 0;
        int height = -GAP;
        for (List<BufferedImage> row : rows) {
            width = Math.max(
                    width, row.stream().mapToInt(p -> p.getWidth() + GAP).sum() - GAP);
            height += row.get(0).getHeight() + GAP;
        }
        BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int y = 0;
        for (List<BufferedImage> row : rows) {
            int x = 0;
            for (BufferedImage picture : row) {
                for (int j = 0; j < picture.getHeight(); j++) {
                    for (int i = 0; i < picture.getWidth(); i++) {
                        sheet.setRGB(x + i, y + j, picture.getRGB(i, j));
                    }
                }
                x += picture.getWidth() + GAP;
            }
            y += row.get(0).getHeight() + GAP;
        }
        AtomicFiles.write(file, out -> ImageIO.write(sheet, "png", out));
    }
}
