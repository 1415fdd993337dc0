package org.substantia.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.split.CaseGroups;

class KeptTogetherTest {
    @TempDir
    Path folder;

    private static CaseFolder session(String id, String subject) {
        return new CaseFolder(id, subject, Map.of(), Map.of(), Map.of(), Optional.empty());
    }

    private static final List<CaseFolder> CASES = List.of(
            session("sub-1_ses-1", "sub-1"),
            session("sub-1_ses-2", "sub-1"),
            session("sub-2_ses-1", "sub-2"),
            session("sub-3_ses-1", "sub-3"),
            session("sub-3_ses-2", "sub-3"));

    @Test
    void sessionsOfOneSubjectStayTogether() throws IOException {
        CaseGroups groups = KeptTogether.ofSubjects(CASES, Optional.empty());
        assertThat(groups.groups())
                .containsExactlyInAnyOrder(
                        CaseGroups.ofPairs(Set.of(new CaseGroups.Pair("sub-1_ses-1", "sub-1_ses-2")))
                                .of("sub-1_ses-1"),
                        CaseGroups.ofPairs(Set.of(new CaseGroups.Pair("sub-3_ses-1", "sub-3_ses-2")))
                                .of("sub-3_ses-1"));
    }

    @Test
    void duplicatesJoinTheSessions() throws IOException {
        Path found = Files.writeString(
                folder.resolve("groups.json"), "{\"keepTogether\": [[\"sub-1_ses-2\", \"sub-2_ses-1\"]]}");
        CaseGroups groups = KeptTogether.ofSubjects(CASES, Optional.of(found));
        assertThat(groups.of("sub-2_ses-1")).containsExactly("sub-1_ses-1", "sub-1_ses-2", "sub-2_ses-1");
        assertThat(groups.of("sub-3_ses-2")).containsExactly("sub-3_ses-1", "sub-3_ses-2");
    }

    @Test
    void refusesAnotherFile() throws IOException {
        Path other = Files.writeString(folder.resolve("other.json"), "{}");
        assertThatIOException()
                .isThrownBy(() -> KeptTogether.ofSubjects(CASES, Optional.of(other)))
                .withMessageContaining("other.json: has no list \"keepTogether\"");
    }
}
