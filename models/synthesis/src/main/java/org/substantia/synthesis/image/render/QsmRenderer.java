package org.substantia.synthesis.image.render;

import java.util.Arrays;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.anatomy.Tissue;
import org.substantia.synthesis.image.labels.FineLabels;
import org.substantia.synthesis.image.labels.RenderClass;
import org.substantia.synthesis.image.protocol.ImagingParameters;
import org.substantia.synthesis.image.texture.CoarseField;
import org.substantia.synthesis.image.texture.TextureReader;
import org.substantia.synthesis.image.texture.TextureTiles;
import org.substantia.synthesis.image.texture.VoxelNoise;
import org.substantia.synthesis.subject.NucleusParameters;

/** Renders the susceptibility map, ppb. */
final class QsmRenderer implements ScanRenderer {
    private static final float CALCIFICATION_PPB = -260;
    private static final float CAPSULE_PPB = -26;
    private static final float CRUS_PPB = -24;
    /** No nucleus is moved further than this by one round of calibration. */
    private static final double MAX_CALIBRATION_PPB = 200;

    private static final int WHITE_MATTER = RenderClass.WHITE_MATTER.code();

    private final Scene scene;
    private final TruthMasks truth;
    private final ImagingParameters.Scan scan;
    private final ImagingParameters.QsmArtifacts artifacts;
    private final float[] mean;
    private final float[] amplitude = new float[RenderClass.count()];
    /** What is left of the pattern inside a nucleus. */
    private final float[] contrast = new float[RenderClass.count()];

    QsmRenderer(Scene scene, TruthMasks truth) {
        this.scene = scene;
        this.truth = truth;
        this.scan = scene.imaging().qsm();
        this.artifacts = scene.imaging().qsmArtifacts();
        this.mean = scene.imaging().tissuePpb().toArray();
        Arrays.fill(contrast, 1);
        double texture = scan.signal().texture();
        for (Tissue tissue : Tissue.values()) {
            amplitude[RenderClass.of(tissue).code()] = (float) texture * roughness(tissue);
        }
        for (NucleusParameters nucleus : scene.subject().nuclei()) {
            int c = RenderClass.of(nucleus.nucleus()).code();
            contrast[c] = (float) artifacts.contrast(nucleus.nucleus());
            mean[c] = (float) (artifacts.contrast(nucleus.nucleus()) * nucleus.susceptibilityPpb());
            // Iron is spread in grains: what holds more of it varies more.
            amplitude[c] = (float) (texture * (0.8 + 0.005 * Math.max(0, nucleus.susceptibilityPpb())));
        }
        // What of the thalamus lies outside the traced nucleus is like the inside.
        mean[RenderClass.THALAMUS.code()] = (mean[RenderClass.TH_R.code()] + mean[RenderClass.TH_L.code()]) / 2;
    }

    @Override
    public float[] render(FineBuffers buffers) {
        SliceProjector projector = SliceProjector.of(scene, scan);
        paint(buffers.painted(), projector);
        float[] image = projector.image(buffers, scene.workers());
        addArtifacts(image, ScanPose.of(scene.labels().target(), scan.motion()));
        double[] wanted = scene.subject().nuclei().stream()
                .mapToDouble(nucleus ->
                        artifacts.scale() * artifacts.contrast(nucleus.nucleus()) * nucleus.susceptibilityPpb())
                .toArray();
        truth.qsmCalibration(projector).apply(image, wanted, MAX_CALIBRATION_PPB);
        addNoise(image);
        return image;
    }

    private void paint(float[] painted, SliceProjector projector) {
        FineLabels labels = scene.labels();
        Geometry fine = labels.grid();
        TextureTiles tiles = TextureTiles.tissue(fine.spacing(2) / fine.spacing(0));
        TextureReader texture = new TextureReader(tiles.first(), scene.seed("qsm texture"));
        // The name of a field is part of its seed.
        CoarseField fibers = scene.field("fibres", 9);
        CoarseField capsule = scene.capsule();
        byte[] classes = labels.classes();
        int nx = fine.nx();
        scene.workers().forEach(fine.nz(), z -> {
            CoarseField.RowReader fiberRows = fibers.reader(nx);
            CoarseField.RowReader capsuleRows = capsule.reader(nx);
            double slice = labels.targetSlice(z);
            for (int y = 0; y < fine.ny(); y++) {
                int row = fine.index(0, y, z);
                int textureRow = texture.row(y, z);
                boolean white = false;
                for (int x = 0; x < nx; x++) {
                    int c = classes[row + x];
                    painted[row + x] = mean[c] + amplitude[c] * texture.tile()[textureRow + texture.column(x)];
                    white |= c == WHITE_MATTER;
                }
                if (white) {
                    addFibers(painted, row, fiberRows.row(y, slice), capsuleRows.row(y, slice));
                }
                addPattern(painted, y, z);
            }
            addCrus(painted, z);
            projector.blurInPlane(painted, fine.index(0, 0, z), nx, fine.ny(), new float[nx * fine.ny()]);
        });
    }

    /** White matter depends on the direction of its fibers, and is most diamagnetic in the internal capsule. */
    private void addFibers(float[] painted, int row, float[] fiber, float[] capsule) {
        byte[] classes = scene.labels().classes();
        for (int x = 0; x < fiber.length; x++) {
            if (classes[row + x] == WHITE_MATTER) {
                painted[row + x] += (float) artifacts.whiteMatterPpb() * fiber[x] + CAPSULE_PPB * capsule[x];
            }
        }
    }

