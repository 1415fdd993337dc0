package org.substantia.challenge.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.json.Json;

/** Images for tests, written byte by byte, so that they may be as hostile as a stranger's. */
final class TestImage {
    private final List<Layer> layers = new ArrayList<>();
    private String architecture = ImageLimits.standard().architecture();

    /** A layer in the making: a tar archive. */
    static final class Layer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Layer add(String name, char type, int mode, String link, byte[] content) {
            byte[] header = new byte[512];
            put(header, 0, name.getBytes(StandardCharsets.UTF_8));
            number(header, 100, 8, mode);
            number(header, 108, 8, 0);
            number(header, 116, 8, 0);
            number(header, 124, 12, content.length);
            number(header, 136, 12, 0);
            header[156] = (byte) type;
            put(header, 157, link.getBytes(StandardCharsets.UTF_8));
            put(header, 257, "ustar\00000".getBytes(StandardCharsets.UTF_8));
            java.util.Arrays.fill(header, 148, 156, (byte) ' ');
            int sum = 0;
            for (byte b : header) {
                sum += b & 0xff;
            }
            put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum).getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(header);
            bytes.writeBytes(content);
            bytes.writeBytes(new byte[(512 - content.length % 512) % 512]);
            return this;
        }

        private static void put(byte[] header, int at, byte[] value) {
            System.arraycopy(value, 0, header, at, value.length);
        }

        private static void number(byte[] header, int at, int length, long value) {
            put(
                    header,
                    at,
                    String.format(Locale.ROOT, "%0" + (length - 1) + "o", value).getBytes(StandardCharsets.UTF_8));
        }

        Layer file(String name, int mode, String content) {
            return add(name, '0', mode, "", content.getBytes(StandardCharsets.UTF_8));
        }

        Layer file(String name, int mode, Path content) throws IOException {
            return add(name, '0', mode, "", Files.readAllBytes(content));
        }

        Layer folder(String name) {
            return add(name + "/", '5', 0755, "", new byte[0]);
        }

        Layer link(String name, String target) {
            return add(name, '2', 0777, target, new byte[0]);
        }

        Layer hardLink(String name, String target) {
            return add(name, '1', 0644, target, new byte[0]);
        }

        /** A pax header for the next entry. */
        Layer pax(String key, String value) {
            String pair = " " + key + "=" + value + "\n";
            int length = pair.length() + 2;
            length = pair.length() + String.valueOf(length).length();
            return add("pax", 'x', 0644, "", (length + pair).getBytes(StandardCharsets.UTF_8));
        }

        byte[] done() {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes(bytes.toByteArray());
            whole.writeBytes(new byte[1024]);
            return whole.toByteArray();
        }
    }

    Layer layer() {
        Layer layer = new Layer();
        layers.add(layer);
        return layer;
    }

    TestImage architecture(String name) {
        architecture = name;
        return this;
    }

    /** As {@code docker save} writes it. */
    Path save(Path file) throws IOException {
        List<String> names = new ArrayList<>();
        List<String> diffIds = new ArrayList<>();
        Layer archive = new Layer();
        for (Layer layer : layers) {
            byte[] content = layer.done();
            String sha256 = Sha256.hex(content);
            names.add(sha256 + "/layer.tar");
            diffIds.add("sha256:" + sha256);
            archive.add(sha256 + "/layer.tar", '0', 0644, "", content);
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("os", "linux");
        config.put("architecture", architecture);
        config.put("config", Map.of("Env", List.of("GREETING=good morning", "LD_PRELOAD=/nowhere.so")));
        config.put("rootfs", Map.of("type", "layers", "diff_ids", diffIds));
        archive.file("config.json", 0644, Json.text(config));
        archive.file(
                "manifest.json",
                0644,
                Json.text(List.of(Map.of("Config", "config.json", "RepoTags", List.of("team:1"), "Layers", names))));
        Files.write(file, archive.done());
        return file;
    }

    /** A layer with a shell, its libraries and a program that the shell runs; programs of this machine are copied. */
    static Layer runnable(TestImage image, String program) throws IOException, InterruptedException {
        Layer layer = image.layer().folder("bin").folder("pdcad").file("auto_run.sh", 0755, program);
        Set<String> libraries = new TreeSet<>();
        for (String tool : List.of("bash", "cp", "mkdir", "sleep", "ln", "cat", "id")) {
            Path binary = Programs.find(tool).orElseThrow().toRealPath();
            layer.file("bin/" + tool, 0755, binary);
            libraries.addAll(libraries(binary));
        }
        Set<String> folders = new TreeSet<>();
        for (String library : libraries) {
            String name = library.substring(1);
            for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
                if (folders.add(name.substring(0, slash))) {
                    layer.folder(name.substring(0, slash));
                }
            }
            layer.file(name, 0755, Path.of(library).toRealPath());
        }
        return layer;
    }

    private static List<String> libraries(Path binary) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("ldd", binary.toString()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines()
                .flatMap(line -> java.util.Arrays.stream(line.strip().split("\\s+")))
                .filter(word -> word.startsWith("/"))
                .toList();
    }
}
