package org.substantia.cohort.scan;

import java.io.IOException;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.substantia.base.io.ByteSource;
import org.substantia.base.io.FileFaults;
import org.substantia.base.io.Sha256;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.layout.CohortException;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.nifti.NiftiException;
import org.substantia.imaging.nifti.NiftiHeader;
import org.substantia.imaging.nifti.NiftiVolume;
import org.substantia.imaging.nifti.NonFinite;

/** Reads the scans of cases and refuses those in which no nucleus could be found. Thread-safe. */
public final class ScanReader {
    private static final Logger LOG = LoggerFactory.getLogger(ScanReader.class);

    private ScanReader() {}

    /**
     * The scans of a case of whose subject nothing else is known.
     *
     * @throws IOException with one line naming the file, if the case has no image or one cannot be used
     */
    public static CaseScans read(CaseFolder folder) throws IOException {
        return read(folder, Demographics.unknown());
    }

    /**
     * The scans of a case.
     *
     * @param demographics of the subject
     * @throws IOException with one line naming the file, if the case has no image or one cannot be used
     */
    public static CaseScans read(CaseFolder folder, Demographics demographics) throws IOException {
        Map<Modality, Scan> images = new EnumMap<>(Modality.class);
        for (Map.Entry<Modality, ByteSource> image : folder.images().entrySet()) {
            images.put(image.getKey(), read(image.getKey(), image.getValue()));
        }
        if (images.isEmpty()) {
            throw new CohortException(
                    folder.id(), "has no image; at least one of T1.nii.gz, QSM.nii.gz and NM.nii.gz is needed");
        }
        return new CaseScans(folder.id(), demographics, images);
    }

    /**
     * One scan of a case; the others are not read.
     *
     * @return empty if the case has no such image
     * @throws IOException with one line naming the file, if it cannot be used
     */
    public static Optional<Scan> read(CaseFolder folder, Modality modality) throws IOException {
        Optional<ByteSource> image = folder.image(modality);
        return image.isEmpty() ? Optional.empty() : Optional.of(read(modality, image.get()));
    }

    private static Scan read(Modality modality, ByteSource source) throws IOException {
        checkGrid(source, Nifti.readHeader(source));
        NiftiVolume image = Nifti.readVolume(source, NonFinite.KEEP);
        float[] values = image.volume().data();
        BitSet notFinite = zeroNotFinite(values);
        int count = notFinite.cardinality();
        if (count == values.length) {
            throw new NiftiException(
                    source.name(), "no voxel holds a number; an image of a head is needed, so export it again");
        }
        if (count > 0) {
            LOG.warn("{}: {} voxels that are NaN or infinite are taken as not measured", source.name(), count);
        }
        checkContrast(source, image.volume());
        if (modality != Modality.QSM) {
            MagnitudeDoubts.warn(source.name(), image.volume());
        }
        Optional<SusceptibilityUnit> convertedFrom =
                modality == Modality.QSM ? toPpb(source, image.volume()) : Optional.empty();
        return new Scan(
                modality,
                source.name(),
                image.header(),
                image.volume(),
                sha256(source),
                notFinite,
                convertedFrom,
                Optional.empty());
    }

    /** @return the unit that the map was stored in, if it had to be converted */
    private static Optional<SusceptibilityUnit> toPpb(ByteSource source, Volume map) {
        SusceptibilityUnit unit = SusceptibilityUnit.of(map);
        if (unit == SusceptibilityUnit.PPB) {
            return Optional.empty();
        }
        LOG.info("{}: no value reaches 5, so it is taken as {} and converted to ppb", source.name(), unit);
        float[] values = map.data();
        for (int i = 0; i < values.length; i++) {
            values[i] *= unit.ppb();
        }
        return Optional.of(unit);
    }

    private static void checkGrid(ByteSource source, NiftiHeader header) throws NiftiException {
        Optional<String> fault = GridRequirements.fault(header);
        if (fault.isPresent()) {
            throw new NiftiException(source.name(), fault.get());
        }
        GridRequirements.doubts(header).forEach(doubt -> LOG.warn("{}: {}", source.name(), doubt));
    }

    /** Networks and filters would spread what is not finite. */
    private static BitSet zeroNotFinite(float[] values) {
        BitSet notFinite = new BitSet();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                values[i] = 0;
                notFinite.set(i);
            }
        }
        return notFinite;
    }

    private static void checkContrast(ByteSource source, Volume image) throws NiftiException {
        float[] values = image.data();
        float first = values[0];
        int i = 1;
        while (i < values.length && values[i] == first) {
            i++;
        }
        if (i == values.length) {
            throw new NiftiException(
                    source.name(), "every voxel is " + first + "; an image of a head is needed, so export it again");
        }
        Optional<String> labels = LabelMapDoubts.of(image);
        if (labels.isPresent()) {
            throw new NiftiException(source.name(), labels.get());
        }
    }

    private static String sha256(ByteSource source) throws NiftiException {
        try {
            return Sha256.hex(source);
        } catch (IOException e) {
            throw new NiftiException(source.name(), FileFaults.reason(e), e);
        }
    }
}
