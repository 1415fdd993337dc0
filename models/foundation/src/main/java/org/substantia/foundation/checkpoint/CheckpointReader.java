package org.substantia.foundation.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.substantia.base.io.FileFaults;
import org.substantia.foundation.checkpoint.torch.TorchFile;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.learning.weights.SafeTensors;
import org.substantia.learning.weights.TensorFile;
import org.substantia.learning.weights.WeightsException;

/**
 * Reads weights from whatever form they are published in. Forms are told apart by content, never by name: safetensors
 * are found under the name {@code model.pth}, too. Stateless.
 */
public final class CheckpointReader {
    private static final int START = 64;
    /** In a folder as transformers' {@code save_pretrained} writes it, the first of these that is there. */
    private static final List<String> IN_FOLDER = List.of(
            "model.safetensors",
            "model.safetensors.index.json",
            "pytorch_model.bin",
            "open_clip_model.safetensors",
            "open_clip_pytorch_model.bin",
            "model.json");

    private static final String CONFIGURATION = "config.json";
    private static final String OPEN_CLIP = "open_clip";
    private static final String OPEN_CLIP_CONFIGURATION = "open_clip_config.json";

    private CheckpointReader() {}

    /**
     * @param fileOrFolder a file of weights, the index of shards, a folder as transformers writes it, or
     *     {@link BuiltIn#PATH}
     * @throws WeightsException if there is none, it is of no known form, or it is damaged
     */
    public static Checkpoint read(Path fileOrFolder) throws WeightsException {
        Path there = BuiltIn.isMeant(fileOrFolder) ? BundledEncoder.folder() : fileOrFolder;
        Path file = Files.isDirectory(there) ? inFolder(there) : there;
        byte[] start = start(file);
        CheckpointFormat format = format(file, start);
        TensorFile content =
                switch (format) {
                    case SAFETENSORS -> SafeTensors.map(file);
                    case SHARDED_SAFETENSORS -> JsonWeights.readShards(file);
                    case TENSORFLOW_JS -> JsonWeights.readLayersModel(file);
                    case TORCH_ZIP -> TorchFile.readZip(file);
                    case TORCH_LEGACY -> TorchFile.readLegacy(file);
                };
        return new Checkpoint(file, parts(file, format), format, content, configuration(file));
    }

    /** Repositories for both programs hold one of each. */
    private static Optional<Path> configuration(Path file) {
        boolean openClip = file.getFileName().toString().startsWith(OPEN_CLIP);
        List<String> names = openClip
                ? List.of(OPEN_CLIP_CONFIGURATION, CONFIGURATION)
                : List.of(CONFIGURATION, OPEN_CLIP_CONFIGURATION);
        return names.stream()
                .map(file::resolveSibling)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static List<Path> parts(Path file, CheckpointFormat format) throws WeightsException {
        return switch (format) {
            case SHARDED_SAFETENSORS -> JsonWeights.shards(file);
            case TENSORFLOW_JS -> JsonWeights.binaries(file);
            case SAFETENSORS, TORCH_ZIP, TORCH_LEGACY -> List.of();
        };
    }

    private static Path inFolder(Path folder) throws WeightsException {
        return IN_FOLDER.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new WeightsException(
                        folder.toString(), "holds no weights: looked for " + String.join(", ", IN_FOLDER)));
    }

    private static byte[] start(Path file) throws WeightsException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(START);
        } catch (IOException e) {
            throw new WeightsException(file.toString(), "cannot be read: " + FileFaults.reason(e), e);
        }
    }

    private static CheckpointFormat format(Path file, byte[] start) throws WeightsException {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith("PK\u0003\u0004")) {
            return CheckpointFormat.TORCH_ZIP;
        }
        if (TorchFile.isLegacy(start)) {
            return CheckpointFormat.TORCH_LEGACY;
        }
        if (looksLikeSafeTensors(start)) {
            return CheckpointFormat.SAFETENSORS;
        }
        if (text.stripLeading().startsWith("{")) {
            return JsonWeights.format(file);
        }
        throw new WeightsException(file.toString(), hint(text, start));
    }

    private static boolean looksLikeSafeTensors(byte[] start) {
        if (start.length <= Long.BYTES || start[Long.BYTES] != '{') {
            return false;
        }
        long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return length > 1 && length < Integer.MAX_VALUE;
    }

    private static String hint(String text, byte[] start) {
        if (start.length == 0) {
            return "is empty; was its download interrupted?";
        }
        if (text.startsWith("version https://git-lfs")) {
            return "is a pointer of Git LFS, not the weights themselves: fetch them with git lfs pull";
        }
        if (text.stripLeading().startsWith("<")) {
            return "is a web page, not a file of weights: was the download refused?";
        }
        if (text.startsWith("GGUF")) {
            return "is a GGUF file, whose weights are quantized; take the model's safetensors file";
        }
        if (text.startsWith("\u0089HDF")) {
            return "is an HDF5 file (Keras); take the model's safetensors or PyTorch file";
        }
        if ((start[0] & 0xff) == 0x80) {
            return "is a pickle, but none of torch.save; save the state dict with torch.save";
        }
        return "is no file of weights: safetensors, PyTorch (.pth, .pt, .bin) and TensorFlow.js layers are read";
    }
}
