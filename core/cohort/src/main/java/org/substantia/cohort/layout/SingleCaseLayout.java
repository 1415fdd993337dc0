package org.substantia.cohort.layout;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.substantia.base.io.ByteSource;

/**
 * A folder or archive that is itself one case, with the challenge's file names right inside; its name is the id,
 * without {@code .zip}.
 */
final class SingleCaseLayout implements CohortLayout {
    private static final String ZIP = ".zip";

    @Override
    public String title() {
        return "the folder of a single case";
    }

    @Override
    public List<CaseFolder> cases(FileTree tree) throws CohortException {
        String id = idOf(tree);
        CaseAssembler assembler = new CaseAssembler();
        for (Map.Entry<String, ByteSource> entry : tree.files().entrySet()) {
            if (entry.getKey().indexOf('/') < 0 && !tree.files().containsKey(entry.getKey() + ".gz")) {
                assembler.addNamed(id, entry.getKey(), entry.getValue());
            }
        }
        return assembler.cases();
    }

    private static String idOf(FileTree tree) {
        // "." and "cases/.." have no name of their own before they are made absolute.
        Path name = Path.of(tree.name()).toAbsolutePath().normalize().getFileName();
        if (name == null) {
            return "case";
        }
        String id = FileTree.composed(name.toString());
        return id.toLowerCase(Locale.ROOT).endsWith(ZIP) && id.length() > ZIP.length()
                ? id.substring(0, id.length() - ZIP.length())
                : id;
    }

    @Override
    public Optional<String> caseOf(FileTree tree, String path) {
        return path.indexOf('/') < 0 ? Optional.of(idOf(tree)) : Optional.empty();
    }

    @Override
    public String expected() {
        return ChallengeLayout.EXPECTED;
    }
}
