package org.substantia.foundation.checkpoint.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.substantia.learning.weights.NamedTensor;
import org.substantia.learning.weights.TensorType;
import org.substantia.learning.weights.WeightsException;

/** On files made here; those of torch itself are in TorchFileOracleTest. */
class TorchFileTest {
    private static final int[] ROW = {4};
    private static final int[] ONE = {1};
    private static final byte[] STORAGE = TorchFiles.floats(1, 2, 3, 4);

    @TempDir
    Path folder;

    private Map<String, NamedTensor> read(byte[] pickle) throws IOException {
        return read(TorchFiles.archive(pickle, STORAGE));
    }

    private Map<String, NamedTensor> read(Map<String, byte[]> entries) throws IOException {
        return TorchFile.readZip(TorchFiles.zip(folder.resolve("m.pth"), entries, false))
                .tensors();
    }

    private static Pickle dict(String name) {
        return new Pickle().ops("}").text(name);
    }

    /** {@code {"w": tensor}} with a view of four numbers. */
    private static byte[] view(int offset, int[] size, int[] stride) {
        return dict("w")
                .tensor("FloatStorage", "0", 4, offset, size, stride)
                .ops("s")
                .stop();
    }

    @Test
    void aRowOfNumbersIsReadWhereItLies() throws IOException {
        NamedTensor w = read(view(0, new int[] {2, 2}, new int[] {2, 1})).get("w");

        assertThat(w.shape()).containsExactly(2, 2);
        assertThat(w.floats()).containsExactly(1, 2, 3, 4);
        assertThat(w.data().isDirect()).isTrue();
    }

    @Test
    void viewsAreCopiedInTheOrderOfTheirIndices() throws IOException {
        assertThat(read(view(0, new int[] {2, 2}, new int[] {1, 2})).get("w").floats())
                .containsExactly(1, 3, 2, 4);
        assertThat(read(view(1, new int[] {2}, new int[] {2})).get("w").floats())
                .containsExactly(2, 4);
        assertThat(read(view(3, new int[] {3, 1}, new int[] {0, 0})).get("w").floats())
                .containsExactly(4, 4, 4);
        assertThat(read(view(4, new int[] {0, 4}, new int[] {4, 1})).get("w").shape())
                .containsExactly(0, 4);
        assertThat(read(view(2, new int[] {}, new int[] {})).get("w").floats()).containsExactly(3);
    }