    private void addPattern(float[] painted, int y, int z) {
        BoundingBox box = scene.patterns().box();
        if (z < box.minZ() || z > box.maxZ() || y < box.minY() || y > box.maxY()) {
            return;
        }
        float[] pattern = scene.patterns().susceptibility();
        int row = scene.labels().grid().index(box.minX(), y, z);
        int at = box.sizeX() * (y - box.minY() + box.sizeY() * (z - box.minZ()));
        byte[] classes = scene.labels().classes();
        for (int x = 0; x < box.sizeX(); x++) {
            painted[row + x] += contrast[classes[row + x]] * pattern[at + x];
        }
    }

    private void addCrus(float[] painted, int z) {
        Geometry fine = scene.labels().grid();
        BoundingBox box = scene.crus().box();
        if (z < box.minZ() || z > box.maxZ()) {
            return;
        }
        for (int y = box.minY(); y <= box.maxY(); y++) {
            for (int x = box.minX(); x <= box.maxX(); x++) {
                painted[fine.index(x, y, z)] += CRUS_PPB * scene.crus().share(x, y, z);
            }
        }
    }

    private static float roughness(Tissue tissue) {
        return switch (tissue) {
            case WHITE_MATTER, THALAMUS, LIMBIC_GRAY, OPTIC_NERVE -> 0.8f;
            case CEREBELLAR_CORTEX, VENTRAL_DIENCEPHALON -> 1.3f;
            case CORTEX, CEREBELLAR_WHITE_MATTER, ACCUMBENS, WHITE_MATTER_LESION -> 1.0f;
            case BRAINSTEM -> 1.6f;
            case VENTRICLE -> 0.6f;
            case CSF -> 1.4f;
            case CHOROID_PLEXUS, ARTERY -> 3;
            case VEIN -> 6;
            default -> 0;
        };
    }

    private void addArtifacts(float[] image, Affine pose) {
        Geometry target = scene.labels().target();
        float[] veins = scene.small().veins(pose);
        scene.small().calcifications(pose, (index, share) -> image[index] += CALCIFICATION_PPB * share);
        TextureTiles tiles = TextureTiles.dipole(target.spacing(2) / target.spacing(0));
        TextureReader streaks = new TextureReader(tiles.first(), scene.seed("streaks"));
        TextureReader colored = new TextureReader(tiles.second(), scene.seed("coloured noise"));
        CoarseField residue = scene.field("residue", 28);
        CoarseField sources = scene.coarse().field(strongSources());
        byte[] mask = scene.brainMask();
        float veinPpb = (float) artifacts.veinPpb();
        float scale = (float) artifacts.scale();
        scene.workers().forEach(target.nz(), z -> {
            CoarseField.RowReader residueRows = residue.reader(target.nx());
            CoarseField.RowReader sourceRows = sources.reader(target.nx());
            for (int y = 0; y < target.ny(); y++) {
                int row = target.index(0, y, z);
                if (isEmpty(mask, row, target.nx())) {
                    Arrays.fill(image, row, row + target.nx(), 0);
                    continue;
                }
                float[] left = residueRows.row(y, z);
                float[] near = sourceRows.row(y, z);
                int streakRow = streaks.row(y, z);
                int coloredRow = colored.row(y, z);
                for (int x = 0; x < target.nx(); x++) {
                    int i = row + x;
                    if (mask[i] == 0) {
                        image[i] = 0;
                        continue;
                    }
                    float v = image[i] + veins[i] * (veinPpb - image[i]);
                    v += (float) artifacts.residuePpb() * left[x];
                    v += (float) artifacts.streakPpb()
                            * (1 + 7 * Math.min(1, near[x]))
                            * streaks.tile()[streakRow + streaks.column(x)];
                    v += 0.7f * (float) scan.signal().noise() * colored.tile()[coloredRow + colored.column(x)];
                    image[i] = scale * v;
                }
            }
        });
    }

    private static boolean isEmpty(byte[] mask, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (mask[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Streaks start where susceptibility changes most: at vessels, calcifications and the air of the skull base. */
    private float[] strongSources() {
        float[] vessels = scene.coarse()
                .blurred(c -> c == RenderClass.VEIN || c == RenderClass.CHOROID_PLEXUS ? 1 : 0, 4, scene.workers());
        float[] out = new float[vessels.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = 1.2f * vessels[i] + 0.9f * scene.nearAir()[i];
        }
        return out;
    }

    /** The part of the noise that is independent from voxel to voxel. */
    private void addNoise(float[] image) {
        Geometry target = scene.labels().target();
        VoxelNoise noise = new VoxelNoise(scene.seed("qsm noise"));
        byte[] mask = scene.brainMask();
        float sd =
                (float) (0.7 * scan.signal().noise() * scene.subject().scanner().noise() * artifacts.scale());
        int plane = target.nx() * target.ny();
        scene.workers().forEach(target.nz(), z -> {
            for (int i = z * plane; i < (z + 1) * plane; i++) {
                if (mask[i] == 0) {
                    // Calibration reaches a voxel or two beyond the nuclei's masks.
                    image[i] = 0;
                } else {
                    image[i] += sd * VoxelNoise.normal(noise.bits(i), 0);
                }
            }
        });
    }
}
