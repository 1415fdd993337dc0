package org.substantia.learning.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.substantia.base.text.Format;

/**
 * Where networks are computed and in which precision; CPU and GPU take the same way through the program.
 *
 * @param cuda whether on an NVIDIA GPU
 * @param precision of convolutions
 */
public record ComputeDevice(boolean cuda, Precision precision) {
    private static final String AMX = "amx";
    private static final String AVX512_BF16 = "avx512-bf16";

    /** The kernel's names of instructions and ours of the kind of processor that has them, the widest first. */
    private static final List<Map.Entry<String, String>> KINDS = List.of(
            Map.entry("amx_bf16", AMX),
            Map.entry("avx512_bf16", AVX512_BF16),
            Map.entry("avx512f", "avx512"),
            Map.entry("avx2", "avx2"));

    /**
     * Chooses a device and a precision that are available.
     *
     * @param device {@code auto}, {@code cpu} or {@code cuda}
     * @param precision {@code auto}, {@code bf16} or {@code fp32}; auto takes bfloat16 where it is quicker: on a GPU,
     *     and on a processor with instructions for it
     * @throws IllegalArgumentException if a word is none of these, or if there is no such device
     * @throws NativeLibrariesException if libtorch cannot be loaded
     */
    public static ComputeDevice choose(String device, String precision) throws NativeLibrariesException {
        NativeLibraries.load();
        boolean cuda =
                switch (device.toLowerCase(Locale.ROOT)) {
                    case "auto" -> torch.cuda_is_available();
                    case "cpu" -> false;
                    case "cuda" -> {
                        if (!torch.cuda_is_available()) {
                            throw new IllegalArgumentException(
                                    "there is no CUDA device, or this build has no CUDA libraries (build with -Pcuda)");
                        }
                        yield true;
                    }
                    default -> throw new IllegalArgumentException("device " + device + " is none of auto, cpu, cuda");
                };
        Precision chosen =
                switch (precision.toLowerCase(Locale.ROOT)) {
                    case "auto" -> cuda || multipliesBfloat16() ? Precision.BF16 : Precision.FP32;
                    case "bf16" -> Precision.BF16;
                    case "fp32" -> Precision.FP32;
                    default ->
                        throw new IllegalArgumentException("precision " + precision + " is none of auto, bf16, fp32");
                };
        return new ComputeDevice(cuda, chosen);
    }

    /**
     * What was asked for, in the words of {@link #describe}: {@code cpu bf16}, {@code cpu}, {@code fp32}; empty where
     * any will do. Needs no libtorch.
     *
     * @param device as for {@link #choose}
     * @param precision as for {@link #choose}
     */
    public static String requested(String device, String precision) {
        return Stream.of(device, precision)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .filter(word -> !word.equals("auto"))
                .collect(Collectors.joining(" "));
    }

    /** libtorch's own handle; the caller frees it, or its PointerScope does. */
    public Device torchDevice() {
        return new Device(kind());
    }

    /**
     * How many threads libtorch uses within an operation; holds for the whole process. OpenBLAS, which multiplies its
     * float32 matrices, has threads of its own, which wait for each other by spinning.
     *
     * @param threads at least 1
     */
    public static void useThreads(int threads) {
        torch.set_num_threads(threads);
        openblas_nolapack.blas_set_num_threads(threads);
    }

    /**
     * How many threads may make training examples beside the network, and as many again synthetic patients: one where
     * the network needs the processor itself, else half of the others, so that a GPU does not wait.
     */
    public int threadsBesideTraining() {
        return cuda ? Math.max(1, (Runtime.getRuntime().availableProcessors() - 2) / 2) : 1;
    }

    /**
     * {@code cpu bf16 amx, 2 threads}, for logs and provenance. Predictions do not depend on the number of threads.
     * They may depend on the kind of processor: each has its own kernels, which round sums in another order, so that a
     * few voxels on borders differ.
     */
    public String describe() {
        int threads = torch.get_num_threads();
        return cuda
                ? kindAndPrecision()
                : kindAndPrecision() + " " + processorKind() + ", " + threads + (threads == 1 ? " thread" : " threads");
    }

    /** {@code cpu} or {@code cuda}. */
    public String kind() {
        return cuda ? "cuda" : "cpu";
    }

    /** {@code cpu bf16}, for one: what numbers depend on more than on the kind of processor. */
    public String kindAndPrecision() {
        return kind() + " " + Format.lowerCase(precision);
    }

    /** Without such instructions bfloat16 is emulated, slower than float32. */
    private static boolean multipliesBfloat16() {
        String kind = processorKind();
        return kind.equals(AMX) || kind.equals(AVX512_BF16);
    }

    /** The widest instructions among which libtorch's kernels choose; the architecture where nothing more is known. */
    private static String processorKind() {
        String flags = processorFlags().map(line -> line + " ").orElse("");
        for (Map.Entry<String, String> kind : KINDS) {
            if (flags.contains(" " + kind.getKey() + " ")) {
                return kind.getValue();
            }
        }
        return System.getProperty("os.arch");
    }

    private static Optional<String> processorFlags() {
        Path info = Path.of("/proc/cpuinfo");
        try {
            return Files.isReadable(info)
                    ? Files.readAllLines(info).stream()
                            .filter(line -> line.startsWith("flags"))
                            .findFirst()
                    : Optional.empty();
        } catch (IOException e) {
            // Not knowing the processor only costs speed.
            return Optional.empty();
        }
    }
}
