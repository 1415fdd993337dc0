package org.substantia.cohort.validation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.GridAgreement;
import org.substantia.cohort.MaskPlacement;
import org.substantia.cohort.OfficialReading;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.anatomy.Structure;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.PlacedMask;
import org.substantia.cohort.scan.GridRequirements;
import org.substantia.cohort.validation.duplicates.CaseTrace;
import org.substantia.cohort.validation.duplicates.HeadImage;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.intensity.FiniteVoxels;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.nifti.NiftiHeader;
import org.substantia.imaging.nifti.NiftiLabels;
import org.substantia.imaging.nifti.NiftiVolume;
import org.substantia.imaging.nifti.NonFinite;

/** Reads the files of one case, one at a time, and checks each; a QSM stays in memory until its masks are read. */
final class CaseInspector {
    private static final int CHUNK = 1 << 14;

    private final CaseFolder patient;
    private final Set<Modality> compared;
    private final AnatomyCheck anatomy;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Modality, String> digests = new EnumMap<>(Modality.class);
    private final Map<Modality, HeadImage> heads = new EnumMap<>(Modality.class);
    private final Map<Modality, OnGrid> images = new EnumMap<>(Modality.class);
    /** By the images that they were made on. */
    private final Map<Modality, OnGrid> masks = new EnumMap<>(Modality.class);

    /** Kept only where there are nuclei to look at in it. */
    private Optional<Volume> susceptibility = Optional.empty();

    /** A file that was read, and its grid. */
    private record OnGrid(String file, Geometry grid) {}

    /** The result of inspecting a case. */
    record Inspection(List<Finding> findings, CaseTrace trace) {}

    private CaseInspector(CaseFolder patient, Set<Modality> compared, AnatomyCheck anatomy) {
        this.patient = patient;
        this.compared = compared;
        this.anatomy = anatomy;
    }

    /**
     * @param expected what cases of this cohort have
     * @param compared the images to keep a small copy of for finding duplicates
     * @param anatomy compares headers with what the images show
     */
    static Inspection inspect(
            CaseFolder patient, ExpectedFiles expected, Set<Modality> compared, AnatomyCheck anatomy) {
        CaseInspector inspector = new CaseInspector(patient, compared, anatomy);
        inspector.findings.addAll(expected.missingFrom(patient));
        patient.images().forEach(inspector::image);
        inspector.imageGrids();
        PlacedMask.onOwnImages(patient.masks()).forEach(inspector::mask);
        PlacedMask.onOwnImages(patient.predictions()).forEach(inspector::mask);
        patient.standIns().forEach((image, file) -> inspector.mask(LabelScheme.QSM, new PlacedMask(file, image)));
        inspector.diagnosis();
        return new Inspection(
                inspector.findings, new CaseTrace(patient.id(), patient.subject(), inspector.digests, inspector.heads));
    }

    private void image(Modality modality, ByteSource source) {
        NiftiVolume read;
        try {
            if (isTooLarge(source.name(), Nifti.readHeader(source))) {
                return;
            }
            read = Nifti.readVolume(source, NonFinite.KEEP);
        } catch (IOException e) {
            unreadable(e);
            return;
        }
        Volume image = read.volume();
        header(source.name(), read.header());
        if (modality == Modality.QSM && patient.nuclei().isPresent()) {
            susceptibility = Optional.of(image);
        }
        List<Finding> found = ImageChecks.of(patient.id(), source.name(), modality, image);
        findings.addAll(found);
        images.put(modality, new OnGrid(source.name(), image.geometry()));
        boolean showsAHead = found.stream()
                .noneMatch(finding -> finding.check() == Check.CONSTANT_IMAGE || finding.check() == Check.LABEL_MAP);
        boolean analyzable = GridRequirements.fault(read.header()).isEmpty();
        if (showsAHead && analyzable) {
            // As the networks of predict see it.
            anatomy.doubts(modality, FiniteVoxels.orZero(image))
                    .forEach(doubt ->
                            findings.add(Finding.warning(patient.id(), Check.HEADER, source.name() + ": " + doubt)));
        }
        // Empty images are equal without being of one subject.
        if (found.stream().noneMatch(finding -> finding.check() == Check.CONSTANT_IMAGE)) {
            digests.put(modality, digest(image));
            // By a header that is far off, a head could be of any size.
            if (compared.contains(modality) && analyzable) {
                HeadImage.of(modality, image).ifPresent(head -> heads.put(modality, head));
            }
        }
    }

    private boolean isTooLarge(String file, NiftiHeader header) {
        Optional<String> fault = GridRequirements.tooLarge(header);
        fault.ifPresent(what -> findings.add(Finding.error(patient.id(), Check.HEADER, file + ": " + what)));
        return fault.isPresent();
    }

    /** What keeps an image from being analyzed, and what it leaves in doubt. */
    private void header(String file, NiftiHeader header) {
        GridRequirements.fault(header)
                .ifPresent(fault -> findings.add(Finding.error(patient.id(), Check.HEADER, file + ": " + fault)));
        GridRequirements.doubts(header)
                .forEach(doubt -> findings.add(Finding.warning(patient.id(), Check.HEADER, file + ": " + doubt)));
    }

