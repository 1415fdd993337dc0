package org.substantia.imaging.nifti;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.substantia.base.io.ByteSource;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;

/**
 * Reads and writes three-dimensional NIfTI-1 and NIfTI-2 images: {@code .nii}, {@code .nii.gz} and
 * {@code .hdr}/{@code .img} pairs, in either byte order, of every integer and floating point datatype up to 64 bits.
 *
 * <pre>{@code
 * NiftiVolume t1 = Nifti.readVolume(Path.of("T1.nii.gz"));
 * LabelMap mask = segment(t1.volume());
 * Nifti.write(Path.of("mask.nii.gz"), mask, t1.header());
 * }</pre>
 *
 * <p>Reading accepts images of one, two or three dimensions, and of more where those have length 1. It fails with
 * {@link NiftiException}, whose message is one line that names the file, and with nothing else but
 * {@link ImageMemoryError}, which is no fault of the file. Memory use stays below twice what the file's content needs,
 * whatever its header promises. A header's {@code bitpix} is not looked at, since the datatype says the same;
 * extensions are skipped.
 *
 * <p>Writing puts the file in place only when it is complete, replacing one that is there; the same image gives the
 * same bytes. Failures are {@link IOException}s whose message begins with the file's name. Both are safe to use from
 * any number of threads.
 */
public final class Nifti {
    private Nifti() {}

    /** @throws NiftiException if the source cannot be read or is not an image that we read */
    public static NiftiHeader readHeader(ByteSource source) throws NiftiException {
        return new NiftiReader(source).header();
    }

    /** @throws NiftiException if the file cannot be read or is not an image that we read */
    public static NiftiHeader readHeader(Path path) throws NiftiException {
        return readHeader(ByteSource.of(path));
    }

    /**
     * Like {@link #readHeader(ByteSource)}, of an image of labels, which may be stored as complex numbers too.
     *
     * @throws NiftiException if the source cannot be read or is not an image that {@link #readLabels(ByteSource)} reads
     */
    public static NiftiHeader readLabelHeader(ByteSource source) throws NiftiException {
        return new NiftiReader(source).labelHeader();
    }

    /**
     * Reads an image as float32 values, the header's scaling applied (in float64, then rounded).
     *
     * @throws NiftiException if the source cannot be read, is not an image that we read, or has NaN or infinite voxels
     */
    public static NiftiVolume readVolume(ByteSource source) throws NiftiException {
        return readVolume(source, NonFinite.REJECT);
    }

    /** @see #readVolume(ByteSource) */
    public static NiftiVolume readVolume(Path path) throws NiftiException {
        return readVolume(ByteSource.of(path));
    }

    /**
     * Like {@link #readVolume(ByteSource)}, with a choice for voxels that are NaN or infinite, also those which become
     * so because float32 cannot hold them.
     *
     * @throws NiftiException if the source cannot be read or is not an image that we read
     */
    public static NiftiVolume readVolume(ByteSource source, NonFinite nonFinite) throws NiftiException {
        return new NiftiReader(source).volume(nonFinite);
    }

    /** @see #readVolume(ByteSource, NonFinite) */
    public static NiftiVolume readVolume(Path path, NonFinite nonFinite) throws NiftiException {
        return readVolume(ByteSource.of(path), nonFinite);
    }

    /**
     * Reads an image of whole numbers. Floating point and scaled files are accepted as long as every value is one
     * within 0.01 or, if that is more, half a step of the scaling, up to 0.05; complex ones as long as every value is
     * real.
     *
     * @throws NiftiException if the source cannot be read, is not an image that we read, or has a voxel that is not a
     *     whole number of 32 bits
     */
    public static NiftiLabels readLabels(ByteSource source) throws NiftiException {
        return readLabels(source, OddVoxels.REJECT);
    }

    /**
     * Like {@link #readLabels(ByteSource)}, with a choice for voxels that hold no label.
     *
     * @throws NiftiException if the source cannot be read or is not an image that we read
     */
    public static NiftiLabels readLabels(ByteSource source, OddVoxels oddVoxels) throws NiftiException {
        return new NiftiReader(source).labels(oddVoxels);
    }

    /**
     * Like {@link #readLabels(ByteSource, OddVoxels)}, for a caller who wants an image of a certain kind alone.
     *
     * @param onHeader sees the header before any voxel is read or memory set aside for them; a runtime exception that
     *     it throws ends the reading and reaches the caller. What it lets pass gets the memory that the header asks for
     *     at once, which spares a copy
     * @throws NiftiException if the source cannot be read or is not an image that we read
     */
    public static NiftiLabels readLabels(ByteSource source, OddVoxels oddVoxels, Consumer<NiftiHeader> onHeader)
            throws NiftiException {
        return new NiftiReader(source).labels(oddVoxels, onHeader);
    }

    /** @see #readLabels(ByteSource) */
    public static NiftiLabels readLabels(Path path) throws NiftiException {
        return readLabels(ByteSource.of(path));
    }

    /** Writes float32 voxels on the volume's own grid. */
    public static void write(Path path, Volume volume) throws IOException {
        write(path, volume, WriteOptions.defaults());
    }

    /**
     * Writes float32 voxels with the template's header: its geometry is kept byte for byte.
     *
     * @throws IllegalArgumentException if the volume lies on another grid than the template
     */
    public static void write(Path path, Volume volume, NiftiHeader template) throws IOException {
        write(path, volume, WriteOptions.defaults().withTemplate(template));
    }

    /**
     * @throws IllegalArgumentException if the volume lies on another grid than the template, or the datatype is an
     *     integer of 64 bits
     */
    public static void write(Path path, Volume volume, WriteOptions options) throws IOException {
        new NiftiWriter(path, options).write(volume);
    }

    /** Writes labels on the map's own grid. */
    public static void write(Path path, LabelMap labels) throws IOException {
        write(path, labels, WriteOptions.defaults());
    }

    /**
     * Writes labels with the template's header: its geometry is kept byte for byte.
     *
     * @throws IllegalArgumentException if the map lies on another grid than the template
     */
    public static void write(Path path, LabelMap labels, NiftiHeader template) throws IOException {
        write(path, labels, WriteOptions.defaults().withTemplate(template));
    }

    /** @throws IllegalArgumentException if the map lies on another grid than the template */
    public static void write(Path path, LabelMap labels, WriteOptions options) throws IOException {
        new NiftiWriter(path, options).write(labels);
    }
}
