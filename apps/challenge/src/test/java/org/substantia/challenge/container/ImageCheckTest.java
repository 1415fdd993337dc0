package org.substantia.challenge.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.substantia.challenge.intake.CheckReport;

/** Images of strangers, looked at and unpacked: nothing of them leaves its place. */
class ImageCheckTest {
    @TempDir
    Path folder;

    private static TestImage.Layer base(TestImage image) {
        return image.layer()
                .folder("bin")
                .file("bin/bash", 0755, "shell")
                .folder("pdcad")
                .file("auto_run.sh", 0755, "echo");
    }

    private ImageCheck.Report check(TestImage image) throws IOException {
        return ImageCheck.check(image.save(folder.resolve("image.tar")), "team.tar", ImageLimits.standard());
    }

    private static List<String> errors(ImageCheck.Report report) {
        return report.lines().stream()
                .filter(CheckReport.Line::error)
                .map(CheckReport.Line::message)
                .toList();
    }

    @Test
    void anOrdinaryImagePassesAndIsUnpackedLayerByLayer() throws Exception {
        TestImage image = new TestImage();
        base(image)
                .file("etc-old", 0644, "old")
                .folder("opt")
                .file("opt/a", 0644, "a")
                .file("opt/b", 0644, "b")
                .link("sbin", "bin")
                .hardLink("bin/sh", "bin/bash");
        image.layer()
                .file(".wh.etc-old", 0644, "")
                .folder("opt")
                .file("opt/.wh..wh..opq", 0644, "")
                .file("opt/c", 0640, "c")
                .pax("path", "opt/" + "long".repeat(40))
                .file("short", 0644, "named by pax");
        ImageCheck.Report report = check(image);
        assertThat(errors(report)).isEmpty();
        assertThat(report.layers()).isEqualTo(2);
        assertThat(report.lines()).extracting(CheckReport.Line::message).anyMatch(m -> m.contains("run as user 1000"));

        Path root = folder.resolve("root");
        ImageUnpacker.unpack(ImageArchive.read(folder.resolve("image.tar")), root, false);
        assertThat(root.resolve("etc-old")).doesNotExist();
        assertThat(root.resolve("opt/a")).doesNotExist();
        assertThat(root.resolve("opt/c")).hasContent("c");
        assertThat(root.resolve("opt/" + "long".repeat(40))).hasContent("named by pax");
        assertThat(root.resolve("bin/sh")).hasContent("shell");
        assertThat(Files.isSymbolicLink(root.resolve("sbin"))).isTrue();
        assertThat(root.resolve("pdcad/inputs")).isDirectory();
    }

    private record Hostile(String what, Consumer<TestImage> make, String told) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Hostile layer(String what, Consumer<TestImage.Layer> add, String told) {
        return new Hostile(what, image -> add.accept(base(image)), told);
    }

