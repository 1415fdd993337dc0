package org.substantia.synthesis.image;

import java.util.Arrays;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Side;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.anatomy.Tissue;
import org.substantia.synthesis.subject.NucleusParameters;
import org.substantia.synthesis.subject.ScannerEffects;

/** Paints a gradient echo magnitude image: T1-weighted, or neuromelanin-sensitive. */
final class MagnitudeRenderer {
    /** The locus coeruleus over the pons around it, at full share. */
    private static final float LOCUS_CONTRAST = 0.13f;
    /** The crus cerebri against the midbrain around it. */
    private static final float CRUS_CONTRAST = -0.045f;
    /** Share from which a fine voxel counts as crus. */
    private static final float PURE_CRUS = 0.75f;
    /** Radius of the head over which the coil's sensitivity is told. */
    private static final double HEAD_RADIUS_MM = 85;

    private final Scene scene;
    private final TruthMasks truth;
    private final boolean nm;
    private final String name;
    private final ImagingParameters.Scan scan;
    private final float[] mean = new float[RenderClass.COUNT];

    MagnitudeRenderer(Scene scene, TruthMasks truth, boolean nm) {
        this.scene = scene;
        this.truth = truth;
        this.nm = nm;
        this.name = nm ? "nm" : "t1";
        this.scan = nm ? scene.imaging().nm() : scene.imaging().t1();
        for (int c = 0; c < mean.length; c++) {
            mean[c] = (nm ? scene.imaging().nmSignal() : scene.imaging().t1Signal())
                    .get(c)
                    .floatValue();
        }
        if (nm) {
            for (NucleusParameters nucleus : scene.subject().nuclei()) {
                mean[RenderClass.BEFORE_NUCLEI + nucleus.nucleus().qsmLabel()] = (float) nucleus.nmSignal();
            }
            // What of the thalamus lies outside the traced nucleus is like the inside.
            mean[Tissue.THALAMUS.label()] =
                    (mean[RenderClass.BEFORE_NUCLEI + 7] + mean[RenderClass.BEFORE_NUCLEI + 8]) / 2;
            for (Side side : Side.values()) {
                mean[RenderClass.BEFORE_NIGRA + (side == Side.RIGHT ? 1 : 2)] =
                        (float) (mean[Tissue.VENTRAL_DIENCEPHALON.label()]
                                * (1 + scene.subject().nigra(side).nmContrast()));
            }
        }
    }

    /** @return signal on the target grid */
    float[] render(ImageSynthesizer.Buffers buffers) {
        SliceProjector projector = SliceProjector.of(scene, scan);
        paint(buffers.painted, projector);
        float[] image = projector.image(buffers, scene.workers());
        Affine pose = ImageSynthesizer.pose(scene.labels().target(), scan);
        shade(image, pose);
        if (nm) {
            scene.small().locusCoeruleus(pose, (index, share) -> image[index] *= 1 + LOCUS_CONTRAST * share);
            calibrate(image, projector);
        }
        return finished(image);
    }

    private void paint(float[] painted, SliceProjector projector) {
        FineLabels labels = scene.labels();
        Geometry fine = labels.grid();
        float[] amplitude = new float[RenderClass.COUNT];
        for (int c = 0; c < amplitude.length; c++) {
            amplitude[c] = mean[c] * (float) scan.texture() * roughness(c);
        }
        TextureTiles tiles = TextureTiles.tissue(fine.spacing(2) / fine.spacing(0));
        TextureReader texture = new TextureReader(tiles.first(), scene.seed(name + " texture"));
        TextureReader lumps = new TextureReader(tiles.second(), scene.seed("fat"));
        CoarseField fat = fatField();
        Folia folia = new Folia(scene);
        byte[] classes = labels.classes();
        int nx = fine.nx();
        scene.workers().forEach(fine.nz(), z -> {
            CoarseField.RowReader fatRows = fat.reader(nx);
            Folia.RowReader foliaRows = folia.reader();
            double slice = scene.targetSlice(z);
            boolean[] seen = new boolean[RenderClass.COUNT];
            for (int y = 0; y < fine.ny(); y++) {
                int row = fine.index(0, y, z);
                int textureRow = texture.row(y, z);
                Arrays.fill(seen, false);
                for (int x = 0; x < nx; x++) {
                    int c = classes[row + x];
                    painted[row + x] = mean[c] + amplitude[c] * texture.tile()[textureRow + texture.column(x)];
                    seen[c] = true;
                }
                if (seen[Tissue.SOFT_TISSUE.label()]) {
                    addFat(painted, row, fatRows.row(y, slice), lumps, lumps.row(y, z));
                }
                if (seen[Tissue.CEREBELLAR_CORTEX.label()]) {
                    addFolia(painted, row, foliaRows.row(y, z));
                }
            }
            if (nm) {
                paintMidbrain(painted, z);
            }
            projector.blurInPlane(painted, fine.index(0, 0, z), nx, fine.ny(), new float[nx * fine.ny()]);
        });
    }