    static Stream<Arguments> types() {
        return Stream.of(
                arguments("DoubleStorage", TensorType.F64),
                arguments("FloatStorage", TensorType.F32),
                arguments("HalfStorage", TensorType.F16),
                arguments("BFloat16Storage", TensorType.BF16),
                arguments("LongStorage", TensorType.I64),
                arguments("IntStorage", TensorType.I32),
                arguments("ShortStorage", TensorType.I16),
                arguments("CharStorage", TensorType.I8),
                arguments("ByteStorage", TensorType.U8),
                arguments("BoolStorage", TensorType.BOOL));
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyTypeOfNumbersIsKept(String storage, TensorType type) throws IOException {
        byte[] pickle = dict("w")
                .tensor(storage, "0", 2, 0, new int[] {2}, ONE)
                .ops("s")
                .stop();

        NamedTensor w = read(TorchFiles.archive(pickle, new byte[16])).get("w");

        assertThat(w.type()).isEqualTo(type);
        assertThat(w.elements()).isEqualTo(2);
    }

    @Test
    void twoTensorsMayShareAStorage() throws IOException {
        byte[] pickle = new Pickle()
                .ops("}(")
                .text("a")
                .tensor("FloatStorage", "0", 4, 0, new int[] {2}, ONE)
                .text("b")
                .tensor("FloatStorage", "0", 4, 2, new int[] {2}, ONE)
                .ops("u")
                .stop();

        Map<String, NamedTensor> tensors = read(pickle);

        assertThat(tensors.keySet()).containsExactly("a", "b");
        assertThat(tensors.get("b").floats()).containsExactly(3, 4);
    }

    @Test
    void weightsAreFoundBesideWhatTrainingKeeps() throws IOException {
        byte[] pickle = new Pickle()
                .ops("}(")
                .text("epoch")
                .long1(12)
                .text("loss")
                .number(0.25)
                .text("optimizer")
                .ops("}")
                .text("state")
                .tensor("FloatStorage", "0", 4, 0, ROW, ONE)
                .ops("s")
                .text("model")
                .orderedDict()
                .text("norm.weight")
                .global("torch._utils", "_rebuild_parameter")
                .ops("(")
                .tensor("FloatStorage", "0", 4, 0, ROW, ONE)
                .op(0x88)
                .orderedDict()
                .ops("tRs}")
                .text("_metadata")
                .orderedDict()
                .ops("sbu")
                .stop();

        assertThat(read(pickle).keySet()).containsExactly("norm.weight");
    }

    @Test
    void scalarsOfNumpyInTheNotesAreReadOver() throws IOException {
        byte[] pickle = new Pickle()
                .ops("}(")
                .text("score")
                .global("numpy.core.multiarray", "scalar")
                .global("numpy", "dtype")
                .text("f8")
                .op(0x85)
                .ops("RN")
                .ops("b")
                .ops("C\u0002ab")
                .op(0x86)
                .ops("R")
                .text("state_dict")
                .ops("}")
                .text("w")
                .tensor("FloatStorage", "0", 4, 0, ROW, ONE)
                .ops("su")
                .stop();

        assertThat(read(pickle).keySet()).containsExactly("w");
    }

    @Test
    void theOpcodesOfProtocolFourAreKnown() throws IOException {
        byte[] pickle = new Pickle()
                .op(0x95)
                .little(8, 3)
                .ops("}")
                .op(0x94)
                .op(0x8c)
                .ops("\u0001w")
                .op(0x94)
                .op(0x8c)
                .ops("\u000ctorch._utils")
                .op(0x8c)
                .ops("\u0012_rebuild_tensor_v2")
                .op(0x93)
                .ops("(")
                .storage("FloatStorage", "0", 4)
                .int32(0)
                .ints(ROW)
                .ints(ONE)
                .ops("tRs")
                .stop();

        assertThat(read(pickle).get("w").floats()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void theFormBeforeTorch16IsRead() throws IOException {
        byte[] object = dict("w")
                .global("torch._utils", "_rebuild_tensor_v2")
                .ops("((")
                .text("storage")
                .global("torch", "FloatStorage")
                .text("0")
                .text("cuda:0")
                .int32(4)
                .ops("NtQ")
                .int32(0)
                .ints(ROW)
                .ints(ONE)
                .ops("tRs")
                .stop();
        Path file = folder.resolve("old.pth");

        Files.write(file, TorchFiles.legacy(object, 1001, true, 4, STORAGE));
        assertThat(TorchFile.readLegacy(file).tensors().get("w").floats()).containsExactly(1, 2, 3, 4);

        Files.write(file, TorchFiles.legacy(object, 1002, true, 4, STORAGE));
        assertThatThrownBy(() -> TorchFile.readLegacy(file)).hasMessageContaining("its version is not 1001");
        Files.write(file, TorchFiles.legacy(object, 1001, false, 4, STORAGE));
        assertThatThrownBy(() -> TorchFile.readLegacy(file)).hasMessageContaining("not little-endian");
        Files.write(file, TorchFiles.legacy(object, 1001, true, 1L << 60, STORAGE));
        assertThatThrownBy(() -> TorchFile.readLegacy(file)).hasMessageContaining("should have 4 numbers");
        Files.write(file, TorchFiles.legacy(object, 1001, true, 4, Arrays.copyOf(STORAGE, 15)));
        assertThatThrownBy(() -> TorchFile.readLegacy(file)).hasMessageContaining("15 bytes are left");
    }

    static Stream<Arguments> hostile() {
        String notOverIt = "which a state dict does not need; nothing was run";
        return Stream.of(
                arguments(
                        "asks for posix.system, " + notOverIt,
                        dict("a")
                                .global("posix", "system")
                                .text("touch was-run")
                                .op(0x85)
                                .ops("Rs")
                                .stop()),
                arguments(
                        "asks for builtins.eval, " + notOverIt,
                        dict("a")
                                .text("builtins")
                                .text("eval")
                                .op(0x93)
                                .ops("s")
                                .stop()),
                arguments(
                        "asks for os.system",
                        new Pickle().global("os", "system").ops("}b").stop()),
                arguments(
                        "sets the state of something that is no OrderedDict",
                        new Pickle().ops("]}b").stop()),
                arguments(
                        "asks for torch.ComplexFloatStorage",
                        dict("w")
                                .tensor("ComplexFloatStorage", "0", 4, 0, ROW, ONE)
                                .ops("s")
                                .stop()),
                arguments(
                        "calls something that is no function",
                        new Pickle().ops("})R").stop()),
                arguments(
                        "calls something that is no function",
                        new Pickle().global("torch", "FloatStorage").ops(")R").stop()),
                arguments("is not within its storage, which has 4 numbers", view(1, ROW, ONE)),
                arguments("is not within its storage", view(0, new int[] {2, 2}, new int[] {3, 1})),
                arguments("is not within its storage", view(-1, new int[] {2}, ONE)),
                arguments("has the stride (-1), which should be", view(3, new int[] {2}, new int[] {-1})),
                arguments("has the size (-4), which should be", view(0, new int[] {-4}, ONE)),
                arguments("is a view of 4 numbers only", view(0, new int[] {Integer.MAX_VALUE, 4}, new int[] {0, 1})),
                arguments(
                        "which is too large",
                        view(0, new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE}, new int[] {
                            Integer.MAX_VALUE, Integer.MAX_VALUE, 1
                        })),
                arguments("has 2 sizes and 1 strides", view(0, new int[] {2, 2}, ONE)),
                arguments(
                        "storage 0 has 16 bytes, 5 numbers need 20",
                        dict("w")
                                .tensor("FloatStorage", "0", 5, 0, ROW, ONE)
                                .ops("s")
                                .stop()),
                arguments(
                        "lacks the entry archive/data/1",
                        dict("w")
                                .tensor("FloatStorage", "1", 4, 0, ROW, ONE)
                                .ops("s")
                                .stop()),
                arguments(
                        "the key of a storage is a path: '../../etc/passwd'",
                        dict("w")
                                .tensor("FloatStorage", "../../etc/passwd", 4, 0, ROW, ONE)
                                .ops("s")
                                .stop()),
                arguments(
                        "storage 0 should have -1 numbers",
                        dict("w")
                                .tensor("FloatStorage", "0", -1, 0, ROW, ONE)
                                .ops("s")
                                .stop()),
                arguments(
                        "nested more than 1000 deep",
                        new Pickle().ops("(".repeat(1001)).stop()),
                arguments(
                        "cut short",
                        new Pickle().ops("}X").little(4, Integer.MAX_VALUE).stop()),
                arguments("cut short", new Pickle().ops("}X").little(4, -1).stop()),
                arguments("cut short", Arrays.copyOf(view(0, ROW, ONE), 40)),
                arguments("cut short", new byte[0]),
                arguments(
                        "refers to value 7 before there is one",
                        new Pickle().ops("h\u0007").stop()),
                arguments("holds the opcode 0x69", new Pickle().ops("i").stop()),
                arguments("pickle protocol 6", new byte[] {(byte) 0x80, 6, '.'}),
                arguments(
                        "takes a value where there is none",
                        new Pickle().ops("s").stop()),
                arguments(
                        "takes a value where there is none",
                        new Pickle().ops("t").stop()),
                arguments(
                        "takes a value where there is none",
                        new Pickle().ops("(").stop()),
                arguments("values are left over", new Pickle().ops("NN").stop()),
                arguments(
                        "a dict has a key without a value",
                        new Pickle().ops("}(Nu").stop()),
                arguments(
                        "neither text nor a whole number",
                        new Pickle().ops("}(]Nu").stop()),
                arguments(
                        "into something that is no dict",
                        new Pickle().ops("](NNu").stop()),
                arguments(
                        "appends to something that is no list",
                        new Pickle().ops("}Na").stop()),
                arguments(
                        "refers to something that is no storage",
                        new Pickle().ops("NQ").stop()),
                arguments("holds no dict of weights", new Pickle().ops("N").stop()),
                arguments("found epoch", dict("epoch").ops("Ns").stop()),
                arguments(
                        "a tensor cannot be named __metadata__",
                        dict("__metadata__")
                                .tensor("FloatStorage", "0", 4, 0, ROW, ONE)
                                .ops("s")
                                .stop()));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatAStateDictDoesNotNeedIsRefused(String fault, byte[] pickle) {
        assertThatThrownBy(() -> read(pickle))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith(folder.resolve("m.pth") + ": ")
                .hasMessageContaining(fault);
        assertThat(folder.resolve("was-run")).doesNotExist();
        assertThat(Path.of("was-run")).doesNotExist();
    }

    @Test
    void viewsThatRepeatTheirNumbersAreLimitedTogether() {
        Pickle pickle = new Pickle().ops("}(");
        for (int i = 0; i < 40; i++) {
            pickle.text("w" + i).tensor("FloatStorage", "0", 4, 0, new int[] {1 << 20}, new int[] {0});
        }

        assertThatThrownBy(() -> read(pickle.ops("u").stop()))
                .hasMessageContaining("views that repeat the same numbers");
    }

    /** A list of 1000 pairs and 2000 calls of a few bytes each, which would be two million entries. */
    @Test
    void dictsThatRepeatOneListAreLimitedTogether() {
        Pickle pickle = new Pickle().ops("](");
        for (int i = 0; i < 1000; i++) {
            pickle.int32(i).ops("N").op(0x86);
        }
        pickle.ops("eq\u0000").op(0x85).ops("q\u0001(");
        for (int i = 0; i < 2000; i++) {
            pickle.global("collections", "OrderedDict").ops("h\u0001R");
        }

        assertThatThrownBy(() -> read(pickle.ops("t").op(0x86).stop()))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("its OrderedDicts repeat the same entries beyond what it holds");
    }

    @Test
    void compressedEntriesAreRefusedUnread() throws IOException {
        Path file = TorchFiles.zip(
                folder.resolve("bomb.pth"), TorchFiles.archive(view(0, ROW, ONE), new byte[1 << 20]), true);

        assertThatThrownBy(() -> TorchFile.readZip(file)).hasMessageContaining("is compressed");
    }

    @Test
    void bigEndianNumbersAreRefused() {
        Map<String, byte[]> entries = TorchFiles.archive(view(0, ROW, ONE), STORAGE);
        entries.put("archive/byteorder", "big".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> read(entries)).hasMessageContaining("in the byte order 'big'");
    }

    @Test
    void torchScriptIsToldApart() {
        Map<String, byte[]> entries = new LinkedHashMap<>(TorchFiles.archive(view(0, ROW, ONE), STORAGE));
        entries.put("archive/code/__torch__.py", new byte[1]);

        assertThatThrownBy(() -> read(entries)).hasMessageContaining("it is TorchScript, a program");
    }

    @Test
    void otherArchivesAreToldApart() {
        assertThatThrownBy(() -> read(Map.of("word/document.xml", new byte[1])))
                .hasMessageContaining("none of torch.save: it holds no data.pkl");
        assertThatThrownBy(() -> read(Map.of("a/data.pkl", new byte[1], "b/data.pkl", new byte[1])))
                .hasMessageContaining("more than one data.pkl");
    }

    @Test
    void archivesCutAnywhereAreRefusedInOneLine() throws IOException {
        byte[] whole = Files.readAllBytes(
                TorchFiles.zip(folder.resolve("whole.pth"), TorchFiles.archive(view(0, ROW, ONE), STORAGE), false));
        for (int length = 4; length < whole.length; length++) {
            Path cut = Files.write(folder.resolve("cut.pth"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> TorchFile.readZip(cut))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void damageToAnyByteNeverEndsInAnythingButAFaultOrNumbers() throws IOException {
        byte[] whole = Files.readAllBytes(
                TorchFiles.zip(folder.resolve("whole.pth"), TorchFiles.archive(view(0, ROW, ONE), STORAGE), false));
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (at % 2 == 0 ? 0x01 : 0xff);
            Path file = Files.write(folder.resolve("damaged.pth"), damaged);
            try {
                assertThat(TorchFile.readZip(file).tensors()).isNotEmpty();
            } catch (WeightsException e) {
                assertThat(e.getMessage()).startsWith(file + ": ");
            }
        }
    }

    @Test
    void entriesBeyondFourGigabytesAreReached() throws IOException {
        byte[] pickle = view(0, ROW, ONE);
        long begin = 5L << 30;
        Path path = folder.resolve("large.pth");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            long first = entry(file, begin, "a/data.pkl", pickle);
            long second = entry(file, first, "a/data/0", STORAGE);
            file.seek(second);
            file.write(central("a/data.pkl", pickle.length, begin));
            file.write(central("a/data/0", STORAGE.length, first));
            long end = file.getFilePointer();
            ByteBuffer tail = ByteBuffer.allocate(56 + 20 + 22).order(ByteOrder.LITTLE_ENDIAN);
            tail.putInt(0x06064b50)
                    .putLong(44)
                    .putInt(0x002d002d)
                    .putLong(0)
                    .putLong(2)
                    .putLong(2);
            tail.putLong(end - second).putLong(second);
            tail.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
            tail.putInt(0x06054b50)
                    .putInt(0)
                    .putInt(0x00020002)
                    .putInt((int) (end - second))
                    .putInt(-1);
            file.write(tail.array());
        }

        assertThat(TorchFile.readZip(path).tensors().get("w").floats()).containsExactly(1, 2, 3, 4);
    }

    private static long entry(RandomAccessFile file, long begin, String name, byte[] content) throws IOException {
        ByteBuffer local = ByteBuffer.allocate(30).order(ByteOrder.LITTLE_ENDIAN);
        local.putInt(0x04034b50).putShort(26, (short) name.length());
        file.seek(begin);
        file.write(local.array());
        file.write(name.getBytes(StandardCharsets.US_ASCII));
        file.write(content);
        return file.getFilePointer();
    }

    /** With size and place in the zip64 field. */
    private static byte[] central(String name, int size, long place) {
        ByteBuffer entry = ByteBuffer.allocate(46 + name.length() + 28).order(ByteOrder.LITTLE_ENDIAN);
        entry.putInt(0x02014b50).putInt(20, -1).putInt(24, -1).putInt(42, -1);
        entry.putShort(28, (short) name.length()).putShort(30, (short) 28);
        entry.position(46).put(name.getBytes(StandardCharsets.US_ASCII));
        entry.putShort((short) 1)
                .putShort((short) 24)
                .putLong(size)
                .putLong(size)
                .putLong(place);
        return entry.array();
    }
}