    private void mask(LabelScheme scheme, PlacedMask placed) {
        ByteSource source = placed.file();
        NiftiLabels mask;
        try {
            if (isTooLarge(source.name(), Nifti.readLabelHeader(source))) {
                return;
            }
            mask = Nifti.readLabels(source);
        } catch (IOException e) {
            unreadable(e);
            return;
        }
        if (patient.predictions().containsValue(source)) {
            officialReading(source.name(), mask);
        }
        OnGrid own = new OnGrid(source.name(), mask.labels().geometry());
        maskGrid(placed.image(), placed.image() == scheme.modality(), own);
        masks.putIfAbsent(placed.image(), own);
        findings.addAll(MaskChecks.of(patient.id(), source.name(), scheme, mask.labels()));
        if (scheme == LabelScheme.QSM) {
            susceptibility
                    .filter(map ->
                            GridAgreement.of(map.geometry(), mask.labels().geometry()))
                    .ifPresent(map -> sign(source.name(), map, mask.labels()));
        }
    }

    /** A prediction that this program scores and the challenge's script does not. */
    private void officialReading(String file, NiftiLabels mask) {
        Optional<String> unread = OfficialReading.unread(file, mask);
        if (unread.isPresent()) {
            findings.add(Finding.warning(
                    patient.id(),
                    Check.OFFICIAL_SCRIPT,
                    file + ": would have no row in the official result files, since " + unread.get()));
            return;
        }
        OfficialReading.inexact(mask)
                .ifPresent(how -> findings.add(Finding.warning(
                        patient.id(),
                        Check.OFFICIAL_SCRIPT,
                        file + ": " + how + ", which the challenge's script takes as background; store integers without"
                                + " scaling")));
    }

    /** Pallidum and nigra hold the most iron of the brain; where both are negative, the map's sign is turned. */
    private void sign(String file, Volume map, LabelMap labels) {
        boolean told = findings.stream().anyMatch(finding -> finding.check() == Check.QSM_VALUES);
        if (!told && mean(map, labels, Structure.GP) < 0 && mean(map, labels, Structure.SN) < 0) {
            findings.add(Finding.warning(
                    patient.id(),
                    Check.QSM_VALUES,
                    images.get(Modality.QSM).file() + ": globus pallidus and substantia nigra in " + file
                            + " are negative on average, so the sign seems turned; iron must be positive"));
        }
    }

    /** NaN if there is no voxel of the structure. */
    private static double mean(Volume map, LabelMap labels, Structure structure) {
        int right = LabelScheme.QSM.labelOf(Nucleus.of(structure, Side.RIGHT)).orElseThrow();
        int left = LabelScheme.QSM.labelOf(Nucleus.of(structure, Side.LEFT)).orElseThrow();
        double[] sum = new double[2];
        labels.forEachLabeled((index, label) -> {
            if ((label == right || label == left) && Float.isFinite(map.data()[index])) {
                sum[0] += map.data()[index];
                sum[1]++;
            }
        });
        return sum[0] / sum[1];
    }

    private void unreadable(IOException e) {
        findings.add(Finding.error(patient.id(), Check.UNREADABLE_FILE, e.getMessage()));
    }

    /** The challenge's images share one grid; others may not, but then they must be brought onto one. */
    private void imageGrids() {
        Optional<OnGrid> first = images.values().stream().findFirst();
        images.values().stream()
                .filter(image ->
                        !GridAgreement.of(image.grid(), first.orElseThrow().grid()))
                .forEach(image -> findings.add(
                        Finding.warning(patient.id(), Check.UNEQUAL_GRIDS, difference(image, first.orElseThrow()))));
    }

    /**
     * A mask has to lie on the grid of the image it was made on; without that, on any image's of the case. Masks of two
     * images without these may well lie on two grids, as those that {@code predict} writes.
     *
     * @param image that the mask was made on
     * @param ownKind whether that is the image which masks of this kind are made on; a mask that was made on another
     *     one, for want of it, owes nothing to the grids of the rest
     */
    private void maskGrid(Modality image, boolean ownKind, OnGrid mask) {
        Optional<OnGrid> other = Optional.ofNullable(images.get(image)).or(() -> Optional.ofNullable(masks.get(image)));
        if (ownKind) {
            other = other.or(() -> images.values().stream().findFirst())
                    .or(() -> masks.values().stream().findFirst());
        }
        if (other.isPresent() && !GridAgreement.of(mask.grid(), other.get().grid())) {
            boolean onlyMasks = images.isEmpty() && !masks.containsKey(image);
            String what = difference(mask, other.get());
            findings.add(
                    onlyMasks
                            ? Finding.warning(patient.id(), Check.UNEQUAL_GRIDS, what)
                            : Finding.error(patient.id(), Check.UNEQUAL_GRIDS, what));
        }
    }

    private static String difference(OnGrid one, OnGrid other) {
        return one.file() + ": " + MaskPlacement.difference(one.grid(), other.file(), other.grid());
    }

    private void diagnosis() {
        try {
            patient.predictedDiagnosis();
        } catch (IOException e) {
            unreadable(e);
        }
    }

    /**
     * Of the size and the voxels alone, so that a copy under another header is still a copy. Two checksums with 64 bits
     * between them tell the images of any cohort apart, and cost a tenth of a cryptographic digest.
     */
    private static String digest(Volume image) {
        CRC32 one = new CRC32();
        CRC32C other = new CRC32C();
        float[] data = image.data();
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES);
        for (int from = 0; from < data.length; from += CHUNK) {
            int n = Math.min(CHUNK, data.length - from);
            bytes.clear();
            bytes.asFloatBuffer().put(data, from, n);
            one.update(bytes.array(), 0, n * Float.BYTES);
            other.update(bytes.array(), 0, n * Float.BYTES);
        }
        Geometry grid = image.geometry();
        return grid.nx() + " " + grid.ny() + " " + grid.nz() + " " + one.getValue() + " " + other.getValue();
    }
}