    private static float roughness(int renderClass) {
        if (renderClass > RenderClass.BEFORE_NUCLEI) {
            return 1;
        }
        return switch (Tissue.ofLabel(renderClass).orElseThrow()) {
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
        float[] skin = scene.coarse().blurred(c -> c == Tissue.SKIN.label() ? 1 : 0, 3, scene.workers());
        float[] eye = scene.coarse()
                .blurred(
                        c -> c == Tissue.EYE.label()
                                        || c == Tissue.EYE_MUSCLE.label()
                                        || c == Tissue.OPTIC_NERVE.label()
                                ? 1
                                : 0,
                        5,
                        scene.workers());
        float[] out = new float[skin.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = 2.6f * skin[i] + 4f * eye[i];
        }
        return scene.coarse().field(out);
    }

    private void addFat(float[] painted, int row, float[] near, TextureReader lumps, int lumpRow) {
        byte[] classes = scene.labels().classes();
        float fat = mean[RenderClass.FAT];
        for (int x = 0; x < near.length; x++) {
            if (classes[row + x] == Tissue.SOFT_TISSUE.label()) {
                float lump = lumps.tile()[lumpRow + lumps.column(x)];
                float share = Math.max(0, Math.min(0.92f, (near[x] + 0.10f * lump - 0.22f) * 1.8f));
                painted[row + x] += share * (fat * (1 + 0.05f * lump) - painted[row + x]);
            }
        }
    }

    private void addFolia(float[] painted, int row, float[] folia) {
        byte[] classes = scene.labels().classes();
        float fluid = mean[Tissue.CSF.label()];
        float white = mean[Tissue.CEREBELLAR_WHITE_MATTER.label()];
        for (int x = 0; x < folia.length; x++) {
            if (classes[row + x] == Tissue.CEREBELLAR_CORTEX.label()) {
                float f = folia[x];
                float v = painted[row + x];
                painted[row + x] += f < 0 ? -f * (fluid - v) : f * (white - v);
            }
        }
    }

    private void paintMidbrain(float[] painted, int z) {
        FineLabels labels = scene.labels();
        Geometry fine = labels.grid();
        BoundingBox crus = scene.crus().box();
        if (z >= crus.minZ() && z <= crus.maxZ()) {
            for (int y = crus.minY(); y <= crus.maxY(); y++) {
                for (int x = crus.minX(); x <= crus.maxX(); x++) {
                    painted[fine.index(x, y, z)] *=
                            1 + CRUS_CONTRAST * scene.crus().share(x, y, z);
                }
            }
        }
        BoundingBox box = scene.patterns().box();
        if (z < box.minZ() || z > box.maxZ()) {
            return;
        }
        int at = box.sizeX() * box.sizeY() * (z - box.minZ());
        for (int y = box.minY(); y <= box.maxY(); y++) {
            int row = fine.index(box.minX(), y, z);
            for (int x = 0; x < box.sizeX(); x++, at++) {
                int label = labels.nigra()[row + x];
                if (label != 0) {
                    painted[row + x] = mean[RenderClass.BEFORE_NIGRA + label]
                            + mean[Tissue.VENTRAL_DIENCEPHALON.label()]
                                    * scene.patterns().neuromelanin()[at];
                }
            }
        }
    }

    /**
     * Thin vessels, signal lost beside air, and the coil's uneven sensitivity: brighter towards the coil, and randomly
     * so.
     */
    private void shade(float[] image, Affine pose) {
        Geometry target = scene.labels().target();
        float[] veins = scene.small().veins(pose);
        CoarseField air = scene.coarse().field(scene.nearAir());
        CoarseField random = scene.field(name + " shading", 75);
        double[] middle = middle();
        float vein = mean[Tissue.VEIN.label()];
        scene.workers().forEach(target.nz(), z -> {
            CoarseField.RowReader airRows = air.reader(target.nx());
            CoarseField.RowReader randomRows = random.reader(target.nx());
            for (int y = 0; y < target.ny(); y++) {
                int row = target.index(0, y, z);
                float[] near = airRows.row(y, z);
                float[] uneven = randomRows.row(y, z);
                double dy = target.affine().applyY(0, y, z) - middle[1];
                double dz = target.affine().applyZ(0, y, z) - middle[2];
                for (int x = 0; x < target.nx(); x++) {
                    double dx = target.affine().applyX(x, y, z) - middle[0];
                    double r2 = Math.min(1.8, (dx * dx + dy * dy + dz * dz) / (HEAD_RADIUS_MM * HEAD_RADIUS_MM));
                    float sensitivity = 1 + (float) scan.shading() * (uneven[x] + 1.2f * ((float) r2 - 0.5f));
                    float v = image[row + x];
                    v += veins[row + x] * (vein - v);
                    image[row + x] = v * Math.max(0.2f, sensitivity) * (1 - 0.35f * Math.min(1, near[x]));
                }
            }
        });
    }

    private double[] middle() {
        BoundingBox box = scene.patterns().box();
        return scene.labels()
                .grid()
                .affine()
                .apply(
                        (box.minX() + box.maxX()) / 2.0,
                        (box.minY() + box.maxY()) / 2.0,
                        (box.minZ() + box.maxZ()) / 2.0);
    }

    /**
     * The means of the nuclei are told relative to the brain's, the contrast of the nigra relative to the crus beside
     * it.
     */
    private void calibrate(float[] image, SliceProjector projector) {
        Geometry target = scene.labels().target();
        ScannerEffects scanner = scene.subject().scanner();
        double[] middle = middle();
        double brain = NmReference.of(
                image,
                scene.brainMask(),
                target,
                LinearShading.of(scanner, target, middle, 1),
                LinearShading.of(scanner, target, middle, -1));
        double[] wanted = new double[18];
        for (NucleusParameters nucleus : scene.subject().nuclei()) {
            wanted[nucleus.nucleus().qsmLabel() - 1] = brain * nucleus.nmSignal();
        }
        IntensityCalibration calibration = truth.calibration(projector, true);
        double crus = crus(image, brain);
        for (var nucleus : LabelScheme.NM.nuclei()) {
            int label = nucleus.nmLabel().getAsInt();
            wanted[15 + label] =
                    crus * (1 + scene.subject().nigra(nucleus.side()).nmContrast());
        }
        calibration.apply(image, wanted, 0.5 * brain);
    }

    /** Mean of the crus cerebri at the height of the nigra, where nothing else shines in. */
    private double crus(float[] image, double otherwise) {
        FineLabels labels = scene.labels();
        Geometry target = labels.target();
        int k = labels.oversampling();
        BoundingBox box = scene.crus().box();
        double sum = 0;
        int count = 0;
        for (int z = box.minZ() / k; z <= box.maxZ() / k; z++) {
            for (int y = box.minY(); y <= box.maxY(); y++) {
                for (int x = box.minX(); x <= box.maxX(); x++) {
                    if (isCrusAlone(x, y, z * k, k)) {
                        sum += image[target.index(x, y, z)];
                        count++;
                    }
                }
            }
        }
        return count < 20 ? otherwise : sum / count;
    }

    /**
     * Whether a voxel of the image and its neighbours within the slice are crus, so that no fluid or nucleus shares it.
     */
    private boolean isCrusAlone(int x, int y, int fineZ, int k) {
        Crus crus = scene.crus();
        Geometry fine = scene.labels().grid();
        if (x < 1 || y < 1 || x >= fine.nx() - 1 || y >= fine.ny() - 1 || fineZ + k > fine.nz()) {
            return false;
        }
        for (int z = fineZ; z < fineZ + k; z++) {
            if (crus.share(x, y, z) <= PURE_CRUS
                    || crus.share(x - 1, y, z) <= PURE_CRUS
                    || crus.share(x + 1, y, z) <= PURE_CRUS
                    || crus.share(x, y - 1, z) <= PURE_CRUS
                    || crus.share(x, y + 1, z) <= PURE_CRUS) {
                return false;
            }
        }
        return true;
    }

    /** Ghost, gain, the scanner's own shading, noise of two channels and the magnitude of both (Rician). */
    private float[] finished(float[] image) {
        Geometry target = scene.labels().target();
        ScannerEffects scanner = scene.subject().scanner();
        double gain = scan.gain() * (nm ? scanner.nmGain() : scanner.t1Gain());
        float sd = (float) (scan.noise() * scanner.noise());
        VoxelNoise noise = new VoxelNoise(scene.seed(name + " noise"));
        VoxelNoise phases = new VoxelNoise(scene.seed(name + " ghost"));
        int shift = (int) Math.round(scan.ghostShift() * target.nx());
        boolean stripped = scene.imaging().skullStripped();
        byte[] mask = stripped
                ? BrainMask.stripped(scene.labels(), scene.coarse(), scene.seed("strip"), scene.workers())
                : new byte[0];
        float[] out = new float[image.length];
        LinearShading shading = LinearShading.of(scanner, target, middle(), nm ? 1 : 0);
        scene.workers().forEach(target.nz(), z -> {
            float ghost = (float) scan.ghost() * VoxelNoise.normal(phases.bits(z), 0);
            int nx = target.nx();
            for (int y = 0; y < target.ny(); y++) {
                int row = target.index(0, y, z);
                for (int x = 0; x < nx; x++) {
                    int i = row + x;
                    if (stripped && mask[i] == 0) {
                        continue;
                    }
                    int moved = x + shift < nx ? x + shift : x + shift - nx;
                    float signal = shading.at(x, y, z) * (image[i] + ghost * image[row + moved]);
                    long bits = noise.bits(i);
                    float a = signal + sd * VoxelNoise.normal(bits, 0);
                    float b = sd * VoxelNoise.normal(bits, 1);
                    out[i] = (float) (gain * Math.sqrt(a * a + b * b));
                }
            }
        });
        return out;
    }
}
