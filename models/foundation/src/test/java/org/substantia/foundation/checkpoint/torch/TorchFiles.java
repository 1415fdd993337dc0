package org.substantia.foundation.checkpoint.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small files of torch.save, made here. */
final class TorchFiles {
    private TorchFiles() {}

    static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** The entries of an archive with this pickle and storage 0. */
    static Map<String, byte[]> archive(byte[] pickle, byte[] storage) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("archive/data.pkl", pickle);
        entries.put("archive/data/0", storage);
        entries.put("archive/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        return entries;
    }

    static Path zip(Path file, Map<String, byte[]> entries, boolean compress) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> e : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(e.getKey());
                if (!compress) {
                    CRC32 crc = new CRC32();
                    crc.update(e.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(e.getValue().length);
                    entry.setCrc(crc.getValue());
                }
                out.putNextEntry(entry);
                out.write(e.getValue());
            }
        }
        return file;
    }

    /** The form before torch 1.6; {@code numbers} of one storage called 0. */
    static byte[] legacy(byte[] object, int version, boolean littleEndian, long announced, byte[] numbers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] magic = {'l', (byte) 0xfc, (byte) 0x9c, 'F', (byte) 0xf9, ' ', 'j', (byte) 0xa8, 'P', 0x19};
        Pickle first = new Pickle().op(0x8a).op(10);
        for (byte b : magic) {
            first.op(b);
        }
        out.writeBytes(first.stop());
        out.writeBytes(new Pickle().int32(version).stop());
        out.writeBytes(new Pickle()
                .ops("}")
                .text("little_endian")
                .op(littleEndian ? 0x88 : 0x89)
                .ops("s")
                .stop());
        out.writeBytes(object);
        out.writeBytes(new Pickle().ops("]").text("0").ops("a").stop());
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(announced)
                .array());
        out.writeBytes(numbers);
        return out.toByteArray();
    }
}
