package org.substantia.foundation.checkpoint.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.substantia.base.io.FileFaults;
import org.substantia.base.io.MappedFile;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.WeightsException;

/**
 * The weights in a file of {@code torch.save}: the zip archives of torch 1.6 and later, and the rows of pickles before.
 * The tensors stay in the file, which must not be changed as long as they are in use. Nothing in the file is run.
 * Stateless.
 */
public final class TorchFile {
    private static final String PICKLE = "/data.pkl";
    private static final long MAX_PICKLE = 64 << 20;
    /** 0x1950a86a20f9469cfc6c as torch pickles it. */
    private static final byte[] MAGIC = {
        (byte) 0x80,
        2,
        (byte) 0x8a,
        10,
        'l',
        (byte) 0xfc,
        (byte) 0x9c,
        'F',
        (byte) 0xf9,
        ' ',
        'j',
        (byte) 0xa8,
        'P',
        0x19,
        '.'
    };

    private static final long LEGACY_PROTOCOL = 1001;

    private TorchFile() {}

    /** Whether a file that begins with these bytes is of the form before torch 1.6. */
    public static boolean isLegacy(byte[] start) {
        if (start.length < MAGIC.length) {
            return false;
        }
        for (int i = 0; i < MAGIC.length; i++) {
            if (start[i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads a zip archive.
     *
     * @throws WeightsException if the file cannot be read, is damaged, or holds anything but weights and plain values
     */
    public static TensorFile readZip(Path file) throws WeightsException {
        return read(file, TorchFile::zip);
    }

    /**
     * Reads a row of pickles.
     *
     * @throws WeightsException if the file cannot be read, is damaged, or holds anything but weights and plain values
     */
    public static TensorFile readLegacy(Path file) throws WeightsException {
        return read(file, TorchFile::legacy);
    }

    private interface Form {
        TensorFile read(MappedFile file) throws IOException;
    }

    private static TensorFile read(Path file, Form form) throws WeightsException {
        try {
            return form.read(MappedFile.open(file));
        } catch (PickleException e) {
            throw new WeightsException(file.toString(), e.getMessage(), e);
        } catch (IOException e) {
            throw new WeightsException(file.toString(), "cannot be read: " + FileFaults.reason(e), e);
        }
    }

    private static TensorFile zip(MappedFile file) throws IOException {
        StoredZip zip = StoredZip.open(file);
        String root = root(zip);
        checkByteOrder(zip, root);
        ByteBuffer pickle = zip.content(root + PICKLE);
        if (pickle.remaining() > MAX_PICKLE) {
            throw new PickleException("its data.pkl has " + pickle.remaining() + " bytes, a state dict's is small");
        }
        Unpickler unpickler = new Unpickler(new PickleInput(pickle));
        Map<String, StoredTensor> tensors = StateDict.find(unpickler.read());
        StorageBytes storages = storage -> {
            ByteBuffer content = zip.content(root + "/data/" + storage.key());
            if (content.remaining() < storage.bytes()) {
                throw new PickleException("storage %s has %d bytes, %d numbers need %d"
                        .formatted(storage.key(), content.remaining(), storage.count(), storage.bytes()));
            }
            return content;
        };
        return TensorFile.of(Map.of(), new TensorReader(storages, file.length()).read(tensors, unpickler.storages()));
    }

    private static String root(StoredZip zip) throws PickleException {
        String root = null;
        for (String name : zip.names()) {
            int slash = name.indexOf('/');
            if (slash > 0 && (name.startsWith("code/", slash + 1) || name.endsWith("/constants.pkl"))) {
                throw new PickleException("it is TorchScript, a program together with its weights, which is not run"
                        + " here; take the model's safetensors file, or save"
                        + " torch.jit.load(FILE, map_location='cpu').state_dict() with torch.save");
            }
            if (slash > 0 && slash == name.length() - PICKLE.length() && name.endsWith(PICKLE)) {
                if (root != null) {
                    throw new PickleException("its zip archive holds more than one data.pkl");
                }
                root = name.substring(0, slash);
            }
        }
        if (root == null) {
            throw new PickleException("it is a zip archive, but none of torch.save: it holds no data.pkl");
        }
        return root;
    }

    private static void checkByteOrder(StoredZip zip, String root) throws IOException {
        if (zip.contains(root + "/byteorder")) {
            ByteBuffer content = zip.content(root + "/byteorder");
            byte[] start = new byte[Math.min(content.remaining(), 16)];
            content.get(start);
            String order = new String(start, StandardCharsets.US_ASCII).strip();
            if (!order.equals("little")) {
                throw new PickleException("its numbers are in the byte order '" + order + "', not little");
            }
        }
    }

    private static TensorFile legacy(MappedFile file) throws IOException {
        ByteBuffer bytes = file.slice(0, Math.min(file.length(), Integer.MAX_VALUE));
        bytes.position(MAGIC.length);
        PickleInput in = new PickleInput(bytes);
        if (!Long.valueOf(LEGACY_PROTOCOL).equals(new Unpickler(in).read())) {
            throw new PickleException("its version is not " + LEGACY_PROTOCOL + ", the only one there is");
        }
        if (!(new Unpickler(in).read() instanceof Map<?, ?> system)
                || !Boolean.TRUE.equals(system.get("little_endian"))) {
            throw new PickleException("its numbers are not little-endian");
        }
        Unpickler unpickler = new Unpickler(in);
        Map<String, StoredTensor> tensors = StateDict.find(unpickler.read());
        if (!(new Unpickler(in).read() instanceof List<?> keys)) {
            throw new PickleException("the list of its storages is missing");
        }
        Map<String, ByteBuffer> contents = contents(file, bytes.position(), keys, unpickler);
        StorageBytes storages = storage -> {
            ByteBuffer content = contents.get(storage.key());
            if (content == null || content.remaining() < storage.bytes()) {
                throw new PickleException("storage %s has %d bytes, %d numbers need %d"
                        .formatted(
                                storage.key(),
                                content == null ? 0 : content.remaining(),
                                storage.count(),
                                storage.bytes()));
            }
            return content;
        };
        return TensorFile.of(Map.of(), new TensorReader(storages, file.length()).read(tensors, unpickler.storages()));
    }

    /** Behind the pickles, for each key: how many numbers, then these. */
    private static Map<String, ByteBuffer> contents(MappedFile file, long begin, List<?> keys, Unpickler unpickler)
            throws IOException {
        Map<String, Storage> named = new HashMap<>();
        unpickler.storages().forEach(storage -> named.put(storage.key(), storage));
        Map<String, ByteBuffer> contents = new HashMap<>();
        long at = begin;
        for (Object key : keys) {
            Storage storage = key instanceof String text ? named.get(text) : null;
            if (storage == null) {
                throw new PickleException("it lists a storage that no tensor uses");
            }
            if (at + Long.BYTES > file.length()) {
                throw new PickleException("it is cut short before storage " + storage.key());
            }
            long count = file.slice(at, Long.BYTES).getLong(0);
            at += Long.BYTES;
            if (count != storage.count() || storage.bytes() > file.length() - at) {
                throw new PickleException("storage %s should have %d numbers, %d are announced and %d bytes are left"
                        .formatted(storage.key(), storage.count(), count, file.length() - at));
            }
            contents.put(storage.key(), file.slice(at, storage.bytes()));
            at += storage.bytes();
        }
        return contents;
    }
}
