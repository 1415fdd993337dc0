package org.substantia.cohort.layout;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells what a file was meant to be when its name is not quite the one that is read. */
final class NearName {
    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern IMAGE =
            Pattern.compile("(?i).*\\.(nii|img|hdr|mgz|mgh|mha|mhd|nrrd|dcm|ima|gz)([._ (~-].*)?");
    private static final Pattern TEXT = Pattern.compile("(?i).*\\.txt([._ (~-].*)?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    /** What copying, downloading and packing add to a name. */
    private static final Set<String> ADDED = Set.of(
            "copy",
            "of",
            "kopie",
            "copie",
            "copia",
            "final",
            "new",
            "download",
            "part",
            "crdownload",
            "partial",
            "tmp",
            "bak",
            "old",
            "orig",
            "nii",
            "gz",
            "img",
            "hdr",
            "mgz",
            "mgh",
            "mha",
            "mhd",
            "nrrd",
            "dcm",
            "ima",
            "txt");

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("t1w", "t1"),
            Map.entry("chimap", "qsm"),
            Map.entry("masks", "mask"),
            Map.entry("seg", "mask"),
            Map.entry("dseg", "mask"),
            Map.entry("label", "mask"),
            Map.entry("labels", "mask"),
            Map.entry("prediction", "pred"),
            Map.entry("predicted", "pred"),
            Map.entry("predict", "pred"));

    private static final List<String> NAMES = List.of(
            "T1.nii.gz",
            "QSM.nii.gz",
            "NM.nii.gz",
            "QSM_mask.nii.gz",
            "NM_mask.nii.gz",
            "QSM_pred.nii.gz",
            "NM_pred.nii.gz",
            "T1_pred.nii.gz",
            "NM_nuclei_pred.nii.gz",
            "PD_pred.txt");

    private NearName() {}

    /** Whether the name is that of an image, in whatever format. */
    static boolean isImage(String fileName) {
        return IMAGE.matcher(fileName).matches();
    }

    /**
     * The challenge's name for what the file was meant to be: letters in another case, the patient's id, numbers and
     * remains of copying or downloading make no difference.
     *
     * @param id the patient whose file it is
     */
    static Optional<String> meant(String fileName, String id) {
        boolean image = isImage(fileName) || fileName.indexOf('.') < 0;
        boolean text = TEXT.matcher(fileName).matches();
        String bare = String.join("", words(fileName, words(id, List.of())));
        return NAMES.stream()
                .filter(name -> name.endsWith(".txt") ? text : image)
                .filter(name -> String.join("", words(name, List.of())).equals(bare))
                .findFirst();
    }

    private static List<String> words(String name, List<String> without) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        List<String> words = new ArrayList<>();
        Arrays.stream(SEPARATORS.split(plain, -1))
                .filter(word -> !word.isEmpty() && !ADDED.contains(word) && !without.contains(word))
                .filter(word -> !NUMBER.matcher(word).matches())
                .map(word -> WORDS.getOrDefault(word, word))
                .forEach(words::add);
        return words;
    }
}