    static Stream<Hostile> hostile() {
        return Stream.of(
                layer("name with ..", l -> l.file("../outside", 0644, "x"), "leads out by .."),
                layer("absolute name", l -> l.file("/outside", 0644, "x"), "begins with a slash"),
                layer("name with a line end", l -> l.file("a\nb", 0644, "x"), "control characters"),
                layer(
                        "link out and a file through it",
                        l -> l.link("up", "../..").file("up/outside", 0644, "x"),
                        "no folder"),
                layer(
                        "absolute link and a file through it",
                        l -> l.link("tmp2", "/tmp").file("tmp2/outside", 0644, "x"),
                        "no folder"),
                layer("second name of a file outside", l -> l.hardLink("shadow", "../etc/shadow"), "leads out by .."),
                layer(
                        "second name of a link",
                        l -> l.link("out", "/etc/shadow").hardLink("shadow", "out"),
                        "which is no file"),
                layer("whiteout of the folder above", l -> l.file("bin/.wh...", 0644, ""), "takes away"),
                layer(
                        "file with holes",
                        l -> l.pax("GNU.sparse.realsize", "20000000000").file("sparse", 0644, "x"),
                        "with holes"),
                layer(
                        "size by pax beyond the archive",
                        l -> l.pax("size", "900000000000").file("big", 0644, "x"),
                        "more than"),
                layer(
                        "a link where the inputs go",
                        l -> l.file(".wh.pdcad", 0644, "").link("pdcad", "/etc"),
                        "/pdcad must be a folder"),
                layer(
                        "program that is a link out",
                        l -> l.file(".wh.auto_run.sh", 0644, "").link("auto_run.sh", "../../etc/passwd"),
                        "has no file /auto_run.sh"),
                new Hostile("no program", image -> image.layer().file("readme", 0644, "x"), "has no file /auto_run.sh"),
                new Hostile("another machine", image -> base(image.architecture("s390x")), "build it for linux/"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void hostileImagesAreToldAndLeaveNothingOutside(Hostile hostile) throws Exception {
        TestImage image = new TestImage();
        hostile.make().accept(image);
        assertThat(errors(check(image))).isNotEmpty().anyMatch(m -> m.contains(hostile.told()));
        Path place = Files.createDirectories(folder.resolve("place"));
        try {
            ImageUnpacker.unpack(ImageArchive.read(folder.resolve("image.tar")), place.resolve("root"), false);
        } catch (IOException e) {
            // It need not be unpacked; whatever is, stays in its place.
        }
        try (Stream<Path> files = Files.list(place)) {
            assertThat(files).containsExactly(place.resolve("root"));
        }
        assertThat(Path.of("/tmp/outside")).doesNotExist();
        assertThat(Path.of("/outside")).doesNotExist();
    }

    @Test
    void devicesAreLeftOutAndNobodysRightsAreTakenOn() throws Exception {
        TestImage image = new TestImage();
        base(image)
                .add("disk", '4', 0666, "", new byte[0])
                .add("pipe", '6', 0666, "", new byte[0])
                .file("become-root", 04755, "x");
        ImageCheck.Report report = check(image);
        assertThat(errors(report)).isEmpty();
        assertThat(report.lines()).extracting(CheckReport.Line::check).contains("devices", "privileges");
        Path root = folder.resolve("root");
        ImageUnpacker.unpack(ImageArchive.read(folder.resolve("image.tar")), root, false);
        assertThat(root.resolve("disk")).doesNotExist();
        assertThat(root.resolve("pipe")).doesNotExist();
        assertThat((int) Files.getAttribute(root.resolve("become-root"), "unix:mode") & 07000)
                .isZero();
    }

    @Test
    void tooManyFilesAndTooManyBytesEndTheReading() throws Exception {
        TestImage image = new TestImage();
        TestImage.Layer layer = base(image);
        for (int i = 0; i < 2000; i++) {
            layer.file("f" + i, 0644, "1234567890");
        }
        Path file = image.save(folder.resolve("image.tar"));
        String machine = ImageLimits.standard().architecture();
        assertThat(errors(ImageCheck.check(file, "t", new ImageLimits(1 << 30, 1000, machine))))
                .containsExactly("t: has more than 1000 files");
        ImageCheck.Report report = ImageCheck.check(file, "t", new ImageLimits(5000, 1 << 20, machine));
        assertThat(errors(report)).hasSize(1);
        assertThat(report.unpackedBytes()).isLessThan(6000);
    }

    @Test
    void whatIsNoImageOrWasDamagedIsToldInOneLine() throws Exception {
        Path text = Files.writeString(folder.resolve("text"), "no image ".repeat(100));
        assertThat(errors(ImageCheck.check(text, "team.tar", ImageLimits.standard())))
                .containsExactly("team.tar: is not a tar archive, or was damaged on its way");
        TestImage image = new TestImage();
        base(image);
        Path file = image.save(folder.resolve("image.tar"));
        byte[] bytes = Files.readAllBytes(file);
        byte[] shell = "shell".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length - shell.length; i++) {
            if (java.util.Arrays.equals(bytes, i, i + shell.length, shell, 0, shell.length)) {
                bytes[i] = 'S';
            }
        }
        Files.write(file, bytes);
        assertThat(errors(ImageCheck.check(file, "team.tar", ImageLimits.standard())))
                .containsExactly("team.tar: layer 1 is not what the image says it is; save it anew");
        Files.write(file, java.util.Arrays.copyOf(bytes, 3000));
        assertThat(errors(ImageCheck.check(file, "team.tar", ImageLimits.standard())))
                .singleElement()
                .asString()
                .contains("cut short");
    }

    @Test
    void anArchiveWithALinkWithoutANameIsToldToBeNoImage() throws Exception {
        for (String name : List.of("", "./", "//")) {
            Path file = Files.write(
                    folder.resolve("image.tar"),
                    new TestImage.Layer().link(name, "x").done());
            assertThat(errors(ImageCheck.check(file, "team.tar", ImageLimits.standard())))
                    .singleElement()
                    .asString()
                    .startsWith("team.tar: has neither manifest.json nor index.json");
        }
    }

    @Test
    void theUnpackerDefendsItselfWithoutTheCheck() throws Exception {
        TestImage image = new TestImage();
        base(image).link("up", "..").file("up/outside", 0644, "x");
        Path file = image.save(folder.resolve("image.tar"));
        assertThatThrownBy(() -> ImageUnpacker.unpack(ImageArchive.read(file), folder.resolve("root"), false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no folder");
        assertThat(folder.resolve("outside")).doesNotExist();
    }
}
