package org.substantia.synthesis.image;

import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.anatomy.Tissue;
import org.substantia.synthesis.subject.NucleusParameters;

/** Paints the susceptibility map. */
final class QsmRenderer {
    private static final float CALCIFICATION_PPB = -260;
    private static final float CAPSULE_PPB = -26;
    private static final float CRUS_PPB = -24;

    private final Scene scene;
    private final TruthMasks truth;
    private final ImagingParameters.Scan scan;
    private final ImagingParameters.QsmArtefacts artefacts;

    QsmRenderer(Scene scene, TruthMasks truth) {
        this.scene = scene;
        this.truth = truth;
        this.scan = scene.imaging().qsm();
        this.artefacts = scene.imaging().artefacts();
    }

    /** @return ppb on the target grid */
    float[] render(ImageSynthesizer.Buffers buffers) {
        SliceProjector projector = SliceProjector.of(scene, scan);
        paint(buffers.painted, projector);
        float[] image = projector.image(buffers, scene.workers());
        Affine pose = ImageSynthesizer.pose(scene.labels().target(), scan);
        addArtefacts(image, pose);
        double[] wanted = scene.subject().nuclei().stream()
                .mapToDouble(nucleus -> artefacts.scale() * nucleus.susceptibilityPpb())
                .toArray();
        truth.calibration(projector, false).apply(image, wanted, 200);
        addNoise(image);
        return image;
    }

    private void paint(float[] painted, SliceProjector projector) {
        FineLabels labels = scene.labels();
        Geometry fine = labels.grid();
        float[] mean = new float[RenderClass.COUNT];
        float[] amplitude = new float[RenderClass.COUNT];
        for (Tissue tissue : Tissue.values()) {
            mean[tissue.label()] =
                    scene.imaging().tissuePpb().get(tissue.label()).floatValue();
            amplitude[tissue.label()] = (float) scan.texture() * roughness(tissue);
        }
        for (NucleusParameters nucleus : scene.subject().nuclei()) {
            int c = RenderClass.BEFORE_NUCLEI + nucleus.nucleus().qsmLabel();
            mean[c] = (float) nucleus.susceptibilityPpb();
            // Iron is spread in grains: what holds more of it varies more.
            amplitude[c] = (float) (scan.texture() * (0.8 + 0.005 * Math.max(0, nucleus.susceptibilityPpb())));
        }
        // What of the thalamus lies outside the traced nucleus is like the inside.
        mean[Tissue.THALAMUS.label()] = (mean[RenderClass.BEFORE_NUCLEI + 7] + mean[RenderClass.BEFORE_NUCLEI + 8]) / 2;
        TextureTiles tiles = TextureTiles.tissue(fine.spacing(2) / fine.spacing(0));
        TextureReader texture = new TextureReader(tiles.first(), scene.seed("qsm texture"));
        CoarseField fibres = scene.field("fibres", 9);
        CoarseField capsule = scene.capsule();
        BoundingBox box = scene.patterns().box();
        float[] pattern = scene.patterns().susceptibility();
        BoundingBox crusBox = scene.crus().box();
        byte[] classes = labels.classes();
        int nx = fine.nx();
        scene.workers().forEach(fine.nz(), z -> {
            CoarseField.RowReader fibreRows = fibres.reader(nx);
            CoarseField.RowReader capsuleRows = capsule.reader(nx);
            double slice = scene.targetSlice(z);
            boolean inBox = z >= box.minZ() && z <= box.maxZ();
            for (int y = 0; y < fine.ny(); y++) {
                int row = fine.index(0, y, z);
                int textureRow = texture.row(y, z);
                boolean white = false;
                for (int x = 0; x < nx; x++) {
                    int c = classes[row + x];
                    painted[row + x] = mean[c] + amplitude[c] * texture.tile()[textureRow + texture.column(x)];
                    white |= c == 1;
                }
                if (white) {
                    float[] fibre = fibreRows.row(y, slice);
                    float[] inner = capsuleRows.row(y, slice);
                    for (int x = 0; x < nx; x++) {
                        if (classes[row + x] == 1) {
                            painted[row + x] += (float) artefacts.whiteMatterPpb() * fibre[x] + CAPSULE_PPB * inner[x];
                        }
                    }
                }
                if (inBox && y >= box.minY() && y <= box.maxY()) {
                    int at = box.sizeX() * (y - box.minY() + box.sizeY() * (z - box.minZ()));
                    for (int x = 0; x < box.sizeX(); x++) {
                        painted[row + box.minX() + x] += pattern[at + x];
                    }
                }
            }
            if (z >= crusBox.minZ() && z <= crusBox.maxZ()) {
                for (int y = crusBox.minY(); y <= crusBox.maxY(); y++) {
                    for (int x = crusBox.minX(); x <= crusBox.maxX(); x++) {
                        painted[fine.index(x, y, z)] += CRUS_PPB * scene.crus().share(x, y, z);
                    }
                }
            }
            projector.blurInPlane(painted, fine.index(0, 0, z), nx, fine.ny(), new float[nx * fine.ny()]);
        });
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

    private void addArtefacts(float[] image, Affine pose) {
        Geometry target = scene.labels().target();
        float[] veins = scene.small().veins(pose);
        scene.small().calcifications(pose, (index, share) -> image[index] += CALCIFICATION_PPB * share);
        TextureTiles tiles = TextureTiles.dipole(target.spacing(2) / target.spacing(0));
        TextureReader streaks = new TextureReader(tiles.first(), scene.seed("streaks"));
        TextureReader coloured = new TextureReader(tiles.second(), scene.seed("coloured noise"));
        CoarseField residue = scene.field("residue", 28);
        CoarseField sources = scene.coarse().field(strongSources());
        byte[] mask = scene.brainMask();
        float veinPpb = (float) artefacts.veinPpb();
        float scale = (float) artefacts.scale();
        scene.workers().forEach(target.nz(), z -> {
            CoarseField.RowReader residueRows = residue.reader(target.nx());
            CoarseField.RowReader sourceRows = sources.reader(target.nx());
            for (int y = 0; y < target.ny(); y++) {
                int row = target.index(0, y, z);
                if (isEmpty(mask, row, target.nx())) {
                    java.util.Arrays.fill(image, row, row + target.nx(), 0);
                    continue;
                }
                float[] left = residueRows.row(y, z);
                float[] near = sourceRows.row(y, z);
                int streakRow = streaks.row(y, z);
                int colouredRow = coloured.row(y, z);
                for (int x = 0; x < target.nx(); x++) {
                    int i = row + x;
                    if (mask[i] == 0) {
                        image[i] = 0;
                        continue;
                    }
                    float v = image[i] + veins[i] * (veinPpb - image[i]);
                    v += (float) artefacts.residuePpb() * left[x];
                    v += (float) artefacts.streakPpb()
                            * (1 + 7 * Math.min(1, near[x]))
                            * streaks.tile()[streakRow + streaks.column(x)];
                    v += 0.7f * (float) scan.noise() * coloured.tile()[colouredRow + coloured.column(x)];
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
                .blurred(
                        c -> c == Tissue.VEIN.label() || c == Tissue.CHOROID_PLEXUS.label() ? 1 : 0,
                        4,
                        scene.workers());
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
        float sd = (float) (0.7 * scan.noise() * scene.subject().scanner().noise() * artefacts.scale());
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
