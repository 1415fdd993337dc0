package org.substantia.synthesis.image.render;

import java.util.Arrays;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.image.detail.CerebellarFolia;
import org.substantia.synthesis.image.labels.FineLabels;
import org.substantia.synthesis.image.labels.RenderClass;
import org.substantia.synthesis.image.protocol.ImagingParameters;
import org.substantia.synthesis.image.texture.CoarseField;
import org.substantia.synthesis.image.texture.TextureReader;
import org.substantia.synthesis.image.texture.TextureTiles;

/** Paints the tissues of a gradient echo magnitude image on the fine grid: means, texture, fat, cerebellar folia. */
final class MagnitudePainter {
    static final SlicePainter NOTHING_MORE = (painted, z) -> {};

    private static final int SOFT_TISSUE = RenderClass.SOFT_TISSUE.code();
    private static final int CEREBELLAR_CORTEX = RenderClass.CEREBELLAR_CORTEX.code();
    private static final float MAX_FAT = 0.92f;

    private final Scene scene;
    private final String name;
    private final ImagingParameters.Signal signal;
    private final float[] mean;

    /** What one kind of scan shows beyond the tissues. */
    @FunctionalInterface
    interface SlicePainter {
        /** @param z fine slice, already painted */
        void paint(float[] painted, int z);
    }

    /**
     * @param name of the scan, for its random fields
     * @param mean signal by {@link RenderClass#code}
     */
    MagnitudePainter(Scene scene, String name, ImagingParameters.Signal signal, float[] mean) {
        this.scene = scene;
        this.name = name;
        this.signal = signal;
        this.mean = mean;
    }

    /** Every slice is painted, then handed to {@code more}, then blurred in plane. */
    void paint(float[] painted, SliceProjector projector, SlicePainter more) {
        FineLabels labels = scene.labels();
        Geometry fine = labels.grid();
        float[] amplitude = amplitude();
        TextureTiles tiles = TextureTiles.tissue(fine.spacing(2) / fine.spacing(0));
        TextureReader texture = new TextureReader(tiles.first(), scene.seed(name + " texture"));
        TextureReader lumps = new TextureReader(tiles.second(), scene.seed("fat"));
        CoarseField fat = fatField();
        CerebellarFolia folia = new CerebellarFolia(labels, scene.field("folia", 9));
        byte[] classes = labels.classes();
        int nx = fine.nx();
        scene.workers().forEach(fine.nz(), z -> {
            CoarseField.RowReader fatRows = fat.reader(nx);
            CerebellarFolia.RowReader foliaRows = folia.reader();
            double slice = labels.targetSlice(z);
            boolean[] seen = new boolean[RenderClass.count()];
            for (int y = 0; y < fine.ny(); y++) {
                int row = fine.index(0, y, z);
                int textureRow = texture.row(y, z);
                Arrays.fill(seen, false);
                for (int x = 0; x < nx; x++) {
                    int c = classes[row + x];
                    painted[row + x] = mean[c] + amplitude[c] * texture.tile()[textureRow + texture.column(x)];
                    seen[c] = true;
                }
                if (seen[SOFT_TISSUE]) {
                    addFat(painted, row, fatRows.row(y, slice), lumps, lumps.row(y, z));
                }
                if (seen[CEREBELLAR_CORTEX]) {
                    addFolia(painted, row, foliaRows.row(y, z));
                }
            }
            more.paint(painted, z);
            projector.blurInPlane(painted, fine.index(0, 0, z), nx, fine.ny(), new float[nx * fine.ny()]);
        });
    }

    private float[] amplitude() {
        float[] amplitude = new float[RenderClass.count()];
        for (RenderClass renderClass : RenderClass.values()) {
            int c = renderClass.code();
            amplitude[c] = mean[c] * (float) signal.texture() * roughness(renderClass);
        }
        return amplitude;
    }

    /** Strength of the texture within a class, white matter 1. */
    private static float roughness(RenderClass renderClass) {
        return switch (renderClass) {
            case CSF -> 3;
            case VENTRICLE, EYE -> 2;
            case CHOROID_PLEXUS -> 6;
            case VEIN, ARTERY -> 8;
            case EYE_MUSCLE, SOFT_TISSUE -> 5;
            case MUCOSA -> 14;
            case SKIN -> 5;
            case CANCELLOUS_BONE -> 12;
            case CORTICAL_BONE -> 10;
            case CEREBELLAR_CORTEX, BRAINSTEM, VENTRAL_DIENCEPHALON -> 1.3f;
            default -> 1;
        };
    }

    /** Fat lies under the skin and behind the eyes; deeper soft tissue is muscle with fat between its bundles. */
    private CoarseField fatField() {
        float[] skin = scene.coarse().blurred(c -> c == RenderClass.SKIN ? 1 : 0, 3, scene.workers());
        float[] eye = scene.coarse().blurred(MagnitudePainter::orbitShare, 5, scene.workers());
        float[] out = new float[skin.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = 2.6f * skin[i] + 4f * eye[i];
        }
        return scene.coarse().field(out);
    }

    private static double orbitShare(RenderClass renderClass) {
        return switch (renderClass) {
            case EYE, EYE_MUSCLE, OPTIC_NERVE -> 1;
            default -> 0;
        };
    }

    private void addFat(float[] painted, int row, float[] near, TextureReader lumps, int lumpRow) {
        byte[] classes = scene.labels().classes();
        float fat = mean[RenderClass.FAT.code()];
        for (int x = 0; x < near.length; x++) {
            if (classes[row + x] == SOFT_TISSUE) {
                float lump = lumps.tile()[lumpRow + lumps.column(x)];
                float share = Math.max(0, Math.min(MAX_FAT, (near[x] + 0.10f * lump - 0.22f) * 1.8f));
                painted[row + x] += share * (fat * (1 + 0.05f * lump) - painted[row + x]);
            }
        }
    }

    private void addFolia(float[] painted, int row, float[] folia) {
        byte[] classes = scene.labels().classes();
        float fluid = mean[RenderClass.CSF.code()];
        float white = mean[RenderClass.CEREBELLAR_WHITE_MATTER.code()];
        for (int x = 0; x < folia.length; x++) {
            if (classes[row + x] == CEREBELLAR_CORTEX) {
                float f = folia[x];
                float v = painted[row + x];
                painted[row + x] += f < 0 ? -f * (fluid - v) : f * (white - v);
            }
        }
    }
}
